"""`GET /media/{brand}/{path}`: a file of a brand's folder `media`, for whoever is shown it."""

from http import HTTPStatus

from aiohttp import web

from bot.core.ids import BrandId
from bot.core.media_address import OWN
from bot.core.media_types import UNKNOWN, kind_of, media_type_of
from bot.web.problems import problem
from bot.web.site import SITE

_HEADERS = {
    "Cache-Control": "public, max-age=300",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
"""A file is looked at, and does nothing: not even a page or a drawing that holds a program."""


async def media(request: web.Request) -> web.StreamResponse:
    """Answer with a file; pictures, sounds and films are shown, anything else is downloaded."""
    files = request.app[SITE].media.get(BrandId(request.match_info["brand"]))
    path = OWN + request.match_info["path"]
    found = None if files is None else files.find(path)
    if found is None:
        return problem(HTTPStatus.NOT_FOUND)
    media_type = media_type_of(path)
    shown = "attachment" if kind_of(media_type) == "file" else "inline"
    headers = {**_HEADERS, "Content-Disposition": shown, "Content-Type": media_type or UNKNOWN}
    return web.FileResponse(found, headers=headers)
