"""One open page: it catches up, then hears what is said and tells what the person does."""

import asyncio
import logging
import math
from collections import deque
from contextlib import ExitStack
from functools import partial
from secrets import token_urlsafe
from time import monotonic

import msgspec
from aiohttp import WSMsgType, web
from msgspec import Struct

from bot.channels.contract import ChannelSettings, Group, Part
from bot.channels.delivery import WrittenButton, WrittenMedia, write_message
from bot.channels.doors import PageDoor, Refused, Visit
from bot.core.content import Message
from bot.core.error_place import error_place
from bot.core.events import Incoming
from bot.core.ids import DeliveryId
from bot.core.media_address import served_at
from bot.engine.open_pages import Page
from bot.web.limits import Bucket
from bot.web.site import Line, Site

HISTORY_LINES = 200
"""How much of the conversation a page shows when it is opened."""

KNOWN_LINES = 256
"""Lines that a connection remembers to have sent: more than are ever on their way."""

_GREETING_SECONDS = 15.0
_NONCE_BYTES = 18
_PUSH_SECONDS = 5.0
_FULL_SECONDS = 1
_log = logging.getLogger(__name__)


class _Shown(Struct, frozen=True, tag_field="type", tag="line", rename={"speaker": "from"}):
    id: str
    speaker: str
    text: str
    markdown: str
    buttons: list[WrittenButton]
    media: list[WrittenMedia]


class _Ready(Struct, frozen=True, tag_field="type", tag="ready"):
    """The page has caught up and may send."""


class _Challenge(Struct, frozen=True, tag_field="type", tag="challenge"):
    """A site may vouch for who is here: its token has to hold this nonce."""

    nonce: str


class _Taken(Struct, frozen=True, tag_field="type", tag="taken"):
    id: str
    line: str


class _Refusal(Struct, frozen=True, tag_field="type", tag="refused"):
    id: str


class _Wait(Struct, frozen=True, tag_field="type", tag="wait"):
    id: str
    seconds: int


_Frame = _Challenge | _Shown | _Ready | _Taken | _Refusal | _Wait


class _Named(Struct):
    id: str = ""


