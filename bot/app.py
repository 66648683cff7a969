"""The one place where objects are built: a process with every role in it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from msgspec import Struct

from bot import logs
from bot.brand.brand import Channel
from bot.brand.faults import faults_as_text
from bot.channels.contract import Adapter, ChannelSettings
from bot.channels.registry import adapter_names, make_adapter
from bot.core.ids import BrandId, ChannelName
from bot.dialogue.library import Library
from bot.dialogue.publish import read_brand
from bot.engine.engine import Engine
from bot.settings import Settings
from bot.store.database import open_store, store_url
from bot.understanding import understanding
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
            understanding,
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


def run_brands(folders: Sequence[Path], settings: Settings) -> int:
    """Run brands until the process is told to stop.

    Returns:
        The exit code: 0 after a good end, 1 where a brand's files or the data are at fault.
    """
    logs.configure(settings.log)
    libraries = [_library(folder) for folder in folders]
    ready = [library for library in libraries if library is not None]
    if len(ready) < len(libraries):
        return 1
    names = [library.brand.id for library in ready]
    if len(set(names)) < len(names):
        print("Two folders hold a brand of the same name: run one of them.", file=sys.stderr)
        return 1
    return asyncio.run(_serve(ready, store_url(settings.database, folders[0]), settings))


def _library(folder: Path) -> Library | None:
    reading = read_brand(folder, os.environ, adapter_names())
    if reading.library is None:
        print(f"{folder}:\n{faults_as_text(reading.faults)}", file=sys.stderr)
    return reading.library


async def _serve(libraries: Sequence[Library], database: str, settings: Settings) -> int:
    stop = _stop_signal()
    channels = [channel for library in libraries for channel in channels_of(library)]
    async with at_work(libraries, database, channels) as working:
        brands = {library.brand.id: library for library in libraries}
        site = Site(working.engine, brands, working.channels, now, public_url=settings.public_url)
        server = Server(site, settings.host, settings.port)
        try:
            await server.start()
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else "unknown reason"
            print(
                f"Cannot listen on {settings.host}:{settings.port} ({reason}): set CONVIVIO_PORT.",
                file=sys.stderr,
            )
            return 1
        _announce(working.channels, settings.public_url or f"http://{settings.host}:{server.port}")
        await stop.wait()
        await server.stop()
    return 0


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


def _announce(channels: Channels, address: str) -> None:
    for (brand, name), channel in channels.items():
        if channel.settings.left_off is not None:
            print(
                f"warning: {brand}: channel {name} is left off: {channel.settings.left_off}",
                file=sys.stderr,
            )
        elif channel.settings.adapter == "webchat":
            print(f"{brand}: talk at {address}/chat/{brand}")
    print(f"Ready at {address}", flush=True)
