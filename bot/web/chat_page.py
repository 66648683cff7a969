"""The chat page: its HTML for each brand, and its script and style."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
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
_WIDGET = "widget.js"
_WIDGET_HEADERS: Mapping[str, str] = {
    "Cache-Control": "public, max-age=300",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
_THEMES = frozenset({"light", "dark"})
_TYPES = {".js": "text/javascript", ".css": "text/css"}

# Nothing but our own files runs or styles; pictures, sounds and films may come from anywhere.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' https: http: data: blob:; media-src 'self' https: http:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}


_FOR_EVER = "public, max-age=31536000, immutable"
"""An address that names the version of a file never has another content."""


class _Asset(Struct, frozen=True):
    content: bytes
    content_type: str
    etag: str


class Asked(Struct, frozen=True):
    """How somebody asks for the page: `languages` in the form of `Accept-Language`."""

    languages: str
    theme: str = ""


class Setting(Struct, frozen=True):
    """Where the page may be shown.

    `sites` are the origins of those that may show it inside a page of theirs; `recognises` says
    whether they may vouch for who is there, `takes_files` whether people may send files.
    """

    sites: Sequence[str] = ()
    recognises: bool = False
    takes_files: bool = False


def asked_of(request: web.Request) -> Asked:
    """Return how the page is asked for: what its address says comes before what a browser likes."""
    query = request.query
    liked = (query.get("language", ""), request.headers.get("Accept-Language", ""))
    return Asked(",".join(filter(None, liked)), query.get("theme", ""))


class Page:
    """The page's files, read once.

    Args:
        framed_by: the origin of another page that may show this one inside it; None for no other.
    """

    def __init__(self, framed_by: str | None = None) -> None:
        self._framed_by = () if framed_by is None else (framed_by,)
        self._html = Template((_FOLDER / "chat.html").read_text(encoding="utf-8"))
        self._assets = {
            path.name: _read(path) for path in sorted(_FOLDER.iterdir()) if path.suffix in _TYPES
        }
        content = b"".join(one.content for one in self._assets.values())
        self._version = _digest(content)
        self._preloads = "\n".join(
            f'<link rel="modulepreload" href="/page/{self._version}/{name}">'
            for name in self._assets
            if name.endswith(".js") and name != _WIDGET
        )

    def html(self, brand: Brand, asked: Asked, setting: Setting) -> web.Response:
        """Return the page of a brand, in the language that the reader likes best.

        Args:
            brand: whose page it is.
            asked: how it is asked for.
            setting: where it may be shown.
        """
        language = negotiate(asked.languages, brand.languages)
        speaks = words_language(language)
        words = PAGE_WORDS[speaks]
        filled = self._html.substitute(
            {name: escape(word) for name, word in words.items()},
            lang=speaks,
            language=escape(language),
            files="yes" if setting.takes_files else "",
            recognises="yes" if setting.recognises else "",
            theme=asked.theme if asked.theme in _THEMES else "",
            title=escape(brand.title.within(language)),
            preloads=self._preloads,
            version=self._version,
            words=escape(json.dumps(words, ensure_ascii=False)),
        )
        headers = {**self._headers(setting.sites), "Vary": "Accept-Language"}
        return web.Response(text=filled, content_type="text/html", headers=headers)

    def _headers(self, sites: Sequence[str] = ()) -> Mapping[str, str]:
        policy = " ".join((_POLICY, *self._framed_by, *sites))
        return {**_HEADERS, "Content-Security-Policy": policy}

    async def asset(self, request: web.Request) -> web.Response:
        """Answer with the script or style of that name.

        While a newer version is brought in, a page may ask one process for what another has shown:
        it gets what there is, and does not keep it.
        """
        is_ours = request.match_info["version"] == self._version
        cached = {"Cache-Control": _FOR_EVER} if is_ours else {}
        return self._file(request, request.match_info["name"], {**self._headers(), **cached})

    async def widget(self, request: web.Request) -> web.Response:
        """Answer with the script that puts the page on any site."""
        return self._file(request, _WIDGET, _WIDGET_HEADERS)

    def _file(self, request: web.Request, name: str, headers: Mapping[str, str]) -> web.Response:
        asset = self._assets.get(name)
        if asset is None:
            return problem(HTTPStatus.NOT_FOUND)
        headers = {**headers, "ETag": asset.etag, "Vary": "Accept-Encoding"}
        if request.headers.get("If-None-Match") == asset.etag:
            return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        body = asset.content
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"], body = "gzip", _compressed(asset.content)
        return web.Response(
            body=body, content_type=asset.content_type, charset="utf-8", headers=headers
        )


def _read(path: Path) -> _Asset:
    content = path.read_bytes()
    return _Asset(content, _TYPES[path.suffix], f'"{_digest(content)}"')


@cache
def _compressed(content: bytes) -> bytes:
    """Return a file as it is sent: compressed once, when the first browser asks for it."""
    import gzip  # noqa: PLC0415 - a start does not need it

    return gzip.compress(content, mtime=0)


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:20]
