"""The part of the control API about endpoints: saved as in the Developer Portal, and probed."""

from collections.abc import Awaitable

from aiohttp import web

from sandbox.control import look, order
from sandbox.discord.control.orders import Probe, SaveEndpoint
from sandbox.discord.endpoint.caller import Caller
from sandbox.discord.playing import Playing


class Calling:
    """Serves what is ordered of endpoints.

    Args:
        playing: knows bots by their tokens.
        caller: posts to them.
    """

    def __init__(self, playing: Playing, caller: Caller) -> None:
        self._playing, self._caller = playing, caller

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            order("endpoint", SaveEndpoint, self._save),
            order("probe", Probe, self._probe),
            look("posts", self._posts),
        ]

    def _save(self, wanted: SaveEndpoint) -> Awaitable[None]:
        return self._caller.save(self._playing.bot(wanted.token), wanted.url)

    def _probe(self, wanted: Probe) -> Awaitable[dict[str, int | None]]:
        return self._caller.probe(self._playing.bot(wanted.token))

    def _posts(self, request: web.Request) -> object:
        del request
        return list(self._caller.posts)
