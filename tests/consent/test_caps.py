"""Caps as rolling windows."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brand.durations import Period, Rate
from bot.consent.caps import PERIODS, free_at

NOW = datetime(2030, 6, 1, 12, tzinfo=UTC)


def ago(**length: float) -> datetime:
    return NOW - timedelta(**length)


TABLE = [
    (Rate(2, "week"), (), None),
    (Rate(2, "week"), (ago(days=1),), None),
    (Rate(2, "week"), (ago(days=6), ago(days=1)), ago(days=6) + timedelta(weeks=1)),
    (Rate(2, "week"), (ago(days=7), ago(days=1)), None),
    (Rate(1, "hour"), (ago(minutes=59),), ago(minutes=59) + timedelta(hours=1)),
    (Rate(1, "month"), (ago(days=29),), ago(days=29) + timedelta(days=30)),
    # more than the cap allows, for it was lowered meanwhile
    (
        Rate(1, "day"),
        (ago(hours=20), ago(hours=10), ago(hours=5)),
        ago(hours=5) + timedelta(days=1),
    ),
    # a clock that was set back: what lies ahead counts
    (Rate(1, "day"), (NOW + timedelta(hours=2),), NOW + timedelta(hours=26)),
]


@pytest.mark.parametrize(("rate", "begun", "expected"), TABLE)
def test_one_more_may_begin_when_the_oldest_that_counts_has_left_the_window(
    rate: Rate, begun: tuple[datetime, ...], expected: datetime | None
):
    assert free_at(rate, begun, NOW) == expected


@given(
    count=st.integers(1, 4),
    period=st.sampled_from(sorted(PERIODS)),
    wishes=st.lists(st.integers(0, 3_000_000), max_size=60),
)
def test_whoever_waits_for_it_never_exceeds_the_cap(count: int, period: Period, wishes: list[int]):
    rate, begun = Rate(count, period), []
    for wish in sorted(wishes):
        at = NOW + timedelta(seconds=wish)
        free = free_at(rate, begun, at)
        begun.append(at if free is None else free)
        begun.sort()
    for start in begun:
        window = [at for at in begun if start <= at < start + PERIODS[period]]
        assert len(window) <= count
