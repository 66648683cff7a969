"""One log-in and its sessions at the gateway, on discord.py's own client and socket.

The library's `Client.connect` ends with the first event that it cannot parse, and with an
AttributeError where the first connection is refused (upstream 10520). This loop is in its place:
an event that the library cannot read costs nothing, for we read the raw frame ourselves, and a
lost session is resumed.
"""

import asyncio
import logging
import zlib
from collections.abc import Callable
from contextlib import suppress

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from msgspec import Struct

from adapters.discord.delays import Delays
from bot.channels.contract import IsOurs

_MOST_UNREADABLE = 20
"""Frames in a row that are no JSON, after which the connection itself is doubted."""

_RESUMABLE = 4000
"""A close code after which Discord keeps the session (1000 would end it)."""

_LOST = (OSError, aiohttp.ClientError, zlib.error, ReconnectWebSocket)
_LOG = logging.getLogger(__name__)


class Known(Struct):
    """What is needed to resume a session; `session` is None where there is none."""

    session: str | None = None
    sequence: int | None = None
    gateway: yarl.URL | None = None


class Ears(discord.Client):
    """discord.py's client, kept small: no caches, no handlers, raw frames handed on.

    Of a server it asks for messages and votes alone: that spares us every other event of it.

    Args:
        delays: of the gateway.
        frames: is given every frame as it came, in order.
        is_ours: whether we may begin to listen, or go on after a loss.
        content: also ask for the content of messages that are not for us (privileged).
    """

    def __init__(
        self,
        delays: Delays,
        frames: Callable[[str], None],
        is_ours: IsOurs,
        *,
        content: bool,
    ) -> None:
        intents = discord.Intents(
            guild_messages=True,
            dm_messages=True,
            dm_reactions=True,
            guild_polls=True,
            dm_polls=True,
            message_content=content,
        )
        super().__init__(
            intents=intents,
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=delays.guilds,
            heartbeat_timeout=delays.heartbeat,
            enable_debug_events=True,
        )
        self._delays = delays
        self._frames = frames
        self._is_ours = is_ours

    async def on_socket_raw_receive(self, frame: str) -> None:
        """Hand a frame on, before the library tries to parse it."""
        self._frames(frame)

    async def before_identify_hook(
        self,
        shard_id: int | None,  # noqa: ARG002 - the library's signature
        *,
        initial: bool = False,
    ) -> None:
        """Wait before a new session, as Discord asks after it ended one."""
        if not initial:
            await asyncio.sleep(self._delays.new_session)

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:  # noqa: ARG002
        """Note that a handler failed, without what it was given."""
        _LOG.warning("a listener failed name=%s", event_method)

    async def listen(self, token: str, lost: Callable[[BaseException, bool], float]) -> None:
        """Log in and stay connected.

        Args:
            token: of the bot.
            lost: is told why a connection was lost, and whether its session may be resumed; returns
                how many seconds to wait.

        Raises:
            discord.ConnectionClosed: by a code after which Discord lets nobody resume.
            Exception: the log-in failed.
        """
        async with asyncio.timeout(self._delays.connect):
            await self.login(token)
        known, initial = Known(), True
        while True:
            try:
                await self._be_ours()
                await self._connect(known, initial=initial)
                initial = False
                await self._hear()
            except _LOST as error:
                await self._note_loss(known, error)
                await asyncio.sleep(lost(error, known.session is not None))

    async def _be_ours(self) -> None:
        while not self._is_ours():  # noqa: ASYNC110 - a clock decides, and tells nobody
            await asyncio.sleep(self._delays.not_ours)

    async def _connect(self, known: Known, *, initial: bool) -> None:
        resume = known.session is not None
        made: list[DiscordWebSocket] = []

        class Noted(DiscordWebSocket):
            """Known from its beginning: the library forgets a socket whose greeting fails."""

            def __init__(
                self, socket: aiohttp.ClientWebSocketResponse, *, loop: asyncio.AbstractEventLoop
            ) -> None:
                super().__init__(socket, loop=loop)
                made.append(self)

        try:
            async with asyncio.timeout(self._delays.connect):
                await Noted.from_client(
                    self,
                    initial=initial,
                    gateway=known.gateway if resume else None,
                    session=known.session,
                    sequence=known.sequence if resume else None,
                    resume=resume,
                )
        finally:
            self.ws = next(iter(made), None)  # type: ignore[assignment]  # None before the first

    async def _hear(self) -> None:
        unreadable = 0
        while True:
            try:
                await self.ws.poll_event()
                unreadable = 0
            except (*_LOST, discord.ConnectionClosed):
                raise
            except Exception as error:
                # An event that only the library cannot read says nothing against the connection.
                unreadable += isinstance(error, ValueError)
                _LOG.warning("discord.py could not read an event error=%s", type(error).__name__)
                if unreadable > _MOST_UNREADABLE or not self.ws.open:
                    raise ConnectionResetError from error

    async def _note_loss(self, known: Known, error: BaseException) -> None:
        """Remember how to resume, and let the socket go."""
        if isinstance(error, ReconnectWebSocket) and not error.resume:
            known.session = known.sequence = known.gateway = None
        elif self.ws is not None and self.ws.session_id is not None:
            known.session, known.sequence = self.ws.session_id, self.ws.sequence
            known.gateway = self.ws.gateway
        await self.hang_up(_RESUMABLE)

    async def hang_up(self, code: int) -> None:
        """Close the socket, however long the other side takes."""
        if self.ws is not None and self.ws.open:
            with suppress(Exception):
                async with asyncio.timeout(self._delays.goodbye):
                    await self.ws.close(code=code)
