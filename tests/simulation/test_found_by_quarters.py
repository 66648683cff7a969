"""What simulated quarters have found, each made small."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.channels.contract import Group
from bot.core.events import Blocked, Said
from bot.core.outcomes import Outcome, Throttled, Unreachable
from tests.acceptance.town import DAY, ends, join, news, town
from tests.simulation.moved_product import Clock, Memory, Process, utc, written

TEN = utc("2026-12-07 09:00")
WEEK = 7 * DAY
LOST = "dialogue: lost\nstarts: [{event: parcel.lost}]\nsteps:\n  - say: It is lost\n"
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
    opened = await Process(written(tmp_path, more), clock, Moody(clock)).start()
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
