"""Another site on this machine, as strict as a site can be, with the chat's widget on its page."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from playwright.async_api import FrameLocator, Locator, Page, expect

from tests.browser.sandbox_page import Pane
from tests.channels.test_identity_token import SECRET, token

HTML = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"></head>
<body><main><h1>A shop</h1><p>Lemons, oranges and citrons from the garden.</p></main>
<script src="{bot}/widget.js" {data} async></script></body></html>"""


class OtherSite:
    """The site; `data` are the attributes of its script, which each page that is loaded gets.

    `user` is who is signed in there, None for nobody; `secret` signs who that is. While it
    `fails` it does not know.
    """

    def __init__(self, bot: str, port: int, secret: str) -> None:
        self.bot = bot
        self.url = f"http://127.0.0.1:{port}"
        self.data = 'data-brand="we-converse" data-identity="/chat-token"'
        self.secret = secret
        self.user: str | None = None
        self.fails = False

    @property
    def policy(self) -> str:
        """No more than the how-to asks for."""
        return (
            f"default-src 'none'; script-src {self.bot}/widget.js; frame-src {self.bot}; "
            "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )

    async def answer(self, _: web.Request) -> web.Response:
        html = HTML.format(bot=self.bot, data=self.data)
        headers = {"Content-Security-Policy": self.policy}
        return web.Response(text=html, content_type="text/html", headers=headers)

    async def who(self, request: web.Request) -> web.Response:
        """Say who is signed in: what the how-to teaches."""
        if self.fails:
            return web.Response(status=500)
        if self.user is None:
            return web.Response(status=204)
        told = {"sub": self.user, "exp": time.time() + 60, "nonce": request.query["nonce"]}
        return web.Response(text=token(told, self.secret), content_type="application/jwt")


@asynccontextmanager
async def other_site(bot: str, port: int, secret: str = SECRET) -> AsyncIterator[OtherSite]:
    """Serve the site for as long as this lasts."""
    site = OtherSite(bot, port, secret)
    app = web.Application()
    app.router.add_get("/", site.answer)
    app.router.add_get("/chat-token", site.who)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield site
    finally:
        await runner.cleanup()


class Widget:
    """The widget as a visitor of the site meets it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.inside: FrameLocator = page.frame_locator("convivio-chat iframe")
        self.pane = Pane(self.inside)

    @property
    def launcher(self) -> Locator:
        return self.page.locator("convivio-chat").get_by_role("button")

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("dialog", name="We Converse")

    async def open(self) -> None:
        """Press the button, and wait until the conversation is there."""
        await self.launcher.click()
        await expect(self.panel).to_be_visible()
        await expect(self.pane.log).to_have_attribute("aria-busy", "false")
