"""Watching over code that is not ours: what computes for too long is made to stop."""

import logging
import threading
import time
from types import TracebackType

from bot.dialogue.python.code import OutOfTime

_LOG = logging.getLogger(__name__)

LIMIT = 0.5
"""Seconds of the processor's time that a dialogue may take in one go; an ordinary one takes a
thousandth of that, and all others wait meanwhile."""

_LOOKS = 4
"""Looks at whoever is at work, within the limit."""


class Watchdog:
    """Stops threads that compute for too long inside its watch.

    Time that a thread sleeps, or waits for the processor, does not count where the system can tell;
    a call into a library that does not come back cannot be stopped at all.

    Args:
        limit: seconds.
    """

    def __init__(self, limit: float = LIMIT) -> None:
        self._limit = limit
        self._watched: dict[int, _Watch] = {}
        self._lock = threading.Lock()
        self._busy = threading.Event()
        self._thread: threading.Thread | None = None

    def __call__(self) -> "_Watch":
        """Return a watch over what the calling thread does inside it."""
        return _Watch(self)

    def begin(self, watch: "_Watch") -> None:
        """Watch over the calling thread."""
        with self._lock:
            self._watched[watch.thread] = watch
            if self._thread is None or not self._thread.is_alive():  # a fork has none of it
                self._thread = threading.Thread(target=self._look, name="watchdog", daemon=True)
                self._thread.start()
        if not self._busy.is_set():
            self._busy.set()

    def end(self, watch: "_Watch") -> None:
        """Watch no longer; what has been thrown at the thread and not arrived is taken back."""
        with self._lock:
            self._watched.pop(watch.thread, None)
            if watch.thrown:
                _throw(watch.thread, None)

    def _look(self) -> None:
        while True:
            self._busy.wait()
            time.sleep(self._limit / _LOOKS)
            with self._lock:
                for watch in self._watched.values():
                    watch.look(self._limit)
                if not self._watched:
                    self._busy.clear()


class _Watch:
    """One stay inside the watch."""

    __slots__ = ("_dog", "_from", "_inside", "thread", "thrown")

    def __init__(self, dog: Watchdog) -> None:
        self._dog = dog
        self._from = 0.0
        self._inside = False
        self.thread = threading.get_ident()
        self.thrown = 0

    def __enter__(self) -> None:
        self._from = _spent(self.thread)
        self._dog.begin(self)
        self._inside = True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._inside = False
        while True:
            try:
                self._dog.end(self)
            except OutOfTime:  # it arrived on the way out
                continue
            return

    def look(self, limit: float) -> None:
        """Stop the thread where it has taken too long; again each time that it goes on."""
        spent = _spent(self.thread) - self._from
        if self._inside and spent > limit * (1 + self.thrown):
            self.thrown += 1
            _throw(self.thread, OutOfTime)
            _LOG.error("a dialogue in Python takes too long seconds=%.1f", spent)


def stop_computing(thread: threading.Thread, limit: float = LIMIT) -> None:
    """Stop a thread that nobody waits for any more, where it has computed all the while.

    One that sleeps or waits for another system is left to it: it costs nothing.

    Args:
        thread: of ours, which runs code that is not.
        limit: seconds of the processor's time that are no reason to stop it.
    """
    if thread.ident is not None and thread.is_alive() and _spent(thread.ident) > limit:
        _throw(thread.ident, OutOfTime)


def _throw(thread: int, error: type[BaseException] | None) -> None:
    """Raise an error in another thread, at its next step; None takes it back."""
    import ctypes  # noqa: PLC0415 - hardly any process ever has to

    thrown = None if error is None else ctypes.py_object(error)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), thrown)


def _spent(thread: int) -> float:
    """Return the seconds of processor time of a thread, of the clock where nobody can tell."""
    clock_of = getattr(time, "pthread_getcpuclockid", None)
    if clock_of is None:
        return time.monotonic()
    found: float = time.clock_gettime(clock_of(thread))
    return found
