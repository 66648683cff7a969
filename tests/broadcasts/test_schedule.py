"""Times on a wall as moments: once each, whatever is done to the clocks."""
# ruff: noqa: DTZ001 - a clock on a wall has no zone

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brand.broadcast import AfterSubscribing, AtTime, ByHand, Recurring
from bot.brand.crontab import crontab_of
from bot.broadcasts.schedule import Alarm, Slot, last_time, next_time
from bot.core.wall_time import local_time, moment_of

ZONES = (
    "Europe/Rome",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
    "UTC",
)


def cron(line: str) -> Recurring:
    return Recurring(line, crontab_of(line))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def times(line: str, zone: str, after: str, count: int) -> list[tuple[str, str]]:
    found = []
    at = utc(after)
    for _ in range(count):
        slot = next_time(cron(line), ZoneInfo(zone), at)
        if slot is None:
            break
        found.append((slot.local, slot.at.strftime("%m-%d %H:%M")))
        at = slot.at
    return found


@pytest.mark.parametrize(
    ("zone", "line", "after", "expected"),
    [
        pytest.param(
            "Europe/Rome",
            "30 2 * * *",
            "2026-03-28T12:00",
            [("2026-03-29 02:30", "03-29 01:00"), ("2026-03-30 02:30", "03-30 00:30")],
            id="Rome in spring: at the first moment after the gap",
        ),
        pytest.param(
            "Europe/Rome",
            "30 2 * * *",
            "2026-10-24T12:00",
            [("2026-10-25 02:30", "10-25 00:30"), ("2026-10-26 02:30", "10-26 01:30")],
            id="Rome in autumn: at the first of the two",
        ),
        pytest.param(
            "America/New_York",
            "30 1 * * *",
            "2026-10-31T12:00",
            [("2026-11-01 01:30", "11-01 05:30"), ("2026-11-02 01:30", "11-02 06:30")],
            id="New York in autumn",
        ),
        pytest.param(
            "America/New_York",
            "30 2 * * *",
            "2026-03-07T12:00",
            [("2026-03-08 02:30", "03-08 07:00"), ("2026-03-09 02:30", "03-09 06:30")],
            id="New York in spring",
        ),
        pytest.param(
            "Australia/Lord_Howe",
            "45 1 * * *",
            "2026-04-04T00:00",
            [("2026-04-05 01:45", "04-04 14:45"), ("2026-04-06 01:45", "04-05 15:15")],
            id="Lord Howe in autumn: half an hour",
        ),
        pytest.param(
            "Australia/Lord_Howe",
            "15 2 * * *",
            "2026-10-03T00:00",
            [("2026-10-04 02:15", "10-03 15:30"), ("2026-10-05 02:15", "10-04 15:15")],
            id="Lord Howe in spring",
        ),
        pytest.param(
            "Pacific/Apia",
            "0 10 * * 5",
            "2011-12-29T00:00",
            [("2011-12-30 10:00", "12-30 10:00"), ("2012-01-06 10:00", "01-05 20:00")],
            id="Apia without a Friday: when the Saturday begins",
        ),
        pytest.param(
            "Africa/Casablanca",
            "30 2 * * *",
            "2026-02-14T12:00",
            [("2026-02-15 02:30", "02-15 01:30"), ("2026-02-16 02:30", "02-16 02:30")],
            id="Casablanca as Ramadan begins",
        ),
        pytest.param(
            "Africa/Casablanca",
            "30 2 * * *",
            "2026-03-21T12:00",
            [("2026-03-22 02:30", "03-22 02:00"), ("2026-03-23 02:30", "03-23 01:30")],
            id="Casablanca as it ends",
        ),
        pytest.param(
            "Europe/Rome",
            "*/30 * * * *",
            "2026-03-29T00:00",
            [
                ("2026-03-29 01:30", "03-29 00:30"),
                ("2026-03-29 03:00", "03-29 01:00"),
                ("2026-03-29 03:30", "03-29 01:30"),
            ],
            id="several in the gap are one",
        ),
        pytest.param(
            "Europe/Rome",
            "0 * * * *",
            "2026-10-24T23:00",
            [("2026-10-25 02:00", "10-25 00:00"), ("2026-10-25 03:00", "10-25 02:00")],
            id="hourly in autumn: no hour twice",
        ),
        pytest.param(
            "UTC",
            "0 10 * * 0",
            "2026-12-01T00:00",
            [("2026-12-06 10:00", "12-06 10:00")],
            id="0 is Sunday",
        ),
        pytest.param(
            "UTC",
            "0 10 * * 7",
            "2026-12-01T00:00",
            [("2026-12-06 10:00", "12-06 10:00")],
            id="7 is Sunday too",
        ),
        pytest.param(
            "UTC",
            "0 10 * * 1",
            "2026-12-01T00:00",
            [("2026-12-07 10:00", "12-07 10:00")],
            id="1 is Monday",
        ),
        pytest.param(
            "UTC",
            "0 10 * * fri-sun",
            "2026-12-01T00:00",
            [
                ("2026-12-04 10:00", "12-04 10:00"),
                ("2026-12-05 10:00", "12-05 10:00"),
                ("2026-12-06 10:00", "12-06 10:00"),
            ],
            id="names",
        ),
        pytest.param(
            "UTC",
            "0 10 13 * 5",
            "2026-01-09T12:00",
            [("2026-01-13 10:00", "01-13 10:00"), ("2026-01-16 10:00", "01-16 10:00")],
            id="a day needs to fit one of the two",
        ),
        pytest.param("UTC", "0 0 31 2 *", "2026-01-01T00:00", [], id="31 February"),
        pytest.param(
            "UTC",
            "0 0 29 2 *",
            "2026-01-01T00:00",
            [("2028-02-29 00:00", "02-29 00:00")],
            id="29 February",
        ),
    ],
)
def test_item_10_times_where_clocks_are_set(
    zone: str, line: str, after: str, expected: list[tuple[str, str]]
):
    assert times(line, zone, after, len(expected) or 1) == expected


