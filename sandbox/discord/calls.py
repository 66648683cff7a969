"""Every request that the REST API got, for tests to look at."""

from collections import deque

from msgspec import Struct

from sandbox.discord.wirejson import JsonObject

_KEPT = 100_000
"""How many are kept: the oldest are forgotten, so that a long run does not fill the memory."""


class Call(Struct):
    """One request; `status` is None while it is under way and where it was cut off.

    Tokens of bots are not in it.
    """

    method: str
    """The name of the route, `POST channels/{id}/messages`."""

    bot: str | None
    params: JsonObject
    at: float
    body: object = None
    status: int | None = None


class Calls:
    """The latest requests, oldest first."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=_KEPT)

    def add(self, call: Call) -> None:
        """Keep one."""
        self._calls.append(call)

    def of(self, method: str | None, bot: str | None = None) -> list[Call]:
        """Return those of one route, and of one bot, or all."""
        return [
            call
            for call in self._calls
            if method in {None, call.method} and bot in {None, call.bot}
        ]

    def clear(self) -> None:
        """Forget all."""
        self._calls.clear()
