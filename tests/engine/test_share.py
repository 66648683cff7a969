"""After a flood a channel writes half as fast, and climbs back in even steps."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.capabilities import Rate
from bot.core.outcomes import Accepted, Throttled
from bot.engine.outbox.gate import OPEN, after
from bot.engine.outbox.pace import Buckets
from bot.engine.outbox.share import CLIMB_A_SECOND, LEAST, WHOLE, after_flood

NOW = datetime(2030, 1, 1, tzinfo=UTC)
FOREVER = 1e9


def seconds(count: float) -> datetime:
    return NOW + timedelta(seconds=count)


def test_half_at_once_and_all_of_it_again_ten_seconds_after_the_pause():
    share = after_flood(WHOLE, NOW, seconds(30))
    assert [round(share.at(seconds(at)), 3) for at in (0, 30, 31, 35, 40, 90)] == [
        *(0.5, 0.5, 0.55, 0.75, 1.0, 1.0)
    ]


def test_a_flood_counts_once_however_many_are_told_of_it():
    once = after_flood(WHOLE, NOW, seconds(30))
    again = after_flood(once, seconds(1), seconds(40))
    assert (again.level, again.since) == (0.5, seconds(40))


def test_a_long_storm_leaves_a_little():
    share, now = WHOLE, 0.0
    for _ in range(20):
        share, now = after_flood(share, seconds(now), seconds(now + 5)), now + 5
    assert share.at(seconds(now)) == LEAST


moves = st.lists(
    st.tuples(st.floats(0, 30), st.one_of(st.none(), st.floats(0.1, 60))), min_size=1, max_size=60
)


@given(moves)
def test_it_falls_by_floods_alone_and_climbs_no_faster_than_it_may(played):
    share, now = WHOLE, 0.0
    for passed, flood in played:
        before = share.at(seconds(now))
        now += passed
        assert before <= share.at(seconds(now)) <= before + CLIMB_A_SECOND * passed + 1e-6
        if flood is not None:
            before = share.at(seconds(now))
            is_new = share.since is None or seconds(now) >= share.since
            share = after_flood(share, seconds(now), seconds(now + flood))
            after_it = share.at(seconds(now))
            assert after_it == (max(LEAST, before / 2) if is_new else before)
        assert LEAST <= share.at(seconds(now)) <= 1
    assert share.at(max(share.since or NOW, seconds(now)) + timedelta(seconds=20)) == 1


def test_a_success_changes_nothing_of_it():
    gate = after(OPEN, "a", Throttled("429", 7.0, "channel"), NOW)
    opened = after(gate, "b", Accepted(), seconds(7))
    assert opened.is_free
    assert opened.share == gate.share


rates = st.builds(
    Rate, messages=st.integers(1, 50), seconds=st.integers(1, 60), burst=st.integers(1, 50)
)


@given(rates, st.floats(LEAST, 1), st.integers(1, 150))
def test_a_share_of_a_pace_is_that_share_of_its_rate(rate: Rate, share: float, count: int):
    buckets = Buckets(rate)
    times = [buckets.reserve("all", 0.0, FOREVER, share) for _ in range(count)]
    assert times == sorted(times)
    for first, begun in enumerate(times):
        allowed = rate.burst + (times[-1] - begun) * share * rate.messages / rate.seconds
        assert count - first <= allowed + 1e-6
    assert times[-1] <= count * rate.seconds / (rate.messages * share)


@pytest.mark.parametrize(("share", "at_once"), [(1.0, 30), (0.5, 8), (LEAST, 1)])
def test_less_comes_at_once_after_a_flood(share: float, at_once: int):
    buckets = Buckets(Rate(30, 1, 30))
    waits = [buckets.reserve("all", 0.0, FOREVER, share) for _ in range(60)]
    assert waits.count(0) == at_once
