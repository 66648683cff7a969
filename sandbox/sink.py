"""Where webhook deliveries and outgoing events end in the sandbox: taken, listed, sent nowhere."""

from collections import deque
from http import HTTPStatus

import msgspec
from aiohttp import web
from msgspec import Struct

KEPT = 500
"""As many deliveries as can be asked for: the oldest go first."""


class Swallowed(Struct, frozen=True):
    """One delivery: where below `/sink` it went, the id that Standard Webhooks gives it, and it."""

    to: str
    webhook_id: str
    body: str


class Sink:
    """Takes everything with 204 and remembers the last of it."""

    def __init__(self) -> None:
        self._taken: deque[Swallowed] = deque(maxlen=KEPT)

    def routes(self) -> list[web.RouteDef]:
        """Return `POST /sink…`, which takes, and `GET /sink`, which lists."""
        return [
            web.get("/sink", self._list),
            web.post("/sink", self._take),
            web.post("/sink/{to:.*}", self._take),
        ]

    async def _take(self, request: web.Request) -> web.Response:
        body = (await request.read()).decode(errors="replace")
        webhook_id = request.headers.get("webhook-id", "")
        self._taken.append(Swallowed(request.match_info.get("to", ""), webhook_id, body))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def _list(self, request: web.Request) -> web.Response:
        del request
        listed = msgspec.json.encode(list(self._taken))
        return web.Response(body=listed, content_type="application/json")
