from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from acting import Theatre, started
from calling import Outside, calling

from bot.brand.brand import Quiet
from tests.databases.server import new_database


@pytest.fixture
def there() -> Iterator[str]:
    """A database on a server, which several processes may share."""
    with new_database() as url:
        yield url


@pytest.fixture
async def theatre() -> AsyncIterator[Theatre]:
    """The engine in memory, started."""
    async with started(Theatre()) as made:
        yield made


@pytest.fixture
async def theatre_with_nights() -> AsyncIterator[Theatre]:
    """The engine in memory, of a brand that begins nothing from 21:30 to 08:30 in Rome."""
    made = Theatre()
    made.quiet = Quiet("21:30", "08:30")
    async with started(made):
        yield made


@pytest.fixture
async def lasting(tmp_path: Path) -> AsyncIterator[Theatre]:
    """The engine over a file, started; what a test leaves running is stopped."""
    async with started(Theatre(tmp_path)) as made:
        yield made


@pytest.fixture
async def stage() -> AsyncIterator[tuple[Theatre, Outside]]:
    """The engine in memory, started, and other systems that it calls."""
    theatre, outside = calling()
    async with started(theatre):
        yield theatre, outside
        outside.gate.set()


@pytest.fixture
async def lasting_stage(tmp_path: Path) -> AsyncIterator[tuple[Theatre, Outside]]:
    """The engine over a file, started, and other systems that it calls."""
    theatre, outside = calling(tmp_path)
    async with started(theatre):
        yield theatre, outside
        outside.gate.set()
