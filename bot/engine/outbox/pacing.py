"""Waiting for one's turn: what keeps a channel below the pace that its platform allows."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from bot.channels.capabilities import Pace, Rate
from bot.channels.contract import Group
from bot.engine.outbox.pace import Buckets

MOST_IN_FLIGHT = 64
"""Groups of one channel under way at once."""

PATIENCE_SECONDS = 5.0
"""How long after its claim a group may still wait for its turn: well within the lease of 60 s, and
short, for who waits longer keeps one of the places in flight from the others."""

BULK_PATIENCE_SECONDS = 1.0
"""The same for what goes to many: what is paused must not be sent seconds later."""

_EVERYBODY = ""


class Pacing:
    """The pace of one channel: of each person and group, and of all that it says.

    Args:
        pace: what the platform allows.
    """

    def __init__(self, pace: Pace) -> None:
        self._channel = _buckets(pace.channel)
        self._private = _buckets(pace.private)
        self._groups = _buckets(pace.group)
        self._stopped = asyncio.Event()

    async def turn(
        self, group: Group, count: int, until: float, share: Callable[[], float]
    ) -> float | None:
        """Wait until a group may go out.

        Args:
            group: which. The threads of a group of people, written `group/thread`, share its pace.
            count: as how many messages it counts on the platform.
            until: monotonic time up to which the caller would wait.
            share: tells how much of its own pace the channel keeps.

        Returns:
            None when it may go; otherwise in how many seconds to ask again.
        """
        if group.space is None:
            own, key = self._private, group.to
        else:
            own, key = self._groups, group.space.partition("/")[0]
        # One after the other: who waits for their own turn takes nothing from the channel's.
        later = None if own is None else await self._wait(own, key, until, 1.0, count)
        if later is not None or self._channel is None:
            return later
        later = await self._wait(self._channel, _EVERYBODY, until, share(), count)
        if later is not None and own is not None:
            own.give_back(key, count)
        return later

    def stop(self) -> None:
        """Let nobody wait any longer: it is not their turn."""
        self._stopped.set()

    async def _wait(
        self, buckets: Buckets, key: str, until: float, share: float, count: int
    ) -> float | None:
        now = monotonic()
        wait = buckets.reserve(key, now, max(0.0, until - now), share, count)
        if wait > max(0.0, until - now):
            return wait
        if wait > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._stopped.wait()
        return 0.0 if self._stopped.is_set() else None


def bulk_share(most: int, pace: Pace | None) -> int:
    """Return how many groups that go to many may be under way at once.

    Where the channel has a pace, a tenth of a second's worth: a reply never waits longer behind
    them, and whoever kills the process leaves no more in doubt.

    Args:
        most: groups of all kinds under way at once.
        pace: what the platform allows.
    """
    share = most * 3 // 4
    if pace is None or pace.channel is None:
        return share
    a_second = pace.channel.messages / pace.channel.seconds
    return max(1, min(share, int(a_second / 10)))


def _buckets(rate: Rate | None) -> Buckets | None:
    return None if rate is None else Buckets(rate)
