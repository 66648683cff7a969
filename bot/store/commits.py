"""What a writer's commits are like: how large, how long, and whether the database takes them."""

from threading import get_ident
from time import monotonic

from msgspec import Struct

from bot.core.histogram import SECONDS, SIZES, Counted, Histogram


class CommitFigures(Struct, frozen=True):
    """The commits since the store was opened: units in each, and seconds from first to flushed.

    `refused` counts those that the database did not take; for `unavailable` seconds in all it took
    none. `busy` is for how many seconds the one under way has been so, 0.0 where there is none, and
    `thread` who is at it.
    """

    sizes: Counted
    seconds: Counted
    refused: int
    unavailable: float
    busy: float
    thread: int | None = None


class Commits:
    """Notes each commit; its writer tells when one begins and how it ends."""

    def __init__(self) -> None:
        self._sizes = Histogram(SIZES)
        self._seconds = Histogram(SECONDS)
        self._began: float | None = None
        self._thread: int | None = None
        self._refused = 0
        self._unavailable = 0.0
        self._away_since: float | None = None

    def begin(self) -> None:
        """A group of units is taken up."""
        self._thread = get_ident()
        self._began = monotonic()

    def end(self, units: int, *, refused: bool) -> None:
        """It is committed, or the database did not take it."""
        now = monotonic()
        began, self._began = self._began, None
        if refused:
            self._refused += 1
            self._away_since = self._away_since or began
            return
        self._sizes.add(units)
        self._seconds.add(now - (began or now))
        if self._away_since is not None:
            self._unavailable += now - self._away_since
            self._away_since = None

    def figures(self) -> CommitFigures:
        """Return how it goes now."""
        now, began, away = monotonic(), self._began, self._away_since
        return CommitFigures(
            self._sizes.counted(),
            self._seconds.counted(),
            self._refused,
            self._unavailable + (0.0 if away is None else now - away),
            0.0 if began is None else now - began,
            self._thread,
        )
