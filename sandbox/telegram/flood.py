"""Flood limits: how fast a bot may send, where somebody ordered that it matters.

The platform does not publish its limits; those here are its advice (Bot FAQ: "My bot is hitting
limits"): about one message a second in a chat, 20 a minute in a group, 30 a second in all.
"""

import math
from collections import defaultdict, deque

from msgspec import Struct


class Limits(Struct, frozen=True):
    """How many messages may be sent; None is without limit."""

    chat_per_second: int | None = None
    group_per_minute: int | None = None
    overall_per_second: int | None = None


_Window = tuple[tuple[int, str, int], int, float]
"""What is counted, how many there may be, and within how many seconds."""


class Flood:
    """Counts what bots send."""

    def __init__(self) -> None:
        self.limits = Limits()
        self._sent: defaultdict[tuple[int, str, int], deque[float]] = defaultdict(deque)

    def wait(self, bot: int, chat: int, now: float, count: int = 1) -> int | None:
        """Return the seconds to wait before a message may be sent; None, and counted, where none.

        Args:
            bot: who sends.
            chat: to where; groups have ids below zero.
            now: the present time in seconds.
            count: how many messages are sent together, as in an album.
        """
        windows = self._windows(bot, chat)
        waits = [self._wait(key, limit, span, now, count) for key, limit, span in windows]
        longest = max(waits, default=0.0)
        if longest > 0:
            return max(math.ceil(longest), 1)
        for key, _, _ in windows:
            self._sent[key].extend([now] * count)
        return None

    def _windows(self, bot: int, chat: int) -> list[_Window]:
        limits = self.limits
        windows: list[_Window] = []
        if limits.chat_per_second is not None:
            windows.append(((bot, "chat", chat), limits.chat_per_second, 1.0))
        if limits.group_per_minute is not None and chat < 0:
            windows.append(((bot, "group", chat), limits.group_per_minute, 60.0))
        if limits.overall_per_second is not None:
            windows.append(((bot, "all", 0), limits.overall_per_second, 1.0))
        return windows

    def _wait(
        self, key: tuple[int, str, int], limit: int, span: float, now: float, count: int
    ) -> float:
        sent = self._sent[key]
        while sent and sent[0] <= now - span:
            sent.popleft()
        if not limit:
            return span
        # An album of more than there may be at all goes where nothing else is.
        room = max(limit - count, 0)
        if len(sent) <= room:
            return 0.0
        return sent[-room - 1] + span - now
