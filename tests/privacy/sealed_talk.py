"""A brand that encrypts, with every kind of question, and somebody who says one word in all."""

import os
from collections.abc import Sequence
from pathlib import Path

from bot.channels.contract import ChannelSettings
from bot.core.calls import Action, Target
from bot.core.content import Media
from bot.core.events import Contact, Happening, Incoming, Said, Sender
from bot.core.ids import BrandId, ChannelName, PersonId
from bot.dialogue.publishing.library import Library
from bot.engine.calls.attempt import Answer, Attempt
from bot.engine.engine import Engine
from bot.store.connection import Connection
from bot.store.database import Store, open_store
from bot.store.people import Account, person_of
from bot.store.sealing.master_keys import MasterKeys
from bot.store.sealing.standing import shown
from bot.store.sealing.vault import Vault
from bot.understanding import words
from tests.brand_folder import library_of
from tests.engine.acting import Clock, Platform

FAIR = BrandId("fair")
SITE = ChannelSettings(FAIR, ChannelName("site"), "webhook")
MARKER = "Xylographine"
"""A word that nobody but the person says."""

BRAND = """\
brand: fair
title: Fair
channels:
  site: {adapter: webhook, secret: "${SECRET}", deliver_to: "http://127.0.0.1:9/site"}
  desk: {adapter: webhook, secret: "${SECRET}", deliver_to: "http://127.0.0.1:9/desk"}
events_to: {url: "http://127.0.0.1:9/events", secret: "${SECRET}"}
handoff: desk
topics:
  blog: {title: Posts, wording: Shall I write to you?}
privacy: {encrypt: true}
"""
EVERYTHING = """\
dialogue: everything
starts: [{command: everything}, {event: order.shipped}]
steps:
  - ask: View?
    as: view
    choices: {a: First, b: Second}
  - ask: Several?
    as: several
    type: choices
    choices: {x: Ex, y: Why}
  - {ask: "Sure?", as: sure, type: yes_no}
  - {ask: "How many?", as: score, type: number}
  - {ask: "Stars?", as: stars, type: rating}
  - {ask: "When?", as: day, type: date}
  - {ask: "At what time?", as: hour, type: time}
  - {ask: "Vote?", as: vote, type: poll, choices: {m: More, l: Less}}
  - {ask: "Words?", as: words}
  - {ask: "Mail?", as: mail, type: email}
  - {ask: "Phone?", as: phone, type: phone}
  - {ask: "Page?", as: page, type: url}
  - {ask: "Photo?", as: photo, type: photo}
  - {ask: "File?", as: file, type: file}
  - {ask: "Where?", as: place, type: location}
  - {ask: "Who?", as: contact, type: contact}
  - set: {person.motto: "{words}"}
  - tag: keen
  - do: actions.remember
    with: {words: "{words}", mail: "{mail}"}
    as: remembered
  - emit: lead.known
    with: {words: "{words}"}
  - say: "You said {words}, and {remembered}."
  - offer: blog
  - ask: "More?"
    as: more
"""
AID = """\
dialogue: aid
starts: [{command: aid}]
steps:
  - ask: What about?
    as: about
  - handoff: "A complaint: {about}"
  - say: Thank you.
"""
SAID: Sequence[Happening] = (
    Said("/everything"),
    Said("First"),
    Said("Ex and Why"),
    Said("yes"),
    Said("7"),
    Said("4"),
    Said("2031-05-06"),
    Said("09:30"),
    Said("More"),
    Said(f"I say {MARKER}"),
    Said(f"{MARKER}@example.org"),
    Said("+39 055 234 5678"),
    Said(f"https://example.org/{MARKER}"),
    Said("", (Media("image", f"https://example.org/{MARKER}.png", f"{MARKER}.png"),)),
    Said("", (Media("file", f"https://example.org/{MARKER}.pdf", f"{MARKER}.pdf"),)),
    Said("", (Media("location", "geo:43.7696,11.2558", MARKER),)),
    Said("", contact=Contact("+39 055 234 5679", MARKER)),
    Said("yes"),
    Said(f"Again {MARKER}"),
)


def seen(value: object) -> str:
    """Return what stands in a column as a text, however its database keeps what is sealed."""
    assert isinstance(value, str | bytes)
    return shown(value, labelled=True)


class Remembering:
    """An outside that answers with what it is told."""

    is_real = True

    async def attempt(self, brand: BrandId, target: Target, key: str) -> Attempt:
        assert isinstance(target, Action)
        return Answer({"echo": str(target.arguments["words"])})

    async def close(self) -> None: ...


def new_keys(count: int = 1) -> list[bytes]:
    return [os.urandom(32) for _ in range(count)]


class SealedTalk:
    """One process of a brand that encrypts, over a database that outlives it."""

    def __init__(self, url: str, folder: Path, masters: MasterKeys | None) -> None:
        self.url = url
        self.library = library(folder)
        self.clock = Clock()
        self.site, self.desk = Platform(), Platform()
        self.masters = masters
        self.encrypts = masters is not None
        self.store: Store
        self.engine: Engine
        self._said = 0

    async def start(self) -> None:
        brands = {FAIR} if self.encrypts else set[str]()
        vault = None if self.masters is None else Vault(self.masters, brands)
        self.store = await open_store(self.url, vault=vault)
        self.engine = Engine(
            self.store,
            {FAIR: self.library},
            {(FAIR, SITE.name): self.site, (FAIR, ChannelName("desk")): self.desk},
            words,
            self.clock,
            "process",
            outside=Remembering(),
        )
        await self.engine.start()

    async def stop(self) -> None:
        await self.engine.stop(0)
        await self.store.close()

    async def do(
        self,
        happening: Happening,
        who: str = "ada-7",
        *,
        channel: str = "site",
        space: str | None = None,
    ) -> None:
        self._said += 1
        key = f"key-{self._said}"
        sender = Sender(who, f"Ada {MARKER}", MARKER, "en")
        incoming = Incoming(key, sender, happening, space, f'"{MARKER}"'.encode())
        settings = ChannelSettings(FAIR, ChannelName(channel), "webhook")
        await self.engine.take_in(settings, [incoming])
        await self.engine.settled()
        await self.engine.look()
        await self.engine.settled()

    async def say_everything(self, who: str = "ada-7") -> None:
        for happening in SAID:
            await self.do(happening, who)

    async def person(self, who: str = "ada-7") -> PersonId:
        account = Account(FAIR, SITE.name, who)
        found = await self.store.run(lambda connection: person_of(connection, account))
        assert found is not None
        return found

    def asked(self, who: str = "ada-7") -> list[str]:
        """Return the first line of everything that somebody was told."""
        return [text.partition("\n")[0] for text in self.site.texts(who)]

    async def rows(self, question: str) -> list[tuple[object, ...]]:
        def unit(connection: Connection) -> list[tuple[object, ...]]:
            return [tuple(row) for row in connection.exec_driver_sql(f"SELECT {question}")]

        return await self.store.run(unit)


def library(folder: Path) -> Library:
    files = {
        "brand.yaml": BRAND,
        "dialogues/everything.yaml": EVERYTHING,
        "dialogues/aid.yaml": AID,
        "actions.py": "def remember(words, mail):\n    return {}\n",
    }
    return library_of(folder, files, ("webhook",), {"SECRET": "whsec_c2VjcmV0"})
