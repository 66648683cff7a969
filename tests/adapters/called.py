"""A server of ours around open channels, for platforms to call: real sockets, no engine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from msgspec import structs

from bot.channels.contract import Adapter, ChannelSettings
from bot.web.server import Server
from bot.web.site import OpenChannel, Site
from tests.web.fake_engine import FakeEngine


@asynccontextmanager
async def called(
    settings: ChannelSettings, *adapters: Adapter, port: int = 0
) -> AsyncIterator[list[ChannelSettings]]:
    """Serve one channel in as many processes as there are adapters.

    Yields:
        The channel's settings in each of them, with the address at which it is called there.
    """
    servers = [_server(settings, adapter, port) for adapter in adapters]
    for server in servers:
        await server.start()
    path = f"platforms/{settings.brand}/{settings.name}"
    try:
        yield [
            structs.replace(settings, address=f"http://127.0.0.1:{server.port}/{path}")
            for server in servers
        ]
    finally:
        for server in servers:
            await server.stop()


def _server(settings: ChannelSettings, adapter: Adapter, port: int) -> Server:
    channels = {(settings.brand, settings.name): OpenChannel(settings, adapter)}
    return Server(Site(FakeEngine(), {}, channels, lambda: datetime.now(UTC)), "127.0.0.1", port)
