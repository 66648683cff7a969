"""Cutting a connection as a broken network does."""

import socket
import struct

from aiohttp import web

_LINGER_NOT = struct.pack("ii", 1, 0)


def cut(request: web.BaseRequest) -> web.Response:
    """Reset the connection of a request; the response that is returned reaches nobody."""
    transport = request.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
        transport.abort()
    return web.Response()
