from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.databases.kinds import KINDS, database_of
from tests.joined.table import Table


@pytest.fixture(params=KINDS)
async def table(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Table]:
    """The brand at work, over each kind of database."""
    with database_of(request.param, tmp_path / "store.db") as url:
        made = Table(url, tmp_path / "brand")
        await made.start()
        yield made
        await made.stop()


@pytest.fixture(params=KINDS)
async def sealed(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Table]:
    """The same, of a brand that encrypts what people say."""
    with database_of(request.param, tmp_path / "store.db") as url:
        made = Table(url, tmp_path / "brand", sealed=True)
        await made.start()
        yield made
        await made.stop()
