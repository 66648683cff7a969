"""A brand at work: its engine over one database, and every one of its channels in memory."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, TypeVar

import pytest
from msgspec.structs import replace

from bot.broadcasts.planner import Planner, Surroundings
from bot.channels.contract import ChannelSettings, Group
from bot.core.content import Button
from bot.core.events import Happening, Incoming, Sender
from bot.core.ids import BrandId, ChannelName, PersonId
from bot.dialogue.publishing.library import Library
from bot.engine.calls.attempt import Outside
from bot.engine.engine import Engine
from bot.engine.facts import as_person
from bot.engine.outside import OutsideEvent
from bot.store.connection import Connection
from bot.store.database import Store, open_store
from bot.store.people import Account, person_of
from bot.store.sealing.master_keys import MasterKeys
from bot.store.sealing.vault import Vault
from bot.understanding import words
from tests.brand_folder import library_of
from tests.databases.kinds import KINDS, database_of
from tests.engine.acting import Clock, OwnAddress, Platform
from tests.privacy.sealed_talk import new_keys

FAIR, DESK = BrandId("fair"), "desk"
WANT = """\
dialogue: want
starts: [{command: want}]
steps:
  - offer: blog
  - say: Noted.
"""
_BRAND = """\
brand: fair
title: Fair
languages: [en, it]
timezone: UTC
handoff: desk
quiet: {from: "21:30", to: "08:30"}
topics:
  blog: {title: Posts, wording: Shall I write to you?}
channels:
"""
_CHANNEL = """\
  NAME: {adapter: webhook, secret: "${SECRET}", deliver_to: "http://127.0.0.1:9/NAME"}
"""

Result = TypeVar("Result")


def fair_of(
    folder: Path, channels: Iterable[str], files: Mapping[str, str], *, sealed: bool = False
) -> Library:
    """Return the brand with these channels, a desk, and these files."""
    head = _BRAND + "".join(_CHANNEL.replace("NAME", name) for name in (*channels, DESK))
    head += "privacy: {encrypt: true}\n" if sealed else ""
    environ = {"SECRET": "whsec_c2VjcmV0"}
    return library_of(folder, {**files, "brand.yaml": head}, ("webhook",), environ)


def dialogues_in(texts: Mapping[str, str]) -> dict[str, str]:
    """Return dialogues by name as files of a brand."""
    return {f"dialogues/{name}.yaml": text for name, text in texts.items()}


class AtWork:
    """The brand with some `channels` and `files`.

    Args:
        url: of the database.
        folder: for its files.
        sealed: whether what people say is encrypted.
        owner: whose leases are taken.
        shares: whether others play over the same database; what is said then stays where it is.
        outside: what may be called.
    """

    channels: ClassVar[Sequence[str]]
    files: ClassVar[Mapping[str, str]]

    def __init__(
        self,
        url: str,
        folder: Path,
        *,
        sealed: bool = False,
        owner: str = "process",
        shares: bool = False,
        outside: Outside | None = None,
    ) -> None:
        self._url, self._folder, self._owner = url, folder, owner
        self._sealed, self._shares, self._outside = sealed, shares, outside
        self.library = self.read(self.files)
        kind = OwnAddress if shares else Platform
        self.platforms = {name: kind() for name in (*self.channels, DESK)}
        for platform in self.platforms.values():
            platform.capabilities = replace(platform.capabilities, buttons=8)
        self.clock = Clock()
        self.store: Store
        self.engine: Engine
        self._vault = Vault(MasterKeys(new_keys()), {FAIR}) if sealed else None
        self._happened = 0

    def read(self, files: Mapping[str, str]) -> Library:
        """Return the brand with these files instead."""
        return fair_of(self._folder, self.channels, files, sealed=self._sealed)

    async def start(self) -> None:
        self.store = await open_store(self._url, vault=self._vault)
        adapters = {(FAIR, ChannelName(name)): one for name, one in self.platforms.items()}
        brands = {FAIR: self.library}
        self.engine = Engine(
            self.store, brands, adapters, words, self.clock, self._owner, outside=self._outside
        )
        surroundings = Surroundings(as_person, fingerprint="fair", edition="fair")
        self.planner = Planner(self.store, brands, self.clock, surroundings)
        await self.engine.start(shares=self._shares)

    async def stop(self) -> None:
        await self.engine.stop(0)
        await self.store.close()

    def _incoming(self, sender: Sender, happening: Happening, space: str | None) -> Incoming:
        return Incoming(self._next(self._owner), sender, happening, space)

    async def take_in(self, channel: str, *incoming: Incoming) -> None:
        """Let something come in at once, and wait for nothing that follows from it."""
        settings = ChannelSettings(FAIR, ChannelName(channel), "webhook")
        await self.engine.take_in(settings, incoming)

    async def pass_time(self, seconds: float = 0) -> None:
        """Let time pass, and all that is due then happen."""
        self.clock.move(seconds)
        for _ in range(3):
            await self.engine.settled()
            await self.planner.look()
            await self.engine.look()
        await self.engine.settled()

    async def happens(self, name: str, channel: str | None = None, who: str | None = None) -> None:
        """Let something happen elsewhere, to somebody or to nobody."""
        where = None if channel is None else ChannelName(channel)
        event = OutsideEvent(FAIR, self._next("event"), name, None, where, who)
        await self.engine.happened(event)
        await self.pass_time()

    def _next(self, of: str) -> str:
        self._happened += 1
        return f"{of}-{self._happened}"

    async def person(self, channel: str, who: str = "ada") -> PersonId:
        account = Account(FAIR, ChannelName(channel), who)
        found = await self.run(lambda connection: person_of(connection, account))
        assert found is not None
        return found

    async def rows(self, what: str) -> list[tuple[object, ...]]:
        """Return what SQL selects."""

        def unit(connection: Connection) -> list[tuple[object, ...]]:
            return [tuple(row) for row in connection.exec_driver_sql(f"SELECT {what}")]

        return await self.run(unit)

    async def run(self, unit: Callable[[Connection], Result]) -> Result:
        return await self.store.run(unit)


def newest_button(label: str, groups: Iterable[Group]) -> Button:
    """Return the newest button with a label."""
    parts = [part for group in groups for part in group.parts]
    buttons = [button for part in reversed(parts) for button in part.message.buttons]
    return next(button for button in buttons if button.label == label)


Kind = TypeVar("Kind", bound=AtWork)


def over_each_database(make: type[Kind], *, sealed: bool = False):  # type: ignore[no-untyped-def]
    """Return a fixture: a brand at work, over each kind of database."""

    @pytest.fixture(params=KINDS)
    async def fixture(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Kind]:
        with database_of(request.param, tmp_path / "store.db") as url:
            made = make(url, tmp_path / "brand", sealed=sealed)
            await made.start()
            yield made
            await made.stop()

    return fixture
