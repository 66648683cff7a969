"""Loading and reading without looking for garbage: what is read is kept, and it is a great deal.

What comes later is looked through now and then.
"""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

_NEW_BEFORE_A_LOOK = 20_000
"""Things, some megabytes of them: by default it is 700, a dozen looks in each batch of turns."""

_LOOK_SECONDS = 60.0
"""Between two looks at everything that came after the start: each takes some milliseconds."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Let nobody look for circles of garbage meanwhile.

    A large brand is a million small things, all of them needed: each look among them holds up
    everybody for half a second, and reading would take twice as long. The program itself is a
    hundred thousand, and a start would take a tenth longer.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def keep_all() -> None:
    """Let nobody ever look for garbage among what there is now: it is what runs.

    Said while nobody looks, it spares the look at everything that would come next. What a batch of
    turns makes is gone at its end, without being looked for. It is looked through once there is as
    much of it as several batches make.
    """
    gc.freeze()
    gc.set_threshold(_NEW_BEFORE_A_LOOK, *gc.get_threshold()[1:])


@asynccontextmanager
async def looked_through(seconds: float = _LOOK_SECONDS) -> AsyncIterator[None]:
    """Look for garbage now and then meanwhile.

    What fails leaves circles: an error knows by what it came, and who waited for it knows the
    error. Counted by new things alone, megabytes of them would gather before anybody looks.

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
