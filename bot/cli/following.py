"""`convivio run` follows the files of its brands: what is whole and without errors is published."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

import click
from msgspec import Struct
from msgspec.structs import replace

from bot.app import Working
from bot.brand.faults import faults_as_text
from bot.brand.stamp import Stamp, stamp_of
from bot.brand.wording import counted
from bot.cli.aside import aside
from bot.cli.changes import news_between, only_at_a_start, with_settings_of
from bot.cli.prospects import sum_up
from bot.cli.source import Source
from bot.cli.uncollected import keep_all
from bot.core.ids import BrandId
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.prospects import Prospects
from bot.dialogue.publishing.publish import Reading
from bot.engine.calls.loading import Actions, ActionsFault, load_actions
from bot.engine.calls.world import World
from bot.engine.outlook import look_through
from bot.store.errors import StoreUnavailable

LOOK_SECONDS = 1.0
"""Between two looks at the files: what is the same at two of them has come to rest."""


class Tailor(Struct, frozen=True):
    """Makes of what the files say what this process runs, and is told of what runs then."""

    dress: Callable[[Library], Library] = lambda library: library
    worn: Callable[[Library], None] = lambda _: None


@asynccontextmanager
async def followed(
    working: Working,
    sources: Sequence[Source],
    tailor: Tailor,
    world: World | None = None,
    *,
    watching: bool,
) -> AsyncIterator[Mapping[BrandId, int]]:
    """Publish what changes in the files until the end; SIGHUP has them read at once.

    Where the terminal that it was started from is closed, SIGHUP ends the process instead.

    Args:
        working: what runs.
        sources: the folders of its brands.
        tailor: makes of what the files say what runs.
        world: gets the functions of actions.py, None where nothing is called.
        watching: whether files are looked at without being told to.

    Yields:
        How many errors keep the files of each brand from being published, for those where any do.
    """
    faults: dict[BrandId, int] = {}
    told = asyncio.Event()
    brands = [Followed(working, source, tailor, world, faults) for source in sources]
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, _hang_up, told, terminals())
    keep_all()
    following = asyncio.create_task(_follow(brands, told, LOOK_SECONDS if watching else None))
    try:
        yield faults
    finally:
        loop.remove_signal_handler(signal.SIGHUP)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


def terminals() -> Sequence[int]:
    """Return which of our standard streams are a terminal now."""
    return [stream for stream in range(3) if os.isatty(stream)]


def _hang_up(told: asyncio.Event, before: Sequence[int]) -> None:
    if before and not terminals():
        signal.raise_signal(signal.SIGTERM)
    else:
        told.set()


async def _follow(brands: Sequence["Followed"], told: asyncio.Event, seconds: float | None) -> None:
    while True:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await told.wait()
        at_once = told.is_set()
        told.clear()
        for brand in brands:
            await brand.try_to_look(at_once=at_once)


class Followed:
    """The files of one brand, and what of them is published.

    Args:
        working: what runs.
        source: the brand's folder, as it was read at the start.
        tailor: makes of what the files say what runs.
        world: gets the functions of actions.py, None where nothing is called.
        faults: gets how many errors keep changed files from being published.
    """

    def __init__(
        self,
        working: Working,
        source: Source,
        tailor: Tailor,
        world: World | None,
        faults: dict[BrandId, int],
    ) -> None:
        self._working = working
        self._source = source
        self._tailor = tailor
        self._world = world
        self._faults = faults
        self._brand = source.library.brand.id
        self._published = source.library
        self._read: Stamp = source.stamp
        self._seen: Stamp = source.stamp
        self._told = ""
        self._waiting: tuple[str, ...] = ()

    async def try_to_look(self, *, at_once: bool) -> None:
        """Look at the files; what fails is said, and is no end of looking."""
        try:
            await self.look(at_once=at_once)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next change may be fine
            self._warn_once(f"its files cannot be followed now ({type(error).__name__})")

    async def look(self, *, at_once: bool) -> None:
        """Read the files where they have changed and come to rest, or `at_once`."""
        stamp = await aside(self._stamp)
        is_at_rest = stamp == self._seen
        self._seen = stamp
        if not at_once and (stamp == self._read or not is_at_rest):
            return
        reading, actions = await aside(self._read_all)
        if await aside(self._stamp) == stamp:
            self._read = stamp
            await self._take(reading, actions)
        elif at_once:  # somebody wrote while it was read, and only this look was asked for
            await self.look(at_once=True)

    def _stamp(self) -> Stamp:
        return stamp_of(self._source.folder)

    def _read_all(self) -> tuple[Reading, Actions]:
        """Read the files, with the functions of actions.py ready to be called where they are."""
        reading = self._source.read()
        if reading.library is None or self._world is None:
            return reading, Actions()
        try:
            before = self._world.actions(self._brand)
            return reading, load_actions(self._source.folder, self._brand, before)
        except ActionsFault as error:
            return replace(reading, library=None, faults=(*reading.faults, error.fault)), Actions()

    async def _take(self, reading: Reading, actions: Actions) -> None:
        errors = [fault for fault in reading.faults if fault.severity == "error"]
        if reading.library is None:
            self._refuse(len(errors), faults_as_text(errors))
        elif reading.library.brand.id != self._brand:
            name = reading.library.brand.id
            self._refuse(1, f"brand.yaml: its brand is now called {name}: this needs a restart.")
        else:
            await self._accept(reading.library, actions)

    def _refuse(self, count: int, told: str) -> None:
        """Keep what runs whole, and say once why."""
        self._faults[self._brand] = count
        if told != self._told:
            faults = counted(count, "fault")
            head = f"{self._brand}: files changed but not published: {faults}"
            click.echo(f"{told}\n{head}", err=True)
        self._told = told

    def _warn_once(self, what: str) -> None:
        if what != self._told:
            click.echo(f"warning: {self._brand}: {what}", err=True)
        self._told = what

    async def _accept(self, library: Library, actions: Actions) -> None:
        was_faulty = self._faults.pop(self._brand, 0) > 0
        effective = with_settings_of(self._source.library.brand, library)
        if news := self._news(effective, actions):
            await self._publish(effective, actions, news)
        elif was_faulty:
            self._told = ""
            click.echo(f"{self._brand}: the files are again as they were published.")
        self._warn(only_at_a_start(self._source.library, library))

    def _news(self, library: Library, actions: Actions) -> tuple[str, ...]:
        news = () if library == self._published else news_between(self._published, library)
        before = Actions() if self._world is None else self._world.actions(self._brand)
        return news if before.content == actions.content else (*news, "actions.py changed")

    async def _publish(self, library: Library, actions: Actions, news: tuple[str, ...]) -> None:
        engine = self._working.engine
        running = engine.libraries[self._brand].brand
        try:
            await self._working.publish(with_settings_of(running, self._tailor.dress(library)))
        except StoreUnavailable as error:
            self._read = {}  # the next look tries again
            self._warn_once(f"not published yet: {error}")
            return
        keep_all()
        self._told, self._published = "", library
        runs = engine.libraries[self._brand]
        if self._world is not None:
            self._world.publish(runs.brand, actions)
        self._tailor.worn(runs)
        prospects = Prospects(runs)
        with suppress(StoreUnavailable):
            await look_through(self._working.store, self._brand, prospects)
        click.echo(f"Published {self._brand}: {', '.join(news)}. {sum_up(prospects)}")

    def _warn(self, waiting: tuple[str, ...]) -> None:
        """Say once what has to wait for a restart."""
        if waiting != self._waiting:
            for told in waiting:
                click.echo(f"warning: {self._brand}: {told}: this needs a restart.", err=True)
        self._waiting = waiting
