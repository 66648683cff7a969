from datetime import UTC, datetime, timedelta

from bot.brand.brand import Quiet
from bot.brand.durations import Rate as Cap
from bot.broadcasts.dry_run import Alike, Terms, go_through
from bot.channels.capabilities import Rate
from bot.consent.gate import Beginning, Facts, Manners
from bot.core.ids import ChannelName
from bot.store.moments import to_moment

NOON = datetime(2026, 8, 3, 12, tzinfo=UTC)
SITE = ChannelName("site")
NOTHING = Manners()
NIGHT = Manners(Quiet("21:30", "08:30"))


def alike(count: int = 1, due: datetime = NOON, channel: ChannelName = SITE, **facts) -> Alike:
    values = {"zone": "UTC", "subscribed": True} | facts
    return Alike(channel, to_moment(due), Facts(**values), count)


def terms(manners: Manners = NOTHING, rate: Rate | None = None) -> Terms:
    return Terms(manners, "blog", {} if rate is None else {SITE: rate})


def test_nobody_at_all() -> None:
    course = go_through([], terms())
    assert course.reached.total() == 0
    assert course.begins is None
    assert course.ends is None


def test_everybody_at_the_pace_of_their_channel() -> None:
    other = ChannelName("web")
    course = go_through([alike(61), alike(3, channel=other)], terms(rate=Rate(30, 1, 1)))
    assert course.reached == {SITE: 61, other: 3}
    assert course.begins == NOON
    assert course.ends is not None
    assert round((course.ends - NOON).total_seconds(), 3) == 2
    assert course.hours == {12: 64}


def test_hours_are_those_on_their_own_clocks() -> None:
    course = go_through([alike(2, zone="Asia/Kolkata"), alike(1, zone="Pacific/Apia")], terms())
    assert course.hours == {17: 2, 1: 1}


def test_quiet_hours_let_it_come_in_the_morning() -> None:
    course = go_through(
        [alike(2), alike(3, zone="Asia/Tokyo", due=NOON + timedelta(hours=1))], terms(NIGHT)
    )
    assert course.reached == {SITE: 5}
    morning = datetime(2026, 8, 3, 23, 30, tzinfo=UTC)
    assert course.held.keys() == {"quiet"}
    assert course.held["quiet"].count == 3
    assert course.held["quiet"].first == morning == course.ends


def test_what_would_come_too_late_does_not_come() -> None:
    night = NOON + timedelta(hours=10)
    course = go_through([alike(4, due=night, expires=night + timedelta(hours=2))], terms(NIGHT))
    assert course.reached.total() == 0
    assert course.skipped == {"expired": 4}


def test_a_pace_that_runs_into_the_night_goes_on_in_the_morning() -> None:
    evening = datetime(2026, 8, 3, 21, 29, 50, tzinfo=UTC)
    course = go_through([alike(30, due=evening)], terms(NIGHT, Rate(1, 1, 1)))
    assert course.reached.total() == 30
    assert course.hours == {21: 10, 8: 20}
    assert course.held["quiet"].count == 20


def test_caps_let_it_come_when_there_is_room() -> None:
    begun = (
        Beginning("blog", NOON - timedelta(days=6)),
        Beginning("other", NOON - timedelta(days=1)),
    )
    manners = Manners(started_by_us=Cap(2, "week"))
    course = go_through([alike(begun=begun), alike(7)], terms(manners))
    assert course.held["cap"].count == 1
    assert course.held["cap"].last == NOON + timedelta(days=1)
    assert course.reached.total() == 8


def test_who_is_out_is_counted_by_reason() -> None:
    out = ({"stopped": True}, {"blocked": True}, {"subscribed": False}, {"fits": False})
    course = go_through([alike(count, **facts) for count, facts in enumerate(out, 1)], terms())
    assert course.skipped == {"stopped": 1, "blocked": 2, "no consent": 3, "left the audience": 4}


def test_a_million_people_alike_are_gone_through_by_the_second() -> None:
    course = go_through(
        [alike(1_000_000, due=NOON - timedelta(hours=3))], terms(NIGHT, Rate(30, 1, 30))
    )
    assert course.reached.total() == 1_000_000
    assert sum(course.hours.values()) == 1_000_000
