"""One WebSocket of the gateway: what it says and hears, and the codes it is closed with."""

import asyncio
from collections import deque
from contextlib import suppress
from enum import IntEnum

import msgspec
from aiohttp import WSMsgType, web

from sandbox.discord import wire
from sandbox.discord.gateway.events import Events
from sandbox.discord.gateway.frames import Frames, agreed
from sandbox.discord.gateway.intents import Intents, are_allowed, are_valid
from sandbox.discord.gateway.sessions import Session, Sessions, missed, ready
from sandbox.discord.model import Bot
from sandbox.discord.wirejson import JsonObject, as_object, read, write
from sandbox.discord.world import World

HEARTBEAT_SECONDS = 41.25
"""What Discord's gateway asks for in practice; documented is only that HELLO tells it."""

_LATE = 1.5
"""How many intervals may pass without a heartbeat before the connection counts as dead."""

_COMMANDS, _COMMANDS_SECONDS = 120, 60.0
"""What a client may send (Discord's reference, gateway: rate limiting)."""

_LARGEST_BYTES = 4096
"""The largest message that a client may send (Discord's reference, gateway: sending events)."""


class Op(IntEnum):
    """What a message is about (Discord's reference, gateway opcodes)."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE_STATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Close(IntEnum):
    """Why a connection is closed (Discord's reference, gateway close event codes)."""

    NORMAL = 1000
    GOING_AWAY = 1001
    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    INVALID_SEQ = 4007
    RATE_LIMITED = 4008
    SESSION_TIMED_OUT = 4009
    INVALID_SHARD = 4010
    INVALID_API_VERSION = 4012
    INVALID_INTENTS = 4013
    DISALLOWED_INTENTS = 4014


_BROKEN = 1006
"""What a connection that ends without a word counts as; the code is never sent (RFC 6455)."""

_FAREWELL_SECONDS = 2.0
"""How long what waits to be sent may take once a connection ends."""

_UNRESUMABLE = frozenset({Close.INVALID_SEQ, Close.SESSION_TIMED_OUT})
"""After these a client begins a new session (gateway close event codes: "start a new one")."""

_Waiting = bytes | int | None
"""What waits to be sent: a message, a close code, or None for nothing more."""


class Refused(Exception):  # noqa: N818 - it is how a conversation ends, not a fault of ours
    """The connection is closed with a code."""

    def __init__(self, code: Close) -> None:
        super().__init__(code.name)
        self.code = code


class Connection:
    """One client on one WebSocket.

    Args:
        world: whose bots may identify.
        sessions: where sessions are kept.
        events: tells how guilds are written.
        socket: the WebSocket, before its handshake.
        heartbeat_seconds: how often the client must say that it is there.
    """

    def __init__(
        self,
        world: World,
        sessions: Sessions,
        events: Events,
        socket: web.WebSocketResponse,
        heartbeat_seconds: float,
    ) -> None:
        self._world, self._sessions, self._events = world, sessions, events
        self._socket, self._heartbeat_seconds = socket, heartbeat_seconds
        self._waiting: asyncio.Queue[_Waiting] = asyncio.Queue()
        self._frames = Frames("none")
        self._heard: deque[float] = deque(maxlen=_COMMANDS)
        self._url = ""
        self._streams = False
        self._closed_by: int | None = None
        self._transport: asyncio.Transport | None = None
        self.session: Session | None = None
        self.stalled = False

    async def serve(self, request: web.Request, url: str) -> web.WebSocketResponse:
        """Speak with the client until one of the two ends it.

        Args:
            request: the handshake.
            url: the gateway's own address, told to clients for coming back.
        """
        self._url = url
        self._frames = Frames(agreed(request.query.get("compress")))
        self._streams = "compress" in request.query
        await self._socket.prepare(request)
        self._transport = request.transport
        writer = asyncio.create_task(self._write())
        try:
            await self._converse(request)
        finally:
            self._waiting.put_nowait(None)
            with suppress(TimeoutError):
                async with asyncio.timeout(_FAREWELL_SECONDS):
                    await writer
            self._depart()
        return self._socket

    def send(self, payload: bytes) -> None:
        """Send one message, in order; a stalled connection swallows it."""
        if not self.stalled:
            self._waiting.put_nowait(payload)

    def close(self, code: int) -> None:
        """Close with a code after what was sent before."""
        self._closed_by = code
        self._waiting.put_nowait(code)

    def drop(self) -> None:
        """Break the connection without a word."""
        self._closed_by = _BROKEN
        if self._transport is not None:
            self._transport.abort()

    def say(self, op: Op, data: object) -> None:
        """Send a message that is no event."""
        self.send(write({"op": int(op), "d": data, "s": None, "t": None}))

    def say_raw(self, text: str) -> None:
        """Send what may be no JSON at all."""
        self.send(text.encode())

    async def _converse(self, request: web.Request) -> None:
        try:
            self._greet(request)
            await self._listen()
        except Refused as refused:
            self.close(refused.code)

    def _greet(self, request: web.Request) -> None:
        if request.query.get("v", "10") not in {"9", "10"}:
            raise Refused(Close.INVALID_API_VERSION)
        self.say(Op.HELLO, {"heartbeat_interval": int(self._heartbeat_seconds * 1000)})

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        patience = self._heartbeat_seconds * _LATE
        try:
            async with asyncio.timeout(patience) as alive:
                async for frame in self._socket:
                    payload = self._decode(frame.type, frame.data)
                    if payload.get("op") == Op.HEARTBEAT:
                        alive.reschedule(loop.time() + patience)
                    self._hear(payload)
        except TimeoutError:
            raise Refused(Close.SESSION_TIMED_OUT) from None

    def _decode(self, kind: WSMsgType, data: str | bytes) -> JsonObject:
        if kind not in {WSMsgType.TEXT, WSMsgType.BINARY} or len(data) > _LARGEST_BYTES:
            raise Refused(Close.DECODE_ERROR)
        try:
            payload = read(data)
        except msgspec.MsgspecError:
            raise Refused(Close.DECODE_ERROR) from None
        self._count()
        return _object(payload)

    def _count(self) -> None:
        now = self._world.clock()
        if len(self._heard) == _COMMANDS and now - self._heard[0] < _COMMANDS_SECONDS:
            raise Refused(Close.RATE_LIMITED)
        self._heard.append(now)

    def _hear(self, payload: JsonObject) -> None:
        data = payload.get("d")
        match payload.get("op"):
            case Op.HEARTBEAT:
                self.say(Op.HEARTBEAT_ACK, None)
            case Op.IDENTIFY:
                self._identify(_object(data))
            case Op.RESUME:
                self._resume(_object(data))
            case Op.PRESENCE | Op.VOICE_STATE:
                self._signed_in()
            case Op.REQUEST_MEMBERS:
                self._tell_members(self._signed_in(), _object(data))
            case _:
                raise Refused(Close.UNKNOWN_OPCODE)

    def _signed_in(self) -> Session:
        if self.session is None:
            raise Refused(Close.NOT_AUTHENTICATED)
        return self.session

    def _bot(self, data: JsonObject) -> Bot:
        token = data.get("token")
        bot = self._world.bots.get(token) if isinstance(token, str) else None
        if bot is None:
            raise Refused(Close.AUTHENTICATION_FAILED)
        return bot

    def _identify(self, data: JsonObject) -> None:
        if self.session is not None:
            raise Refused(Close.ALREADY_AUTHENTICATED)
        bot = self._bot(data)
        intents = data.get("intents")
        if not isinstance(intents, int) or not are_valid(intents):
            raise Refused(Close.INVALID_INTENTS)
        if not are_allowed(intents, message_content=bot.message_content):
            raise Refused(Close.DISALLOWED_INTENTS)
        if data.get("compress") is True and not self._streams:
            self._frames.compression = "payload"
        self.session = self._sessions.begin(bot, intents, _shard(data), self)
        self._welcome(self.session)

    def _welcome(self, session: Session) -> None:
        bot = session.bot
        guilds = [
            guild
            for guild in self._world.guilds.values()
            if bot.id in guild.members and session.hears(guild.id)
        ]
        flags = wire.application_flags(bot)
        ids = [guild.id for guild in guilds]
        session.dispatch("READY", ready(session, wire.own_user(bot), flags, ids, self._url))
        if Intents.GUILDS in session.intents:
            for guild in guilds:
                session.dispatch("GUILD_CREATE", self._events.guild(guild, bot))

    def _resume(self, data: JsonObject) -> None:
        if self.session is not None:
            raise Refused(Close.ALREADY_AUTHENTICATED)
        bot = self._bot(data)
        session_id, sequence = data.get("session_id"), data.get("seq")
        session = self._sessions.find(str(session_id), bot)
        if session is None:
            self.say(Op.INVALID_SESSION, False)
            return
        if not isinstance(sequence, int) or not session.can_replay(sequence):
            raise Refused(Close.INVALID_SEQ)
        self._sessions.move(session, self)
        self.session = session
        for payload in missed(session, sequence):
            self.send(payload)
        session.dispatch("RESUMED", {"_trace": ["sandbox"]})

    def _tell_members(self, session: Session, data: JsonObject) -> None:
        guild = self._world.guilds.get(str(data.get("guild_id")))
        if guild is not None and session.bot.id in guild.members:
            chunk = self._events.members(guild, session.bot, data)
            session.dispatch("GUILD_MEMBERS_CHUNK", chunk)

    async def _write(self) -> None:
        """Send what waits, in order, until nothing more comes."""
        while (waiting := await self._waiting.get()) is not None:
            try:
                if isinstance(waiting, int):
                    await self._socket.close(code=waiting)
                    return
                frame = self._frames.frame(waiting)
                if isinstance(frame, str):
                    await self._socket.send_str(frame)
                else:
                    await self._socket.send_bytes(frame)
            except ConnectionError:
                return  # the client is gone; what it missed is kept for its return

    def _depart(self) -> None:
        if self.session is None:
            return
        if self._closed_by is not None:
            resumable = self._closed_by not in _UNRESUMABLE
        else:  # with 1000 or 1001 a client says that it does not come back
            resumable = self._socket.close_code not in {Close.NORMAL, Close.GOING_AWAY}
        self._sessions.leave(self.session, self, resumable=resumable)


def _object(data: object) -> JsonObject:
    known = as_object(data)
    if known is None:
        raise Refused(Close.DECODE_ERROR)
    return known


def _shard(data: JsonObject) -> tuple[int, int]:
    match data.get("shard"):
        case None:
            return 0, 1
        case [int(number), int(shards)] if 0 <= number < shards:
            return number, shards
        case _:
            raise Refused(Close.INVALID_SHARD)
