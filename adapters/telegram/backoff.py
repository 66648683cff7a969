"""How long to wait before the next try: longer each time, to a limit."""

_MOST_DOUBLINGS = 30


class Backoff:
    """Twice as long after each failure, until something went well.

    Args:
        first: seconds after the first failure.
        longest: seconds at most.
    """

    def __init__(self, first: float, longest: float) -> None:
        self._first = first
        self._longest = longest
        self.failures = 0

    def next(self) -> float:
        """Count a failure and return how many seconds to wait."""
        seconds = min(self._first * 2.0 ** min(self.failures, _MOST_DOUBLINGS), self._longest)
        self.failures += 1
        return seconds

    def reset(self) -> None:
        """Begin anew: it went well."""
        self.failures = 0
