"""A server on loopback around a fake engine, and a sender that signs as the outside would."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import aiohttp
from fake_engine import FakeEngine

from adapters.webhook import Webhook
from bot.brand.brand import Brand
from bot.channels.contract import ChannelSettings
from bot.channels.signature import sign
from bot.core.ids import BrandId, ChannelName
from bot.core.text import Text
from bot.dialogue.publishing.library import Library
from bot.web.server import Server
from bot.web.site import OpenChannel, Site

SECRET = "whsec_c2VjcmV0LW9mLXRoZS1zaXRlLWNoYW5uZWw="
OTHER_SECRET = "whsec_YW5vdGhlci1zZWNyZXQtb2YtdGhlLXRlc3Rz"
BRAND = BrandId("acme")


async def refuse_intake(*_: Any) -> Any:
    raise AssertionError("a webhook channel takes nothing in by itself")


async def webhook_channel(name: str, **options: Any) -> OpenChannel:
    settings = ChannelSettings(BRAND, ChannelName(name), "webhook", options)
    adapter = Webhook()
    await adapter.open(settings, refuse_intake)
    return OpenChannel(settings, adapter)


class Sender:
    """Posts to the server; `secret` may be changed to forge."""

    def __init__(self, session: aiohttp.ClientSession, server: Server) -> None:
        self.session = session
        self.server = server
        self.base = f"http://127.0.0.1:{server.port}"

    async def post(
        self,
        path: str,
        body: bytes,
        *,
        message_id: str = "m-1",
        secret: str = SECRET,
        at: int | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> aiohttp.ClientResponse:
        timestamp = int(time.time()) if at is None else at
        made = {
            "content-type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": sign([secret], message_id, timestamp, body),
            **(headers or {}),
        }
        kept = {name: value for name, value in made.items() if value is not None}
        response = await self.session.post(self.base + path, data=BytesIO(body), headers=kept)
        await response.read()
        return response


def brand(**more: Any) -> Library:
    made = Brand(
        id=BRAND, title=Text("Acme & Sons"), languages=("en", "it"), timezone="Europe/Rome", **more
    )
    return Library(made, {})


@asynccontextmanager
async def served(engine: FakeEngine, **more: Any) -> AsyncIterator[Sender]:
    """Serve the channels `site` (a secret), `rotating` (two) and `off` (left off)."""
    settings = ChannelSettings(BRAND, ChannelName("off"), "webhook", {}, "SITE_SECRET is not set")
    channels = {
        (BRAND, ChannelName("site")): await webhook_channel("site", secret=SECRET),
        (BRAND, ChannelName("rotating")): await webhook_channel(
            "rotating", secret=[SECRET, OTHER_SECRET]
        ),
        (BRAND, ChannelName("off")): OpenChannel(settings),
        **more.pop("channels", {}),
    }
    library = more.pop("library", None) or brand()
    site = Site(engine, {BRAND: library}, channels, lambda: datetime.now(UTC), **more)
    server = Server(site, "127.0.0.1", 0)
    await server.start()
    session = aiohttp.ClientSession()
    try:
        yield Sender(session, server)
    finally:
        await session.close()
        await server.stop()
        for channel in channels.values():
            if channel.adapter is not None:
                await channel.adapter.close()
