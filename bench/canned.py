"""A peer that always agrees: canned answers of whatever is sent to, in a process of its own.

    python -m bench.canned

Prints its port, serves until its input ends, and then prints how many messages it took. It is no
stand-in: it reads nothing but the length and path of a request, so that it is never the limit.
"""

import asyncio
import json
import sys

TELEGRAM_MESSAGE = {
    "ok": True,
    "result": {
        "message_id": 0,
        "from": {"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench_bot"},
        "chat": {"id": 17, "first_name": "Ada", "type": "private"},
        "date": 1_700_000_000,
        "text": "You said seven, and that is a fine number to say on a market day.",
    },
}
DISCORD_MESSAGE = {
    "id": "0",
    "channel_id": "17",
    "type": 0,
    "content": "You said seven, and that is a fine number to say on a market day.",
    "timestamp": "2026-11-22T10:00:00.000000+00:00",
    "edited_timestamp": None,
    "tts": False,
    "mention_everyone": False,
    "mentions": [],
    "mention_roles": [],
    "attachments": [],
    "embeds": [],
    "pinned": False,
    "author": {"id": "1", "username": "bench", "discriminator": "0", "avatar": None, "bot": True},
}
ME = {"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "B", "username": "bench_bot"}}
TRUE = {"ok": True, "result": True}
DISCORD_ME = {"id": "1", "username": "bench", "discriminator": "0", "avatar": None, "bot": True}
DISCORD_APPLICATION = {
    "id": "1",
    "name": "bench",
    "icon": None,
    "description": "",
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "",
    "owner": DISCORD_ME,
}
WHATSAPP_MESSAGE = {
    "messaging_product": "whatsapp",
    "contacts": [{"input": "1000", "wa_id": "1000"}],
    "messages": [{"id": "wamid.HBgLMTY0NjcwNDM1OTUVAgARGBI1RjQyNUE3NEYxMzAzMzQ5MkEA"}],
}
LIMITS = (
    "Via: 1.1 canned\r\nX-RateLimit-Limit: 1000000\r\nX-RateLimit-Remaining: 999999\r\n"
    "X-RateLimit-Reset-After: 1.000\r\nX-RateLimit-Bucket: bench\r\n"
)


def _answer(body: object, headers: str = "", status: str = "200 OK") -> bytes:
    content = json.dumps(body).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{headers}"
    return f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content


_ANSWERS = {
    b"/sendMessage": _answer(TELEGRAM_MESSAGE),
    b"/getMe": _answer(ME),
    b"/number/messages": _answer(WHATSAPP_MESSAGE),
    b"/messages": _answer(DISCORD_MESSAGE, LIMITS),
    b"/oauth2/applications/@me": _answer(DISCORD_APPLICATION, LIMITS),
    b"/replies": _answer({}),
    b"/users/@me": _answer(DISCORD_ME, LIMITS),
}
_ELSEWHERE = _answer(TRUE, LIMITS)
_COUNTED = (b"/sendMessage", b"/number/messages", b"/messages", b"/replies")


class Canned(asyncio.Protocol):
    """One connection."""

    messages = 0

    def __init__(self) -> None:
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is there as a whole."""
        self._buffer += data
        while True:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            length = _length(head)
            if len(rest) < length:
                return
            self._buffer = rest[length:]
            self._reply(head.split(b" ", 2)[1])

    def _reply(self, path: bytes) -> None:
        if path.endswith(b"/getUpdates") or self._transport is None:
            return  # nothing is said to the bot: its poll stays open
        for suffix, answer in _ANSWERS.items():
            if path.endswith(suffix):
                Canned.messages += suffix in _COUNTED
                self._transport.write(answer)
                return
        self._transport.write(_ELSEWHERE)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def serve() -> None:
    """Serve until the input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Canned, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()
    print(Canned.messages, flush=True)


if __name__ == "__main__":
    asyncio.run(serve())
