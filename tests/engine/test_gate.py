"""When a channel may send: pauses, the breaker, and closing."""

from datetime import UTC, datetime, timedelta

from bot.core.outcomes import Accepted, Misconfigured, Outcome, Rejected, Throttled, Unknown
from bot.engine.outbox.gate import BREAK_AFTER, OPEN, Gate, after

NOW = datetime(2030, 1, 1, tzinfo=UTC)
MOST = 10


def seconds(count: float) -> datetime:
    return NOW + timedelta(seconds=count)


def passed(gate: Gate, *tries: tuple[str, Outcome]) -> Gate:
    for lane, outcome in tries:
        gate = after(gate, lane, outcome, NOW)
    return gate


def test_one_failing_space_holds_nobody_up():
    gate = passed(OPEN, *[("ada", Unknown("no answer"))] * 20)
    assert gate.room(NOW, 0, MOST) == MOST


def test_several_failing_spaces_hold_the_channel_back_and_it_is_tried_every_five_seconds():
    lanes = [(f"lane-{number}", Unknown("down")) for number in range(BREAK_AFTER)]
    gate = passed(OPEN, *lanes)
    assert gate.room(NOW, 0, MOST) == 0
    assert gate.room(seconds(5), 0, MOST) == 1
    assert gate.room(seconds(5), 1, MOST) == 0
    still = after(gate, "lane-1", Unknown("down"), seconds(5))
    assert (still.room(seconds(6), 0, MOST), still.room(seconds(10), 0, MOST)) == (0, 1)
    assert after(still, "lane-1", Accepted(), seconds(10)).is_free


def test_who_failed_in_an_outage_and_fails_after_it_does_not_begin_another():
    lanes = [(f"lane-{number}", Unknown("down")) for number in range(BREAK_AFTER + 1)]
    free = passed(OPEN, *lanes, ("bob", Accepted()))
    assert passed(free, *lanes).is_free
    mended = passed(free, *((lane, Accepted()) for lane, _ in lanes))
    assert mended == OPEN
    assert not passed(mended, *lanes).is_free


def test_a_success_in_between_is_no_outage():
    gate = passed(OPEN, ("a", Unknown("x")), ("b", Unknown("x")), ("c", Accepted()))
    assert passed(gate, ("d", Unknown("x"))).room(NOW, 0, MOST) == MOST


def test_a_refused_message_is_a_working_channel():
    gate = passed(OPEN, ("a", Unknown("x")), ("b", Unknown("x")), ("c", Rejected("400")))
    assert gate == OPEN


def test_retry_after_pauses_the_whole_channel_for_its_time():
    gate = passed(OPEN, ("a", Throttled("429", 7.0, "channel")))
    assert gate.room(seconds(6.9), 0, MOST) == 0
    assert gate.room(seconds(7), 0, MOST) == 1
    assert after(gate, "b", Accepted(), seconds(7)).room(seconds(7), 0, MOST) == MOST


def test_a_success_that_was_on_its_way_does_not_cut_the_pause_short():
    gate = passed(OPEN, ("a", Throttled("429", 7.0, "channel")), ("b", Accepted()))
    assert gate.room(seconds(1), 0, MOST) == 0


def test_a_throttled_space_pauses_itself_alone():
    gate = passed(OPEN, *[(str(number), Throttled("slow", 5.0)) for number in range(9)])
    assert gate == OPEN


def test_a_misconfigured_channel_is_tried_every_thirty_seconds():
    gate = passed(OPEN, ("a", Misconfigured("401")))
    assert gate.room(seconds(29), 0, MOST) == 0
    assert gate.room(seconds(30), 0, MOST) == 1
    assert after(gate, "a", Accepted(), seconds(30)) == OPEN


def test_a_closed_channel_stays_closed():
    gate = passed(OPEN, ("a", Misconfigured("410", closed=True)), ("b", Accepted()))
    assert gate.room(seconds(10**6), 0, MOST) == 0
