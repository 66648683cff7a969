"""The page on which one can be a person on every platform at once, and its files."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from aiohttp import web

from sandbox.scene import Scene

_FOLDER = Path(__file__).parent / "page"
_TYPES = {".css": "text/css", ".js": "text/javascript"}


class Pages:
    """Serves the page, and tells it which brands are at work."""

    def __init__(self) -> None:
        self._scenes: tuple[Scene, ...] = ()
        self._html = (_FOLDER / "sandbox.html").read_text(encoding="utf-8")
        self._assets = {
            path.name: path.read_text(encoding="utf-8")
            for path in _FOLDER.iterdir()
            if path.suffix in _TYPES
        }

    def show(self, scenes: Sequence[Scene]) -> None:
        """Let the page offer these brands from now on."""
        self._scenes = tuple(scenes)

    def routes(self) -> list[web.RouteDef]:
        """Return the page at `/`, its files below `/page`, and what it shows at `/scenes`."""
        return [
            web.get("/", self._page),
            web.get("/page/{name}", self._asset),
            web.get("/scenes", self._list),
        ]

    async def _page(self, request: web.Request) -> web.Response:
        del request
        return self._answer(self._html, "text/html")

    async def _asset(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in self._assets:
            raise web.HTTPNotFound
        return self._answer(self._assets[name], _TYPES[Path(name).suffix])

    async def _list(self, request: web.Request) -> web.Response:
        del request
        listed = msgspec.json.encode(self._scenes)
        return web.Response(body=listed, content_type="application/json")

    def _answer(self, text: str, content_type: str) -> web.Response:
        headers = {
            "Cache-Control": "no-cache",
            "Content-Security-Policy": self._policy(),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        }
        return web.Response(text=text, content_type=content_type, headers=headers)

    def _policy(self) -> str:
        """Let nothing run but our own files, and frame nothing but the brands' chat pages."""
        framed = sorted({_origin(scene.chat) for scene in self._scenes if scene.chat is not None})
        return (
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            "img-src 'self' https: http: data:; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'; frame-src " + (" ".join(framed) or "'none'")
        )


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
