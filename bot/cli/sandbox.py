"""`convivio run DIR... --sandbox`: stand-ins beside the product, and a page to be people on."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import click
from msgspec.structs import replace

from bot.app import Channels, Working, serve
from bot.brand.brand import Brand, Option
from bot.brand.brand import Channel as BrandChannel
from bot.cli.fencing import Fenced, StandIns, fence
from bot.cli.following import Tailor, followed
from bot.cli.made_up import made_up
from bot.cli.refusal import Refusal
from bot.cli.running import announce, apart, run
from bot.cli.source import Source, source_of
from bot.cli.surroundings import settings_here
from bot.core.ids import BrandId
from bot.dialogue.publishing.library import Library
from bot.logs.pipeline import configure
from bot.settings import DEFAULT_HOST, Settings
from bot.store.database import store_url

try:
    from sandbox.scene import Channel, Place, Scene, Start
    from sandbox.serving import Sandbox, serving
except ModuleNotFoundError as error:
    if error.name is None or error.name.partition(".")[0] != "sandbox":
        raise
    raise Refusal("This installation holds no sandbox: install Convivio from its source.") from None

DATABASE = "convivio-sandbox.db"
"""The sandbox's own file, beside the first brand."""

_HEARD = ("CONVIVIO_PORT", "CONVIVIO_LOG")
"""The only variables of the environment that count in the sandbox."""

_HIGHEST_PORT = 65_535
_PORTS_NEARBY = 10
"""So many ports after the product's are tried for the page, before any free one is taken."""


def run_in_sandbox(folders: Sequence[Path], *, watching: bool) -> None:
    """Run the brands in these folders among stand-ins until SIGTERM or SIGINT.

    Args:
        folders: the brands'.
        watching: whether changed files are published without being told to.

    Raises:
        Refusal: something stands in the way, in words.
    """
    settings = settings_here({name: os.environ[name] for name in _HEARD if name in os.environ})
    configure(settings.log, settings.log_form, os.environ)
    sources = apart([source_of(folder, made_up(folder)) for folder in folders])
    file = folders[0] / DATABASE
    database = store_url(str(file), folders[0])

    async def play() -> None:
        _begin_anew(file)
        async with _serving_near(settings.port) as sandbox:
            await _play(sources, database, settings, sandbox, watching=watching)

    run(database, settings, play)


def _begin_anew(file: Path) -> None:
    """Remove what an earlier sandbox kept: its people are gone with its stand-ins."""
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


@asynccontextmanager
async def _serving_near(port: int) -> AsyncIterator[Sandbox]:
    """Serve the stand-ins on the first free port after the product's; any, where it has any."""
    nearby = range(port + 1, port + 1 + _PORTS_NEARBY) if port else ()
    async with AsyncExitStack() as stack:
        yield await _first(stack, (*(one for one in nearby if one <= _HIGHEST_PORT), 0))


async def _first(stack: AsyncExitStack, ports: Sequence[int]) -> Sandbox:
    *nearby, last = ports
    for port in nearby:
        with suppress(OSError):
            return await stack.enter_async_context(serving(port))
    return await stack.enter_async_context(serving(last))


async def _play(
    sources: Sequence[Source],
    database: str,
    settings: Settings,
    sandbox: Sandbox,
    *,
    watching: bool,
) -> None:
    places = sandbox.addresses
    here = _here(settings, places.url)
    to = StandIns(
        places.telegram_api,
        places.discord_api,
        places.discord_gateway,
        places.sink,
        calls_us=here.public_url is not None,
        discord_key=sandbox.discord_key,
        settle=partial(_settle, sandbox),
    )
    fenced = [fence(source.library, to) for source in sources]
    for one in fenced:
        _introduce(one.library.brand, sandbox)

    calling: list[asyncio.Task[None]] = []
    screen = _Screen(sandbox, [one.library for one in fenced])

    def say(channels: Channels, address: str) -> None:
        screen.address = address
        calling.extend(_endpoints(sandbox, channels))
        scenes = screen.show()
        _say_outside(fenced)
        announce(channels, address)
        click.echo(f"Be a person {_where(scenes)} at {places.url}")

    def beside(working: Working) -> AbstractAsyncContextManager[Mapping[BrandId, int]]:
        tailor = Tailor(lambda library: fence(library, to).library, screen.change)
        return followed(working, sources, tailor, watching=watching)

    await serve([one.library for one in fenced], database, here, say, beside)


def _endpoints(sandbox: Sandbox, channels: Channels) -> Iterator[asyncio.Task[None]]:
    """Enter at the stand-ins where each channel takes calls, as one does in their portals."""
    for channel in channels.values():
        options, address = channel.settings.options, channel.settings.address
        if channel.settings.adapter == "discord" and "public_key" in options and address:
            saving = sandbox.let_discord_call(str(options["token"]), address)
            yield asyncio.create_task(saving)
        elif channel.settings.adapter in sandbox.further and address:
            entering = sandbox.let_call(channel.settings.adapter, options, address)
            yield asyncio.create_task(entering)


