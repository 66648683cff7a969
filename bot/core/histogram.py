"""Values counted by their size: cheap enough to note one for every turn."""

from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct

SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
"""Bounds for what takes from half a millisecond to a minute."""

SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
"""Bounds for how many are done at once."""


class Counted(Struct, frozen=True):
    """What a histogram holds: how many values were at most each bound, the last one all; the sum.

    `bounds` has one less than `counts`: nothing is above the last.
    """

    bounds: tuple[float, ...]
    counts: tuple[int, ...]
    total: float


class Histogram:
    """Counts values; one thread adds, any may read.

    Args:
        bounds: growing; a value that is equal to one counts below it.
    """

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = tuple(bounds)
        self._counts = [0] * (len(bounds) + 1)
        self._total = 0.0

    def add(self, value: float) -> None:
        """Count a value."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self._total += value

    def counted(self) -> Counted:
        """Return what was counted so far."""
        so_far, counts = 0, []
        for count in tuple(self._counts):
            so_far += count
            counts.append(so_far)
        return Counted(self._bounds, tuple(counts), self._total)
