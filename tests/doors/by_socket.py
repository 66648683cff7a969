"""Holds a conversation over the chat page's WebSocket, as the page's script does."""

import asyncio
import hashlib
from collections.abc import Iterator

import aiohttp

from bot.channels.support import Block
from bot.core.ids import derive
from bot.core.markup import parse
from tests.doors.neutral import Act, Heard, Press, Say, plain
from tests.product import Product

SECONDS = 10


class SocketTalker:
    """One page that stays open."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, session: str) -> None:
        self._socket = socket
        self._reading = asyncio.create_task(self._read())
        self._lines: list[dict] = []
        self._taken: dict[str, asyncio.Event] = {}
        self._ready = asyncio.Event()
        self.account = derive("webchat", session)

    @classmethod
    async def new(
        cls, session: aiohttp.ClientSession, product: Product, brand: str, name: str
    ) -> "SocketTalker":
        """Open the page of a new visitor who reads English."""
        socket = await session.ws_connect(f"{product.url}/chat/{brand}", origin=product.url)
        visitor = hashlib.sha256(name.encode()).hexdigest()
        await socket.send_json({"type": "hello", "session": visitor, "language": "en"})
        talker = cls(socket, visitor)
        async with asyncio.timeout(SECONDS):
            await talker._ready.wait()
        return talker

    async def do(self, act: Act) -> None:
        """Send a frame, and return once the product has it."""
        number = f"c-{len(self._taken)}"
        taken = self._taken[number] = asyncio.Event()
        match act:
            case Say(text):
                await self._socket.send_json({"type": "say", "id": number, "text": text})
            case Press(label, of):
                button = self._button(label, of)
                await self._socket.send_json({"type": "press", "id": number, "button": button})
        async with asyncio.timeout(SECONDS):
            await taken.wait()

    async def heard(self) -> list[Heard]:
        """Return all that the page shows of the brand."""
        return [
            Heard(
                plain(line["text"]),
                tuple(button["label"] for button in line["buttons"] if "shares" not in button),
                plain(_framed(line)),
                len(line.get("media", ())) + ("image" in line.get("card", ())),
                frozenset(_blocks(line)),
            )
            for line in self._lines
        ]

    async def close(self) -> None:
        """Close the page."""
        await self._socket.close()
        await self._reading

    async def _read(self) -> None:
        async for frame in self._socket:
            told = frame.json()
            match told["type"]:
                case "line" if told["from"] == "bot":
                    self._show(told)
                case "taken":
                    self._taken[told["id"]].set()
                case "ready":
                    self._ready.set()

    def _show(self, line: dict) -> None:
        """Put a line below the others, or in the place of the one that it replaces."""
        earlier = line.get("replaces")
        named = [one for one in self._lines if earlier and one["id"].startswith(earlier)]
        place = self._lines.index(named[0]) if named else len(self._lines)
        self._lines[place : place + 1] = [line]

    def _button(self, label: str, of: str | None) -> str:
        return next(
            button["id"]
            for line in reversed(self._lines)
            for button in line["buttons"]
            if button["label"] == label and (of or "") in line["text"]
        )


def _framed(line: dict) -> str:
    card = line.get("card")
    return "" if card is None else f"{card['title']}\n{_unmarked(card['markdown'])}"


def _unmarked(markdown: str) -> str:
    return "".join(run.text for run in parse(markdown))


def _blocks(line: dict) -> Iterator[Block]:
    yield from (media["type"] for media in line["media"])
    if "card" in line:
        yield "card"
    if "contact" in line:
        yield "contact"
    for button in line["buttons"]:
        if "shares" not in button:
            yield "link" if "url" in button else "reply"
