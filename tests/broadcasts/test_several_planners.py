"""Two processes plan and open a broadcast: each person gets it once, and is counted once.

That one plans at a time is a matter of cost: what is written is the same where both do.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.ids import BrandId
from bot.store.moments import to_moment
from bot.store.occurrences import cancel_occurrence, pause_occurrence, resume_occurrence
from tests.acceptance.town import ends, join, news, town
from tests.databases.server import new_database
from tests.simulation.moved_product import Clock, Memory, Process, utc

BRAND = BrandId("town")
PEOPLE = [f"p{number}" for number in range(12)]
MORNING = utc("2030-01-08T07:00")
TEN = utc("2030-01-08T10:00")


class Page(Memory):
    """A platform that comes to whichever process it likes."""

    def attach(self, *_: object) -> None: ...

    def recognises_people(self) -> bool:
        return False

    def takes_files(self) -> bool:
        return False

    def greet(self, *_: object) -> None: ...

    def decode(self, *_: object) -> None: ...


class Two:
    """Two processes with one clock and one platform; the first one sends."""

    def __init__(self, folder: Path, url: str) -> None:
        library = town(folder, {"fair": "when: 0 10 * * *"}, zone="Etc/UTC")
        self.clock = Clock(MORNING)
        self.platform = Page(self.clock)
        self.one, self.two = (Process(library, self.clock, self.platform, url) for _ in range(2))
        self.two.shares = True

    async def together(self, seconds: float = 0.0) -> None:
        """Let time pass, and both do at once what is due."""
        self.clock.now += timedelta(seconds=seconds)
        await asyncio.gather(*(self._look(one) for one in (self.one, self.two)))

    async def _look(self, process: Process) -> None:
        await process.planner.look()
        await process.engine.look()
        await process.engine.settled()

    async def all_are_told(self) -> None:
        """Let seconds pass until everybody has read the news, and one more."""
        for _ in range(60):
            await self.together(1)
            if all(news(self.one, who) for who in PEOPLE):
                break
        await self.together(1)

    async def occurrence(self) -> str:
        ((found,),) = await self.one.rows("id FROM occurrences WHERE kind <> 'test'")
        return str(found)


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[Two]:
    with new_database() as url:
        made = Two(tmp_path, url)
        await made.one.start()
        await made.two.start()
        await join(made.one, *PEOPLE)
        yield made
        await made.two.stop()
        await made.one.stop()


async def test_both_plan_and_open_and_everybody_gets_it_once(two: Two):
    two.clock.now = TEN
    await two.all_are_told()
    assert [len(news(two.one, who)) for who in PEOPLE] == [1] * len(PEOPLE)
    assert await ends(two.one, "fair") == {("accepted", None): len(PEOPLE)}
    assert await two.one.rows("count(*) FROM occurrences") == [(1,)]


async def test_a_pause_by_anybody_holds_for_all_and_so_does_going_on(two: Two):
    two.clock.now = TEN
    await two.one.planner.look()
    name = await two.occurrence()
    await two.two.store.run(lambda found: pause_occurrence(found, BRAND, name))
    for _ in range(3):
        await two.together(1)
    assert not [who for who in PEOPLE if news(two.one, who)]
    await two.two.store.run(lambda found: resume_occurrence(found, BRAND, name))
    await two.all_are_told()
    assert [len(news(two.one, who)) for who in PEOPLE] == [1] * len(PEOPLE)


async def test_a_cancelled_one_is_given_up_by_whoever_finds_it(two: Two):
    two.clock.now = TEN
    await two.two.planner.look()
    name = await two.occurrence()
    moment = to_moment(TEN)
    await two.two.store.run(lambda found: cancel_occurrence(found, BRAND, name, moment))
    for _ in range(3):
        await two.together(1)
    assert not [who for who in PEOPLE if news(two.one, who)]
    assert await ends(two.one, "fair") == {("skipped", "cancelled"): len(PEOPLE)}


async def test_who_plans_is_killed_and_the_other_goes_on(two: Two):
    two.clock.now = TEN
    await two.two.planner.look()
    await two.two.engine.look()
    for player in two.two.engine._players.values():
        player._stopping = True
    for _ in range(60):
        two.clock.now += timedelta(seconds=1)
        await two._look(two.one)
        if all(news(two.one, who) for who in PEOPLE):
            break
    assert [len(news(two.one, who)) for who in PEOPLE] == [1] * len(PEOPLE)
