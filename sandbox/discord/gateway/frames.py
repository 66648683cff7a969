"""The frames of the gateway: plain text, or compressed as the client asked for."""

import zlib
from typing import Literal

Compression = Literal["none", "stream", "payload"]

LARGE_BYTES = 1024
"""From this size payload compression compresses: Discord does so for large payloads only."""


class Frames:
    """Makes the frames of one connection.

    `stream` is `zlib-stream`: one shared context, and every message ends with a sync flush
    (Discord's reference, gateway: transport compression).

    Args:
        compression: what was agreed on.
    """

    def __init__(self, compression: Compression) -> None:
        self.compression = compression
        self._context = zlib.compressobj()

    def frame(self, payload: bytes) -> str | bytes:
        """Return one message as the frame to send: text or binary."""
        match self.compression:
            case "stream":
                return self._context.compress(payload) + self._context.flush(zlib.Z_SYNC_FLUSH)
            case "payload" if len(payload) >= LARGE_BYTES:
                return zlib.compress(payload)
            case _:
                return payload.decode()


def agreed(compress: str | None) -> Compression:
    """Return what a connection that asks for `compress` gets.

    `zstd-stream` gets plain text: clients read text frames whatever they asked for, and the
    standard library of this Python has no Zstandard.
    """
    return "stream" if compress == "zlib-stream" else "none"
