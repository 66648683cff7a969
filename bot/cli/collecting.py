"""Looking for garbage now and then, while brands run."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_LOOK_SECONDS = 60.0
"""Between two looks at everything that came after the start: each takes some milliseconds."""


@asynccontextmanager
async def collecting(seconds: float = _LOOK_SECONDS) -> AsyncIterator[None]:
    """Look for garbage now and then meanwhile.

    What fails leaves circles: an error knows by what it came, and who waited for it knows the
    error. Counted by new things alone (`bot.cli.uncollected`), megabytes of them would gather
    before anybody looks.

    Args:
        seconds: between two looks.
    """
    looking = asyncio.create_task(_look(seconds))
    try:
        yield
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


async def _look(seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        gc.collect()
