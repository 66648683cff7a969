"""Whether the event loop turns: how late it is, and where it is stuck."""

import asyncio
import logging
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import monotonic

from msgspec import Struct

from bot.core.histogram import SECONDS, Counted, Histogram

_LOG = logging.getLogger(__name__)

BEAT_SECONDS = 0.5
"""Between two beats; what a beat comes later than that is how late everything else is, too."""

STUCK_SECONDS = 10.0
"""Without a beat: whatever keeps the loop then does not let go of it by itself."""


class PulseFigures(Struct, frozen=True):
    """How late the beats were, in seconds, and how often the loop was stuck."""

    lag: Counted
    latest: float
    stuck: int


class Pulse:
    """Beats in the event loop; a thread beside it tells of a beat that does not come.

    Args:
        beat: seconds between two beats.
        patience: seconds without one after which the loop is stuck.
    """

    def __init__(self, beat: float = BEAT_SECONDS, patience: float = STUCK_SECONDS) -> None:
        self._beat = beat
        self._patience = patience
        self._lag = Histogram(SECONDS)
        self._latest = 0.0
        self._stuck = 0
        self._beaten = monotonic()
        self._thread_of_loop = 0
        self._task: asyncio.Task[None] | None = None
        self._stopped = threading.Event()
        self._watch = threading.Thread(target=self._look, name="loop-watch", daemon=True)

    def start(self) -> None:
        """Begin to beat in the loop that runs here."""
        self._thread_of_loop = threading.get_ident()
        self._beaten = monotonic()
        self._task = asyncio.create_task(self._go_on_beating())
        self._watch.start()

    async def stop(self) -> None:
        """Beat no more."""
        self._stopped.set()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def figures(self) -> PulseFigures:
        """Return how it beats."""
        return PulseFigures(self._lag.counted(), self._latest, self._stuck)

    async def _go_on_beating(self) -> None:
        while True:
            await asyncio.sleep(self._beat)
            now = monotonic()
            self._latest = max(0.0, now - self._beaten - self._beat)
            self._lag.add(self._latest)
            self._beaten = now

    def _look(self) -> None:
        told = 0.0
        while not self._stopped.wait(self._patience / 4):
            beaten, late = self._beaten, monotonic() - self._beaten
            if late > self._patience and beaten != told:
                told = beaten
                self._stuck += 1
                _LOG.error("the event loop is stuck seconds=%.0f place=%s", late, self._place())

    def _place(self) -> str:
        """Return the function and line in which the loop's thread is: never what it works on."""
        frame = sys._current_frames().get(self._thread_of_loop)  # noqa: SLF001 - the way there is
        return "" if frame is None else f"{frame.f_code.co_qualname}:{frame.f_lineno}"


@asynccontextmanager
async def beating() -> AsyncIterator[Pulse]:
    """Beat until the end."""
    pulse = Pulse()
    pulse.start()
    try:
        yield pulse
    finally:
        await pulse.stop()
