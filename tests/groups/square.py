"""A brand in a group, where several people talk at once."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from bot.broadcasts.planner import Planner, Surroundings
from bot.channels.contract import ChannelSettings
from bot.core.content import Button
from bot.core.events import Happening, Incoming, Pressed, Said, Sender
from bot.core.ids import BrandId, ChannelName, PersonId, own_conversation, space_conversation
from bot.dialogue.machine.state import State
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import read_brand
from bot.engine.calls.attempt import Outside
from bot.engine.engine import Engine
from bot.engine.facts import as_person
from bot.engine.outside import OutsideEvent
from bot.store.connection import Connection
from bot.store.conversations import states
from bot.store.database import Store, open_store
from bot.store.people import Account, acquaintances
from bot.store.sealing.master_keys import MasterKeys
from bot.store.sealing.vault import Vault
from bot.understanding import words
from tests.brand_folder import write_files
from tests.engine.acting import Clock, OwnAddress, Platform
from tests.privacy.sealed_talk import new_keys

FAIR, SITE = BrandId("fair"), ChannelName("site")
KITCHEN = "kitchen"

BRAND = """\
brand: fair
title: Fair
languages: [en, it]
timezone: UTC
channels:
  site: {adapter: webhook, secret: "${SECRET}", deliver_to: "http://127.0.0.1:9/site"}
  desk: {adapter: webhook, secret: "${SECRET}", deliver_to: "http://127.0.0.1:9/desk"}
handoff: desk
quiet: {from: "21:30", to: "08:30"}
topics:
  blog: {title: Posts, wording: Shall I write to you?}
"""
VOTE = """\
dialogue: vote
with: space
starts: [{command: vote}]
steps:
  - ask: Where?
    as: votes
    choices: {pizza: Pizza, sushi: Sushi}
    everyone: true
    enough: 20
    within: 10m
    otherwise: [{say: Nobody.}]
  - say: "{votes}."
"""
DIALOGUES = {
    "vote": VOTE,
    "quiz": """\
dialogue: quiz
with: space
starts: [{command: quiz}, {keyword: riddle}]
steps:
  - ask: The eternal city?
    as: city
    choices: {rome: Rome, paris: Paris}
  - set: {winner: "{person.name}", person.points: "{(person.points or 0) + 1}"}
  - say: "{city}, by {winner}."
  - ask: And a poet?
    as: poet
  - say: "{poet}, after {winner}."
""",
    "table": """\
dialogue: table
with: space
starts: [{command: table}]
steps:
  - wait: 1h
  - set: {person.late: true}
  - ask: Still here?
    as: here
    type: yes_no
    everyone: true
    within: 1h
  - say: "{here}."
""",
    "aid": """\
dialogue: aid
with: space
starts: [{command: aid}]
steps:
  - handoff: A group asks
  - say: Back again.
""",
    "survey": """\
dialogue: survey
starts: [{command: survey}, {keyword: survey}]
steps:
  - {ask: "Town?", as: town}
  - {ask: "How many?", as: count, type: number}
  - say: "{count} in {town}."
    buttons: {Play: {run: quiz}}
""",
    "news": """\
dialogue: news
starts: [{event: post.published, topic: blog}]
steps:
  - {ask: "Have you read it?", as: read, type: yes_no}
  - say: Fine.
""",
    "weather": """\
dialogue: weather
with: space
starts: [{command: weather}]
steps:
  - http: {get: "https://weather.example/today", as: sky}
  - say: "{sky.looks}, for all."
""",
    "want": """\
dialogue: want
starts: [{command: want}]
steps:
  - offer: blog
  - say: Noted.
