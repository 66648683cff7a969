"""What holds for the tests of the stand-ins: they ask what these have to refuse."""

import pytest


@pytest.fixture(autouse=True)
def refused_too(ask_anything: None) -> None:
    """Let each of them ask anything."""
