"""The one place where objects are built: a process with every role in it."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

from msgspec import Struct

from bot.brand.brand import Channel
from bot.channels.contract import ChannelSettings
from bot.channels.registry import adapter_names, make_adapter
from bot.core.ids import BrandId, ChannelName
from bot.dialogue.library import Library
from bot.engine.engine import Engine
from bot.settings import Settings
from bot.store.database import open_store
from bot.understanding import words
from bot.web.server import Server
from bot.web.site import OpenChannel, Site

DELIVERY_SECONDS = 5.0
"""How long a stop waits for deliveries in flight before they are cut."""

Channels = Mapping[tuple[BrandId, ChannelName], OpenChannel]


class Working(Struct, frozen=True):
    """Brands at work in this process: their engine, and their channels by brand and name."""

    engine: Engine
    channels: Channels


def now() -> datetime:
    """Return the present time in UTC: the only clock of the product."""
    return datetime.now(UTC)


@asynccontextmanager
async def at_work(
    libraries: Sequence[Library], database: str, channels: Iterable[ChannelSettings]
) -> AsyncIterator[Working]:
    """Open the store, the channels and the engine, and close them in reverse on the way out.

    Args:
        libraries: one per brand.
        database: an SQLAlchemy URL.
        channels: which channels to open; those that are left off are only reported.
    """
    async with AsyncExitStack() as stack:
        store = await open_store(database)
        stack.push_async_callback(store.close)
        opened = {(one.brand, one.name): _opened(one) for one in channels}
        adapters = {key: one.adapter for key, one in opened.items() if one.adapter is not None}
        engine = Engine(
            store,
            {library.brand.id: library for library in libraries},
            adapters,
            words,
            now,
            owner=uuid4().hex,
        )
        for key, adapter in adapters.items():
            await adapter.open(opened[key].settings, engine.take_in)
            stack.push_async_callback(adapter.close)
        await engine.start()
        stack.push_async_callback(engine.stop, DELIVERY_SECONDS)
        yield Working(engine, opened)


def _opened(settings: ChannelSettings) -> OpenChannel:
    if settings.left_off is not None:
        return OpenChannel(settings)
    return OpenChannel(settings, make_adapter(settings.adapter))


def channels_of(library: Library) -> list[ChannelSettings]:
    """Return the channels that a brand declares, saying of each whether it is left off."""
    installed = adapter_names()
    return [_settings(library.brand.id, one, installed) for one in library.brand.channels.values()]


def _settings(brand: BrandId, channel: Channel, installed: frozenset[str]) -> ChannelSettings:
    left_off = None
    if channel.unset:
        left_off = f"set {', '.join(channel.unset)} in the environment"
    elif channel.adapter not in installed:
        left_off = f"no adapter called {channel.adapter!r} is installed"
    return ChannelSettings(brand, channel.name, channel.adapter, channel.options, left_off)


async def serve(
    libraries: Sequence[Library],
    database: str,
    settings: Settings,
    announce: Callable[[Channels, str], None],
) -> None:
    """Run brands behind an HTTP server until SIGTERM or SIGINT.

    Args:
        libraries: one per brand.
        database: an SQLAlchemy URL.
        settings: where to listen.
        announce: told the channels and our address, once everything is ready.

    Raises:
        OSError: the address cannot be had.
        StoreSettingFault: the database setting cannot be used.
        StoreUnavailable: the database cannot be opened.
    """
    stop = _stop_signal()
    channels = [channel for library in libraries for channel in channels_of(library)]
    async with at_work(libraries, database, channels) as working:
        brands = {library.brand.id: library for library in libraries}
        site = Site(working.engine, brands, working.channels, now, public_url=settings.public_url)
        server = Server(site, settings.host, settings.port)
        await server.start()
        announce(working.channels, settings.public_url or f"http://{settings.host}:{server.port}")
        await stop.wait()
        await server.stop()


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
