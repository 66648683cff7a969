"""The page on limits says what the adapters' tables say."""

import runpy
from pathlib import Path

import pytest

from bot.channels.registry import adapter_names

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PAGE = (REFERENCE / "platform-limits.md").read_text(encoding="utf-8")


def test_the_tables_are_what_the_adapters_say() -> None:
    written = runpy.run_path(str(REFERENCE / "write_platforms.py"))["platform_limits"]()
    assert written == PAGE, "run: python docs/reference/write_platforms.py"


@pytest.mark.parametrize("name", sorted(adapter_names()))
def test_every_adapter_has_its_rows(name: str) -> None:
    assert f"\n| {name} | " in PAGE
    assert f"\n| of {name} | " in PAGE
