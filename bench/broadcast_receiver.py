"""The system at the other end of a broadcast: it takes every POST, and counts who got how many.

    python -m bench.broadcast_receiver

Prints its port and serves until its input ends. `GET /told` answers with what came since the last
`GET /begin`: so many POSTs, to so many people, at most so many to one of them, when the first and
the last came (seconds of the machine's own clock, which every process shares), and when each POST
came to those whose names begin with `writer`. It reads no more of a request than that takes.
"""

import asyncio
import json
import sys
import time
from collections import Counter

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
WRITER = "writer"
_END = b"\r\n\r\n"


class Taken:
    """What came since it was last asked to begin."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Forget everything."""
        self.posts = 0
        self.receipts: Counter[str] = Counter()
        self.first: float | None = None
        self.last: float | None = None
        self.writers: dict[str, list[float]] = {}

    def take(self, body: bytes) -> None:
        """Count one POST."""
        now = time.monotonic()
        self.posts += 1
        to = str(json.loads(body)["to"])
        if to.startswith(WRITER):
            self.writers.setdefault(to, []).append(now)
            return
        self.receipts[to] += 1
        self.first = now if self.first is None else self.first
        self.last = now

    def told(self) -> dict[str, object]:
        """Return it in numbers."""
        return {
            "posts": self.posts,
            "receipts": self.receipts.total(),
            "people": len(self.receipts),
            "most": max(self.receipts.values(), default=0),
            "first": self.first,
            "last": self.last,
            "writers": self.writers,
        }


class Door(asyncio.Protocol):
    """One connection."""

    def __init__(self, taken: Taken) -> None:
        self._taken = taken
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is there as a whole."""
        self._buffer += data
        while (end := self._buffer.find(_END)) >= 0:
            head = bytes(self._buffer[:end])
            whole = end + len(_END) + _length(head)
            if len(self._buffer) < whole:
                return
            body = bytes(self._buffer[end + len(_END) : whole])
            del self._buffer[:whole]
            self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        if self._transport is None:
            return
        if head.startswith(b"POST"):
            self._taken.take(body)
            self._transport.write(OK)
            return
        if head.startswith(b"GET /begin"):
            self._taken.begin()
        content = json.dumps(self._taken.told()).encode()
        length = f"HTTP/1.1 200 OK\r\nContent-Length: {len(content)}\r\n\r\n".encode()
        self._transport.write(length + content)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def serve() -> None:
    """Serve until the input ends."""
    taken = Taken()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Door(taken), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve())