""",
}

Result = TypeVar("Result")


class Square:
    """The engine with this brand over one database; `sealed` says that words are encrypted.

    Where it `shares` the database, others play beside it, and what is said stays where it is.
    """

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
        self._outside = outside
        self._shares = shares
        self._folder = folder
        self._extra = "privacy: {encrypt: true}\n" if sealed else ""
        self.library = self.read(DIALOGUES)
        kind = OwnAddress if shares else Platform
        self.platforms = {name: kind() for name in ("site", "desk")}
        for platform in self.platforms.values():
            platform.capabilities = replace(platform.capabilities, buttons=8)
        self.clock = Clock()
        self.store: Store
        self.engine: Engine
        self._url = url
        self._owner = owner
        self._vault = Vault(MasterKeys(new_keys()), {FAIR}) if sealed else None
        self._said = 0

    def read(self, dialogues: dict[str, str]) -> Library:
        """Return the brand with these dialogues."""
        files = {f"dialogues/{name}.yaml": text for name, text in dialogues.items()}
        write_files(self._folder, {"brand.yaml": BRAND + self._extra, **files})
        reading = read_brand(self._folder, {"SECRET": "whsec_c2VjcmV0"}, ("webhook",))
        assert reading.library is not None, [str(fault) for fault in reading.faults]
        return reading.library

    async def start(self) -> None:
        self.store = await open_store(self._url, vault=self._vault)
        adapters = {(FAIR, ChannelName(name)): one for name, one in self.platforms.items()}
        brands = {FAIR: self.library}
        self.engine = Engine(
            self.store, brands, adapters, words, self.clock, self._owner, outside=self._outside
        )
        surroundings = Surroundings(as_person, fingerprint="square", edition="square")
        self.planner = Planner(self.store, brands, self.clock, surroundings)
        await self.engine.start(shares=self._shares)

    async def stop(self) -> None:
        await self.engine.stop(0)
        await self.store.close()

    async def do(
        self,
        who: str,
        happening: Happening,
        space: str | None = KITCHEN,
        channel: str = "site",
        language: str | None = None,
    ) -> list[str]:
        """Let somebody do something; return what is said there for it."""
        before = len(self.heard(space or who))
        self.clock.move(1)
        settings = ChannelSettings(FAIR, ChannelName(channel), "webhook")
        await self.engine.take_in(settings, [self.incoming(who, happening, space, language)])
        await self.engine.settled()
        return self.heard(space or who)[before:]

    def incoming(
        self,
        who: str,
        happening: Happening,
        space: str | None = KITCHEN,
        language: str | None = None,
    ) -> Incoming:
        self._said += 1
        name = who.capitalize()
        return Incoming(
            f"{self._owner}-{self._said}", Sender(who, name, name, language), happening, space
        )

    async def say(self, who: str, text: str, space: str | None = KITCHEN) -> list[str]:
        return await self.do(who, Said(text), space)

    async def press(self, who: str, label: str, space: str | None = KITCHEN) -> list[str]:
        """Press the newest button with that label."""
        return await self.do(who, Pressed(self.button(label, space or who).id), space)

    def button(self, label: str, where: str = KITCHEN) -> Button:
        """Return the newest button there with a label."""
        groups = [one for one in self.platforms["site"].tried if (one.space or one.to) == where]
        parts = [part for one in groups for part in one.parts]
        buttons = [button for part in reversed(parts) for button in part.message.buttons]
        return next(button for button in buttons if button.label == label)

    def heard(self, where: str = KITCHEN) -> list[str]:
        """Return the first line of everything that was said in a group, or to a person."""
        return [
            part.message.text.partition("\n")[0]
            for one in self.platforms["site"].tried
            if (one.space or one.to) == where
            for part in one.parts
        ]

    async def later(self, seconds: float) -> list[str]:
        """Let time pass, and all that is due then happen; return what is said in the group."""
        before = len(self.heard())
        self.clock.move(seconds)
        for _ in range(2):
            await self.engine.settled()
            await self.engine.look()
        await self.engine.settled()
        return self.heard()[before:]

    async def publishes(self) -> list[str]:
        """Let there be news for whoever has subscribed; return what the group hears of it."""
        self._said += 1
        before = len(self.heard())
        await self.engine.happened(OutsideEvent(FAIR, f"event-{self._said}", "post.published"))
        for _ in range(3):
            await self.engine.settled()
            await self.planner.look()
            await self.engine.look()
        await self.engine.settled()
        return self.heard()[before:]

    async def shared(self) -> State:
        """Return where all in the group stand."""
        return await self._state(space_conversation(SITE, KITCHEN))

    async def own(self, who: str) -> State:
        """Return where somebody stands by themselves in the group."""
        return await self._state(own_conversation(SITE, KITCHEN, who))

    async def _state(self, name: str) -> State:
        found = await self.run(lambda one: states(one, FAIR, [name]))  # type: ignore[list-item]
        return msgspec.json.decode(found.get(name, "[]"), type=State)  # type: ignore[call-overload]

    async def person(self, who: str) -> PersonId:
        account = Account(FAIR, SITE, who)
        found = await self.run(
            lambda one: acquaintances(one, FAIR, account.channel, [account.external_id])
        )
        return found[0].person.id

    async def rows(self, what: str) -> list[tuple[object, ...]]:
        """Return what SQL selects."""

        def unit(connection: Connection) -> list[tuple[object, ...]]:
            return [tuple(row) for row in connection.exec_driver_sql(f"SELECT {what}")]

        return await self.run(unit)

    async def run(self, unit: Callable[[Connection], Result]) -> Result:
        return await self.store.run(unit)
