"""How a connection breaks."""

import socket
import struct

from aiohttp import web


class Cut(web.Response):
    """Nothing: the connection that it would go to is gone."""


def cut(request: web.BaseRequest) -> Cut:
    """Reset the connection of a request, as a broken network does."""
    transport = request.transport
    if transport is not None:
        connection: socket.socket | None = transport.get_extra_info("socket")
        if connection is not None:
            linger = struct.pack("ii", 1, 0)  # closing now sends a reset, not an ordinary end
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        transport.abort()
    return Cut()
