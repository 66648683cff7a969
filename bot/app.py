"""The one place where objects are built: a process with every role in it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    suppress,
)
from datetime import datetime
from functools import partial
from uuid import uuid4

from msgspec import Struct, field

from bot.brand.media_folder import MediaFolder
from bot.broadcasts.feeds import Feeds
from bot.broadcasts.planner import Planner, Surroundings
from bot.broadcasts.schedule import Alarm
from bot.broadcasts.zones import zone_edition
from bot.channels.contract import Adapter, ChannelSettings, Intake
from bot.channels.registry import channels_of, left_off_by_faults, make_adapter
from bot.clock import lasting_seconds, now, steady_clock
from bot.core.ids import BrandId, ChannelKey, ChannelName
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.menu import menu_of
from bot.ending import when_asked_to_end
from bot.engine.arming import Arming
from bot.engine.attending import Attending
from bot.engine.calls.attempt import Outside
from bot.engine.clockwork import Clockwork, Look
from bot.engine.emissions.emitting import Emitting
from bot.engine.engine import Engine
from bot.engine.facts import as_person
from bot.engine.queues import Queues
from bot.engine.roles.led_brands import LedBrands
from bot.engine.roles.ownership import LEASE_SECONDS, Ownership
from bot.engine.roles.tenure import Role, Tenure
from bot.engine.upkeep.forgetting import Forgetting
from bot.engine.upkeep.keeping import Keeping
from bot.engine.uploads import Uploads
from bot.engine.watching.lookout import looking_out
from bot.logs.context import about
from bot.settings import Settings
from bot.store.backend import Holding
from bot.store.database import Store, open_store
from bot.store.leases import EMITTING, FEEDS, KEEPING, PLANNING, of_channel
from bot.store.sealing.vault import Vault
from bot.understanding import words
from bot.web.server import Server
from bot.web.site import OpenChannel, Site

DELIVERY_SECONDS = 4.0
"""How long a stop waits for deliveries in flight before they are cut: with all else that may hang
it has ten seconds."""

TELLING_SECONDS = 1.0
"""How long a stop waits for outgoing events under way: what is cut is sent again by its id."""

OPENING_SECONDS = 1.0
"""How long a start waits for channels to open: those whose platform is slow or down come later."""

Channels = Mapping[ChannelKey, OpenChannel]
Gone = Mapping[tuple[BrandId, str], int]


class Working(Struct, frozen=True):
    """Brands at work in this process: their engine, and their channels by brand and name.

    `emitting` is None where outgoing events are kept for a process that sends them. `gone` counts
    what was too old to be kept, by brand and kind.
    """

    engine: Engine
    channels: Channels
    store: Store
    emitting: Emitting | None = None
    ownership: Ownership | None = None
    gone: Gone = field(default_factory=dict)

    async def publish(self, library: Library) -> None:
        """Let a brand say this from now on, and its platforms show what can be said to it.

        Raises:
            StoreUnavailable: when nothing has changed.
        """
        brand, menu = library.brand.id, menu_of(library)
        is_new = menu != menu_of(self.engine.libraries[brand])
        await self.engine.publish(library)
        for (owner, _), channel in self.channels.items():
            if is_new and owner == brand and channel.attending is not None:
                channel.attending.opening.offer(menu)


Beside = Callable[[Working], AbstractAsyncContextManager[Mapping[BrandId, int]]]
"""What runs beside a process that serves; it tells how many faults keep each brand's changed files
from being published."""


def straight(engine: Engine) -> Intake:
    """Let channels hand over what comes in as fast as it comes."""
    return engine.take_in


@asynccontextmanager
async def at_work(  # noqa: PLR0913 - all that a process is made of
    libraries: Iterable[Library],
    database: str,
    channels: Iterable[ChannelSettings],
    intake: Callable[[Engine], Intake] = straight,
    stop_seconds: float = DELIVERY_SECONDS,
    *,
    holding: Holding = "shared",
    initiates: bool = False,
    outside: Outside | None = None,
    vault: Vault | None = None,
    lease_seconds: float = LEASE_SECONDS,
) -> AsyncIterator[Working]:
    """Open the store, the channels and the engine, and close them in reverse on the way out.

    Args:
        libraries: one per brand.
        database: an SQLAlchemy URL.
        channels: which channels to open; those that are left off have no adapter.
        intake: how what comes in through them reaches the engine.
        stop_seconds: how long the end waits for what is still to be sent.
        holding: whether other processes may play and send from a database on a server meanwhile.
        initiates: whether broadcasts are planned, feeds followed, events told; timers run anyway.
        outside: what dialogues may call, closed at the end; None: nothing.
        vault: encrypts what people say where it is stored; None: nothing is encrypted.
        lease_seconds: how long others leave a channel to a process of which nothing is heard.

    Raises:
        StoreSettingFault: the database setting cannot be used.
        StoreUnavailable: the database cannot be opened; `DatabaseInUse` where others hold it.
    """
    async with AsyncExitStack() as stack:
        store = await _open(stack, database, holding, vault, outside)
        declared = {(one.brand, one.name): one for one in channels}
        adapters, brands = _adapters(declared), {one.brand.id: one for one in libraries}
        arming = Arming(store, database, brands, now)
        fingerprint = await arming.settle()
        ownership, steady = _ownership(stack, store, lease_seconds), steady_clock()
        emitting = await _emitting(stack, store, brands, ownership, steady) if initiates else None
        engine = Engine(
            store,
            brands,
            adapters,
            words,
            now,
            owner=ownership.owner,
            observe=None if emitting is None else emitting.heard,
            fingerprint=fingerprint,
            outside=outside,
            steady=steady,
        )
        engine.hearing.telling = emitting
        attending = await _attend(stack, engine, declared, adapters, intake(engine))
        looks, gone = _looks(store, engine, ownership, vault)
        if initiates:
            looks += _initiative(stack, store, engine.libraries, ownership, fingerprint)
        await _own(stack, ownership, engine, attending, stop_seconds)
        await stack.enter_async_context(_ticking(engine, [arming.look, *looks]))
        ways_in = _ways_in(declared, adapters, attending)
        yield Working(engine, ways_in, store, emitting, ownership, gone)


async def _open(
    stack: AsyncExitStack,
    database: str,
    holding: Holding,
    vault: Vault | None,
    outside: Outside | None,
) -> Store:
    """Open the store; it is closed last, what dialogues call before it."""
    store = await open_store(database, holding, vault)
    stack.push_async_callback(store.close)
    if outside is not None:
        stack.push_async_callback(outside.close)
    return store


def _looks(
    store: Store, engine: Engine, ownership: Ownership, vault: Vault | None
) -> tuple[list[Look], Gone]:
    """Return the looks at what is due, and at what is held: how long, and encrypted or not.

    With them comes what counts how much of it is gone.
    """
    ours = _led(engine.libraries, KEEPING, ownership)
    forgetting = Forgetting(store, engine.libraries, now, engine.forget)
    look = _unhurried(engine, ownership) if store.is_shared else engine.look
    keeping = Keeping(store, ours, now)
    looks: list[Look] = [look, forgetting.look, keeping.look]
    if vault is not None:
        from bot.engine.upkeep.encrypting import Encrypting  # noqa: PLC0415 - few brands encrypt

        looks.append(Encrypting(store, ours, vault, now).look)
    return looks, keeping.gone


def _ownership(stack: AsyncExitStack, store: Store, lease_seconds: float) -> Ownership:
    """Return the roles of this process, none yet; they are given back after everything else."""
    lease = lease_seconds if store.is_shared else None
    ownership = Ownership(store, uuid4().hex, lasting_seconds, lease)
    stack.push_async_callback(ownership.stop)
    return ownership


async def _attend(
    stack: AsyncExitStack,
    engine: Engine,
    declared: Mapping[ChannelKey, ChannelSettings],
    adapters: Mapping[ChannelKey, Adapter],
    intake: Intake,
) -> Mapping[ChannelKey, Attending]:
    """Begin to open the channels that are open everywhere, and start the engine: both go on."""
    attending = {
        key: Attending(engine, declared[key], adapter, intake) for key, adapter in adapters.items()
    }
    stack.push_async_callback(_close_all, attending.values())
    for (brand, name), one in attending.items():
        with about(brand=brand, channel=name):
            one.begin()
    await engine.start(later=await _not_open(attending), shares=True)
    return attending


def _ways_in(
    declared: Mapping[ChannelKey, ChannelSettings],
    adapters: Mapping[ChannelKey, Adapter],
    attending: Mapping[ChannelKey, Attending],
) -> Channels:
    return {
        key: OpenChannel(settings, adapters.get(key), attending.get(key))
        for key, settings in declared.items()
    }


async def _own(
    stack: AsyncExitStack,
    ownership: Ownership,
    engine: Engine,
    attending: Mapping[ChannelKey, Attending],
    stop_seconds: float,
) -> None:
    """Take the channels that are free, and give those that are ours a moment to open."""
    stack.push_async_callback(engine.stop, stop_seconds)
    for (brand, name), one in attending.items():
        ownership.want(Role(brand, of_channel(name)), partial(_gained, one), one.lost)
    engine.hearing.on_free = lambda _brand, _role: ownership.wake()
    engine.owned.left = partial(_left, ownership, attending)
    await ownership.start()
    stack.callback(ownership.retire)
    await _not_open(attending)


def _adapters(declared: Mapping[ChannelKey, ChannelSettings]) -> Mapping[ChannelKey, Adapter]:
    return {key: make_adapter(one.adapter) for key, one in declared.items() if one.left_off is None}


async def _emitting(
    stack: AsyncExitStack,
    store: Store,
    brands: Mapping[BrandId, Library],
    ownership: Ownership,
    steady: Callable[[], datetime],
) -> Emitting:
    """Tell the brands' own systems what dialogues emit, where that is our role."""
    emitting = Emitting(store, [one.brand for one in brands.values()], now, steady)
    stack.push_async_callback(emitting.stop, TELLING_SECONDS)
    await emitting.start(shares=True)
    for brand in emitting.brands:
        gained, lost = partial(emitting.gain, brand), partial(emitting.lose, brand)
        ownership.want(Role(brand, EMITTING), gained, lost)
    return emitting


