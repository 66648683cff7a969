"""The store on every database: what holds for one holds for the others."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store.database import Store, open_store
from tests.databases.kinds import KINDS, database_of
from tests.databases.server import new_database


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of the test's own, with its tables in place on a server."""
    with database_of(request.param, tmp_path / "store.db") as made:
        yield made


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database in which there is nothing yet."""
    with database_of(request.param, tmp_path / "store.db", with_tables=False) as made:
        yield made


@pytest.fixture
def there() -> Iterator[str]:
    """A database on a server, which several processes may share."""
    with new_database() as url:
        yield url


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """An open store, in memory where the database is SQLite."""
    opened = await open_store("sqlite://" if url.startswith("sqlite") else url)
    yield opened
    await opened.close()
