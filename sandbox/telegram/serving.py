"""The methods over HTTP: routes, faults that were ordered, answers."""

import inspect
import re
from collections import deque
from functools import partial

from aiohttp import web

from sandbox.cutting import Cut, cut
from sandbox.faltering import Faltering
from sandbox.faults import Faults
from sandbox.telegram.answers import done, ordered, refused
from sandbox.telegram.bots import Bot
from sandbox.telegram.calls import Call, Recorded
from sandbox.telegram.parameter_table import complaints
from sandbox.telegram.parameters import Parameters, read_parameters
from sandbox.telegram.refusals import RefusedError, bad_request, not_found, unauthorized
from sandbox.telegram.table import ABSENT, METHODS
from sandbox.telegram.world import World
from sandbox.witness import Witnessed, witness

_NAMES = {name.lower(): name for name in (*METHODS, *ABSENT)}
_TOKEN = re.compile(r"[1-9]\d{0,19}:[A-Za-z0-9_-]{1,60}")
"""What can be a token at all; anything else leads nowhere on the platform."""

CALLS_KEPT = 100_000
"""How many calls are remembered; what is older is dropped."""

FILES = "file"
"""The name under which faults are ordered for the fetching of files."""


class Serving:
    """Serves the methods of one world.

    Args:
        world: what the methods act on.
        faults: what shall go wrong.
    """

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self._faltering = Faltering(ordered)
        self.calls: deque[Recorded] = deque(maxlen=CALLS_KEPT)

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of methods and files."""
        return [
            web.route("*", "/bot{token}/{method}", self._serve),
            web.get("/file/bot{token}/{path:.+}", self._serve_file),
        ]

    async def close(self, _app: web.Application) -> None:
        """Let go of every request that waits."""
        self._faltering.closing.set()
        for bot in self._world.bots.values():
            bot.queue.wake()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        named = request.match_info["method"]
        method = _NAMES.get(named.lower(), named)
        token = request.match_info["token"]
        bot = self._world.bot(token)
        if self._faults.next(method, {"bot": bot.id if bot else None}, unread=True) is not None:
            return cut(request)
        try:
            parameters = await read_parameters(request)
        except RefusedError as refusal:
            return refused(refusal)
        recorded = self._record(method, bot, parameters)
        # `bot` lets an order be for one bot: a poll names nobody else.
        fields = {**parameters.texts, "bot": bot.id if bot else None}
        fault = self._faults.next(method, fields)
        act = partial(self._act, token, method, bot, parameters)
        response = await self._faltering.serve(request, fault, act)
        if not isinstance(response, Cut):
            recorded.status = response.status
        return response

    def _record(self, method: str, bot: Bot | None, parameters: Parameters) -> Recorded:
        table = METHODS[method].parameters if method in METHODS else {}
        names = {name: upload.name for name, upload in parameters.uploads.items()}
        recorded = Recorded(
            method,
            bot.id if bot else None,
            {**parameters.texts, **names},
            list(complaints(table, parameters)),
            self._world.clock(),
        )
        self.calls.append(recorded)
        uploads = frozenset(parameters.uploads)
        witness(Witnessed("telegram", method, parameters.texts, files=uploads))
        return recorded

    async def _act(
        self, token: str, method: str, bot: Bot | None, parameters: Parameters
    ) -> web.Response:
        try:
            if bot is None:
                raise unauthorized() if _TOKEN.fullmatch(token) else not_found()
            if method in ABSENT:
                raise bad_request(f"{method} is not in this stand-in")
            if method not in METHODS:
                raise not_found()
            result = METHODS[method].act(
                Call(self._world, bot, parameters, self._faltering.closing)
            )
            return done(await result if inspect.isawaitable(result) else result)
        except RefusedError as refusal:
            return refused(refusal)

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        fault = self._faults.next(FILES, request.match_info)
        return await self._faltering.serve(request, fault, partial(self._fetch, request))

    async def _fetch(self, request: web.Request) -> web.Response:
        if self._world.bot(request.match_info["token"]) is None:
            return refused(unauthorized())
        stored = self._world.files.at(request.match_info["path"])
        if stored is None:
            return refused(not_found())
        return web.Response(body=stored.content, content_type="application/octet-stream")
