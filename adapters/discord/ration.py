"""How many sessions a bot may begin: Discord takes the token from those that begin too many."""

BURST = 100
"""Sessions that may be begun as fast as need be."""

SECONDS_EACH = 120.0
"""After them one in so long: with the burst, 820 in a day of the 1000 that Discord allows
(reference: Gateway, Session Start Limit).
"""


class Ration:
    """The sessions that are left, counted by ourselves: a bot like ours is not told them."""

    def __init__(self) -> None:
        self._left = float(BURST)
        self._then = 0.0

    def take(self, now: float) -> float:
        """Take one session and return how many seconds to wait before it.

        Args:
            now: a monotonic time in seconds.
        """
        self._left = min(BURST, self._left + (now - self._then) / SECONDS_EACH) - 1
        self._then = now
        return max(0.0, -self._left * SECONDS_EACH)
