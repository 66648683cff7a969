"""What is said so long after subscribing: to each person once, at their own time."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store.database import Store, open_store
from bot.store.moments import to_moment
from bot.store.occurrences import cancel_occurrence
from tests.broadcasts.planning_stage import BRAND, Somebody, Stage, library_with, utc

BEGIN = utc("2026-12-07T09:00")
AFTER = "when: 3d after subscribing\n"

Begin = Callable[..., Stage]


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    opened = await open_store("sqlite://")
    yield opened
    await opened.close()


@pytest.fixture
def begin(store: Store, tmp_path: Path) -> Begin:
    def make(**broadcasts: str) -> Stage:
        return Stage(store, library_with(tmp_path, broadcasts), BEGIN)

    return make


async def planned(stage: Stage) -> list[tuple[str, str, str | None]]:
    return [(row.conversation, row.status, row.reason) for row in await stage.recipients()]


async def test_each_person_has_a_time_of_their_own(begin: Begin):
    stage = begin(settled=AFTER + "expires: 2d\n")
    await stage.subscribe(
        Somebody("ada", BEGIN), Somebody("bob", BEGIN + timedelta(hours=5), zone="Asia/Tokyo")
    )
    assert await stage.look() == BEGIN + timedelta(days=3)
    assert await planned(stage) == []
    assert await stage.look(days=3) == BEGIN + timedelta(days=3, hours=5)
    (ada,) = await stage.recipients()
    assert (ada.conversation, ada.due) == ("ada", BEGIN + timedelta(days=3))
    assert ada.expires == BEGIN + timedelta(days=5)
    assert await stage.look(hours=6) is None
    assert [row.conversation for row in await stage.recipients()] == ["ada", "bob"]
    assert len(await stage.occurrences("settled")) == 1


async def test_who_subscribes_again_hears_it_once(begin: Begin):
    stage = begin(settled=AFTER)
    await stage.subscribe(Somebody("ada", BEGIN))
    await stage.look(days=3)
    await stage.execute("UPDATE recipients SET status = 'accepted', opened_at = 1, ended_at = 2")
    await stage.subscribe(Somebody("ada", stage.now))
    await stage.look(days=4)
    assert await planned(stage) == [("ada", "accepted", None)]


async def test_who_had_no_consent_then_is_planned_anew(begin: Begin):
    stage = begin(settled=AFTER)
    await stage.subscribe(Somebody("ada", BEGIN))
    await stage.look(days=3)
    await stage.execute(
        "UPDATE recipients SET status = 'skipped', reason = 'no consent', ended_at = 2"
    )
    await stage.subscribe(Somebody("ada", stage.now + timedelta(days=1)))
    await stage.look(days=2)
    assert await planned(stage) == [("ada", "skipped", "no consent")]
    await stage.look(days=2)
    assert await planned(stage) == [("ada", "planned", None)]
    assert (await stage.recipients())[0].due == BEGIN + timedelta(days=7)


async def test_a_new_file_does_not_reach_back(begin: Begin):
    stage = begin(settled=AFTER + "late: 1h\n")
    await stage.subscribe(
        Somebody("long ago", BEGIN - timedelta(days=100)),
        Somebody("just too late", BEGIN - timedelta(days=3, hours=2)),
        Somebody("in time", BEGIN - timedelta(days=3, minutes=30)),
    )
    await stage.look()
    assert await planned(stage) == [("in time", "planned", None)]


async def test_item_14_who_was_due_while_nothing_ran_and_is_too_late_is_left_out(begin: Begin):
    stage = begin(settled=AFTER + "late: 1h\n")
    await stage.look()
    await stage.subscribe(
        Somebody("missed", BEGIN), Somebody("in time", BEGIN + timedelta(hours=12))
    )
    stage.begin()
    await stage.look(days=3, hours=12, minutes=30)
    assert await planned(stage) == [
        ("in time", "planned", None),
        ("missed", "skipped", "expired"),
    ]


async def test_a_consent_that_is_written_late_is_not_passed_over(begin: Begin):
    stage = begin(soon="when: 10s after subscribing\n")
    await stage.look()
    await stage.subscribe(Somebody("second", BEGIN + timedelta(seconds=5)))
    await stage.look(seconds=20)
    await stage.subscribe(Somebody("first", BEGIN + timedelta(seconds=4)))
    await stage.look(seconds=1)
    assert [row.conversation for row in await stage.recipients()] == ["first", "second"]


async def test_a_filter_is_asked_when_the_time_has_come(begin: Begin):
    stage = begin(settled=AFTER + "for: person.city == 'Rome'\n")
    await stage.subscribe(Somebody("ada", BEGIN), Somebody("bob", BEGIN, facts='{"city": "Rome"}'))
    await stage.look(days=3)
    assert [row.conversation for row in await stage.recipients()] == ["bob"]


async def test_it_follows_its_file(begin: Begin, tmp_path: Path):
    stage = begin(settled=AFTER)
    await stage.subscribe(Somebody("ada", BEGIN))
    await stage.look()
    stage.library = library_with(tmp_path, {"settled": "when: 5d after subscribing\n"})
    stage.begin()
    await stage.look(days=3)
    assert await planned(stage) == []
    await stage.look(days=2)
    assert await planned(stage) == [("ada", "planned", None)]
    assert len(await stage.occurrences("settled")) == 1


async def test_without_its_file_it_plans_nobody_more(begin: Begin, tmp_path: Path):
    stage = begin(settled=AFTER)
    await stage.subscribe(Somebody("ada", BEGIN))
    await stage.look()
    (tmp_path / "broadcasts" / "settled.yaml").unlink()
    stage.library = library_with(tmp_path, {})
    stage.begin()
    await stage.look(days=4)
    assert await planned(stage) == []
    assert (await stage.occurrences("settled"))[0].planned_at is not None
    # It comes back: who would have been due meanwhile is not made up for.
    stage.library = library_with(tmp_path, {"settled": AFTER + "late: 1h\n"})
    stage.begin()
    await stage.subscribe(Somebody("bob", stage.now))
    await stage.look()
    await stage.look(days=3)
    assert await planned(stage) == [("bob", "planned", None)]


async def test_what_was_cancelled_stays_so(begin: Begin, store: Store):
    stage = begin(settled=AFTER)
    await stage.subscribe(Somebody("ada", BEGIN))
    await stage.look()
    (row,) = await stage.occurrences("settled")
    await store.run(lambda one: cancel_occurrence(one, BRAND, row.id, to_moment(stage.now)))
    stage.begin()
    await stage.look(days=4)
    assert await planned(stage) == []
