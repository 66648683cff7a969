"""What a platform does not take as it is leaves in a form that it takes; answers still count."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from acting import BRAND, SITE, Clock

from bot.channels.capabilities import Capabilities
from bot.channels.contract import Adapter, ChannelSettings, Group, Intake, Part
from bot.core.content import Message
from bot.core.events import Happening, Incoming, Pressed, Said, Sender
from bot.core.outcomes import Accepted, Outcome
from bot.engine.engine import Engine
from bot.store.database import Store, open_store
from bot.store.people import Account
from bot.store.transcript import transcript_rows
from bot.understanding import words
from tests.brand_folder import FAIR_FILE, library_of

if TYPE_CHECKING:
    from bot.core.ids import BrandId, ChannelName

SMALL = Capabilities(text_limit=60, buttons=3, label_limit=12)

SURVEY = """\
dialogue: survey
starts: [{command: survey}]
steps:
  - say: |
      This is the **first** paragraph of a long welcome.

      This is the *second* one, and it does not fit either.
  - ask: Which city do you come from?
    as: city
    choices: {ge: Genova, fi: Firenze, na: Napoli, pa: Palermo}
    optional: true
  - ask: How do you travel?
    as: way
    choices: {train: By train and on foot, car: By a car of my own}
  - say: "{city} by {way}"
"""


class Small:
    """A platform with little room; it keeps what it gets."""

    name = "webhook"
    capabilities = SMALL

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.groups: set[str] = set()

    def faults(self, settings: ChannelSettings) -> Sequence[str]:
        return ()

    async def open(self, settings: ChannelSettings, intake: Intake) -> None: ...

    async def close(self) -> None: ...

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        self.parts += group.parts
        self.groups.add(group.id)
        return [Accepted()] * len(group.parts)

    def texts(self) -> list[str]:
        return [part.message.text for part in self.parts]

    @property
    def last(self) -> Message:
        return self.parts[-1].message


class Fair:
    """One person at a fair whose stand has little room."""

    def __init__(self, store: Store, engine: Engine, platform: Small) -> None:
        self.store = store
        self.engine = engine
        self.platform = platform
        self._acts = 0

    async def act(self, happening: Happening) -> None:
        self._acts += 1
        await self.engine.take_in(SITE, [Incoming(f"act-{self._acts}", Sender("ada"), happening)])
        await self.engine.settled()

    async def say(self, text: str) -> None:
        await self.act(Said(text))


@pytest.fixture
async def fair(tmp_path: Path) -> AsyncIterator[Fair]:
    files = {"brand.yaml": FAIR_FILE, "dialogues/survey.yaml": SURVEY}
    library = library_of(tmp_path, files, ("webhook",))
    store = await open_store("sqlite://")
    platform = Small()
    adapters: dict[tuple[BrandId, ChannelName], Adapter] = {(BRAND, SITE.name): platform}
    engine = Engine(store, {BRAND: library}, adapters, words, Clock(), "one")
    await engine.start()
    yield Fair(store, engine, platform)
    await engine.stop(0)
    await store.close()


async def test_a_long_text_leaves_in_pieces_in_order(fair: Fair) -> None:
    await fair.say("/survey")
    assert fair.platform.texts() == [
        "This is the first paragraph of a long welcome.",
        "This is the second one, and it does not fit either.",
        "Which city do you come from?",
        "1. Genova\n2. Firenze\n3. Napoli\n4. Palermo",
    ]
    assert len({part.id for part in fair.platform.parts}) == 4
    assert len(fair.platform.groups) == 1


async def test_the_last_piece_keeps_the_id_that_its_buttons_name(fair: Fair) -> None:
    await fair.say("/survey")
    part = fair.platform.parts[-1]
    (skip,) = part.message.buttons
    assert skip.id.partition(".")[0] == part.id[: len(skip.id.partition(".")[0])]
    await fair.act(Pressed(skip.id))
    assert fair.platform.last.text == "How do you travel?"


@pytest.mark.parametrize("answer", ["2", "2.", "Firenze", "the second", "fi"])
async def test_a_listed_choice_is_typed(fair: Fair, answer: str) -> None:
    await fair.say("/survey")
    await fair.say(answer)
    assert [button.label for button in fair.platform.last.buttons] == [
        "By train an…",
        "By a car of…",
    ]
    await fair.say("1")
    assert fair.platform.last.text == "Firenze by By train and on foot"


async def test_a_transcript_holds_the_pieces_in_their_order(fair: Fair) -> None:
    await fair.say("/survey")
    account = Account(BRAND, SITE.name, "ada")
    lines = await fair.store.run(lambda found: transcript_rows(found, account, None, 50))
    ours = [line for line in lines if line.speaker == "bot"]
    assert [line.id for line in ours] == [part.id for part in fair.platform.parts]
    after = ours[1].id
    rest = await fair.store.run(lambda found: transcript_rows(found, account, after, 50))
    assert [line.id for line in rest] == [line.id for line in ours[2:]]


async def test_a_long_message_of_the_product_s_own_is_cut_too(fair: Fair) -> None:
    await fair.say("/survey")
    await fair.say("/privacy")
    said = [part.message for part in fair.platform.parts]
    assert said[-1].buttons
    assert not said[-2].buttons
    await fair.say("export")
    (held,) = (media for part in fair.platform.parts for media in part.message.media)
    assert held.media_type == "application/json"
