"""The routes of the control API: what is asked, what is done, what is shown."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import WSCloseCode, web

from sandbox.control import ImpossibleError
from sandbox.faults import Faults
from sandbox.telegram.control.acts import Acts
from sandbox.telegram.control.views import shown, shown_change
from sandbox.telegram.flood import Limits
from sandbox.telegram.serving import Serving
from sandbox.telegram.watching import Change
from sandbox.telegram.world import World

_BODY_BYTES = 52_428_800
_HEARTBEAT_SECONDS = 20.0


class Control:
    """The control API of one stand-in.

    Args:
        world: what is played in and looked at.
        serving: whose calls are shown.
        faults: what shall go wrong.
    """

    def __init__(self, world: World, serving: Serving, faults: Faults) -> None:
        self._world = world
        self._serving = serving
        self._faults = faults
        self._sockets: set[web.WebSocketResponse] = set()

    def routes(self) -> list[web.RouteDef]:
        """Return the routes, all under `/control/`."""
        acts = Acts(self._world, self._faults).by_name()
        return [
            *(web.post(f"/control/{name}", _acting(act)) for name, act in acts.items()),
            web.get("/control/bots", self._show_bots),
            web.get("/control/calls", self._show_calls),
            web.get("/control/file", self._show_file),
            web.get("/control/messages", self._show_messages),
            web.get("/control/posts", self._show_posts),
            web.get("/control/presses", self._show_presses),
            web.get("/control/watch", self._watch),
            web.delete("/control/calls", self._forget_calls),
            web.delete("/control/faults", self._forget_faults),
            web.delete("/control/limits", self._forget_limits),
        ]

    async def close(self, _app: web.Application) -> None:
        """Let go of everyone who watches."""
        for socket in set(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    async def _show_bots(self, _request: web.Request) -> web.Response:
        return _answer(
            [
                {
                    "id": bot.id,
                    "username": bot.username,
                    "name": bot.user.first_name,
                    "pending": len(bot.queue.pending()),
                    "commands": bot.commands.get(('{"type":"default"}', ""), []),
                }
                for bot in self._world.bots.values()
            ]
        )

    async def _show_calls(self, request: web.Request) -> web.Response:
        method, bot = request.query.get("method"), request.query.get("bot")
        return _answer(
            [
                call
                for call in self._serving.calls
                if method in {None, call.method} and bot in {None, str(call.bot)}
            ]
        )

    async def _show_messages(self, request: web.Request) -> web.Response:
        bot = self._world.bot(request.query.get("token", ""))
        try:
            chat = int(request.query.get("chat", ""))
        except ValueError:
            return _refusal("chat is no number")
        if bot is None:
            return _refusal("no bot has this token")
        room = self._world.room(bot, chat)
        messages = room.messages.values() if room else ()
        return _answer([shown(message, bot.id) for message in messages])

    async def _show_file(self, request: web.Request) -> web.StreamResponse:
        """Answer with a file that is in a chat; one that was never fetched is where it was said."""
        stored = self._world.files.get(request.query.get("file_id", ""))
        if stored is None:
            return _refusal("no file has this id")
        if stored.url is not None:
            raise web.HTTPFound(stored.url)
        headers = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
        media_type = stored.media_type or "application/octet-stream"
        return web.Response(body=stored.content, content_type=media_type, headers=headers)

    async def _show_posts(self, _request: web.Request) -> web.Response:
        return _answer(list(self._world.posts))

    async def _show_presses(self, _request: web.Request) -> web.Response:
        return _answer(self._world.callbacks.all())

    async def _forget_calls(self, _request: web.Request) -> web.Response:
        self._serving.calls.clear()
        return _answer({})

    async def _forget_faults(self, _request: web.Request) -> web.Response:
        self._faults.clear()
        return _answer({})

    async def _forget_limits(self, _request: web.Request) -> web.Response:
        self._world.flood.limits = Limits()
        return _answer({})

    async def _watch(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT_SECONDS)
        await socket.prepare(request)
        self._sockets.add(socket)
        changes = self._world.watchers.join()
        telling = asyncio.create_task(self._tell(socket, changes))
        try:
            async for _ in socket:
                pass  # whoever watches has nothing to say; reading notices that they left
        finally:
            telling.cancel()
            self._world.watchers.leave(changes)
            self._sockets.discard(socket)
        return socket

    async def _tell(self, socket: web.WebSocketResponse, changes: asyncio.Queue[Change]) -> None:
        while not socket.closed:
            change = shown_change(await changes.get(), set(self._world.bot_ids()))
            await socket.send_str(msgspec.json.encode(change).decode())


def _acting(
    act: Callable[[bytes], object],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            return _answer(act(await request.clone(client_max_size=_BODY_BYTES).read()))
        except (msgspec.MsgspecError, ImpossibleError, ValueError) as error:
            return _refusal(str(error))

    return handle


def _answer(body: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(body), content_type="application/json")


def _refusal(words: str) -> web.Response:
    return web.json_response({"error": words}, status=400)