class Connection:
    """The server's side of one open page.

    Args:
        site: what is served.
        settings: the channel.
        channel: reads frames, and pushes what is said.
        socket: the open WebSocket.
    """

    def __init__(
        self,
        site: Site,
        settings: ChannelSettings,
        channel: PageDoor,
        socket: web.WebSocketResponse,
    ) -> None:
        self._site = site
        self._settings = settings
        self._channel = channel
        self._socket = socket
        self._early: list[Group] | None = []
        self._latest: str | None = None
        self._known: deque[str] = deque(maxlen=KNOWN_LINES)
        self._is_behind = False
        self._catching_up: asyncio.Task[None] | None = None
        self._bucket = Bucket(site.limits.frames, monotonic())

    async def serve(self) -> None:
        """Converse until either side closes; nothing that fails here concerns other pages."""
        try:
            visit = await self._greeted()
            if isinstance(visit, Visit):
                await self._converse(visit)
            elif visit is not None:
                await self._socket.close(code=1008, message=visit.reason.encode())
            else:
                await self._socket.close(code=1013, message=b"no greeting")
        except ConnectionError:
            pass  # the page is gone, and comes back by itself
        except Exception as error:  # noqa: BLE001 - the page reconnects and goes on
            _log.error("page failed channel=%s error=%s", self._settings.name, error_place(error))
            await self._socket.close(code=1011)

    async def _converse(self, visit: Visit) -> None:
        self._latest = visit.after
        page = Page(self._settings.brand, self._settings.name, visit.person)
        with ExitStack() as stack:
            stack.callback(self._channel.attach(visit.person, self.push))
            stack.callback(self._site.engine.pages.open(page, partial(self.look, page)))
            stack.callback(self._stop_catching_up)
            await self._catch_up(page)
            await self._send(_Ready())
            await self._listen(visit)

    async def push(self, group: Group) -> None:
        """Show what was just said; a page that does not take it is closed, and asks again."""
        if self._early is not None:
            self._early.append(group)
            return
        try:
            async with asyncio.timeout(_PUSH_SECONDS):
                await self._show(group)
        except (ConnectionError, TimeoutError):
            await self._socket.close(code=1011)

    def look(self, page: Page) -> None:
        """Show what another process has said; while older lines are shown, after those."""
        self._is_behind = True
        if self._early is None:
            self._early = []
            self._catching_up = asyncio.create_task(self._catch_up_again(page))

    async def _catch_up_again(self, page: Page) -> None:
        try:
            async with asyncio.timeout(_PUSH_SECONDS):
                await self._catch_up(page)
        except Exception:  # noqa: BLE001 - the page reconnects, and asks for what it has not
            await self._socket.close(code=1011)

    def _stop_catching_up(self) -> None:
        if self._catching_up is not None:
            self._catching_up.cancel()

    async def _greeted(self) -> Visit | Refused | None:
        nonce = token_urlsafe(_NONCE_BYTES)
        if self._channel.recognises_people():
            await self._send(_Challenge(nonce))
        try:
            frame = await self._socket.receive(_GREETING_SECONDS)
        except TimeoutError:
            return None
        if frame.type is not WSMsgType.TEXT:
            return Refused(None)
        return self._channel.greet(frame.data, nonce, self._site.clock())

    async def _catch_up(self, page: Page) -> None:
        """Send what the page has not shown; what is said meanwhile waits, so that order is kept."""
        self._early, self._is_behind = [], True
        while self._is_behind or self._early:
            if self._early:
                await self._show(self._early.pop(0))
            else:
                self._is_behind = False
                await self._show_missed(page)
        self._early = None

    async def _show_missed(self, page: Page) -> None:
        while True:
            after = self._latest
            lines = await self._site.engine.transcript(
                page.brand, page.channel, page.person, after, HISTORY_LINES
            )
            for line in lines:
                await self._send(self._line(line))
                self._remember(line.id)
            if after is None or not lines:
                return

    async def _show(self, group: Group) -> None:
        for part in group.parts:
            if part.id not in self._known:  # it may have been read before its owner delivered it
                await self._send(self._part(part))
                self._remember(part.id)

    def _remember(self, line: str) -> None:
        self._latest = line
        self._known.append(line)

    async def _listen(self, visit: Visit) -> None:
        async for frame in self._socket:
            if frame.type is not WSMsgType.TEXT:
                await self._socket.close(code=1003)
                return
            wait = math.ceil(self._bucket.take(monotonic()))
            if wait:
                await self._send(_Wait(_id_of(frame.data), wait))
                continue
            happened = self._channel.decode(visit, frame.data)
            if isinstance(happened, Refused):
                await self._send(_Refusal(happened.id or ""))
            else:
                await self._take_in(_id_of(frame.data), happened)

    async def _take_in(self, frame_id: str, incoming: Incoming) -> None:
        """Acknowledge only what is durable: until then the page sends it again."""
        (receipt,) = await self._site.engine.take_in(self._settings, (incoming,))
        if receipt.taken == "full":
            await self._send(_Wait(frame_id, _FULL_SECONDS))
        else:
            await self._send(_Taken(frame_id, receipt.event))

    def _part(self, part: Part) -> _Shown:
        written = write_message(part, self._locate)
        return _Shown(
            id=written.id,
            speaker="bot",
            text=written.text,
            markdown=written.markdown,
            buttons=written.buttons,
            media=written.media,
        )

    def _line(self, line: Line) -> _Shown:
        message = Message(line.text, line.markdown, tuple(line.buttons), tuple(line.media))
        shown = self._part(Part(DeliveryId(line.id), message))
        return msgspec.structs.replace(shown, speaker=line.speaker)

    def _locate(self, path: str) -> str:
        """Return where the page finds a file of the brand: beside itself, whatever its host."""
        return served_at(self._settings.brand, path)

    async def _send(self, frame: _Frame) -> None:
        await self._socket.send_str(msgspec.json.encode(frame).decode())


def _id_of(frame: str) -> str:
    """Return the id that a frame gives itself, "" where it cannot be read."""
    try:
        return msgspec.json.decode(frame, type=_Named).id
    except (msgspec.DecodeError, RecursionError):
        return ""
