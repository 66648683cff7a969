"""A thread beside all others that tells of one that does not go on, and where it is."""

import logging
import sys
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from time import monotonic
from types import MappingProxyType
from typing import Literal

from msgspec import Struct

from bot.engine.watching.pulse import Pulse
from bot.store.database import Store

_LOG = logging.getLogger(__name__)

What = Literal["loop", "store"]

LOOP_SECONDS = 10.0
"""Whatever keeps the event loop for so long does not let go of it by itself."""

STORE_SECONDS = 60.0
"""One group of units takes milliseconds, and gives up on a lock or a server that is gone sooner."""


class Watched(Struct, frozen=True):
    """Something that has to go on.

    `late` tells for how many seconds it has not, `patience` how many are too many, and `thread`
    where it runs.
    """

    what: What
    late: Callable[[], float]
    thread: Callable[[], int | None]
    patience: float


class Lookout:
    """Looks at what has to go on.

    Args:
        watched: each of it.
        pulse: that of the event loop.
    """

    def __init__(self, watched: Sequence[Watched], pulse: Pulse) -> None:
        self.pulse = pulse
        self._watched = watched
        self._stuck: set[What] = set()
        self._times: Counter[What] = Counter()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._look_on, name="lookout", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()

    @property
    def times(self) -> Mapping[What, int]:
        """How often each was stuck since the start."""
        return MappingProxyType({one.what: self._times[one.what] for one in self._watched})

    def stuck(self) -> Sequence[tuple[What, float]]:
        """Return what does not go on now, and for how many seconds."""
        late = [(one, one.late()) for one in self._watched]
        return [(one.what, seconds) for one, seconds in late if seconds > one.patience]

    def _look_on(self) -> None:
        every = min(one.patience for one in self._watched) / 4
        before = monotonic()
        while not self._stopped.wait(every):
            now = monotonic()
            # Where we came much too late ourselves, the whole process was stopped, or starved.
            if now - before < 2 * every:
                self._look()
            before = now

    def _look(self) -> None:
        now = dict(self.stuck())
        for one in self._watched:
            if one.what in now and one.what not in self._stuck:
                self._times[one.what] += 1
                place = _place(one.thread())
                seconds = now[one.what]
                _LOG.error("it is stuck what=%s seconds=%.0f place=%s", one.what, seconds, place)
        self._stuck = set(now)


def _place(thread: int | None) -> str:
    """Return the function and line where a thread is: never what it works on."""
    frame = None if thread is None else sys._current_frames().get(thread)  # noqa: SLF001
    return "" if frame is None else f"{frame.f_code.co_qualname}:{frame.f_lineno}"


@asynccontextmanager
async def looking_out(store: Store) -> AsyncIterator[Lookout]:
    """Watch the event loop that runs here, and a store, until the end."""
    pulse = Pulse()
    lookout = Lookout(
        (
            Watched("loop", pulse.late, lambda: pulse.thread, LOOP_SECONDS),
            Watched(
                "store", lambda: store.commits().busy, lambda: store.commits().thread, STORE_SECONDS
            ),
        ),
        pulse,
    )
    pulse.start()
    lookout.start()
    try:
        yield lookout
    finally:
        lookout.stop()
        await pulse.stop()
