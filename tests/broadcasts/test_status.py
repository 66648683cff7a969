from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from bot.broadcasts.status import progress_of, words_of
from bot.consent.gate import HoldReason, SkipReason
from bot.store.recipients import RecipientStatus

STATUSES = st.sampled_from(get_args(RecipientStatus))
REASONS = st.none() | st.sampled_from([*get_args(HoldReason), *get_args(SkipReason)]) | st.text()


@given(st.dictionaries(st.tuples(STATUSES, REASONS), st.integers(0, 10**6)))
def test_the_parts_always_sum_to_the_plan(counts) -> None:
    progress = progress_of(counts)
    assert sum(part.count for part in progress.parts) == progress.plan == sum(counts.values())
    assert progress.ended + progress.open == progress.plan
    assert all(part.count for part in progress.parts)


def test_parts_are_told_in_the_order_of_what_matters() -> None:
    counts = {("skipped", "expired"): 1, ("planned", "quiet"): 2, ("accepted", None): 3}
    parts = progress_of(counts).parts
    assert [part.words for part in parts] == [
        "got it",
        "held by quiet hours",
        "left out: expired",
    ]
    assert [part.ended for part in parts] == [True, False, True]


def test_every_status_has_words() -> None:
    for status in get_args(RecipientStatus):
        assert words_of(status, None) != status
    for reason in get_args(HoldReason):
        assert words_of("planned", reason).startswith("held by ")
