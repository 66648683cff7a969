"""Discord's rate limits: a bucket for each route and channel, and one for the whole bot."""

import hashlib
import math
from functools import cache

from msgspec import Struct

from sandbox.discord.snowflakes import Clock

GLOBAL_PER_SECOND = 50
"""Requests of one bot in a second (Discord's reference, rate limits: global rate limit)."""


class Limit(Struct, frozen=True):
    """So many requests in so many seconds."""

    requests: int
    seconds: float


LIMITS = {
    "POST channels/{id}/messages": Limit(5, 5.0),
    "PATCH channels/{id}/messages/{message}": Limit(5, 5.0),
    "DELETE channels/{id}/messages/{message}": Limit(5, 1.0),
    "GET channels/{id}/messages": Limit(5, 5.0),
    "POST channels/{id}/typing": Limit(5, 5.0),
    "POST webhooks/{id}/{token}": Limit(5, 2.0),
}
"""What bots have seen: Discord documents no numbers and wants its headers to be read instead."""

_ELSEWHERE = Limit(GLOBAL_PER_SECOND, 1.0)


class Taken(Struct, frozen=True):
    """What a bucket says to a request; `retry_after` is None where it may pass, else seconds."""

    headers: dict[str, str]
    retry_after: float | None = None
    everywhere: bool = False


class _Window(Struct):
    ends: float
    used: int = 0


class Limits:
    """The buckets of all bots.

    Args:
        clock: tells the present time in seconds since 1970.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._limits = dict(LIMITS)
        self._windows: dict[tuple[str, str, str], _Window] = {}
        self.on = True

    def set(self, route: str, limit: Limit) -> None:
        """Give a route another limit, with fresh buckets."""
        self._limits[route] = limit
        self._windows = {key: each for key, each in self._windows.items() if key[1] != route}

    def restore(self) -> None:
        """Have the limits of the beginning again, with fresh buckets."""
        self._limits = dict(LIMITS)
        self._windows.clear()
        self.on = True

    def take(self, owner: str, route: str, major: str, *, bound: bool) -> Taken:
        """Count one request.

        Args:
            owner: whose buckets they are.
            route: its name.
            major: the channel, guild or webhook that has a bucket of its own.
            bound: whether the limit of the whole bot holds as well.
        """
        if not self.on:
            return Taken({})
        if bound:
            waits = self._count((owner, "", ""), Limit(GLOBAL_PER_SECOND, 1.0))[1]
            if waits is not None:
                return Taken({"X-RateLimit-Global": "true"} | _again(waits, "global"), waits, True)
        limit = self._limits.get(route, _ELSEWHERE)
        window, waits = self._count((owner, route, major), limit)
        headers = self._headers(route, limit, window)
        if waits is not None:
            headers |= _again(waits, "user")
        return Taken(headers, waits)

    def _count(self, key: tuple[str, str, str], limit: Limit) -> tuple[_Window, float | None]:
        now = self._clock()
        window = self._windows.get(key)
        if window is None or window.ends <= now:
            window = self._windows[key] = _Window(now + limit.seconds)
        if window.used >= limit.requests:
            return window, window.ends - now
        window.used += 1
        return window, None

    def _headers(self, route: str, limit: Limit, window: _Window) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(limit.requests),
            "X-RateLimit-Remaining": str(limit.requests - window.used),
            "X-RateLimit-Reset": f"{window.ends:.3f}",
            "X-RateLimit-Reset-After": f"{window.ends - self._clock():.3f}",
            "X-RateLimit-Bucket": _bucket(route),
        }


@cache
def _bucket(route: str) -> str:
    return hashlib.sha256(route.encode()).hexdigest()[:32]


def _again(waits: float, scope: str) -> dict[str, str]:
    return {"Retry-After": str(math.ceil(waits)), "X-RateLimit-Scope": scope}
