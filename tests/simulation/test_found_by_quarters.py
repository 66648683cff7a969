"""What simulated quarters have found, each made small."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.channels.contract import Group
from bot.core.events import Blocked, Pressed, Said
from bot.core.outcomes import Outcome, Throttled, Unreachable
from tests.acceptance.town import DAY, HOUR, button, ends, join, news, town
from tests.brand_folder import library_of
from tests.simulation.moved_product import Clock, Memory, Process, utc

TEN = utc("2026-12-07 09:00")
WEEK = 7 * DAY
LOST = "dialogue: lost\nstarts: [{event: parcel.lost}]\nsteps:\n  - say: It is lost\n"
TELL = """dialogue: tell
steps:
  - say: "News of {event.name}"
  - wait: 14h
  - say: By the way
"""
LATER = "dialogue: later\nstarts: [{command: later}]\nsteps:\n  - wait: 1h\n  - say: Now\n"


class Moody(Memory):
    """A platform that does as it is told with somebody's messages."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.moods: dict[str, Outcome] = {}

    async def answer(self, group: Group) -> Sequence[Outcome]:
        mood = self.moods.get(group.to)
        return await super().answer(group) if mood is None else [mood] * len(group.parts)


@pytest.fixture
async def process(tmp_path: Path) -> AsyncIterator[Process]:
    broadcasts = {"monday": "when: 0 10 * * 1\nexpires: 2d\n", "thursday": "when: 0 10 * * 4\n"}
    town(tmp_path, broadcasts, more="caps: {started_by_us: 1 per week}\n")
    more = {"dialogues/lost.yaml": LOST, "dialogues/later.yaml": LATER}
    clock = Clock(TEN - DAY)
    opened = await Process(library_of(tmp_path, more), clock, Moody(clock)).start()
    yield opened
    await opened.stop()


@pytest.mark.parametrize("told", [True, False])
async def test_whoever_has_blocked_the_brand_is_tried_by_nothing(process: Process, told: bool):
    platform = process.platform
    assert isinstance(platform, Moody)
    await process.act("ada", Said("/later"))
    if told:
        await process.act("ada", Blocked())
    platform.moods["ada"] = Unreachable("blocked")
    for _ in range(2):
        await process.happened("parcel.lost", {}, "ada")
        await process.later(hours=2)
    assert len(platform.tried) == (0 if told else 1)
    del platform.moods["ada"]
    await process.act("ada", Said("/hello"))
    await process.happened("parcel.lost", {}, "ada")
    await process.later(hours=2)
    assert platform.texts("ada") == ["Good day", "It is lost"]


@pytest.fixture
async def talkative(tmp_path: Path) -> AsyncIterator[Process]:
    """A brand that says more about its news fourteen hours later, and lets people sleep."""
    town(tmp_path, {"monday": "when: 0 10 * * 1\n"}, more='quiet: {from: "21:30", to: "08:30"}\n')
    clock = Clock(TEN - DAY)
    library = library_of(tmp_path, {"dialogues/tell.yaml": TELL})
    opened = await Process(library, clock, Moody(clock)).start()
    yield opened
    await opened.stop()


async def test_whoever_leaves_by_night_is_not_told_first_what_was_held(talkative: Process):
    await join(talkative, "ada")
    await talkative.until(TEN + 15 * HOUR)
    await talkative.act("ada", Said("/leave"))
    await talkative.later(days=1)
    assert talkative.platform.texts("ada")[-2:] == ["News of monday", "Left"]


@pytest.mark.parametrize("told", [True, False])
async def test_what_a_clock_says_for_a_topic_is_asked_for_in_the_claim(
    talkative: Process, told: bool
):
    platform = talkative.platform
    assert isinstance(platform, Moody)
    await join(talkative, "ada", zone="Australia/Sydney")
    await talkative.until(TEN + 14 * HOUR - HOUR / 60)
    platform.moods["ada"] = Throttled("busy", 600)
    await talkative.later(minutes=1)
    del platform.moods["ada"]
    await talkative.act("ada", Said("/leave") if told else Blocked())
    await talkative.later(days=1)
    assert "By the way" not in platform.texts("ada")


