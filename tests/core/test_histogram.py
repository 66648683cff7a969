from hypothesis import given
from hypothesis import strategies as st

from bot.core.histogram import SECONDS, SIZES, Histogram

VALUES = st.lists(st.floats(0, 1_000))


@given(VALUES)
def test_each_value_is_counted_in_every_bound_that_it_is_not_above(values: list[float]):
    histogram = Histogram(SECONDS)
    for value in values:
        histogram.add(value)
    counted = histogram.counted()
    within = [sum(value <= bound for value in values) for bound in SECONDS]
    assert counted.counts == (*within, len(values))
    assert counted.total == sum(values)
    assert counted.bounds == SECONDS


def test_bounds_grow():
    for bounds in (SECONDS, SIZES):
        assert list(bounds) == sorted(set(bounds))
