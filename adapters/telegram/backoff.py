"""How long to wait before the next try: longer each time, to a limit."""

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 30.0


class Backoff:
    """1, 2, 4, 8, 16 and then always 30 seconds, until something went well."""

    def __init__(self) -> None:
        self.failures = 0

    def next(self) -> float:
        """Count a failure and return how many seconds to wait."""
        seconds = min(FIRST_SECONDS * 2.0 ** min(self.failures, 10), LONGEST_SECONDS)
        self.failures += 1
        return seconds

    def reset(self) -> None:
        """Begin anew: it went well."""
        self.failures = 0
