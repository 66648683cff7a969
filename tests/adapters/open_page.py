"""One open page before the real connection of the web server, where nobody answers."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from aiohttp import WSMessage, WSMsgType

from bot.channels.contract import Adapter, ChannelSettings, Receipt
from bot.core.ids import EventId
from bot.engine.open_pages import Pages
from bot.web import typing_sign
from bot.web.limits import Limits
from bot.web.visit import Connection

HELLO = {"type": "hello", "session": "s" * 32}
SAID = {"type": "say", "id": "c-1", "text": "hello"}


class Socket:
    """The page's side of the socket: it greets, says something, and keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.signed = asyncio.Event()

    async def receive(self, _seconds: float) -> WSMessage:
        return WSMessage(WSMsgType.TEXT, json.dumps(HELLO), None)

    async def send_str(self, frame: str) -> None:
        self.told.append(json.loads(frame)["type"])
        if self.told[-1] == "typing":
            self.signed.set()

    async def close(self, **_: Any) -> None: ...

    async def __aiter__(self) -> AsyncIterator[WSMessage]:
        yield WSMessage(WSMsgType.TEXT, json.dumps(SAID), None)
        await asyncio.wait_for(self.signed.wait(), 5)


async def signs_on_a_page(settings: ChannelSettings, adapter: Adapter) -> bool:
    """Let somebody write on a page, and say whether they then see a sign of typing."""

    async def take_in(_: ChannelSettings, incoming: Sequence[Any]) -> Sequence[Receipt]:
        return [Receipt("new", EventId("0a")) for _ in incoming]

    async def nothing(*_: Any) -> Sequence[Any]:
        return ()

    engine = SimpleNamespace(pages=Pages(), transcript=nothing, take_in=take_in)
    site: Any = SimpleNamespace(
        engine=engine, uploads=None, limits=Limits(), clock=lambda: datetime.now(UTC)
    )
    socket: Any = Socket()
    channel: Any = adapter
    with patch.object(typing_sign, "AFTER_SECONDS", 0.01):
        await Connection(site, settings, channel, socket).serve()
    return "typing" in socket.told