def test_a_single_time_comes_once():
    rule = AtTime("2026-03-29 02:30")
    slot = next_time(rule, ZoneInfo("Europe/Rome"), utc("2026-01-01"))
    assert slot == Slot("2026-03-29 02:30", utc("2026-03-29T01:00"))
    assert next_time(rule, ZoneInfo("Europe/Rome"), slot.at) is None


@pytest.mark.parametrize("rule", [ByHand(), AfterSubscribing(3600)])
def test_what_has_no_common_time_never_comes(rule):
    assert next_time(rule, UTC, utc("2026-01-01")) is None


def test_the_last_of_several():
    rule = cron("0 10 * * *")
    found = last_time(rule, UTC, utc("2026-01-01"), utc("2026-01-05T09:00"))
    assert found is not None
    assert found.local == "2026-01-04 10:00"
    assert last_time(rule, UTC, utc("2026-01-01T11:00"), utc("2026-01-02T09:59")) is None


LINES = st.builds(
    "{} {} {} * {}".format,
    st.sampled_from(["0", "30", "*/15", "5,45", "59"]),
    st.sampled_from(["*", "2", "1-3", "0,23", "*/6"]),
    st.sampled_from(["*", "1", "31", "29-31"]),
    st.sampled_from(["*", "0", "1-5", "6,7"]),
)
MOMENTS = st.one_of(
    st.datetimes(datetime(2010, 1, 1), datetime(2035, 1, 1)),
    # Around the times at which clocks are set.
    st.builds(
        lambda day, minutes: day + timedelta(minutes=minutes),
        st.sampled_from(
            [
                datetime(2026, 3, 28, 12),
                datetime(2026, 10, 24, 12),
                datetime(2026, 3, 7, 12),
                datetime(2026, 10, 31, 12),
                datetime(2026, 4, 4),
                datetime(2026, 10, 3),
                datetime(2011, 12, 29),
                datetime(2026, 2, 14, 12),
                datetime(2026, 3, 21, 12),
            ]
        ),
        st.integers(0, 2880),
    ),
)


