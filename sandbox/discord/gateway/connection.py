"""One WebSocket of the gateway: frames in and out, heartbeats, and how it ends."""

import asyncio
from collections import deque
from contextlib import suppress
from typing import Final

import msgspec
from aiohttp import WSMsgType, web

from sandbox.discord.gateway.conversation import Conversation, Gatehouse
from sandbox.discord.gateway.frames import Frames, agreed
from sandbox.discord.gateway.protocol import Close, ClosedError, Op, object_in
from sandbox.discord.gateway.sessions import Session
from sandbox.discord.wirejson import JsonObject, read, write

HEARTBEAT_SECONDS = 41.25
"""What Discord's gateway asks for in practice; documented is only that HELLO tells it."""

_LATE = 1.5
"""How many intervals may pass without a heartbeat before the connection counts as dead."""

_MESSAGES, _MESSAGES_SECONDS = 120, 60.0
"""What a client may send (Discord's reference, gateway: rate limiting)."""

_LARGEST_BYTES = 4096
"""The largest message that a client may send (Discord's reference, gateway: sending events)."""

_BROKEN: Final = 1006
"""What a connection that ends without a word counts as; the code is never sent (RFC 6455)."""

_FAREWELL_SECONDS = 2.0
"""How long what waits to be sent may take once a connection ends."""

_UNRESUMABLE = frozenset({Close.INVALID_SEQ, Close.SESSION_TIMED_OUT})
"""After these a client begins a new session (gateway close event codes: "start a new one")."""

_Waiting = bytes | int | None
"""What waits to be sent: a message, a close code, or None for nothing more."""


class Connection:
    """One client on one WebSocket.

    Args:
        house: what conversations need.
        request: the handshake.
        heartbeat_seconds: how often the client must say that it is there.
    """

    def __init__(self, house: Gatehouse, request: web.Request, heartbeat_seconds: float) -> None:
        self._request, self._heartbeat_seconds = request, heartbeat_seconds
        self._clock = house.world.clock
        self._socket = web.WebSocketResponse(timeout=_FAREWELL_SECONDS / 2)
        self._frames = Frames(agreed(request.query.get("compress")))
        self._waiting: asyncio.Queue[_Waiting] = asyncio.Queue()
        self._heard: deque[float] = deque(maxlen=_MESSAGES)
        self._closed_by: int | None = None
        self._sessions = house.sessions
        self._conversation = Conversation(house, self)
        self.stalled = False

    @property
    def session(self) -> Session | None:
        """The session that goes on here."""
        return self._conversation.session

    async def serve(self) -> web.WebSocketResponse:
        """Speak with the client until one of the two ends it."""
        try:
            await self._socket.prepare(self._request)
        except ConnectionResetError:  # whoever dialled is gone
            return self._socket
        writer = asyncio.create_task(self._write())
        try:
            await self._converse()
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

    def say(self, op: Op, data: object) -> None:
        """Send a message that is no event."""
        self.send(write({"op": int(op), "d": data, "s": None, "t": None}))

    def say_raw(self, text: str) -> None:
        """Send what may be no JSON at all."""
        self.send(text.encode())

    def compress_payloads(self) -> None:
        """Compress large messages from now on, where the connection is not compressed as such."""
        if "compress" not in self._request.query:
            self._frames.compression = "payload"

    def close(self, code: int) -> None:
        """Close with a code after what was sent before."""
        self._closed_by = code
        self._waiting.put_nowait(code)

    def drop(self) -> None:
        """Break the connection without a word."""
        self._closed_by = _BROKEN
        if self._request.transport is not None:
            self._request.transport.abort()

    async def _converse(self) -> None:
        try:
            self._greet()
            await self._listen()
        except ClosedError as closed:
            self.close(closed.code)

    def _greet(self) -> None:
        if self._request.query.get("v", "10") not in {"9", "10"}:
            raise ClosedError(Close.INVALID_API_VERSION)
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
                    self._conversation.hear(payload)
        except TimeoutError:
            raise ClosedError(Close.SESSION_TIMED_OUT) from None

    def _decode(self, kind: WSMsgType, data: str | bytes) -> JsonObject:
        if kind not in {WSMsgType.TEXT, WSMsgType.BINARY} or len(data) > _LARGEST_BYTES:
            raise ClosedError(Close.DECODE_ERROR)
        self._count()
        try:
            return object_in(read(data))
        except msgspec.MsgspecError:
            raise ClosedError(Close.DECODE_ERROR) from None

    def _count(self) -> None:
        now = self._clock()
        if len(self._heard) == _MESSAGES and now - self._heard[0] < _MESSAGES_SECONDS:
            raise ClosedError(Close.RATE_LIMITED)
        self._heard.append(now)

    async def _write(self) -> None:
        """Send what waits, in order, until nothing more comes."""
        while (waiting := await self._waiting.get()) is not None:
            try:
                if isinstance(waiting, int):
                    await self._socket.close(code=waiting)
                    return
                await self._write_frame(self._frames.frame(waiting))
            except ConnectionError:
                return  # the client is gone; what it missed is kept for its return

    async def _write_frame(self, frame: str | bytes) -> None:
        if isinstance(frame, str):
            await self._socket.send_str(frame)
        else:
            await self._socket.send_bytes(frame)

    def _depart(self) -> None:
        if self.session is None:
            return
        if self._closed_by is not None:
            resumable = self._closed_by not in _UNRESUMABLE
        else:  # with 1000 or 1001 a client says that it does not come back
            resumable = self._socket.close_code not in {Close.NORMAL, Close.GOING_AWAY}
        self._sessions.leave(self.session, self, resumable=resumable)
