"""How a connection breaks."""

import socket
import struct

from aiohttp import web


class Cut(web.Response):
    """Nothing: the connection that it would go to is gone."""


async def break_off(request: web.BaseRequest, response: web.Response) -> Cut:
    """Give half of an answer, then end the connection."""
    body = response.body if isinstance(response.body, bytes) else b""
    headers = {**response.headers, "Content-Length": str(len(body))}
    half = web.StreamResponse(status=response.status, headers=headers)
    await half.prepare(request)
    await half.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return Cut()


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
