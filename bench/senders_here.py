"""How people are sent to who have a connection to us, or sit before our terminal."""

import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from io import StringIO
from typing import Any, TextIO, cast

from aiohttp import web

from adapters.terminal import Terminal
from adapters.webchat import Webchat
from bench.canned_pages import session_of
from bench.racing import OURS, Client, Send
from bench.senders import BRAND, CHATS, PLAIN, TEXT, opened, through
from bot.channels.contract import ChannelSettings
from bot.core.ids import ChannelName, derive
from bot.engine.open_pages import Pages
from bot.web.site import Conversations, Site
from bot.web.visit import Connection

READY = json.dumps({"type": "ready"})


class NothingSaid:
    """An engine as far as a page asks it: nobody has said anything yet."""

    def __init__(self) -> None:
        self.pages = Pages()

    async def transcript(self, *_: object) -> Sequence[Any]:
        """Return no lines."""
        return ()


class PageServer:
    """Serves pages of a web chat as the product does, and others without it."""

    def __init__(self, channel: Webchat) -> None:
        self._channel = channel
        self._settings = ChannelSettings(BRAND, ChannelName("bench"), "webchat")
        engine = cast("Conversations", NothingSaid())
        self._site = Site(engine, {}, {}, lambda: datetime.now(UTC))
        self.bare: list[web.WebSocketResponse] = []

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Listen; yields the address."""
        application = web.Application()
        application.router.add_get("/ours", self._serve)
        application.router.add_get("/bare", self._serve_bare)
        runner = web.AppRunner(application, shutdown_timeout=0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()

    async def _serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        await Connection(self._site, self._settings, self._channel, socket).serve()
        return socket

    async def _serve_bare(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        await socket.receive()
        await socket.send_str(READY)
        self.bare.append(socket)
        async for _ in socket:
            pass
        return socket


def to_bare_page(sockets: Sequence[web.WebSocketResponse]) -> Send:
    """Return what writes a line to pages without the product."""

    async def send(number: int) -> None:
        line = {"type": "line", "id": str(number), "from": "bot", "text": PLAIN, "markdown": TEXT}
        written = json.dumps({**line, "buttons": [], "media": []}, separators=(",", ":"))
        await sockets[number % CHATS].send_str(written)

    return send


def visitor(number: int) -> str:
    """Return who has a page open, as the web chat knows them."""
    return derive("webchat", session_of(number % CHATS))


def to_pages(channel: Webchat, server: PageServer) -> Sequence[Client]:
    """Web chat: pages that are open."""
    return [
        Client("bare", to_bare_page(server.bare)),
        Client(OURS, through(channel, address=visitor)),
    ]


@asynccontextmanager
async def to_terminal(out: int) -> AsyncIterator[Sequence[Client]]:
    """The terminal: who reads is at the other end of a pipe."""
    with _written_to(out) as stream, _written_to(out) as plain:

        async def send(_: int) -> None:
            plain.write(f"{PLAIN}\n")
            plain.flush()

        async with opened(Terminal(StringIO(), stream)) as ours:
            yield [Client("bare", send), Client(OURS, through(ours))]


def _written_to(out: int) -> TextIO:
    return os.fdopen(os.dup(out), "w", encoding="utf-8")
