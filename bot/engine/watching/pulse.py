"""Whether the event loop turns, and how late it is: everything else is as late."""

import asyncio
import threading
from contextlib import suppress
from time import monotonic

from msgspec import Struct

from bot.core.histogram import SECONDS, Counted, Histogram

BEAT_SECONDS = 0.5
"""Between two beats."""


class PulseFigures(Struct, frozen=True):
    """How late the beats were, in seconds, and the latest one."""

    lag: Counted
    latest: float


class Pulse:
    """Beats in the event loop.

    Args:
        beat: seconds between two beats.
    """

    def __init__(self, beat: float = BEAT_SECONDS) -> None:
        self.thread = 0
        """The thread of the loop."""
        self._beat = beat
        self._lag = Histogram(SECONDS)
        self._latest = 0.0
        self._beaten = monotonic()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to beat in the loop that runs here."""
        self.thread = threading.get_ident()
        self._beaten = monotonic()
        self._task = asyncio.create_task(self._go_on_beating())

    async def stop(self) -> None:
        """Beat no more."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def figures(self) -> PulseFigures:
        """Return how it beats."""
        return PulseFigures(self._lag.counted(), self._latest)

    def late(self) -> float:
        """Return for how many seconds a beat has been missing; any thread may ask."""
        return max(0.0, monotonic() - self._beaten - self._beat)

    async def _go_on_beating(self) -> None:
        while True:
            await asyncio.sleep(self._beat)
            self._latest = self.late()
            self._lag.add(self._latest)
            self._beaten = monotonic()
