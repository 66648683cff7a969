"""How long turns take: to be decided, and from a person's word to the commit of its answer."""

from collections.abc import Iterable

from msgspec import Struct

from bot.core.histogram import SECONDS, Counted, Histogram
from bot.store.moments import SECOND


class TurnTime(Struct, frozen=True):
    """One turn: seconds in which it was decided; since when it was waited for (microseconds).

    `said_at` is None where nobody said what it is about: a clock has no patience.
    """

    decided: float
    said_at: int | None


class TurnFigures(Struct, frozen=True):
    """The turns since the start, in seconds."""

    answered: Counted
    decided: Counted


class TurnTimes:
    """Notes the turns of one brand."""

    def __init__(self) -> None:
        self._answered = Histogram(SECONDS)
        self._decided = Histogram(SECONDS)

    def committed(self, times: Iterable[TurnTime], now: int) -> None:
        """These turns are committed at this moment (microseconds)."""
        for one in times:
            self._decided.add(one.decided)
            if one.said_at is not None:
                self._answered.add(max(0, now - one.said_at) / SECOND)

    def figures(self) -> TurnFigures:
        """Return how long they took."""
        return TurnFigures(self._answered.counted(), self._decided.counted())