def _settle(sandbox: Sandbox, brand: Brand, channel: BrandChannel) -> dict[str, Option] | None:
    """Let a channel be on a further platform, and return its options there."""
    title = brand.title.within(brand.languages[0])
    whose = f"{brand.id}/{channel.name}"
    settled = sandbox.settle(channel.adapter, whose, title, channel.options)
    return None if settled is None else dict(settled)


def _here(settings: Settings, page: str) -> Settings:
    """Return the settings inside the fence; any free port is not known before we listen."""
    public_url = f"http://{DEFAULT_HOST}:{settings.port}" if settings.port else None
    return replace(settings, host=DEFAULT_HOST, public_url=public_url, framed_by=page)


class _Screen:
    """The page, with what each brand says now."""

    def __init__(self, sandbox: Sandbox, libraries: Sequence[Library]) -> None:
        self.address = ""
        self._sandbox = sandbox
        self._libraries = {library.brand.id: library for library in libraries}

    def change(self, library: Library) -> None:
        """A brand says something else from now on."""
        self._libraries[library.brand.id] = library
        self.show()

    def show(self) -> Sequence[Scene]:
        scenes = [
            replace(
                _shown(library, self.address),
                posts=tuple(dict.fromkeys(_posts(library, self._sandbox))),
                further=tuple(_further(library, self._sandbox)),
            )
            for library in self._libraries.values()
        ]
        self._sandbox.show(scenes)
        return scenes


def _introduce(brand: Brand, sandbox: Sandbox) -> None:
    """Register the brand's bots with the stand-ins."""
    title = brand.title.within(brand.languages[0])
    for channel in brand.channels.values():
        token = str(channel.options.get("token"))
        if channel.adapter == "telegram":
            sandbox.add_telegram_bot(token, f"{brand.id}_bot".replace("-", "_"), title)
        elif channel.adapter == "discord":
            sandbox.add_discord_bot(token, title)


def _shown(library: Library, address: str) -> Scene:
    """Return what the page shows of a brand: the first channel of each platform."""
    brand = library.brand
    channels = list(brand.channels.values())

    def token(adapter: str) -> str | None:
        return next((str(one.options["token"]) for one in channels if one.adapter == adapter), None)

    has_page = any(one.adapter == "webchat" for one in channels)
    return Scene(
        brand=brand.id,
        title=brand.title.within(brand.languages[0]),
        languages=brand.languages,
        telegram=token("telegram"),
        discord=token("discord"),
        chat=f"{address}/chat/{brand.id}" if has_page else None,
        starts=tuple(_starts(library)),
    )


def _posts(library: Library, sandbox: Sandbox) -> Iterator[Channel]:
    """Yield the channels of Telegram in which a brand posts: here its bot always may."""
    bots = {
        channel.name: str(channel.options["token"])
        for channel in library.brand.channels.values()
        if channel.adapter == "telegram"
    }
    for topic in library.brand.topics.values():
        for channel, place in topic.posted_in.items():
            if channel in bots and "/" not in place:
                yield Channel(place, sandbox.add_telegram_channel(bots[channel], place))


def _further(library: Library, sandbox: Sandbox) -> Iterator[Place]:
    """Yield where else a brand is: its first channel of each platform."""
    seen: set[str] = set()
    for channel in library.brand.channels.values():
        if channel.adapter in sandbox.further and channel.adapter not in seen:
            seen.add(channel.adapter)
            yield sandbox.place(channel.adapter, channel.options)


def _starts(library: Library) -> Iterator[Start]:
    for dialogue in library.dialogues.values():
        command = next((one.command for one in dialogue.triggers if one.command), None)
        link = next((one.link for one in dialogue.triggers if one.link), None)
        if command is not None:
            yield Start(command, link)


def _say_outside(fenced: Sequence[Fenced]) -> None:
    for one in fenced:
        for channel in one.outside:
            click.echo(
                f"warning: {one.library.brand.id}: {channel.name} is left off: "
                f"the sandbox has no stand-in for {channel.adapter}",
                err=True,
            )


def _where(scenes: Sequence[Scene]) -> str:
    """Return "on Telegram, on Discord and on the web", as far as the brands are there."""
    places = {
        "on Telegram": any(scene.telegram for scene in scenes),
        "on Discord": any(scene.discord for scene in scenes),
        **{f"on {place.title}": True for scene in scenes for place in scene.further},
        "on the web": any(scene.chat for scene in scenes),
    }
    *others, last = [place for place, is_there in places.items() if is_there] or ["nowhere yet"]
    return f"{', '.join(others)} and {last}" if others else last
