"""Handed over to a desk: what is said goes there and comes back, and is kept beside the person."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from acting import Clock, Platform, started

from bot.channels.contract import ChannelSettings, Group
from bot.core.content import Media
from bot.core.events import Happening, Incoming, Pressed, Said, Sender
from bot.core.ids import BrandId, ChannelName, PersonId
from bot.core.outcomes import Outcome
from bot.dialogue.publishing.publish import read_brand
from bot.engine.engine import Engine
from bot.engine.erasing import erase_person
from bot.store.database import Store, open_store
from bot.store.export import export_person
from bot.store.handoffs import open_handoffs
from bot.store.people import Account, person_of
from bot.understanding import words

BRAND = """\
brand: fair
title: Fair
channels:
  site: {adapter: webhook, secret: "${SECRET}", deliver_to: "http://127.0.0.1:9/site"}
  desk: {adapter: webhook, secret: "${SECRET}", deliver_to: "http://127.0.0.1:9/desk"}
handoff: desk
quiet: {from: "21:30", to: "08:30"}
"""
HELP = """\
dialogue: aid
starts: [{command: aid}]
steps:
  - handoff: A complaint
  - say: Thank you for your patience.
"""
FAIR = BrandId("fair")
PICTURE = Media("image", "https://example.org/parts.png")
OVER = "Somebody of our team takes over from here: just write."


class Desk(Platform):
    """A platform that says when something has come."""

    def __init__(self) -> None:
        super().__init__()
        self.told = asyncio.Event()

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        outcomes = await super().deliver(group)
        self.told.set()
        return outcomes


class Scene:
    """A brand with a site and a desk, each on a platform that keeps what it is given."""

    def __init__(self, folder: Path) -> None:
        (folder / "dialogues").mkdir()
        (folder / "brand.yaml").write_text(BRAND)
        (folder / "dialogues" / "aid.yaml").write_text(HELP)
        reading = read_brand(folder, {"SECRET": "whsec_c2VjcmV0"}, ("webhook",))
        assert reading.library is not None
        self.library = reading.library
        self.site, self.desk, self.clock = Platform(), Desk(), Clock()
        self.store: Store
        self._said = 0

    async def start(self) -> None:
        self.store = await open_store("sqlite://")
        ways = {
            (FAIR, ChannelName("site")): self.site,
            (FAIR, ChannelName("desk")): self.desk,
        }
        brands = {FAIR: self.library}
        self.engine = Engine(self.store, brands, ways, words, self.clock, "process")
        await self.engine.start()

    async def stop(self) -> None:
        await self.engine.stop(0)
        await self.store.close()

    async def do(self, channel: str, who: str, happening: Happening, *, hold: bool = False) -> None:
        self._said += 1
        settings = ChannelSettings(FAIR, ChannelName(channel), "webhook")
        incoming = Incoming(f"key-{self._said}", Sender(who, "Ada"), happening)
        await self.engine.take_in(settings, [incoming], 20 if hold else 0)
        await self.engine.settled()
        await self.engine.look()
        await self.engine.settled()

    async def person(self) -> PersonId:
        account = Account(FAIR, ChannelName("site"), "ada")
        found = await self.store.run(lambda connection: person_of(connection, account))
        assert found is not None
        return found

    async def waiting(self) -> list[tuple[str, str | None]]:
        rows = await self.store.run(lambda connection: open_handoffs(connection, FAIR))
        return [(row.place, row.reason) for row in rows]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with started(Scene(tmp_path)) as made:
        yield made


async def handed_over(scene: Scene) -> str:
    """Let Ada be handed over, and return the name by which the desk knows the conversation."""
    await scene.do("site", "ada", Said("/aid"))
    (told,) = scene.desk.got
    return told[0]


async def test_words_go_to_the_desk_and_come_back(scene: Scene) -> None:
    name = await handed_over(scene)
    assert scene.desk.got == [(name, "Ada (site) is handed over to you.\nA complaint")]
    await scene.do("site", "ada", Said("It *broke*."))
    await scene.do("desk", name, Said("Which part?", (PICTURE,)))
    await scene.do("site", "ada", Said("/aid"))
    assert scene.desk.texts(name)[1:] == ["It *broke*.", "/aid"]
    assert scene.site.texts() == [OVER, "Which part?"]
    assert [part.message.media for part in scene.site.tried[1].parts] == [(PICTURE,)]
    assert await scene.waiting() == [("aid/steps.0", "A complaint")]
    await scene.do("desk", name, Said("/done"))
    assert scene.site.texts()[2:] == ["Thank you for your patience."]
    assert await scene.waiting() == []


async def test_the_desk_is_told_at_once_by_a_way_of_its_own(scene: Scene) -> None:
    settings = ChannelSettings(FAIR, ChannelName("site"), "webhook")
    await scene.engine.take_in(settings, [Incoming("1", Sender("ada"), Said("/aid"))])
    async with asyncio.timeout(5):
        await scene.desk.told.wait()
    assert len(scene.desk.got) == 1


async def test_who_waits_for_replies_gets_none_of_what_the_desk_is_told(scene: Scene) -> None:
    name = await handed_over(scene)
    await scene.do("site", "ada", Said("Hello?"), hold=True)
    assert scene.desk.texts(name)[1:] == ["Hello?"]
    assert scene.site.texts() == [OVER]


async def test_quiet_hours_hold_nothing_that_the_desk_says(scene: Scene) -> None:
    name = await handed_over(scene)
    scene.clock.now = datetime(2030, 1, 1, 23, tzinfo=UTC)
    await scene.do("desk", name, Said("Still here."))
    assert scene.site.texts() == [OVER, "Still here."]


async def test_the_desk_is_told_when_there_is_nobody_to_hear_it(scene: Scene) -> None:
    name = await handed_over(scene)
    await scene.do("site", "ada", Said("stop"))
    assert scene.desk.texts(name)[1:] == ["They have stopped the conversation."]
    assert await scene.waiting() == []
    await scene.do("desk", name, Said("Hello?"))
    await scene.do("desk", "somebody", Said("Hello?"))
    await scene.do("desk", name, Pressed("x.0"))
    assert scene.desk.texts(name)[2:] == ["This conversation is not handed over to you."]
    assert scene.desk.texts("somebody") == ["This conversation is not handed over to you."]
    assert len(scene.site.texts()) == 2


async def test_the_export_shows_it_and_the_erasure_leaves_nothing_of_it(scene: Scene) -> None:
    name = await handed_over(scene)
    await scene.do("site", "ada", Said("It broke."))
    person = await scene.person()
    held = await scene.store.run(lambda connection: export_person(connection, FAIR, person))
    assert [(row["place"], row["reason"]) for row in held["handoffs"]] == [
        ("aid/steps.0", "A complaint")
    ]
    await scene.store.run(lambda connection: erase_person(connection, FAIR, person, 0))
    for table, column in (("handoffs", "recipient"), ("deliveries", "recipient")):
        question = f"SELECT COUNT(*) FROM {table} WHERE {column} IN ('ada', '{name}')"
        rows = await scene.store.run(
            lambda connection, asked=question: connection.exec_driver_sql(asked).all()
        )
        assert rows == [(0,)]
