from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.databases.kinds import KINDS, database_of
from tests.groups.square import Square


@pytest.fixture(params=KINDS)
async def square(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Square]:
    """The brand at work in a group, over each kind of database."""
    with database_of(request.param, tmp_path / "store.db") as url:
        made = Square(url, tmp_path / "brand")
        await made.start()
        yield made
        await made.stop()


@pytest.fixture(params=KINDS)
async def sealed(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Square]:
    """The same, of a brand that encrypts what people say."""
    with database_of(request.param, tmp_path / "store.db") as url:
        made = Square(url, tmp_path / "brand", sealed=True)
        await made.start()
        yield made
        await made.stop()
