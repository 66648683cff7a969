"""Votes, edits and replies: what has to do with an earlier message finds it."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from acting import BRAND, SITE, Clock

from bot.channels.capabilities import Capabilities, PollRoom
from bot.channels.contract import Adapter, ChannelSettings, Group, Intake, Part
from bot.core.content import Poll
from bot.core.events import Happening, Incoming, Pressed, Reacted, Said, Sender, Voted
from bot.core.outcomes import Accepted, Outcome
from bot.engine.engine import Engine
from bot.store.database import Store, open_store
from bot.understanding import words
from tests.brand_folder import FAIR_FILE, library_of

if TYPE_CHECKING:
    from bot.core.ids import BrandId, ChannelName

DIALOGUES = """\
dialogue: vote
starts: [{command: vote}]
steps:
  - ask: Which colour?
    as: colour
    type: poll
    choices: {r: Red, b: Blue, g: Green}
    max: 1
  - ask: Which days?
    as: when
    type: poll
    choices: [Monday, Tuesday, Friday]
    min: 2
  - say: "{colour} on {when}."
---
dialogue: fruit
starts: [{command: fruit}]
steps:
  - ask: Which fruit?
    as: fruit
    choices: [Apples, Pears]
    type: choices
  - say: "{fruit}!"
---
dialogue: like
starts: [{command: like}]
steps:
  - say: Look.
  - wait_for: reaction
    as: sign
    within: 1h
    otherwise: [{say: Well.}]
  - say: "You like it: {sign.emoji}"
