"""The clockwork: looks at what is due when it is, and survives whatever a look fails with.

Due times are rows: nothing is remembered here but when to look next, so that a process that slept,
was killed or had its clock moved does everything that is due, once, whenever it looks.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.store.errors import RETRY_SECONDS, StoreUnavailable

_LOG = logging.getLogger(__name__)

_CUT_AFTER = 1.0
"""Seconds that a look may still take when the process stops: one may wait for the network."""

Look = Callable[[], Awaitable[datetime | None]]
"""Does what is due, and returns when there is something to do again: None where nobody knows."""


class Alarm(Protocol):
    """Rings at the one time that is set, and now and then besides: others write rows too."""

    def set(self, at: datetime | None) -> None:
        """Ring at this moment instead of the one set before, at once where it has passed."""
        ...


class Clockwork:
    """Runs every look whenever one may have something to do, none of them twice at a time.

    Args:
        clock: tells the present time in UTC.
        looks: what to look at; a slow one holds up no other.
        alarm: set to when there is something to do next; let it call `ring`.
    """

    def __init__(self, clock: Callable[[], datetime], looks: Sequence[Look], alarm: Alarm) -> None:
        self._clock = clock
        self._alarm = alarm
        self._watches = [Watch(look, clock, self._set_alarm) for look in looks]
        self._woken: datetime | None = None
        self._set: datetime | None = None
        self._stopping = False

    async def look(self) -> None:
        """Do everything that is due now."""
        await asyncio.gather(*(watch.look() for watch in self._watches))

    async def ring(self) -> None:
        """It is time to look: looks begin, and this returns at once."""
        if self._stopping:
            return
        self._set = None
        if self._woken is not None and self._woken <= self._clock():
            self._woken = None
        for watch in self._watches:
            watch.wake()

    def wake(self, at: datetime) -> None:
        """Something becomes due at this moment: look then."""
        if self._woken is None or at < self._woken:
            self._woken = at
            self._set_alarm()

    async def stop(self) -> None:
        """Begin no more looks; those under way have a second to finish, then they are cut.

        What a look has not written down is done by the next one, as it is after a kill.
        """
        self._stopping = True
        await asyncio.gather(*(watch.stop() for watch in self._watches))

    def _set_alarm(self) -> None:
        times = [watch.next_at for watch in self._watches]
        at = min((time for time in (*times, self._woken) if time is not None), default=None)
        if not self._stopping and at != self._set:
            self._set = at
            self._alarm.set(at)


class Watch:
    """One look, never twice at a time: asked for while it runs, it runs once more.

    Args:
        look: what to do; what it fails with is logged, and it is tried again.
        clock: tells the present time in UTC.
        looked: told after each look; `next_at` is when the next one is worth it.
    """

    def __init__(
        self, look: Look, clock: Callable[[], datetime], looked: Callable[[], None]
    ) -> None:
        self.next_at: datetime | None = None
        self._look = look
        self._clock = clock
        self._looked = looked
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._again = False
        self._stopping = False

    def wake(self) -> None:
        """Look soon."""
        if self._task is not None and not self._task.done():
            self._again = True
        elif not self._stopping:
            self._task = asyncio.create_task(self._run())

    async def look(self) -> None:
        """Look now."""
        async with self._lock:
            self.next_at = await self._once()
        self._looked()

    async def stop(self) -> None:
        """Look no more; what is under way has a second to finish."""
        self._stopping = True
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=_CUT_AFTER)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            self._again = False
            await self.look()
            if not self._again or self._stopping:
                return

    async def _once(self) -> datetime | None:
        try:
            return await self._look()
        except StoreUnavailable as error:
            _LOG.warning("what is due waits for the store reason=%r", str(error))
        except Exception as error:  # noqa: BLE001 - a clock that stops would be worse
            _LOG.error("a look at what is due failed error=%s", type(error).__name__)
        return self._clock() + timedelta(seconds=RETRY_SECONDS)
