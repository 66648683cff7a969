"""Quiet hours by the clock on a person's own wall, in every kind of zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brand.brand import Quiet
from bot.consent.quiet import quiet_until

NIGHT = Quiet("21:30", "08:30")
NOON = Quiet("12:00", "14:00")
ZONES = (
    "Europe/Rome",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "UTC",
)

TABLE = [
    # quiet, zone, a local moment, the local end (None: not quiet)
    (NIGHT, "Europe/Rome", "2030-06-01T21:29:59", None),
    (NIGHT, "Europe/Rome", "2030-06-01T21:30:00", "2030-06-02T08:30:00"),
    (NIGHT, "Europe/Rome", "2030-06-02T00:00:00", "2030-06-02T08:30:00"),
    (NIGHT, "Europe/Rome", "2030-06-02T08:29:59", "2030-06-02T08:30:00"),
    (NIGHT, "Europe/Rome", "2030-06-02T08:30:00", None),
    (NIGHT, "America/New_York", "2030-12-31T23:00:00", "2031-01-01T08:30:00"),
    (NOON, "Europe/Rome", "2030-06-01T11:59:00", None),
    (NOON, "Europe/Rome", "2030-06-01T13:00:00", "2030-06-01T14:00:00"),
    (NOON, "Europe/Rome", "2030-06-01T14:00:00", None),
    # the night in which clocks are set forward, and the one in which they are set back
    (NIGHT, "Europe/Rome", "2030-03-30T23:00:00", "2030-03-31T08:30:00"),
    (NIGHT, "Europe/Rome", "2030-10-26T23:00:00", "2030-10-27T08:30:00"),
    # an end that does not exist comes later, never earlier
    (Quiet("22:00", "02:30"), "Europe/Rome", "2030-03-31T01:30:00", "2030-03-31T03:30:00"),
    # half an hour in Lord Howe, a day that Apia skipped
    (NIGHT, "Australia/Lord_Howe", "2030-10-05T22:00:00", "2030-10-06T08:30:00"),
    (NIGHT, "Pacific/Apia", "2011-12-29T23:00:00", "2011-12-31T08:30:00"),
    # the same clock twice: no quiet hours at all
    (Quiet("10:00", "10:00"), "Europe/Rome", "2030-06-01T10:00:00", None),
]


@pytest.mark.parametrize(("quiet", "zone", "local", "end"), TABLE)
def test_quiet_hours_end_on_the_persons_own_clock(
    quiet: Quiet, zone: str, local: str, end: str | None
):
    there = ZoneInfo(zone)
    until = quiet_until(quiet, zone, datetime.fromisoformat(local).replace(tzinfo=there))
    shown = None if until is None else until.astimezone(there).replace(tzinfo=None).isoformat()
    assert shown == end


def test_a_brand_without_quiet_hours_is_never_quiet():
    assert quiet_until(None, "Europe/Rome", datetime(2030, 1, 1, 3, tzinfo=UTC)) is None


def test_the_hour_that_comes_twice_is_read_twice():
    quiet, rome = Quiet("22:00", "02:30"), ZoneInfo("Europe/Rome")
    first = datetime(2030, 10, 27, 2, 15, tzinfo=rome)
    again = datetime(2030, 10, 27, 2, 15, fold=1, tzinfo=rome)
    for moment in (first, again):
        until = quiet_until(quiet, "Europe/Rome", moment)
        assert until is not None
        assert until - moment.astimezone(UTC) == timedelta(minutes=15)


@given(
    zone=st.sampled_from(ZONES),
    seconds=st.integers(946_684_800, 2_208_988_800),
    clocks=st.tuples(st.times(), st.times()),
)
def test_the_end_lies_ahead_within_a_day_and_what_is_let_go_is_not_held_again(
    zone: str, seconds: int, clocks: tuple[object, object]
):
    at = datetime.fromtimestamp(seconds, UTC)
    quiet = Quiet(*(f"{clock:%H:%M}" for clock in clocks))
    until = quiet_until(quiet, zone, at)
    if until is None:
        return
    assert timedelta(0) < until - at <= timedelta(hours=49)  # Apia once skipped a day
    again = quiet_until(quiet, zone, until)
    # Held again only where the clock was set back in between.
    assert again is None or again - until <= timedelta(hours=2)
