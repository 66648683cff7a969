"""Keeps the stand-ins to this machine: other web pages must not play people through a browser."""

from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

NAMES = frozenset({"127.0.0.1", "localhost"})
"""By what we may be called: a foreign name that leads here is a web page's trick (rebinding)."""


@web.middleware
async def own_pages_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse requests that a page of another origin makes, or that call us by a foreign name."""
    if not is_own(request.host, request.headers.get("Origin")):
        raise web.HTTPForbidden(text="The sandbox serves its own page on this machine only.\n")
    return await handler(request)


def is_own(host: str, origin: str | None) -> bool:
    """Say whether a request is ours to serve.

    Args:
        host: whom it calls, the port included.
        origin: of the page that makes it, None where a program does.
    """
    if host.partition(":")[0] not in NAMES:
        return False
    return origin is None or urlsplit(origin).netloc == host
