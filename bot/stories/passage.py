"""How time passes in a story: from one moment at which something is due to the next."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from bot.engine.clockwork import Look
from bot.stories.venue import Clock

_A_WHILE = timedelta(seconds=1)
"""After which one looks again where something is due and cannot happen yet."""

_TRIES = 20
"""How often one looks until then: what takes long is done in several looks."""


class Passage:
    """Moves a story's clock, and lets happen what the product would do at every moment.

    Args:
        clock: the story's.
        looks: what the product looks at when it is time, in this order.
        settled: returns when everything that came in is played and sent.
        done: how much has happened so far: it only grows.
    """

    def __init__(
        self,
        clock: Clock,
        looks: Sequence[Look],
        settled: Callable[[], Awaitable[None]],
        done: Callable[[], int],
    ) -> None:
        self._clock = clock
        self._looks = looks
        self._settled = settled
        self._done = done

    async def now(self) -> datetime | None:
        """Let everything happen that is due now; return when there is more, None: never."""
        tries, at = 0, self._clock()
        while tries < _TRIES:
            await self._settled()
            done = self._done()
            due = await self._look()
            await self._settled()
            if done != self._done():
                tries = 0
            elif due is None or due > at:
                return due
            else:
                tries += 1
        return at + _A_WHILE

    async def later(self, seconds: int) -> None:
        """Let time pass; everything that is due by then happens, at its moment."""
        end = self._clock() + timedelta(seconds=seconds)
        due = await self.now()
        while due is not None and due <= end:
            self._clock.move_to(due)
            due = await self.now()
        self._clock.move_to(end)
        await self.now()

    async def _look(self) -> datetime | None:
        times = [await look() for look in self._looks]
        return min((time for time in times if time is not None), default=None)
