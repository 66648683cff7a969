"""The chat page: its HTML for each brand, and its script and style."""

import json
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from http import HTTPStatus
from pathlib import Path
from string import Template

from aiohttp import web
from msgspec import Struct

from bot.brand.brand import Brand
from bot.web.page_words import PAGE_WORDS, negotiate, words_language
from bot.web.problems import problem

_FOLDER = Path(__file__).parent / "page"
_TYPES = {".js": "text/javascript", ".css": "text/css"}

# Nothing but our own files runs or styles; pictures, sounds and films may come from anywhere.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' https: http: data:; media-src 'self' https: http:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class _Asset(Struct, frozen=True):
    content: bytes
    content_type: str
    etag: str


class Page:
    """The page's files, read once.

    Args:
        framed_by: the origin of another page that may show this one inside it; None for no other.
    """

    def __init__(self, framed_by: str | None = None) -> None:
        policy = _POLICY if framed_by is None else f"{_POLICY} {framed_by}"
        self._headers = {**_HEADERS, "Content-Security-Policy": policy}
        self._html = Template((_FOLDER / "chat.html").read_text(encoding="utf-8"))
        self._assets = {
            path.name: _read(path) for path in _FOLDER.iterdir() if path.suffix in _TYPES
        }

    def html(self, brand: Brand, accepted: str) -> web.Response:
        """Return the page of a brand in the language that the browser likes best.

        Args:
            brand: whose page it is.
            accepted: the value of `Accept-Language`.
        """
        language = negotiate(accepted, brand.languages)
        speaks = words_language(language)
        words = PAGE_WORDS[speaks]
        filled = self._html.substitute(
            {name: escape(word) for name, word in words.items()},
            lang=speaks,
            language=escape(language),
            title=escape(brand.title.within(language)),
            words=escape(json.dumps(words, ensure_ascii=False)),
        )
        headers = {**self._headers, "Vary": "Accept-Language"}
        return web.Response(text=filled, content_type="text/html", headers=headers)

    async def asset(self, request: web.Request) -> web.Response:
        """Answer with the script or style of that name."""
        asset = self._assets.get(request.match_info["name"])
        if asset is None:
            return problem(HTTPStatus.NOT_FOUND)
        headers = {**self._headers, "ETag": asset.etag}
        if request.headers.get("If-None-Match") == asset.etag:
            return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        return web.Response(
            body=asset.content, content_type=asset.content_type, charset="utf-8", headers=headers
        )


def _read(path: Path) -> _Asset:
    content = path.read_bytes()
    return _Asset(content, _TYPES[path.suffix], f'"{sha256(content).hexdigest()[:20]}"')