"""


class Native:
    """A platform that has it all, and names what it is given."""

    name = "webhook"
    capabilities = Capabilities(
        buttons=10,
        has=frozenset({"edit", "quote"}),
        poll=PollRoom(question=300, label=100, most=10),
    )

    def __init__(self) -> None:
        self.parts: list[Part] = []

    def faults(self, settings: ChannelSettings) -> Sequence[str]:
        return ()

    async def open(self, settings: ChannelSettings, intake: Intake) -> None: ...

    async def close(self) -> None: ...

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        outcomes = []
        for part in group.parts:
            self.parts.append(part)
            number = len(self.parts)
            is_poll = part.message.poll is not None
            outcomes.append(Accepted(f"m{number}", f"p{number}" if is_poll else None))
        return outcomes

    @property
    def last(self) -> Part:
        return self.parts[-1]

    def texts(self) -> list[str]:
        return [part.message.text for part in self.parts]


class Fair:
    """People at a fair that is on a platform which has it all."""

    def __init__(self, store: Store, engine: Engine, platform: Native) -> None:
        self.store = store
        self.engine = engine
        self.platform = platform
        self._acts = 0

    async def act(self, happening: Happening, who: str = "ada", space: str | None = None) -> None:
        self._acts += 1
        incoming = Incoming(f"act-{self._acts}", Sender(who), happening, space)
        await self.engine.take_in(SITE, [incoming])
        await self.engine.settled()

    async def press(self, label: str) -> None:
        button = next(one for one in self.platform.last.message.buttons if one.label == label)
        await self.act(Pressed(button.id))


@pytest.fixture
async def fair(tmp_path: Path) -> AsyncIterator[Fair]:
    files = {f"dialogues/{n}.yaml": one for n, one in enumerate(DIALOGUES.split("---\n"))}
    library = library_of(tmp_path, {"brand.yaml": FAIR_FILE, **files}, ("webhook",))
    store = await open_store("sqlite://")
    platform = Native()
    adapters: dict[tuple[BrandId, ChannelName], Adapter] = {(BRAND, SITE.name): platform}
    engine = Engine(store, {BRAND: library}, adapters, words, Clock(), "one")
    await engine.start()
    yield Fair(store, engine, platform)
    await engine.stop(0)
    await store.close()


async def test_a_vote_is_the_answer(fair: Fair) -> None:
    await fair.act(Said("/vote"))
    asked = fair.platform.last.message
    assert asked.poll == Poll()
    assert [button.label for button in asked.buttons] == ["Red", "Blue", "Green"]
    await fair.act(Voted("p1", (1,)))
    assert fair.platform.last.message.poll is not None
    assert fair.platform.last.message.poll.several
    assert [one.label for one in fair.platform.last.message.buttons] == [
        "Monday",
        "Tuesday",
        "Friday",
    ]
    await fair.act(Voted("p2", (2, 0)))
    assert fair.platform.texts()[-1] == "Blue on Monday and Friday."


async def test_a_vote_for_too_little_asks_again(fair: Fair) -> None:
    await fair.act(Said("/vote"))
    await fair.act(Voted("p1", (0,)))
    await fair.act(Voted("p2", (0,)))
    assert fair.platform.texts()[-1] == "Please choose from 2 to 3 of these."
    await fair.act(Said("monday and friday"))
    assert fair.platform.texts()[-1] == "Red on Monday and Friday."


async def test_a_vote_that_is_taken_back_or_for_nothing_known_says_nothing(fair: Fair) -> None:
    await fair.act(Said("/vote"))
    await fair.act(Voted("p1", ()))
    await fair.act(Voted("p99", (1,)))
    await fair.act(Voted("p99", (1,)), who="eve")
    assert fair.platform.texts() == ["Which colour?"]


async def test_of_votes_in_polls_of_others_nothing_is_kept(fair: Fair) -> None:
    await fair.act(Said("/vote"))
    votes = [
        Incoming(f"vote-{name}", Sender(name), Voted(poll, (1,)))
        for name, poll in (("eve", "p99"), ("ada", "p1"), ("bob", "p99"))
    ]
    receipts = await fair.engine.take_in(SITE, votes)
    await fair.engine.settled()
    assert [one.taken for one in receipts] == ["duplicate", "new", "duplicate"]
    kept = await fair.store.run(
        lambda connection: connection.exec_driver_sql("SELECT DISTINCT sender FROM events").all()
    )
    assert [sender for (sender,) in kept] == ["ada"]
    assert fair.platform.texts() == ["Which colour?", "Which days?"]


@pytest.mark.parametrize("options", [(7,), (-1,), (0, 1)])
async def test_a_vote_for_what_is_not_offered_is_no_answer(
    fair: Fair, options: tuple[int, ...]
) -> None:
    await fair.act(Said("/vote"))
    await fair.act(Voted("p1", options))
    assert "Red" in {button.label for button in fair.platform.last.message.buttons}
    await fair.act(Voted("p1", (0,)))
    assert fair.platform.texts()[-1] == "Which days?"


async def test_a_late_vote_changes_nothing_and_is_told(fair: Fair) -> None:
    await fair.act(Said("/vote"))
    await fair.act(Voted("p1", (0,)))
    await fair.act(Voted("p1", (1,)))
    assert fair.platform.texts()[-1] == "That question is over."
    await fair.act(Voted("p2", (0, 1)))
    assert fair.platform.texts()[-1] == "Red on Monday and Tuesday."


async def test_a_vote_counts_in_the_group_where_it_was_asked(fair: Fair) -> None:
    await fair.act(Said("/vote"), space="market")
    await fair.act(Voted("p1", (2,)))
    assert fair.platform.texts() == ["Which colour?", "Which days?"]


async def test_what_is_picked_is_told_in_one_message(fair: Fair) -> None:
    await fair.act(Said("/fruit"))
    await fair.press("Apples")
    told = fair.platform.last
    assert told.earlier is None
    await fair.press("Pears")
    assert fair.platform.texts()[-1].startswith("So far: Apples, Pears.")
    assert fair.platform.last.earlier == "m2"
    await fair.press("Apples")
    assert fair.platform.last.earlier == "m3"
    await fair.press("Done")
    assert fair.platform.last.message.text == "Pears!"
    assert fair.platform.last.earlier is None


async def test_in_a_group_an_answer_shows_what_it_replies_to(fair: Fair) -> None:
    await fair.act(Said("/fruit", message="17"), space="market")
    assert fair.platform.last.message.answers == "17"
    await fair.act(Said("/fruit", message="18"))
    assert fair.platform.last.message.answers is None


async def test_a_reaction_is_an_event_that_a_dialogue_waits_for(fair: Fair) -> None:
    await fair.act(Said("/like"))
    await fair.act(Reacted(None, "m1"))
    await fair.act(Reacted("👍", "m1"), who="eve")
    assert fair.platform.texts() == ["Look."]
    await fair.act(Reacted("👍", "m1"))
    assert fair.platform.texts()[-1] == "You like it: 👍"


async def test_who_has_stopped_is_not_answered_for_a_reaction(fair: Fair) -> None:
    await fair.act(Said("/like"))
    await fair.act(Said("stop"))
    said = len(fair.platform.parts)
    await fair.act(Reacted("👍", "m1"))
    assert len(fair.platform.parts) == said
