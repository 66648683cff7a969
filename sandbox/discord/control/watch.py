"""Watching: every change as a JSON frame on a WebSocket, for the page."""

import asyncio
from typing import assert_never

from aiohttp import web

from sandbox.discord import changes
from sandbox.discord.control import shown
from sandbox.discord.interactions import Interactions
from sandbox.discord.wirejson import JsonObject, write
from sandbox.discord.world import World

KEPT_CHANGES = 1000
"""How many changes wait for a watcher who does not read; the oldest are dropped."""


class Watch:
    """Tells watchers what changes.

    Args:
        world: what is watched.
        interactions: knows what became of them.
    """

    def __init__(self, world: World, interactions: Interactions) -> None:
        self._world, self._interactions = world, interactions
        self._sockets: set[web.WebSocketResponse] = set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Tell one watcher, until it goes."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        waiting: asyncio.Queue[JsonObject] = asyncio.Queue()
        leave = self._world.changes.watch(lambda change: _put(waiting, self._frame(change)))
        self._sockets.add(socket)
        teller = asyncio.create_task(_tell(socket, waiting))
        try:
            async for _ in socket:
                pass  # what a watcher says means nothing; reading notices its end
        finally:
            leave()
            teller.cancel()
            self._sockets.discard(socket)
        return socket

    async def shut(self) -> None:
        """Let every watcher go."""
        for socket in tuple(self._sockets):
            await socket.close()

    def _frame(self, change: changes.Change) -> JsonObject:
        frame: JsonObject
        match change:
            case changes.Posted():
                frame = {"type": "message", **shown.message(change.message)}
            case changes.Edited() | changes.Voted() | changes.Reacted():
                frame = {"type": "edited", **shown.message(change.message)}
            case changes.Deleted():
                message = change.message
                frame = {"type": "deleted", "id": message.id, "channel": message.channel_id}
            case changes.Opened() | changes.Threaded():
                frame = {"type": "opened", "channel": change.channel.id}
            case changes.Removed():
                frame = {"type": "removed", "channel": change.channel.id}
            case changes.Joined():
                frame = {"type": "joined", "guild": change.guild.id}
            case changes.Typing():
                frame = {"type": "typing", "channel": change.channel.id, "user": change.user_id}
            case changes.Began():
                frame = {"type": "began", **self._interaction(change)}
            case changes.Answered():
                frame = {"type": "answered", **self._interaction(change)}
            case _:
                assert_never(change)
        return frame

    def _interaction(self, change: changes.Began | changes.Answered) -> JsonObject:
        return shown.interaction(change.interaction, self._interactions)


def _put(waiting: asyncio.Queue[JsonObject], frame: JsonObject) -> None:
    if waiting.qsize() >= KEPT_CHANGES:
        waiting.get_nowait()
    waiting.put_nowait(frame)


async def _tell(socket: web.WebSocketResponse, waiting: asyncio.Queue[JsonObject]) -> None:
    while True:
        frame = await waiting.get()
        try:
            await socket.send_str(write(frame).decode())
        except ConnectionError:
            return
