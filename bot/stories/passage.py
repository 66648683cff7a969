"""How time passes in a story: from one moment at which something is due to the next."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from bot.engine.clockwork import Clockwork, Look
from bot.stories.venue import Clock

_A_WHILE = timedelta(seconds=1)
"""After which one looks again where something is due and cannot happen yet."""


class Passage:
    """Moves a story's clock, and lets happen what the product would do at every moment.

    Args:
        clock: the story's.
        looks: what the product looks at when it is time.
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
        self._diary = _Diary()
        self._clockwork = Clockwork(clock, looks, self._diary)
        self._settled = settled
        self._done = done

    async def now(self) -> datetime | None:
        """Let everything happen that is due now; return when there is more, None: never."""
        while True:
            await self._settled()
            done = self._done()
            await self._clockwork.look()
            await self._settled()
            if done == self._done():
                return self._diary.after(self._clock())

    async def later(self, seconds: int) -> None:
        """Let time pass; everything that is due by then happens, at its moment."""
        end = self._clock() + timedelta(seconds=seconds)
        due = await self.now()
        while due is not None and due <= end:
            self._clock.move_to(due)
            due = await self.now()
        self._clock.move_to(end)
        await self.now()

    async def stop(self) -> None:
        """Look no more."""
        await self._clockwork.stop()


class _Diary:
    """The alarm of a story: it does not ring, it knows when it would."""

    def __init__(self) -> None:
        self.at: datetime | None = None

    def set(self, at: datetime | None) -> None:
        """Remember when there is something to do next."""
        self.at = at

    def after(self, now: datetime) -> datetime | None:
        """Return when it would ring next; what is late and did not happen is tried in a while."""
        if self.at is None or self.at > now:
            return self.at
        return now + _A_WHILE