async def test_whoever_comes_back_to_a_living_audience_is_opened_anew(tmp_path: Path):
    clock = Clock(TEN - DAY)
    library = town(tmp_path, {"living": "when: 2026-12-07 10:00\naudience: living\n"})
    platform = Moody(clock)
    process = await Process(library, clock, platform).start()
    await join(process, "ada")
    platform.moods["ada"] = Throttled("busy", 600)
    await process.until(TEN)
    del platform.moods["ada"]
    await process.act("ada", Said("stop"))
    await process.later(minutes=10)
    assert await ends(process, "living") == {("skipped", "stopped"): 1}
    await join(process, "ada")
    await process.later(hours=1)
    assert await ends(process, "living") == {("accepted", None): 1}
    assert len(news(process, "ada")) == 1
    await process.stop()


ASKING = """dialogue: tell
steps:
  - say: "News of {event.name}"
  - {ask: How is it?, as: how}
  - say: "{how}, then"
  - wait: 1h
  - say: By the way
"""


@pytest.fixture
async def square(tmp_path: Path) -> AsyncIterator[Process]:
    """A brand that asks a group, in which Ada has agreed to its news."""
    town(tmp_path, {"monday": "when: 0 10 * * 1\n"})
    clock = Clock(TEN - DAY)
    library = library_of(tmp_path, {"dialogues/tell.yaml": ASKING})
    opened = await Process(library, clock, Memory(clock)).start()
    await agree_in_square(opened, "ada")
    yield opened
    await opened.stop()


async def agree_in_square(process: Process, who: str) -> None:
    await process.act(who, Said("/join"), space="square")
    await process.act(who, Pressed(button(process, who, "Yes")), space="square")


def heard(process: Process) -> list[str]:
    return [message.text for _, _, message in process.platform.heard]


async def test_what_a_group_agreed_to_goes_on_whoever_answers(square: Process):
    await square.until(TEN)
    await square.act("bob", Said("Fine"), space="square")
    await square.later(hours=2)
    assert heard(square)[-4:] == ["News of monday", "How is it?", "Fine, then", "By the way"]


async def test_a_group_in_which_anybodys_yes_stands_is_told(square: Process):
    await agree_in_square(square, "bob")
    await square.until(TEN - HOUR / 60)
    # Planned for the yes of one, and told for that of the other.
    await square.act("ada", Said("/leave"), space="square")
    await square.until(TEN + HOUR)
    assert heard(square).count("News of monday") == 1
    await square.act("bob", Said("Fine"), space="square")
    await square.act("bob", Said("/leave"), space="square")
    await square.later(days=8)
    assert "By the way" not in heard(square)
    assert heard(square).count("News of monday") == 1


async def test_a_cap_counts_from_when_it_came(process: Process):
    platform = process.platform
    assert isinstance(platform, Moody)
    await join(process, "ada", "bob")
    platform.moods["ada"] = Throttled("busy", 1800)
    await process.until(TEN + DAY / 24)
    del platform.moods["ada"]
    await process.later(minutes=30)
    (came,) = news(process, "ada")
    assert came > TEN + DAY / 24
    await process.until(TEN + WEEK + DAY)
    assert news(process, "bob") == [TEN, TEN + WEEK]
    assert news(process, "ada") == [came, came + WEEK]


async def test_a_cap_does_not_count_what_never_came(process: Process):
    await join(process, "ada")
    await process.until(TEN - DAY / 24)
    platform = process.platform
    assert isinstance(platform, Moody)
    platform.moods["ada"] = Throttled("busy", 1800)
    await process.until(TEN + 2 * DAY + DAY / 24)
    assert await ends(process, "monday") == {("skipped", "expired"): 1}
    del platform.moods["ada"]
    await process.until(TEN + 3 * DAY)
    assert news(process, "ada") == [TEN + 3 * DAY]
