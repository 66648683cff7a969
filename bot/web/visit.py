"""One open page: it catches up, then hears what is said and tells what the person does."""

import asyncio
import logging
import math
from collections import deque
from contextlib import ExitStack
from functools import partial
from secrets import token_urlsafe
from time import monotonic
from typing import assert_never

import msgspec
from aiohttp import WSMsgType, web
from msgspec.structs import replace

from bot.channels.contract import ChannelSettings, Group
from bot.channels.doors import FileOffer, PageDoor, Refused, Visit
from bot.core.error_place import error_place
from bot.core.events import Incoming, Said
from bot.core.media_address import upload_at
from bot.engine.open_pages import Page, Told
from bot.engine.uploads import Offered
from bot.store.people import Account
from bot.web.frames import Challenge, Frame, Ready, Refusal, Room, Taken, Typing, Wait, id_of
from bot.web.limits import Bucket
from bot.web.lines import Lines, address_of
from bot.web.site import Site
from bot.web.typing_sign import TypingSign

HISTORY_LINES = 200
"""How much of the conversation a page shows when it is opened."""

KNOWN_LINES = 256
"""Lines that a connection remembers to have sent: more than are ever on their way."""

_GREETING_SECONDS = 15.0
_NONCE_BYTES = 18
_PUSH_SECONDS = 5.0
_FULL_SECONDS = 1
_log = logging.getLogger(__name__)


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
        self._lines = Lines(settings, site.uploads)
        self._bucket = Bucket(site.limits.frames, monotonic())
        self._sign = TypingSign(partial(self._send, Typing()))

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
            told = Told(partial(self.look, page), self._sign.answered)
            stack.callback(self._site.engine.pages.open(page, told))
            stack.callback(self._stop_catching_up)
            stack.callback(self._sign.answered)
            await self._catch_up(page)
            await self._send(Ready())
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
            await self._send(Challenge(nonce))
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
            for line in await self._lines.of_transcript(page.person, lines):
                await self._send(line)
                self._remember(line.id)
            if after is None or not lines:
                return

    async def _show(self, group: Group) -> None:
        # It may have been read before its owner delivered it.
        parts = [part for part in group.parts if part.id not in self._known]
        self._sign.answered()
        for line in await self._lines.of_parts(group.to, parts):
            await self._send(line)
            self._remember(line.id)

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
                await self._send(Wait(id_of(frame.data), wait))
                continue
            await self._hear(visit, frame.data)

    async def _hear(self, visit: Visit, frame: str) -> None:
        happened = self._channel.decode(visit, frame)
        match happened:
            case Refused(frame_id):
                await self._send(Refusal(frame_id or ""))
            case FileOffer():
                await self._make_room(visit, happened)
            case Incoming():
                known = await self._with_files(visit, happened)
                if known is None:
                    await self._send(Refusal(id_of(frame)))
                else:
                    await self._take_in(id_of(frame), known)
            case _:
                assert_never(happened)

    async def _make_room(self, visit: Visit, offer: FileOffer) -> None:
        """Tell where a file can be written to, or why it cannot."""
        uploads = self._site.uploads
        if uploads is None or not self._channel.takes_files():
            await self._send(Refusal(offer.id, "type"))
            return
        offered = Offered(offer.name, offer.media_type, offer.size)
        made = await uploads.begin(self._account(visit), offered)
        if isinstance(made, str):
            await self._send(Refusal(offer.id, made))
        else:
            put = address_of(self._settings.brand, made)
            await self._send(Room(offer.id, made.id, put))

    async def _with_files(self, visit: Visit, incoming: Incoming) -> Incoming | None:
        """Return what was said with what its files are; None where one is not theirs."""
        said = incoming.happening
        attached = said.attachments if isinstance(said, Said) else ()
        ids = [found for one in attached if (found := upload_at(one.url)) is not None]
        if not ids or not isinstance(said, Said):
            return incoming
        uploads = self._site.uploads
        files = {} if uploads is None else await uploads.of(self._account(visit), ids)
        if files.keys() != set(ids):
            return None
        media = [files[found].media if (found := upload_at(one.url)) else one for one in attached]
        return replace(incoming, happening=replace(said, attachments=tuple(media)))

    def _account(self, visit: Visit) -> Account:
        return Account(self._settings.brand, self._settings.name, visit.person)

    async def _take_in(self, frame_id: str, incoming: Incoming) -> None:
        """Acknowledge only what is durable: until then the page sends it again."""
        self._sign.expect()
        (receipt,) = await self._site.engine.take_in(self._settings, (incoming,))
        if receipt.taken != "new":
            self._sign.answered()
        if receipt.taken == "full":
            await self._send(Wait(frame_id, _FULL_SECONDS))
        else:
            await self._send(Taken(frame_id, receipt.event))

    async def _send(self, frame: Frame) -> None:
        await self._socket.send_str(msgspec.json.encode(frame).decode())
