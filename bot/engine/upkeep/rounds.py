"""Going through all that is held now and then, in small steps with a rest between them.

Turns hardly wait for it, and a process that ends in the middle begins again later.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from bot.store.connection import Connection
from bot.store.database import Store

Place = TypeVar("Place")

Step = Callable[[Connection, Place], tuple[int, Place | None]]
"""One unit of work from a place on: how many rows it changed, and the place that it has reached;
None: there is nothing more."""

Rest = Callable[[], Awaitable[None]]
"""Awaited between two steps: others have the store meanwhile."""


class Rounds:
    """Knows when it is time for the next round.

    Args:
        clock: tells the present time in UTC.
        first: from now until the first one.
        every: from the end of one to the beginning of the next.
    """

    def __init__(self, clock: Callable[[], datetime], first: timedelta, every: timedelta) -> None:
        self._clock = clock
        self._every = every
        self._next = clock() + first

    async def look(self, go: Callable[[], Awaitable[None]]) -> datetime:
        """Go one round where it is time for it, and return when it is worth to look again.

        Args:
            go: one round; where it fails, the next look begins it anew.
        """
        if self._clock() >= self._next:
            await go()
            self._next = self._clock() + self._every
        return self._next


async def in_steps(store: Store, first: Place, step: Step[Place], rest: Rest) -> AsyncIterator[int]:
    """Go step by step to the end, and yield how many rows each has changed.

    Args:
        store: where the steps are done, each in a transaction of its own.
        first: the place before everything.
        step: does the next one.
        rest: what follows each of them.

    Raises:
        StoreUnavailable: the database could not take one.
    """
    place: Place | None = first
    while place is not None:
        unit = _at(place, step)
        count, place = await store.run(unit)
        yield count
        await rest()


def _at(place: Place, step: Step[Place]) -> Callable[[Connection], tuple[int, Place | None]]:
    return lambda found: step(found, place)
