"""A time in each person's zone: everybody at their own ten o'clock."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.broadcasts import audience
from bot.broadcasts.zones import persons_zone, zone_edition
from bot.store.database import Store, open_store
from bot.store.occurrences import zone_notes_of
from tests.broadcasts.planning_stage import Somebody, Stage, library_with, utc

LONG_AGO = utc("2026-01-01")
ONCE = "when: 2026-12-07 10:00 in each person's zone\n"
LAUNCH = utc("2026-12-06T20:00")
"""When it is ten o'clock on the seventh where a day begins first."""

PEOPLE = (
    Somebody("auckland", LONG_AGO, zone="Pacific/Auckland"),
    Somebody("kiritimati", LONG_AGO, zone="Pacific/Kiritimati"),
    Somebody("los angeles", LONG_AGO, zone="America/Los_Angeles"),
    Somebody("nowhere", LONG_AGO),
    Somebody("rome", LONG_AGO, zone="Europe/Rome"),
    Somebody("square", LONG_AGO, zone="Asia/Tokyo", space="square"),
    Somebody("wrong", LONG_AGO, zone="Mars/Olympus"),
)

Begin = Callable[..., Stage]


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    opened = await open_store("sqlite://")
    yield opened
    await opened.close()


@pytest.fixture
def begin(store: Store, tmp_path: Path) -> Begin:
    def make(now: datetime = LAUNCH, **broadcasts: str) -> Stage:
        return Stage(store, library_with(tmp_path, broadcasts), now)

    return make


async def test_everybody_has_it_by_their_own_clock(begin: Begin):
    stage = begin(once=ONCE + "expires: 6h\n")
    await stage.subscribe(*PEOPLE)
    await stage.look()
    rows = {row.conversation: row for row in await stage.recipients()}
    assert {name: row.due.strftime("%d %H:%M") for name, row in rows.items()} == {
        "auckland": "06 21:00",
        "kiritimati": "06 20:00",
        "los angeles": "07 18:00",
        "nowhere": "07 09:00",
        "rome": "07 09:00",
        "space square": "07 09:00",
        "wrong": "07 09:00",
    }
    assert rows["los angeles"].expires == utc("2026-12-08T00:00")
    (row,) = await stage.occurrences("once")
    notes = zone_notes_of(row)
    assert notes is not None
    assert (notes.version, notes.unknown, notes.invalid) == ("2026a", 1, 1)
    assert row.expires_at is not None


async def test_item_12_an_invalid_zone_is_reported(begin: Begin, store: Store):
    stage = begin(once=ONCE)
    await stage.subscribe(*PEOPLE)
    await stage.look()
    found = await store.run(
        lambda one: one.exec_driver_sql("SELECT place, reason FROM incidents").fetchall()
    )
    assert [tuple(row) for row in found] == [
        (
            "broadcasts/once",
            "people with a time zone that there is not, who go by the brand's: 1",
        )
    ]


@pytest.mark.parametrize(
    ("passed", "rome"),
    [("skip", ("skipped", "07 09:00")), ("now", ("planned", "07 12:00"))],
)
async def test_item_12_whose_time_has_passed(begin: Begin, passed: str, rome: tuple[str, str]):
    stage = begin(utc("2026-12-07T12:00"), once=ONCE + f"passed: {passed}\n")
    await stage.subscribe(PEOPLE[2], PEOPLE[4])
    await stage.look()
    found = {
        row.conversation: (row.status, row.due.strftime("%d %H:%M"))
        for row in await stage.recipients()
    }
    assert found == {"los angeles": ("planned", "07 18:00"), "rome": rome}


async def test_item_12_the_next_day_is_by_the_same_clock(begin: Begin):
    # On the night in between, clocks are set back in Rome.
    stage = begin(
        utc("2026-10-24T12:00"),
        once="when: 2026-10-24 10:00 in each person's zone\npassed: next day\n",
    )
    await stage.subscribe(PEOPLE[4])
    await stage.look()
    (row,) = await stage.recipients()
    assert (row.status, row.due) == ("planned", utc("2026-10-25T09:00"))


async def test_what_recurs_goes_round_the_world_each_day(begin: Begin):
    stage = begin(daily="when: 0 10 * * * in each person's zone\n")
    await stage.subscribe(PEOPLE[1], PEOPLE[2])
    await stage.look()
    await stage.look(days=1)
    due = [(row.conversation, row.due.strftime("%d %H:%M")) for row in await stage.recipients()]
    assert [one for one in due if one[0] == "kiritimati"][-2:] == [
        ("kiritimati", "06 20:00"),
        ("kiritimati", "07 20:00"),
    ]
    assert ("los angeles", "07 18:00") in due
    assert ("los angeles", "08 18:00") in due
    assert len(due) == len(set(due))


async def test_item_11_a_new_zone_database_moves_who_is_unsent(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
):
    stage = begin(once=ONCE)
    await stage.subscribe(*PEOPLE)
    await stage.look()
    await stage.execute("UPDATE recipients SET status = 'accepted' WHERE conversation = 'rome'")
    await stage.execute("UPDATE recipients SET reason = 'quiet' WHERE conversation = 'auckland'")
    before = {row.conversation: row for row in await stage.recipients()}

    def decreed(name: str) -> ZoneInfo:
        """Return the zone that a new edition gives: everywhere clocks go like in Tokyo now."""
        del name
        return ZoneInfo("Asia/Tokyo")

    audience.due_in_zone.cache_clear()
    monkeypatch.setattr(audience, "ZoneInfo", decreed)
    await stage.look()
    assert {row.conversation: row for row in await stage.recipients()} == before
    stage.begin(edition="2026b")
    await stage.look()
    audience.due_in_zone.cache_clear()
    after = {row.conversation: row for row in await stage.recipients()}
    moved = {name for name, row in after.items() if row != before[name]}
    assert moved == {"kiritimati", "los angeles", "nowhere", "space square", "wrong"}
    assert after["los angeles"].due == datetime(2026, 12, 7, 1, tzinfo=UTC)
    (row,) = await stage.occurrences("once")
    notes = zone_notes_of(row)
    assert notes is not None
    assert (notes.version, notes.unknown, notes.invalid) == ("2026b", 1, 1)


def test_the_zone_of_a_person():
    assert persons_zone("Asia/Tokyo", "Europe/Rome", "UTC").zone == "Asia/Tokyo"
    assert persons_zone("nonsense", "Europe/Rome", "UTC").standing == "known"
    assert persons_zone(None, None, "UTC").standing == "unknown"
    assert persons_zone(None, "../etc/passwd", "UTC").standing == "invalid"


def test_the_edition_of_the_zones_is_known():
    assert zone_edition()
    assert zone_edition().isprintable()
