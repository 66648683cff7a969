"""A brand on three channels, and people who come over more than one of them."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from bot.broadcasts.occurring import begun_by_hand
from bot.broadcasts.planner import Planner, Surroundings
from bot.channels.contract import ChannelSettings
from bot.core.events import Happening, Incoming, Pressed, Said, Sender
from bot.core.ids import BrandId, ChannelName, PersonId
from bot.core.values import Value
from bot.engine.engine import Engine
from bot.engine.erasing import erase_person
from bot.engine.facts import as_person
from bot.engine.joining import Pair, join, members_with
from bot.engine.outside import OutsideEvent
from bot.engine.parting import part
from bot.store.connection import Connection
from bot.store.database import Store, open_store
from bot.store.moments import to_moment
from bot.store.occurrences import add_occurrences
from bot.store.people import Account, people, person_of
from bot.store.sealing.master_keys import MasterKeys
from bot.store.sealing.vault import Vault
from bot.understanding import words
from tests.brand_folder import library_of
from tests.engine.acting import Clock, Platform
from tests.privacy.sealed_talk import new_keys

FAIR = BrandId("fair")
CHANNELS = ("phone", "site", "game")

BRAND = """\
brand: fair
title: Fair
languages: [en, it]
timezone: UTC
channels:
  phone: {adapter: webhook, secret: "${SECRET}", deliver_to: "http://127.0.0.1:9/phone"}
  site: {adapter: webhook, secret: "${SECRET}", deliver_to: "http://127.0.0.1:9/site"}
  game: {adapter: webhook, secret: "${SECRET}", deliver_to: "http://127.0.0.1:9/game"}
  desk: {adapter: webhook, secret: "${SECRET}", deliver_to: "http://127.0.0.1:9/desk"}
handoff: desk
quiet: {from: "21:30", to: "08:30"}
topics:
  blog: {title: Posts, wording: Shall I write to you?}
"""
DIALOGUES = {
    "survey": """\
dialogue: survey
starts: [{command: survey}]
steps:
  - {ask: "Town?", as: town}
  - set: {person.town: "{town}"}
  - tag: surveyed
  - {ask: "How many?", as: count, type: number}
  - say: "{count} from {person.town}."
""",
    "fancy": """\
dialogue: fancy
starts: [{command: fancy}]
steps:
  - {ask: "Colour?", as: colour}
  - set: {person.colour: "{colour}"}
  - tag: fancy
  - say: "Fancy {colour}."
""",
    "rate": """\
dialogue: rate
starts: [{command: rate}]
steps:
  - {ask: "Score?", as: score, type: number}
  - say: Thanks.
""",
    "both": """\
dialogue: both
starts: [{command: both}]
steps:
  - {ask: "Size?", as: size, type: number}
  - run: fancy
  - set: {person.size: "{size}", person.colour: "{size}"}
  - untag: fancy
  - say: "Both."
    buttons: {Again: {run: fancy}}
""",
    "order": """\
dialogue: order
starts: [{command: order}]
steps:
  - say: We wait.
  - wait_for: order.paid
  - say: It is paid.
""",
    "nap": """\
dialogue: nap
starts: [{command: nap}]
steps:
  - say: Good night.
  - wait: 2h
  - {ask: "Slept well?", as: slept}
  - say: "You said {slept}."
""",
    "tally": """\
dialogue: tally
starts: [{command: tally}]
steps:
  - set: {n: 0}
  - repeat:
      - {ask: "Next?", as: word}
      - set: {n: "{n + 1}"}
    until: word == 'enough'
  - say: "{n} words."
""",
    "want": """\
dialogue: want
starts: [{command: want}]
steps:
  - offer: blog
  - say: Noted.
""",
    "news": """\
dialogue: news
starts: [{event: post.published, topic: blog}]
steps:
  - say: There is news.
""",
    "aid": """\
dialogue: aid
starts: [{command: aid}]
steps:
  - handoff: Somebody asks
""",
}
BROADCASTS = {
    "counted": """\
broadcast: counted
dialogue: news
topic: blog
when: now
for: slots.survey.count == 3
""",
    "rated": """\