def _initiative(
    stack: AsyncExitStack,
    store: Store,
    brands: Mapping[BrandId, Library],
    ownership: Ownership,
    fingerprint: str,
) -> Sequence[Look]:
    """Return the looks at what brands begin: their broadcasts, and the feeds they follow."""
    surroundings = Surroundings(as_person, fingerprint, zone_edition())
    planner = Planner(store, _led(brands, PLANNING, ownership), now, surroundings)
    feeds = Feeds(store, _led(brands, FEEDS, ownership), now)
    stack.push_async_callback(feeds.close)
    return (planner.look, feeds.look)


def _led(brands: Mapping[BrandId, Library], role: str, ownership: Ownership) -> LedBrands:
    """Want a role of every brand; return those of which it is ours."""
    for brand in brands:
        ownership.want(Role(brand, role), _nothing_follows, _nothing_follows)
    return LedBrands(brands, role, ownership)


async def _nothing_follows(*_: object) -> None:
    """Whoever looks asks each time whether the role is ours."""


def _unhurried(engine: Engine, ownership: Ownership) -> Look:
    """Return the look at what is due, on the second where another process is there at its moment.

    A timer is due at its moment in the process that has set it; whoever plans is there for what
    that one has left.
    """
    roles = [Role(brand, PLANNING) for brand in engine.libraries]

    async def look() -> datetime | None:
        at = await engine.look()
        return at if any(ownership.tenure(role) is not None for role in roles) else None

    return look


