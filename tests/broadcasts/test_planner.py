"""Occurrences begin once, and everybody who is meant is planned once."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.store.database import Store, open_store
from bot.store.moments import to_moment
from bot.store.occurrences import (
    cancel_occurrence,
    end_finished,
    pause_occurrence,
    resume_occurrence,
)
from tests.broadcasts.planning_stage import BRAND, Somebody, Stage, library_with, utc

MONDAY = utc("2026-12-07T08:59")
"""A minute before ten in Rome."""

LONG_AGO = utc("2026-01-01")

WEEKLY = "when: 0 10 * * 1\n"

Begin = Callable[..., Stage]


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    opened = await open_store("sqlite://")
    yield opened
    await opened.close()


@pytest.fixture
def begin(store: Store, tmp_path: Path) -> Begin:
    def make(now: datetime = MONDAY, **broadcasts: str) -> Stage:
        return Stage(store, library_with(tmp_path, broadcasts), now)

    return make


def people(count: int, **facts: str) -> list[Somebody]:
    return [Somebody(f"p{number:04}", LONG_AGO, **facts) for number in range(count)]


async def slots(stage: Stage, source: str) -> list[tuple[str | None, str]]:
    return [(row.slot, row.status) for row in await stage.occurrences(source)]


async def test_a_recurring_broadcast_begins_at_its_time(begin: Begin):
    stage = begin(weekly=WEEKLY)
    await stage.subscribe(*people(3))
    assert await stage.look() == utc("2026-12-07T09:00")
    assert await slots(stage, "weekly") == []
    assert await stage.look(minutes=1) == utc("2026-12-14T09:00")
    (row,) = await stage.occurrences("weekly")
    assert (row.slot, row.status, row.kind) == ("2026-12-07 10:00", "running", "broadcast")
    assert row.planned_at is not None
    assert row.expires_at == to_moment(utc("2026-12-08T09:00"))
    assert [(one.conversation, one.status, one.due) for one in await stage.recipients()] == [
        (f"p{number:04}", "planned", utc("2026-12-07T09:00")) for number in range(3)
    ]


async def test_item_13_a_clock_that_jumps_back_begins_nothing_twice(begin: Begin):
    stage = begin(weekly=WEEKLY)
    await stage.subscribe(*people(2))
    await stage.look(minutes=5)
    await stage.look(hours=-2)
    await stage.look(minutes=121)
    assert await slots(stage, "weekly") == [("2026-12-07 10:00", "running")]
    stage.begin()
    await stage.look(hours=-2)
    await stage.look(hours=2)
    assert await slots(stage, "weekly") == [("2026-12-07 10:00", "running")]
    assert len(await stage.recipients()) == 2


async def test_item_13_a_clock_that_jumps_forward_brings_no_burst(begin: Begin):
    stage = begin(often="when: 0 * * * *\nlate: 2h\nexpires: 3h\n")
    await stage.look(minutes=2)
    await stage.look(hours=2)
    assert await slots(stage, "often") == [
        ("2026-12-07 10:00", "running"),
        ("2026-12-07 12:00", "running"),
    ]


async def test_item_14_a_server_that_was_away_begins_late_within_its_grace(begin: Begin):
    stage = begin(weekly=WEEKLY + "late: 2h\n")
    await stage.look(hours=-1)
    stage.begin()
    await stage.look(hours=3)
    (row,) = await stage.occurrences("weekly")
    assert (row.slot, row.status) == ("2026-12-07 10:00", "running")
    assert row.starts_at == to_moment(utc("2026-12-07T09:00"))


async def test_item_14_what_is_too_late_is_missed_and_said_so(begin: Begin):
    stage = begin(weekly=WEEKLY)
    await stage.subscribe(*people(1))
    await stage.look(minutes=2)
    stage.begin()
    await stage.look(days=15)
    assert await slots(stage, "weekly") == [
        ("2026-12-07 10:00", "running"),
        ("2026-12-21 10:00", "missed"),
    ]
    missed = (await stage.occurrences("weekly"))[-1]
    assert missed.ended_at is not None
    assert missed.reason == "nothing ran at its time"
    assert [row.slot for row in await stage.live()] == ["2026-12-07 10:00"]
    stage.begin()
    await stage.look()
    assert len(await stage.occurrences("weekly")) == 2


async def test_a_new_file_has_missed_nothing(begin: Begin):
    stage = begin(weekly=WEEKLY)
    await stage.look(days=1)
    assert await slots(stage, "weekly") == []


async def test_a_single_time(begin: Begin):
    stage = begin(once="when: 2026-12-07 10:00\n", gone="when: 2026-11-01 10:00\n")
    await stage.look()
    assert await slots(stage, "gone") == [("2026-11-01 10:00", "missed")]
    assert await stage.look(minutes=1) is None
    assert await slots(stage, "once") == [("2026-12-07 10:00", "running")]
    stage.begin()
    assert await stage.look(days=30) is None
    assert len(await stage.occurrences("once")) == 1


async def test_what_begins_by_hand_waits_for_it(begin: Begin):
    stage = begin(by_hand="when: now\n")
    assert await stage.look() is None
    assert await stage.occurrences("by_hand") == []


async def test_a_frozen_audience_is_who_had_subscribed_when_it_began(begin: Begin):
    stage = begin(weekly=WEEKLY)
    await stage.subscribe(Somebody("early", MONDAY))
    await stage.look(minutes=1)
    await stage.subscribe(Somebody("late", stage.now + timedelta(seconds=1)))
    await stage.look(minutes=10)
    assert [row.conversation for row in await stage.recipients()] == ["early"]


async def test_item_27_a_living_audience_takes_in_who_joins(begin: Begin):
    stage = begin(weekly=WEEKLY + "audience: living\nexpires: 2h\n")
    await stage.subscribe(Somebody("early", MONDAY))
    await stage.look(minutes=1)
    await stage.subscribe(Somebody("joiner", stage.now + timedelta(minutes=30)))
    await stage.look(minutes=31)
    await stage.subscribe(Somebody("overtaken", stage.now - timedelta(seconds=20)))
    await stage.look(seconds=1)
    assert [row.conversation for row in await stage.recipients()] == [
        "early",
        "joiner",
        "overtaken",
    ]
    await stage.look(hours=2)
    await stage.subscribe(Somebody("after", stage.now))
    await stage.look(seconds=1)
    assert len(await stage.recipients()) == 3
    (row,) = await stage.occurrences("weekly")
    assert row.planned_at is not None


async def test_item_27_who_comes_and_goes_is_planned_once(begin: Begin):
    stage = begin(weekly=WEEKLY + "audience: living\n")
    await stage.subscribe(Somebody("ada", MONDAY))
    await stage.look(minutes=1)
    await stage.execute("UPDATE recipients SET status = 'accepted'")
    await stage.execute("DELETE FROM subscriptions")
    await stage.look(minutes=1)
    await stage.subscribe(Somebody("ada", stage.now))
    await stage.look(minutes=1)
    assert [row.status for row in await stage.recipients()] == ["accepted"]
    # Left out for want of a consent, though, and there is one again.
    await stage.execute("UPDATE recipients SET status = 'skipped', reason = 'no consent'")
    await stage.subscribe(Somebody("ada", stage.now))
    await stage.look(minutes=1)
    assert [(row.status, row.reason) for row in await stage.recipients()] == [("planned", None)]


async def test_a_space_is_spoken_to_once_and_in_nobodys_name(begin: Begin):
    stage = begin(weekly=WEEKLY, filtered=WEEKLY + "for: person.first_name == 'ada'\n")
    await stage.subscribe(
        Somebody("ada", LONG_AGO, space="square"), Somebody("bob", LONG_AGO, space="square")
    )
    await stage.look(minutes=1)
    rows = await stage.recipients()
    assert [(row.conversation, row.person) for row in rows] == [("space square", None)] * 2


async def test_a_filter_chooses(begin: Begin):
    stage = begin(
        romans=WEEKLY + "for: person.city == 'Rome'\n",
        keen=WEEKLY + "for: slots.survey.score >= 8\n",
        readers=WEEKLY + "for: \"'other' in person.subscribed\"\n",
        broken=WEEKLY + "for: 1 / 0 == 1\n",
    )
    await stage.subscribe(
        Somebody("ada", LONG_AGO, facts='{"city": "Rome"}'),
        Somebody("bob", LONG_AGO, topic="other"),
        Somebody("bob", LONG_AGO),
    )
    await stage.execute(
        "INSERT INTO runs (brand, id, person, conversation, channel, dialogue, version,"
        " began_at, ended_at, end, slots) VALUES"
        " ('market', 'r1', 'bob', 'bob', 'web', 'survey', 'v', 1, 2, 'ended', '{\"score\": 3}'),"
        " ('market', 'r2', 'bob', 'bob', 'web', 'survey', 'v', 3, 4, 'ended', '{\"score\": 9}')"
    )
    await stage.look(minutes=1)
    planned = {
        name: [
            row.conversation for row in await stage.recipients((await stage.occurrences(name))[0])
        ]
        for name in ("romans", "keen", "readers", "broken")
    }
    assert planned == {"romans": ["ada"], "keen": ["bob"], "readers": ["bob"], "broken": []}


async def test_item_24_pause_resume_and_cancel_can_be_said_twice(begin: Begin, store: Store):
    stage = begin(weekly=WEEKLY)
    await stage.subscribe(*people(3))
    await stage.look(minutes=1)
    (row,) = await stage.occurrences("weekly")

    async def said(order: Callable[..., bool], *more: int) -> bool:
        return await store.run(lambda one: order(one, BRAND, row.id, *more))

    assert [await said(pause_occurrence), await said(pause_occurrence)] == [True, False]
    assert (await stage.occurrences("weekly"))[0].status == "paused"
    assert [await said(resume_occurrence), await said(resume_occurrence)] == [True, False]
    at = to_moment(stage.now)
    assert [await said(cancel_occurrence, at), await said(cancel_occurrence, at)] == [True, False]
    assert not await said(resume_occurrence)
    await store.run(lambda one: end_finished(one, BRAND, at))
    assert (await stage.occurrences("weekly"))[0].ended_at is None
    await stage.execute("UPDATE recipients SET status = 'skipped', reason = 'cancelled'")
    await store.run(lambda one: end_finished(one, BRAND, at))
    (row,) = await stage.occurrences("weekly")
    assert (row.status, row.ended_at) == ("cancelled", at)


async def test_nobody_is_planned_while_it_is_paused(begin: Begin, store: Store):
    stage = begin(weekly=WEEKLY + "audience: living\n")
    await stage.look(minutes=1)
    (row,) = await stage.occurrences("weekly")
    await store.run(lambda one: pause_occurrence(one, BRAND, row.id))
    await stage.subscribe(Somebody("joiner", stage.now))
    await stage.look(minutes=1)
    assert await stage.recipients() == []
    await store.run(lambda one: resume_occurrence(one, BRAND, row.id))
    await stage.look(minutes=1)
    assert len(await stage.recipients()) == 1


async def test_what_goes_first_stands_first(begin: Begin):
    stage = begin(last=WEEKLY + "priority: low\n", first=WEEKLY + "priority: high\n", usual=WEEKLY)
    await stage.look(minutes=1)
    assert [row.source for row in await stage.live()] == ["first", "usual", "last"]


async def test_a_file_that_changes_begins_nothing_twice(begin: Begin, tmp_path: Path):
    stage = begin(weekly=WEEKLY)
    await stage.subscribe(*people(2))
    await stage.look(minutes=1)
    stage.library = library_with(tmp_path, {"weekly": WEEKLY + "for: person.city == 'Rome'\n"})
    stage.begin()
    await stage.look(minutes=1)
    (row,) = await stage.occurrences("weekly")
    assert "Rome" not in row.definition
