"""`/chat/{brand}`: the web chat page, and the connection behind it."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from msgspec import Struct

from bot.channels.contract import ChannelSettings
from bot.channels.doors import PageDoor
from bot.core.site_origin import listed_origins
from bot.web.chat_page import Page, Setting, asked_of
from bot.web.problems import problem
from bot.web.site import SITE, Site
from bot.web.stopping import STOPPING
from bot.web.visit import Connection

MAX_FRAME_BYTES = 65_536
"""A text of 10,000 characters in any script, and its envelope."""

_HEARTBEAT_SECONDS = 25.0
_CLOSE_SECONDS = 1.0


class _Room(Struct, frozen=True):
    settings: ChannelSettings
    channel: PageDoor

    @property
    def setting(self) -> Setting:
        """Where the page may be shown, and who may vouch for people there."""
        sites = listed_origins(self.settings.options.get("sites"))
        return Setting(sites, self.channel.recognises_people(), self.channel.takes_files())


Rooms = Mapping[str, _Room]
ROOMS = web.AppKey("rooms", Rooms)
PAGE = web.AppKey("page", Page)
SOCKETS = web.AppKey("sockets", set[web.WebSocketResponse])


def chat_rooms(site: Site) -> Rooms:
    """Return each brand's first open channel that people reach by a page."""
    rooms: dict[str, _Room] = {}
    for (brand, _), channel in site.channels.items():
        door = channel.door
        if isinstance(door, PageDoor) and brand not in rooms:
            rooms[brand] = _Room(channel.settings, door)
    return rooms


async def chat(request: web.Request) -> web.StreamResponse:
    """Answer with the page, or open the conversation where a WebSocket is asked for."""
    room = request.app[ROOMS].get(request.match_info["brand"])
    if room is None:
        return problem(HTTPStatus.NOT_FOUND)
    socket = web.WebSocketResponse(
        heartbeat=_HEARTBEAT_SECONDS,
        timeout=_CLOSE_SECONDS,
        max_msg_size=MAX_FRAME_BYTES,
        compress=False,
    )
    if not socket.can_prepare(request):
        brand = request.app[SITE].brands[room.settings.brand].brand
        return request.app[PAGE].html(brand, asked_of(request), room.setting)
    if not _is_same_origin(request):
        return problem(HTTPStatus.FORBIDDEN, "The conversation opens from its own page only.")
    if request.app[STOPPING].is_set():
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, "The server is stopping.")
    await socket.prepare(request)
    await _converse(request.app, room, socket)
    return socket


async def _converse(app: web.Application, room: _Room, socket: web.WebSocketResponse) -> None:
    sockets = app[SOCKETS]
    sockets.add(socket)
    try:
        await Connection(app[SITE], room.settings, room.channel, socket).serve()
    finally:
        sockets.discard(socket)


def _is_same_origin(request: web.Request) -> bool:
    origin = urlsplit(request.headers.get("Origin", "")).netloc
    public_url = request.app[SITE].public_url
    own = {request.host, urlsplit(public_url).netloc if public_url else request.host}
    return bool(origin) and origin in own


async def close_sockets(app: web.Application) -> None:
    """Close every conversation politely: pages come back at once, to whoever serves them then."""
    closing = [
        socket.close(code=aiohttp.WSCloseCode.SERVICE_RESTART, message=b"restarting")
        for socket in app[SOCKETS]
    ]
    await asyncio.gather(*closing, return_exceptions=True)
