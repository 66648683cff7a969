"""Our own pace as a calculation: never more than the rate allows, never slower than it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.capabilities import Rate
from bot.engine.outbox.pace import Buckets

FOREVER = 1e9


def waits(rate: Rate, count: int, now: float = 0.0) -> list[float]:
    buckets = Buckets(rate)
    return [round(buckets.reserve("ada", now, FOREVER), 6) for _ in range(count)]


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (Rate(1, 1, 1), [0, 1, 2, 3]),
        (Rate(1, 1, 3), [0, 0, 0, 1]),
        (Rate(20, 60, 2), [0, 0, 3, 6]),
        (Rate(30, 1, 30), [0] * 30 + [round(1 / 30, 6)]),
    ],
)
def test_a_burst_goes_at_once_and_the_rest_at_its_rate(rate: Rate, expected: list[float]):
    assert waits(rate, len(expected)) == expected


def test_more_than_a_burst_goes_after_quiet_and_what_follows_waits_for_all_of_it():
    buckets = Buckets(Rate(1, 1, 5))
    assert buckets.reserve("ada", 0, 5, count=10) == 0
    assert buckets.reserve("ada", 0, 5) == 6
    assert [buckets.reserve("ada", 0, FOREVER) for _ in range(2)] == [6, 7]
    assert buckets.reserve("ada", 13, 5, count=10) == 4
    assert buckets.reserve("bob", 0, 5) == 0
    assert buckets.reserve("bob", 0, 5, count=10) == 6
    assert buckets.reserve("bob", 6, 5, count=10) == 0


def test_what_did_not_go_is_given_back():
    buckets = Buckets(Rate(1, 1, 5))
    buckets.reserve("ada", 0, 5, count=3)
    buckets.give_back("ada", 3)
    buckets.give_back("bob", 1)
    assert [buckets.reserve("ada", 0, 5) for _ in range(6)] == [0] * 5 + [1]


def test_everybody_has_a_bucket_of_their_own():
    buckets = Buckets(Rate(1, 1, 1))
    assert [buckets.reserve(who, 0, FOREVER) for who in ("ada", "bob", "ada")] == [0, 0, 1]


def test_who_does_not_wait_takes_nothing():
    buckets = Buckets(Rate(1, 10, 1))
    assert buckets.reserve("ada", 0, 5) == 0
    assert [buckets.reserve("ada", 1, 5) for _ in range(3)] == [9, 9, 9]
    assert buckets.reserve("ada", 6, 5) == 4
    assert buckets.reserve("ada", 6, FOREVER) == 14


def test_what_is_full_again_is_forgotten():
    buckets = Buckets(Rate(1, 1, 5))
    for second in range(40):
        for person in range(250):
            buckets.reserve(f"person-{second}-{person}", float(second), FOREVER)
    assert len(buckets) <= 2 * 2 * 250 + 256


rates = st.builds(
    Rate,
    messages=st.integers(1, 50),
    seconds=st.integers(1, 60),
    burst=st.integers(1, 50),
)
calls = st.lists(
    st.tuples(st.floats(0, 3), st.floats(0, 10), st.sampled_from("ab"), st.integers(1, 3)),
    min_size=1,
    max_size=80,
)


@given(rates, calls)
def test_no_stretch_of_time_ever_holds_more_than_the_rate_and_its_burst(rate: Rate, played):
    buckets, now = Buckets(rate), 0.0
    went: dict[str, list[tuple[float, int]]] = {"a": [], "b": []}
    for passed, most, key, count in played:
        now += passed
        wait = buckets.reserve(key, now, most, count=count)
        assert wait >= 0
        if wait <= most:
            went[key].append((now + wait, count))
    for sends in went.values():
        assert sends == sorted(sends, key=lambda send: send[0])
        for first in range(len(sends)):
            held = sends[first][1]
            for at, count in sends[first + 1 :]:
                held += count
                allowed = rate.burst + (at - sends[first][0]) * rate.messages / rate.seconds
                assert held <= allowed + 1e-6


@given(rates, st.integers(1, 100))
def test_it_is_never_slower_than_the_rate(rate: Rate, count: int):
    last = waits(rate, count)[-1]
    assert last <= max(0, count - rate.burst) * rate.seconds / rate.messages + 1e-6
