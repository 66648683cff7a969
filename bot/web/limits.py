"""How much one sender may ask: token buckets, by channel and by address."""

import math
from collections import OrderedDict
from time import monotonic

from msgspec import Struct

from bot.channels.contract import ChannelSettings

_MOST_KEYS = 10_000
"""Buckets kept at most: the longest unused one makes room, and a new one starts full."""


class Rate(Struct, frozen=True):
    """So many a second in the long run, and so many at once after a pause."""

    per_second: float
    burst: int


class Limits(Struct, frozen=True):
    """The rates that the server keeps to.

    `messages` is for genuine requests of each channel, where the channel says nothing else;
    `forgeries` for those of each address that are not genuine, `frames` for each open page.
    A genuine sender above its rate is slowed only while `busy` events of the brand or more wait:
    until then nobody has to wait because of it.
    """

    messages: Rate = Rate(per_second=200, burst=1000)
    forgeries: Rate = Rate(per_second=10, burst=200)
    frames: Rate = Rate(per_second=5, burst=20)
    busy: int = 200

    def of_channel(self, settings: ChannelSettings) -> Rate:
        """Return the rate of a channel: its options `rate` (a second) and `burst`, or ours."""
        rate, burst = settings.options.get("rate"), settings.options.get("burst")
        return Rate(
            per_second=rate if isinstance(rate, int) else self.messages.per_second,
            burst=burst if isinstance(burst, int) else self.messages.burst,
        )


class Bucket:
    """Tokens for one sender.

    Args:
        rate: how fast they return, and how many there are at most.
        now: a monotonic time in seconds.
    """

    __slots__ = ("_rate", "_tokens", "_updated")

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._tokens = float(rate.burst)
        self._updated = now

    def take(self, now: float) -> float:
        """Take one token.

        Returns:
            0 where there was one, else the seconds until there will be one.
        """
        gained = (now - self._updated) * self._rate.per_second
        self._tokens = min(self._tokens + gained, float(self._rate.burst))
        self._updated = now
        if self._tokens < 1:
            return (1 - self._tokens) / self._rate.per_second
        self._tokens -= 1
        return 0.0


class Buckets:
    """One bucket a sender, made when the sender first comes.

    Args:
        rate: of each of them.
    """

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def wait_of(self, key: str, rate: Rate | None = None) -> int:
        """Take a token of `key`'s bucket.

        Args:
            key: the sender.
            rate: of this sender alone, where it has one of its own.

        Returns:
            0 where there was one, else the whole seconds to wait (the value of `Retry-After`).
        """
        now = monotonic()
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket(rate or self._rate, now)
            if len(self._buckets) > _MOST_KEYS:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        return math.ceil(bucket.take(now))
