"""`/files/{brand}/{id}`: a file that somebody sends on the page, and whoever may look at it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from urllib.parse import quote

import aiohttp
from aiohttp import web

from bot.core.content import Media
from bot.core.ids import BrandId
from bot.core.media_types import UNKNOWN, kind_of
from bot.engine.uploads import MOST_BYTES, Ended, Uploads
from bot.web.events import is_signed_by_brand
from bot.web.problems import problem
from bot.web.requests import forged, signature_headers
from bot.web.site import SITE

_CHUNK_BYTES = 65_536
_STALL_SECONDS = 30.0
"""How long nothing may come: a sender that stalls gives its connection back."""

_HEADERS = {
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, max-age=86400, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""A file is looked at by whom it belongs to, and does nothing."""


_REFUSED: Mapping[Ended, tuple[HTTPStatus, str | None]] = {
    "unknown": (HTTPStatus.NOT_FOUND, None),
    "large": (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "It is larger than announced."),
    "broken": (HTTPStatus.BAD_REQUEST, "It is smaller than announced."),
}


async def receive_file(request: web.Request) -> web.StreamResponse:
    """Keep a file that the page has announced."""
    uploads = request.app[SITE].uploads
    if uploads is None:
        return problem(HTTPStatus.NOT_FOUND)
    if (request.content_length or 0) > MOST_BYTES:
        raise web.HTTPRequestEntityTooLarge(MOST_BYTES)
    try:
        ended = await uploads.write(*_named(request), _body(request))
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (aiohttp.ClientPayloadError, ConnectionError):
        raise web.HTTPBadRequest from None
    if ended == "kept":
        return web.Response(status=HTTPStatus.NO_CONTENT)
    status, told = _REFUSED[ended]
    return problem(status, told)


async def show_file(request: web.Request) -> web.StreamResponse:
    """Answer with a file, or a range of it; pictures, sounds and films are shown, others saved.

    It is for whoever has a pass, and for the brand's own systems: their request is signed with the
    file's id as its `webhook-id`, so that no signature serves for another file.
    """
    uploads = request.app[SITE].uploads
    if uploads is None:
        return problem(HTTPStatus.NOT_FOUND)
    brand, upload, key = _named(request)
    headers = signature_headers(request)
    if not headers.signature:
        media = await uploads.find(brand, upload, key)
    elif headers.id == upload and is_signed_by_brand(request, headers):
        media = await uploads.find_for_brand(brand, upload)
    else:
        return forged(request)
    if media is None:
        return problem(HTTPStatus.NOT_FOUND)
    return await _answer(request, uploads, media)


async def _answer(request: web.Request, uploads: Uploads, media: Media) -> web.StreamResponse:
    size = media.size or 0
    begin, end = _range(request, size)
    if begin >= end:
        return problem(
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers={"Content-Range": f"bytes */{size}"}
        )
    response = web.StreamResponse(headers=_HEADERS | _told(media))
    response.content_length = end - begin
    if "Range" in request.headers:
        response.set_status(HTTPStatus.PARTIAL_CONTENT)
        response.headers["Content-Range"] = f"bytes {begin}-{end - 1}/{size}"
    await response.prepare(request)
    await _send(uploads, request, response, begin, end)
    return response


async def _send(
    uploads: Uploads, request: web.Request, response: web.StreamResponse, begin: int, end: int
) -> None:
    brand, upload, _ = _named(request)
    async for content in uploads.read(brand, upload, begin, end):
        await response.write(content)
    await response.write_eof()


def _named(request: web.Request) -> tuple[BrandId, str, str]:
    named = request.match_info
    return BrandId(named["brand"]), named["upload"], request.query.get("key", "")


async def _body(request: web.Request) -> AsyncIterator[bytes]:
    chunks = request.content.iter_chunked(_CHUNK_BYTES)
    while True:
        try:
            async with asyncio.timeout(_STALL_SECONDS):
                yield await anext(chunks)
        except StopAsyncIteration:
            return


def _range(request: web.Request, size: int) -> tuple[int, int]:
    """Return from which byte to which; an empty range where it cannot be had."""
    try:
        asked = request.http_range
    except ValueError:
        return 0, 0
    begin, end, _ = asked.indices(size)
    return begin, end


def _told(media: Media) -> dict[str, str]:
    shown = "attachment" if kind_of(media.media_type) == "file" else "inline"
    name = f"; filename*=UTF-8''{quote(media.name, safe='')}" if media.name else ""
    return {"Content-Type": media.media_type or UNKNOWN, "Content-Disposition": shown + name}
