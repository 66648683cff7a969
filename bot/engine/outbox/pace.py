"""Our own pace: how long the next message has to wait, as a pure calculation.

Each key has a bucket that holds `burst` messages and fills again at its rate. What is kept of it is
one number: when it will be full (the virtual scheduling form of the generic cell rate algorithm,
ITU-T I.371). A bucket that has long been full needs no memory at all.
"""

from math import inf

from bot.channels.capabilities import Rate

_FEW = 256
"""Buckets that are kept without looking which of them are full again."""


class Buckets:
    """One bucket a key, all of one rate.

    Args:
        rate: what each of them lets through.
    """

    def __init__(self, rate: Rate) -> None:
        self._interval = rate.seconds / rate.messages
        self._slack = self._interval * (rate.burst - 1)
        self._rest = rate.seconds
        self._full_at: dict[str, float] = {}
        self._many = _FEW

    def __len__(self) -> int:
        """Return how many buckets are remembered."""
        return len(self._full_at)

    def reserve(
        self, key: str, now: float, most: float, share: float = 1.0, count: int = 1
    ) -> float:
        """Take messages out of a bucket together, unless that takes too long.

        More than a whole burst of them go once the bucket has been full for long enough, and what
        follows waits for them all: so no stretch of time holds more than it should, but for these.

        Args:
            key: whose bucket.
            now: monotonic time in seconds.
            most: seconds that the caller would wait.
            share: how much of the rate counts now, above 0 and up to 1: of its burst as well.
            count: how many messages.

        Returns:
            The seconds to wait before they may go; with more than `most` nothing was taken.
        """
        full_at, interval = self._full_at.get(key, -inf), self._interval / share
        wait = max(0.0, full_at + (count - 1) * interval - self._slack * share - now)
        if wait <= most:
            self._full_at[key] = max(full_at, now + wait) + count * interval
            self._forget_full(now)
        return wait

    def give_back(self, key: str, count: int) -> None:
        """Put messages back into a bucket that were taken with its whole rate, and did not go."""
        if key in self._full_at:
            self._full_at[key] -= count * self._interval

    def _forget_full(self, now: float) -> None:
        """Forget what has long been full, each time that twice as many are remembered."""
        if len(self._full_at) > self._many:
            full = now - self._rest
            self._full_at = {key: at for key, at in self._full_at.items() if at > full}
            self._many = max(_FEW, 2 * len(self._full_at))
