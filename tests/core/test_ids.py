"""Ids that parts always give, and those that lie in the order of time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.ids import REFERENCE_LENGTH, derive, derive_at

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@given(st.datetimes(timezones=st.just(UTC)), st.lists(st.text(max_size=3), max_size=3))
def test_the_same_parts_give_the_same_id_at_one_moment(at: datetime, parts: list[str]):
    made = derive_at(at, *parts)
    assert made == derive_at(at, *parts)
    assert len(made) == len(derive(*parts)) == 24
    assert int(made, 16) >= 0
    assert made.endswith(derive(*parts)[:16])


@given(st.integers(0, 86_400_000), st.integers(0, 1_000))
def test_what_comes_later_lies_behind(lapse: int, longer: int):
    first = NOON + timedelta(milliseconds=lapse)
    later = first + timedelta(milliseconds=longer + 1)
    assert derive_at(first, "b") < derive_at(later, "a")


def test_parts_do_not_run_into_each_other():
    assert derive("ab", "c") != derive("a", "bc")
    assert derive_at(NOON, "ab", "c") != derive_at(NOON, "a", "bc")


def test_a_reference_tells_messages_of_one_millisecond_apart():
    references = {derive_at(NOON, "event", at)[:REFERENCE_LENGTH] for at in range(1_000)}
    assert len(references) == 1_000
