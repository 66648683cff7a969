"""The door of the REST API: it reads requests, refuses, limits, goes wrong on order, answers."""

from collections.abc import Awaitable, Callable
from functools import partial

import msgspec
from aiohttp import BodyPartReader, web

from sandbox.cutting import Cut, cut
from sandbox.discord.asking import Asked, Reply, Route, ids, refuse_strange_ids
from sandbox.discord.calls import Call, Calls
from sandbox.discord.drafts import FILE_BYTES, Upload
from sandbox.discord.form import one_fault
from sandbox.discord.limits import Limits
from sandbox.discord.model import Bot
from sandbox.discord.outside import Outside
from sandbox.discord.refusals import (
    RefusedError,
    invalid_json,
    too_large,
    unauthorized,
)
from sandbox.discord.wirejson import JsonObject, as_object, read, write
from sandbox.discord.world import World
from sandbox.faltering import Faltering
from sandbox.faults import Answer, Faults
from sandbox.witness import Witnessed, witness

_BODY_BYTES = 1024 * 1024

REQUEST_BYTES = 10 * FILE_BYTES + _BODY_BYTES
"""As much as ten files and a body: what the web server takes before anybody counts the files."""

_VIA = {"Via": "1.1 google"}
"""Discord's own answers have it; what comes from the shield before it has none."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def json_response(
    body: object, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    """Return an answer whose type is exactly `application/json`, without a charset."""
    if status == web.HTTPNoContent.status_code:
        return web.Response(status=status, headers=headers)
    return web.Response(
        body=write(body), status=status, headers=headers, content_type="application/json"
    )


class Door:
    """Serves routes.

    Args:
        world: whose bots may come in.
        outside: learns where the stand-in is reached.
        limits: the rate limits.
        faults: what goes wrong on order.
        calls: keeps every request.
    """

    def __init__(
        self,
        world: World,
        outside: Outside,
        limits: Limits,
        faults: Faults,
        calls: Calls,
    ) -> None:
        self._world, self._outside, self._limits = world, outside, limits
        self._faults, self._calls = faults, calls
        self._faltering = Faltering(_ordered)

    def close(self) -> None:
        """Let go of every request that waits by order."""
        self._faltering.closing.set()

    def handler(self, route: Route) -> Handler:
        """Return what serves one route in the web framework."""

        async def handle(request: web.Request) -> web.StreamResponse:
            template = f"/api/v10/{route.path}".format_map(request.match_info)
            self._outside.learn(request.host, request.path, template)
            return await self._serve(request, route)

        return handle

    async def _serve(self, request: web.Request, route: Route) -> web.StreamResponse:
        params = dict(request.match_info)
        bot = self._signed_in(request)
        owner = bot.id if bot else self._owner(params.get("id", ""))
        call = Call(route.name, owner, {**params, **request.query}, self._world.clock())
        self._calls.add(call)
        if self._faults.next(route.name, {"bot": call.bot}, unread=True) is not None:
            return cut(request)
        try:
            body, uploads = await _read_body(request)
        except RefusedError as refusal:
            return _finish(call, json_response(refusal.body(), refusal.status, _VIA))
        call.body = body
        asked = Asked(bot, params, dict(request.query), body, uploads)
        files = frozenset(f"files[{upload.index}]" for upload in uploads)
        witness(Witnessed("discord", route.name, {**params, **request.query}, body, files))
        fault = self._faults.next(route.name, {**_fields(route, asked), "bot": owner})
        act = partial(self._answer, route, asked)
        return _finish(call, await self._faltering.serve(request, fault, act))

    def _signed_in(self, request: web.Request) -> Bot | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return self._world.bots.get(token) if scheme == "Bot" else None

    def _owner(self, named: str) -> str | None:
        """Return whose the interaction or the webhook is that a path names: no token tells it."""
        interaction = self._world.interactions.get(named)
        bot = self._world.bot_by_id(named if interaction is None else interaction.bot_id)
        return None if bot is None else bot.id

    async def _answer(self, route: Route, asked: Asked) -> web.Response:
        if asked.signed_in is None and not route.public:
            refusal = unauthorized()
            return json_response(refusal.body(), refusal.status, _VIA)
        owner = asked.signed_in.id if asked.signed_in else ""
        major = asked.params.get("id", "") + asked.params.get("token", "")
        taken = self._limits.take(owner, route.name, major, bound=not route.public)
        headers = _VIA | taken.headers
        if taken.retry_after is not None:
            waits: JsonObject = {
                "message": "You are being rate limited.",
                "retry_after": round(taken.retry_after, 3),
                "global": taken.everywhere,
            }
            return json_response(waits, 429, headers)
        try:
            refuse_strange_ids(route, asked.params)
            reply = route.endpoint(asked)
        except RefusedError as refusal:
            reply = Reply(refusal.body(), refusal.status)
        return json_response(reply.body, reply.status, headers)


def _finish(call: Call, response: web.StreamResponse) -> web.StreamResponse:
    if not isinstance(response, Cut):
        call.status = response.status
    return response


def _fields(route: Route, asked: Asked) -> JsonObject:
    """Return what an order can ask of a request: its body, and the ids of its path."""
    return {**(as_object(asked.body) or {}), **asked.params, **ids(route, asked.params)}


def _ordered(fault: Answer) -> web.Response:
    if fault.text is not None:
        headers = {"Content-Type": "text/plain"} | fault.headers
        return web.Response(text=fault.text, status=fault.status, headers=headers)
    return json_response(fault.body, fault.status, _VIA | fault.headers)


async def _read_body(request: web.Request) -> tuple[object, tuple[Upload, ...]]:
    if request.method in {"GET", "DELETE"} or not request.can_read_body:
        return None, ()
    match request.content_type:
        case "application/json":
            return _json(await _bounded(request)), ()
        case "multipart/form-data":
            return await _multipart(request)
        case "application/x-www-form-urlencoded":
            return dict(await request.post()), ()
        case _:
            raise _unknown_type()


async def _bounded(request: web.Request) -> bytes:
    body = await request.content.read(_BODY_BYTES + 1)
    while not request.content.at_eof() and len(body) <= _BODY_BYTES:
        body += await request.content.read(_BODY_BYTES)
    if len(body) > _BODY_BYTES:
        raise too_large()
    return body


def _json(body: bytes) -> object:
    try:
        return read(body)
    except msgspec.MsgspecError:
        raise invalid_json() from None


async def _multipart(request: web.Request) -> tuple[object, tuple[Upload, ...]]:
    body: object = None
    uploads: list[Upload] = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        name = part.name or ""
        content = bytes(await part.read())
        if name == "payload_json":
            body = _json(content)
        elif name.startswith("files["):
            if len(content) > FILE_BYTES:
                raise too_large()
            index = name.removeprefix("files[").removesuffix("]")
            kind = part.headers.get("Content-Type")
            uploads.append(Upload(index, part.filename or "file", kind, content))
    return body, tuple(uploads)


def _unknown_type() -> RefusedError:
    allowed = "'application/x-www-form-urlencoded', 'application/json', 'multipart/form-data'"
    words = f'Expected "Content-Type" header to be one of {{{allowed}}}.'
    return one_fault(("_misc",), "CONTENT_TYPE_INVALID", words)
