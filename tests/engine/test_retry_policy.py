"""What becomes of a message after each outcome."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.outcomes import (
    Accepted,
    Misconfigured,
    Moved,
    Outcome,
    Rejected,
    Throttled,
    Unknown,
    Unreachable,
)
from bot.engine.retry import Again, Decision, Manner, Settle, Tries, decide, delay

NOW = datetime(2030, 1, 2, 10, tzinfo=UTC)
DAY = timedelta(hours=24)


def test_a_conversation_is_tried_again_soon_and_then_steadily():
    assert [delay(count) for count in range(1, 9)] == [1, 2, 4, 8, 16, 30, 30, 30]


@pytest.mark.parametrize(
    ("outcome", "decision"),
    [
        (Accepted("m1"), Settle("accepted", None, "m1")),
        (Unreachable("blocked"), Settle("unreachable", "blocked")),
        (Rejected("HTTP 400"), Settle("rejected", "HTTP 400")),
        (Moved("new"), Again(0.0, "moved", "new")),
        (Misconfigured("HTTP 401"), Again(0.0, "HTTP 401")),
        (Throttled("busy", 7.0), Again(7.0, "busy")),
        (Throttled("busy"), Again(1.0, "busy")),
        (Unknown("time-out"), Again(1.0, "unknown: time-out", doubt=True)),
    ],
)
def test_after_the_first_try(outcome: Outcome, decision: Decision):
    assert decide(outcome, Tries(1, NOW), NOW) == decision


@pytest.mark.parametrize("outcome", [Unknown("time-out"), Throttled("busy"), Throttled("b", 9.0)])
def test_a_day_later_nobody_waits_any_more(outcome: Outcome):
    assert isinstance(decide(outcome, Tries(99, NOW - DAY), NOW), Settle)
    assert isinstance(decide(outcome, Tries(99, NOW - DAY * 0.99), NOW), Again)


def test_a_misconfigured_channel_does_not_use_up_the_patience_with_a_message():
    assert isinstance(decide(Misconfigured("HTTP 401"), Tries(99, NOW - 9 * DAY), NOW), Again)


@given(st.integers(1, 10_000))
@settings(max_examples=50)
def test_no_wait_is_shorter_than_the_one_before(count: int):
    assert 1 <= delay(count) <= delay(count + 1) <= 30


def test_a_platform_that_keeps_moving_somebody_is_not_followed_in_a_hurry():
    assert decide(Moved("x"), Tries(4, NOW), NOW) == Again(8.0, "moved", "x")


ONCE = Manner(repeats=False)


def test_what_speaks_first_is_not_sent_again_when_nobody_knows():
    ended = Settle("unknown", "cut", doubt=True)
    assert decide(Unknown("cut"), Tries(1, NOW), NOW, ONCE) == ended
    assert decide(Throttled("busy"), Tries(1, NOW), NOW, ONCE) == Again(1.0, "busy")


def test_it_is_sent_again_while_the_platform_would_know_the_repetition():
    manner = Manner(repeats=False, recognised=120.0)

    def after(seconds: float, tries: int) -> Decision:
        since = NOW - timedelta(seconds=seconds)
        return decide(Unknown("cut"), Tries(tries, since), NOW, manner)

    assert isinstance(after(0, 1), Again)
    assert isinstance(after(89, 6), Again)
    assert after(90, 6) == Settle("unknown", "cut", doubt=True)


def test_what_expires_is_given_up_by_whoever_claims_it():
    manner = Manner(repeats=False, patient=True)
    assert isinstance(decide(Throttled("busy"), Tries(99, NOW - DAY), NOW, manner), Again)