@given(LINES, st.sampled_from(ZONES), MOMENTS)
def test_no_time_comes_twice_and_none_is_lost(line: str, zone: str, start: datetime):
    rule, there, after = cron(line), ZoneInfo(zone), start.replace(tzinfo=UTC)
    slots: list[Slot] = []
    for _ in range(12):
        slot = next_time(rule, there, slots[-1].at if slots else after)
        if slot is None:
            break
        slots.append(slot)
    assert all(one.at > after for one in slots)
    assert all(a.at < b.at and a.local < b.local for a, b in pairwise(slots))
    moments = {one.at for one in slots}
    # Every time that the wall shows, or jumps over, falls on one of them.
    for minute in _fitting(rule, local_time(after, there), slots):
        at = moment_of(minute, there)
        assert at <= after or at in moments
    for one in slots:
        assert moment_of(datetime.fromisoformat(one.local), there) == one.at


def _fitting(rule: Recurring, begin: datetime, slots: list[Slot]) -> list[datetime]:
    if not slots:
        return []
    crontab, end = rule.crontab, datetime.fromisoformat(slots[-1].local)
    found, day = [], begin.date()
    while day <= end.date():
        by_date = crontab.days is None or day.day in crontab.days
        by_week = crontab.weekdays is None or day.isoweekday() % 7 in crontab.weekdays
        both_open = crontab.days is None or crontab.weekdays is None
        fits = (by_date and by_week) if both_open else (by_date or by_week)
        if fits and day.month in crontab.months:
            found += [
                datetime(day.year, day.month, day.day, hour, minute)
                for hour in crontab.hours
                for minute in crontab.minutes
            ]
        day += timedelta(days=1)
    return [one for one in found if begin < one <= end]


async def test_the_alarm_rings_when_it_is_set_to():
    alarm, rung, loop = Alarm(), asyncio.Event(), asyncio.get_running_loop()

    async def ring() -> None:
        rung.set()

    alarm.start(ring)
    began = loop.time()
    alarm.set(datetime.now(UTC) + timedelta(milliseconds=20))
    await rung.wait()
    assert loop.time() - began < 0.9
    await alarm.close()


async def test_an_alarm_that_is_set_while_the_last_one_rings_is_not_passed_over(
    caplog: pytest.LogCaptureFixture,
):
    alarm = Alarm()

    async def ring() -> None: ...

    alarm.start(ring)
    for _ in range(20):
        alarm.set(datetime.now(UTC))
        await asyncio.sleep(0)
    await alarm.close()
    assert caplog.text == ""


@pytest.mark.parametrize("steps", range(6))
async def test_an_alarm_that_is_closed_just_when_it_rings_comes_to_its_end(steps: int):
    alarm = Alarm()

    async def ring() -> None: ...

    alarm.start(ring)
    alarm.set(datetime.now(UTC))
    for _ in range(steps):
        await asyncio.sleep(0)
    async with asyncio.timeout(5) as patience:
        await alarm.close()
    assert not patience.expired()


async def test_the_alarm_rings_on_though_nobody_sets_it_and_a_ring_fails():
    alarm, rings, enough = Alarm(), [], asyncio.Event()

    async def ring() -> None:
        rings.append(1)
        if len(rings) == 2:
            enough.set()
        raise ValueError("whatever")

    alarm.start(ring)
    alarm.set(datetime.now(UTC) - timedelta(hours=2))
    await enough.wait()
    alarm.set(None)
    await alarm.close()
    alarm.set(datetime.now(UTC))
    assert len(rings) >= 2


async def test_the_alarm_does_not_trust_the_wall():
    alarm, rung = Alarm(), asyncio.Event()

    async def ring() -> None:
        rung.set()

    alarm.start(ring)
    # As if the clock had just been set back by two hours.
    alarm.set(datetime.now(UTC) + timedelta(hours=2))
    assert alarm._scheduler is None  # nothing waits for what is that far away
    assert await asyncio.wait_for(rung.wait(), 5)
    await alarm.close()
