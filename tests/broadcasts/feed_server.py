"""A tiny server of feeds on loopback: each path answers as the test says, and is counted."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from html import escape

from aiohttp import web
from msgspec import Struct, field

Play = Callable[[web.Request], Awaitable[web.StreamResponse]]

RSS = "application/rss+xml"


class Answer(Struct):
    """What a path answers; with an `ETag` or `Last-Modified` among its headers it can say 304."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class FeedServer:
    """The pages of one server; `asked` holds every request as path and headers."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | Play] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.released = asyncio.Event()
        self.port = 0

    def url(self, path: str = "/feed", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def count(self, path: str = "/feed") -> int:
        return sum(asked == path for asked, _ in self.asked)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path, dict(request.headers)))
        page = self.pages.get(request.path, Answer(status=404))
        if not isinstance(page, Answer):
            return await page(request)
        if _is_known(page, request):
            return web.Response(status=304)
        return web.Response(body=page.body, status=page.status, headers=page.headers)


def _is_known(page: Answer, request: web.Request) -> bool:
    pairs = (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since"))
    return any(
        mark in page.headers and page.headers[mark] == request.headers.get(asked)
        for mark, asked in pairs
    )


@asynccontextmanager
async def feed_server() -> AsyncIterator[FeedServer]:
    """Serve on a free port of loopback; what hangs is let go at the end."""
    server = FeedServer()
    runner = web.ServerRunner(web.Server(server.answer), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.port = runner.addresses[0][1]
    try:
        yield server
    finally:
        server.released.set()
        await runner.cleanup()


class Item(Struct, frozen=True):
    """One item of an RSS feed; what is None is left out."""

    title: str | None = None
    guid: str | None = None
    link: str | None = None
    date: str | None = None
    description: str | None = None


def rss(items: Sequence[Item]) -> bytes:
    """Return an RSS 2.0 feed of these items."""
    parts = "".join(f"<item>{_inside(item)}</item>" for item in items)
    head = "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>F</title>"
    return f"{head}{parts}</channel></rss>".encode()


def _inside(item: Item) -> str:
    pairs = (
        ("title", item.title),
        ("guid isPermaLink='false'", item.guid),
        ("link", item.link),
        ("pubDate", item.date),
        ("description", item.description),
    )
    return "".join(
        f"<{tag}>{escape(text)}</{tag.split()[0]}>" for tag, text in pairs if text is not None
    )
