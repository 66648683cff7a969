from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from acting import Theatre
from calling import Outside, calling

from bot.brand.brand import Quiet


@pytest.fixture
async def theatre() -> AsyncIterator[Theatre]:
    """The engine in memory, started."""
    made = Theatre()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def theatre_with_nights() -> AsyncIterator[Theatre]:
    """The engine in memory, of a brand that begins nothing from 21:30 to 08:30 in Rome."""
    made = Theatre()
    made.quiet = Quiet("21:30", "08:30")
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def lasting(tmp_path: Path) -> AsyncIterator[Theatre]:
    """The engine over a file, started; what a test leaves running is stopped."""
    made = Theatre(tmp_path)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def stage() -> AsyncIterator[tuple[Theatre, Outside]]:
    """The engine in memory, started, and other systems that it calls."""
    theatre, outside = calling()
    await theatre.start()
    yield theatre, outside
    outside.gate.set()
    await theatre.stop()


@pytest.fixture
async def lasting_stage(tmp_path: Path) -> AsyncIterator[tuple[Theatre, Outside]]:
    """The engine over a file, started, and other systems that it calls."""
    theatre, outside = calling(tmp_path)
    await theatre.start()
    yield theatre, outside
    outside.gate.set()
    await theatre.stop()
