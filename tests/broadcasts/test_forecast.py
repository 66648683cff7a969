from bot.broadcasts.forecast import Outflow, expected_end
from bot.channels.capabilities import Rate

SECOND = 1_000_000
FREE = Rate(messages=30, seconds=1, burst=1)


def test_without_a_pace_everything_leaves_when_it_is_due() -> None:
    flow = Outflow(None)
    assert flow.most is None
    assert flow.next_at(5) == 5
    assert flow.take(5, 1_000_000) == 5


def test_the_last_of_many_leaves_after_all_before_it() -> None:
    assert expected_end(31, FREE, 0) == SECOND
    assert expected_end(0, FREE, 7) == 7
    # A million at thirty a second: nine hours and a quarter.
    assert round(expected_end(1_000_000, FREE, 0) / SECOND / 3_600, 1) == 9.3


def test_a_burst_leaves_at_once() -> None:
    rate = Rate(messages=1, seconds=1, burst=3)
    assert expected_end(3, rate, 0) == 0
    assert expected_end(4, rate, 0) == SECOND


def test_it_is_the_same_in_one_step_as_one_by_one() -> None:
    rate = Rate(messages=5, seconds=2, burst=4)
    one_by_one = Outflow(rate)
    last = 0
    for _ in range(50):
        last = one_by_one.take(one_by_one.next_at(0), 1)
    assert abs(last - Outflow(rate).take(0, 50)) <= 50  # microseconds of rounding


def test_what_is_due_later_finds_the_bucket_full_again() -> None:
    flow = Outflow(Rate(messages=1, seconds=1, burst=2))
    flow.take(0, 2)
    assert flow.next_at(0) == SECOND
    assert flow.next_at(10 * SECOND) == 10 * SECOND
    assert flow.take(10 * SECOND, 2) == 10 * SECOND


def test_openings_of_several_messages_take_as_long() -> None:
    assert Outflow(FREE, messages=2).take(0, 15) == expected_end(30, FREE, 0)
    assert Outflow(FREE, messages=2).most == 15