@asynccontextmanager
async def _ticking(engine: Engine, looks: Sequence[Look]) -> AsyncIterator[None]:
    """Look at what is due when it is, until the end."""
    alarm = Alarm()
    clockwork = Clockwork(now, looks, alarm)
    engine.on_due = clockwork.wake
    alarm.start(clockwork.ring)
    await clockwork.ring()  # what came due while nothing ran does not wait for the first alarm
    try:
        yield
    finally:
        await alarm.close()
        await clockwork.stop()


async def _gained(channel: Attending, tenure: Tenure) -> None:
    """Let the lines that a channel logs from now on say which it is."""
    brand, name = channel.key
    with about(brand=brand, channel=name):
        await channel.gained(tenure)


async def _left(
    ownership: Ownership, attending: Mapping[ChannelKey, Attending], channel: ChannelKey
) -> None:
    """Hand a channel over, while we still end what hangs on the others."""
    await attending[channel].opening.close()
    brand, name = channel
    await ownership.give_back(Role(brand, of_channel(name)))


async def _close_all(attending: Iterable[Attending]) -> None:
    await asyncio.gather(*(one.opening.close() for one in attending))


async def _not_open(attending: Mapping[ChannelKey, Attending]) -> Collection[ChannelKey]:
    """Give the channels a moment that are being opened; return those that are not open."""
    openings = {key: one.opening for key, one in attending.items()}
    with suppress(TimeoutError):
        async with asyncio.timeout(OPENING_SECONDS):
            for one in openings.values():
                if one.is_begun:
                    await one.wait_open()
    return {key for key, one in openings.items() if not one.is_open}