broadcast: rated
dialogue: news
topic: blog
when: now
for: slots.survey.count == 3 and slots.rate.score == 5
""",
}

Result = TypeVar("Result")


class Table:
    """The engine with this brand over one database; `sealed` says that words are encrypted."""

    def __init__(
        self, url: str, folder: Path, *, sealed: bool = False, owner: str = "process"
    ) -> None:
        files = {f"dialogues/{name}.yaml": text for name, text in DIALOGUES.items()}
        files |= {f"broadcasts/{name}.yaml": text for name, text in BROADCASTS.items()}
        extra = "privacy: {encrypt: true}\n" if sealed else ""
        files["brand.yaml"] = BRAND + extra
        environ = {"SECRET": "whsec_c2VjcmV0"}
        self.library = library_of(folder, files, ("webhook",), environ)
        self.platforms = {channel: Platform() for channel in (*CHANNELS, "desk")}
        for platform in self.platforms.values():
            platform.capabilities = replace(platform.capabilities, buttons=8)
        self.clock = Clock()
        self.store: Store
        self.engine: Engine
        self._url = url
        self._owner = owner
        self._vault = Vault(MasterKeys(new_keys()), {FAIR}) if sealed else None
        self._said = 0

    async def start(self) -> None:
        self.store = await open_store(self._url, vault=self._vault)
        adapters = {(FAIR, ChannelName(name)): one for name, one in self.platforms.items()}
        brands = {FAIR: self.library}
        self.engine = Engine(self.store, brands, adapters, words, self.clock, self._owner)
        surroundings = Surroundings(as_person, fingerprint="table", edition="table")
        self.planner = Planner(self.store, brands, self.clock, surroundings)
        await self.engine.start()

    async def stop(self) -> None:
        await self.engine.stop(0)
        await self.store.close()

    async def do(
        self,
        happening: Happening,
        channel: str,
        who: str,
        space: str | None = None,
        name: str | None = None,
    ) -> list[str]:
        """Let somebody do something; return what they were told over that channel since then."""
        before = len(self.heard(channel, who))
        self.clock.move(1)
        await self.take_in(happening, channel, who, space, name)
        await self.pass_time()
        return self.heard(channel, who)[before:]

    async def take_in(
        self,
        happening: Happening,
        channel: str,
        who: str,
        space: str | None = None,
        name: str | None = None,
    ) -> None:
        """Let something come in, and wait for nothing that follows from it."""
        self._said += 1
        sender = Sender(who, name, name)
        settings = ChannelSettings(FAIR, ChannelName(channel), "webhook")
        incoming = Incoming(f"{self._owner}-{self._said}", sender, happening, space)
        await self.engine.take_in(settings, [incoming])

    async def pass_time(self, seconds: float = 0) -> None:
        """Let time pass, and all that is due then happen."""
        self.clock.move(seconds)
        for _ in range(3):
            await self.engine.settled()
            await self.planner.look()
            await self.engine.look()
        await self.engine.settled()

    async def say(self, channel: str, text: str, who: str = "ada") -> list[str]:
        return await self.do(Said(text), channel, who)

    async def press(self, channel: str, label: str, who: str = "ada") -> list[str]:
        """Press the newest button with that label."""
        parts = [
            part for one in self.platforms[channel].tried if one.to == who for part in one.parts
        ]
        buttons = [button for part in reversed(parts) for button in part.message.buttons]
        found = next(button for button in buttons if button.label == label)
        return await self.do(Pressed(found.id), channel, who)

    async def happens(self, name: str, channel: str, who: str = "ada") -> None:
        self._said += 1
        event = OutsideEvent(FAIR, f"event-{self._said}", name, None, ChannelName(channel), who)
        await self.engine.happened(event)
        await self.pass_time()

    async def night(self) -> None:
        """Let it be night: what the brand begins is held."""
        await self.pass_time((self.clock.now.replace(hour=22) - self.clock.now).total_seconds())

    async def morning(self) -> None:
        """Let the night be over."""
        await self.pass_time(11 * 3600)

    async def publishes(self) -> None:
        """Let there be news for whoever has subscribed."""
        self._said += 1
        name = f"event-{self._said}"
        await self.engine.happened(OutsideEvent(FAIR, name, "post.published"))
        await self.pass_time()

    async def broadcasts(self, name: str) -> None:
        """Let a broadcast be begun by hand."""
        broadcast = self.library.broadcasts[name]
        row = begun_by_hand(self.library.brand, broadcast, self.clock())
        await self.run(lambda found: add_occurrences(found, [row]))
        await self.pass_time()

    async def join_rows(self, host: str, guest: str, who: str = "ada") -> None:
        """Join two accounts without a word."""
        at_host, at_guest = (Account(FAIR, ChannelName(one), who) for one in (host, guest))
        persons = await self.person(host, who), await self.person(guest, who)
        pair = Pair(persons[0], at_host, persons[1], at_guest)
        assert await self.run(lambda found: join(found, pair, to_moment(self.clock())))

    async def part_rows(self, guest: str, who: str = "ada") -> None:
        """Part an account without a word."""
        person, account = await self.person(guest, who), Account(FAIR, ChannelName(guest), who)

        def unit(connection: Connection) -> None:
            members = members_with(connection, FAIR, person)
            (leaving,) = [one for one in members if one.account == account]
            others = [one for one in members if one.account != account]
            part(connection, leaving, others, to_moment(self.clock()))

        await self.run(unit)

    def heard(self, channel: str, who: str = "ada") -> list[str]:
        """Return the first line of everything that somebody was told over a channel."""
        return [text.partition("\n")[0] for text in self.platforms[channel].texts(who)]

    async def code(self, channel: str, who: str = "ada") -> str:
        """Ask for a code, and return it."""
        return code_in(await self.say(channel, "link", who))

    async def link(self, giver: str, taker: str, who: str = "ada", other: str = "ada") -> list[str]:
        """Join two accounts, with a yes on both sides; return what is said where it ended."""
        code = await self.code(giver, who)
        await self.say(taker, f"link {code}", other)
        await self.say(giver, "yes", who)
        return await self.say(taker, "yes", other)

    async def person(self, channel: str, who: str = "ada") -> PersonId:
        account = Account(FAIR, ChannelName(channel), who)
        found = await self.store.run(lambda connection: person_of(connection, account))
        assert found is not None
        return found

    async def erase(self, person: PersonId) -> None:
        await self.run(lambda found: erase_person(found, FAIR, person, to_moment(self.clock())))

    async def facts(self, channel: str, who: str = "ada") -> Mapping[str, Value]:
        """Return what is remembered of somebody."""
        person = await self.person(channel, who)
        (row,) = await self.run(lambda found: people(found, FAIR, [person]))
        decoded: Mapping[str, Value] = msgspec.json.decode(row.facts)
        return decoded

    async def run(self, unit: Callable[[Connection], Result]) -> Result:
        return await self.store.run(unit)

    async def rows(self, question: str) -> list[tuple[object, ...]]:
        def unit(connection: Connection) -> list[tuple[object, ...]]:
            return [tuple(row) for row in connection.exec_driver_sql(f"SELECT {question}")]

        return await self.store.run(unit)


def code_in(told: Sequence[str]) -> str:
    """Return the code that somebody was told."""
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", told[0])
    assert found is not None, told
    return found.group()
