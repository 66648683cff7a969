"""The methods over HTTP: routes, faults that were ordered, answers."""

import asyncio
import inspect
from contextlib import suppress
from http import HTTPStatus

import msgspec
from aiohttp import web
from msgspec import Struct

from sandbox.faults import Answer, Delay, Fault, Faults, Hang, Reset
from sandbox.telegram.calls import Call, Recorded
from sandbox.telegram.cutting import cut
from sandbox.telegram.parameters import Parameters, read_parameters
from sandbox.telegram.refusals import (
    RefusedError,
    ResponseParameters,
    not_found,
    unauthorized,
)
from sandbox.telegram.table import METHODS
from sandbox.telegram.world import World

_NAMES = {name.lower(): name for name in METHODS}


class _Done(Struct, frozen=True):
    result: object
    ok: bool = True


class _Failed(Struct, frozen=True, omit_defaults=True):
    error_code: int
    description: str
    parameters: ResponseParameters | None = None
    ok: bool = msgspec.field(default_factory=bool)


class Serving:
    """Serves the methods of one world.

    Args:
        world: what the methods act on.
        faults: what shall go wrong.
    """

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self._closing = asyncio.Event()
        self.calls: list[Recorded] = []

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of methods and files."""
        return [
            web.route("*", "/bot{token}/{method}", self._call),
            web.get("/file/bot{token}/{path:.+}", self._file),
        ]

    async def close(self, _app: web.Application) -> None:
        """Let go of every request that waits."""
        self._closing.set()
        for bot in self._world.bots.values():
            bot.queue.wake()

    async def _call(self, request: web.Request) -> web.Response:
        named = request.match_info["method"]
        method = _NAMES.get(named.lower(), named)
        try:
            parameters = await read_parameters(request)
        except RefusedError as refusal:
            return _refused(refusal)
        except web.HTTPRequestEntityTooLarge:
            return _refused(RefusedError(413, "Request Entity Too Large"))
        names = {name: upload.name for name, upload in parameters.uploads.items()}
        recorded = Recorded(method, {**parameters.texts, **names}, [], self._world.clock())
        self.calls.append(recorded)
        fault = self._faults.next(method, parameters.texts)
        response = await self._with_fault(request, fault, method, parameters)
        if response is None:
            return cut(request)
        recorded.status = response.status
        return response

    async def _with_fault(
        self, request: web.Request, fault: Fault | None, method: str, parameters: Parameters
    ) -> web.Response | None:
        match fault:
            case Answer():
                return _ordered(fault)
            case Delay(seconds=seconds):
                await self._pause(seconds)
            case Hang(after=False) | Reset(after=False):
                await self._pause(fault.seconds if isinstance(fault, Hang) else 0)
                return None
            case _:
                pass
        response = await self._answer(request.match_info["token"], method, parameters)
        if isinstance(fault, Hang | Reset):
            await self._pause(fault.seconds if isinstance(fault, Hang) else 0)
            return None
        return response

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closing.wait()

    async def _answer(self, token: str, method: str, parameters: Parameters) -> web.Response:
        try:
            bot = self._world.bot(token)
            if bot is None:
                raise unauthorized()
            handler = METHODS.get(method)
            if handler is None:
                raise not_found()
            result = handler(Call(self._world, bot, parameters, self._closing))
            if inspect.isawaitable(result):
                result = await result
        except RefusedError as refusal:
            return _refused(refusal)
        return _json(HTTPStatus.OK, _Done(result))

    async def _file(self, request: web.Request) -> web.Response:
        if self._world.bot(request.match_info["token"]) is None:
            return _refused(unauthorized())
        stored = self._world.files.at(request.match_info["path"])
        if stored is None:
            return _refused(not_found())
        return web.Response(body=stored.content, content_type="application/octet-stream")


def _refused(refusal: RefusedError) -> web.Response:
    failed = _Failed(refusal.code, refusal.description, refusal.parameters)
    return _json(refusal.code, failed)


def _json(status: int, body: Struct) -> web.Response:
    content = msgspec.json.encode(body)
    return web.Response(status=status, body=content, content_type="application/json")


def _ordered(fault: Answer) -> web.Response:
    body = fault.text.encode() if fault.text is not None else msgspec.json.encode(fault.body)
    headers = {"Content-Type": "application/json", **fault.headers}
    return web.Response(status=fault.status, body=body, headers=headers)
