"""Our own pace: how long the next message has to wait, as a pure calculation.

Each key has a bucket that holds `burst` messages and fills again at its rate. What is kept of it is
one number: when it will be full (the virtual scheduling form of the generic cell rate algorithm,
ITU-T I.371). A bucket that is full needs no memory at all.
"""

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
        self._full_at: dict[str, float] = {}
        self._many = _FEW

    def __len__(self) -> int:
        """Return how many buckets are remembered."""
        return len(self._full_at)

    def reserve(self, key: str, now: float, most: float, share: float = 1.0) -> float:
        """Take one message out of a bucket, unless that takes too long.

        Args:
            key: whose bucket.
            now: monotonic time in seconds.
            most: seconds that the caller would wait.
            share: how much of the rate counts now, above 0 and up to 1: of its burst as well.

        Returns:
            The seconds to wait before it may go; with more than `most` nothing was taken.
        """
        full_at = max(self._full_at.get(key, now), now)
        wait = max(0.0, full_at - self._slack * share - now)
        if wait <= most:
            self._full_at[key] = full_at + self._interval / share
            self._forget_full(now)
        return wait

    def _forget_full(self, now: float) -> None:
        """Forget what is full again, each time that twice as many are remembered."""
        if len(self._full_at) > self._many:
            self._full_at = {key: at for key, at in self._full_at.items() if at > now}
            self._many = max(_FEW, 2 * len(self._full_at))