def _media_of(libraries: Iterable[Library], address: str) -> Mapping[BrandId, MediaFolder]:
    return {
        one.brand.id: MediaFolder(one.folder, one.brand.id, address)
        for one in libraries
        if one.folder is not None
    }


async def serve(  # noqa: PLR0913, PLR0917 - all that serving takes
    libraries: Sequence[Library],
    database: str,
    settings: Settings,
    announce: Callable[[Channels, str], None],
    beside: Beside,
    outside: Outside | None = None,
    vault: Vault | None = None,
) -> None:
    """Run brands behind an HTTP server until SIGTERM or SIGINT.

    Args:
        libraries: one per brand.
        database: an SQLAlchemy URL.
        settings: where to listen.
        announce: told the channels and our address, once everything is ready.
        beside: runs for as long as we serve.
        outside: what dialogues may call, closed at the end; None: nothing.
        vault: encrypts what people say where it is stored; None: nothing is encrypted.

    Raises:
        OSError: the address cannot be had.
        StoreSettingFault: the database setting cannot be used.
        StoreUnavailable: the database cannot be opened.
    """
    stop = when_asked_to_end()
    media = _media_of(libraries, settings.address)
    channels = _channels(libraries, media, settings.public_url)
    async with (
        at_work(
            libraries,
            database,
            channels,
            initiates=True,
            outside=outside,
            vault=vault,
            lease_seconds=settings.lease_seconds,
        ) as working,
        looking_out(working.store) as lookout,
        beside(working) as unpublished,
    ):
        site = Site(
            working.engine,
            working.engine.libraries,
            working.channels,
            now,
            public_url=settings.public_url,
            framed_by=settings.framed_by,
            emitting=working.emitting,
            media=media,
            unpublished=unpublished,
            lookout=lookout,
            ownership=working.ownership,
            gone=working.gone,
            queues=Queues(working.store, _ways_out(working.channels), now),
            uploads=Uploads(working.store, now),
        )
        await _listen(site, settings, partial(announce, working.channels), stop)


async def _listen(
    site: Site, settings: Settings, announce: Callable[[str], None], stop: asyncio.Event
) -> None:
    """Be there for whoever calls, until we are asked to end."""
    server = Server(site, settings.host, settings.port)
    await server.start()
    announce(settings.public_url or f"http://{settings.host}:{server.port}")
    await stop.wait()
    await server.stop()


def _channels(
    libraries: Sequence[Library],
    media: Mapping[BrandId, MediaFolder],
    public_url: str | None,
) -> list[ChannelSettings]:
    return [
        left_off_by_faults(channel)
        for library in libraries
        for channel in channels_of(
            library.brand, menu_of(library), media.get(library.brand.id), public_url
        )
    ]


def _ways_out(channels: Channels) -> Mapping[BrandId, Sequence[ChannelName]]:
    """Return the channels that are not left off, by brand."""
    brands = {brand for brand, _ in channels}
    return {
        brand: [name for (owner, name), one in channels.items() if owner == brand and one.adapter]
        for brand in brands
    }
