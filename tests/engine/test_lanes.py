"""Lanes: what is busy, what waits, and what is forgotten because it is free."""

from datetime import UTC, datetime, timedelta

from bot.engine.outbox.lanes import Lanes
from bot.engine.outbox.times import Times

STEADY = datetime(2030, 1, 1, tzinfo=UTC)
WALL = STEADY + timedelta(days=1)
SECOND = timedelta(seconds=1)
NOW, THEN = Times(WALL, STEADY), Times(WALL + SECOND, STEADY + SECOND)


def test_a_lane_that_is_done_is_forgotten():
    lanes = Lanes()
    lanes.occupy("ada")
    assert lanes.names == {"ada"}
    lanes.leave("ada")
    assert lanes.names == frozenset()


def test_what_comes_behind_is_ready_once_the_first_is_done():
    lanes = Lanes()
    lanes.occupy("ada")
    lanes.expect_more(["ada"])
    assert lanes.ready(NOW, 9) == []
    lanes.leave("ada")
    assert lanes.ready(NOW, 9) == ["ada"]


def test_more_is_not_lost_when_the_lane_became_free_meanwhile():
    lanes = Lanes()
    lanes.expect_more(["ada"])
    assert lanes.ready(NOW, 9) == ["ada"]
    lanes.empty(["ada"])
    assert lanes.names == frozenset()


def test_a_retry_waits_for_its_time():
    lanes = Lanes()
    lanes.occupy("ada")
    lanes.leave("ada", THEN.steady)
    assert lanes.ready(NOW, 9) == []
    assert (lanes.seconds_to_next(NOW), lanes.to_probe(frozenset())) == (1.0, "ada")
    assert lanes.ready(THEN, 9) == ["ada"]
    lanes.try_all_now()
    assert lanes.ready(NOW, 9) == ["ada"]


def test_a_lane_held_twice_needs_to_be_left_twice():
    lanes = Lanes()
    lanes.occupy("ada")
    lanes.occupy("ada")
    lanes.leave("ada", more=True)
    assert lanes.ready(NOW, 9) == []
    lanes.leave("ada")
    assert lanes.ready(NOW, 9) == ["ada"]


def test_a_channel_is_tried_with_those_who_have_not_failed_then_with_the_longest_ago():
    lanes = Lanes()
    for name, retry_at in (("ada", THEN.steady), ("bob", STEADY), ("cy", None)):
        lanes.occupy(name)
        lanes.leave(name, retry_at, more=True)
    assert lanes.to_probe(frozenset({"ada", "bob"})) == "cy"
    assert lanes.to_probe(frozenset({"bob", "cy"})) == "ada"
    lanes.occupy("cy")
    assert lanes.to_probe(frozenset({"ada", "bob", "cy"})) == "bob"
    assert Lanes().to_probe(frozenset()) is None


def test_what_goes_to_many_is_asked_for_apart():
    lanes = Lanes()
    lanes.expect_bulk(["ada", "bob"])
    lanes.expect_more(["bob", "cy"])
    assert lanes.ready(NOW, 9, bulk=True) == ["ada"]
    assert sorted(lanes.ready(NOW, 9)) == ["bob", "cy"]


def test_a_lane_with_a_reply_behind_something_to_many_counts_as_one_with_a_reply():
    lanes = Lanes()
    lanes.occupy("ada")
    lanes.expect_more(["ada"])
    lanes.leave("ada", THEN.steady, bulk=True)
    assert (lanes.ready(THEN, 9), lanes.ready(THEN, 9, bulk=True)) == (["ada"], [])


def test_something_to_many_that_is_tried_again_leaves_the_room_of_replies_alone():
    lanes = Lanes()
    lanes.occupy("ada")
    lanes.leave("ada", THEN.steady, bulk=True)
    assert (lanes.ready(THEN, 9), lanes.ready(THEN, 9, bulk=True)) == ([], ["ada"])


def test_a_reply_wakes_what_is_held_and_waits_behind_what_is_tried_again():
    lanes = Lanes()
    lanes.hold("ada", THEN.wall)
    lanes.wait("bob", THEN.steady)
    lanes.expect_more(["ada", "bob"])
    assert lanes.ready(NOW, 9) == ["ada"]


def test_what_is_due_already_waits_for_room_and_not_for_time():
    lanes = Lanes()
    lanes.wait("ada", THEN.steady)
    assert lanes.seconds_to_next(NOW) == 1.0
    assert lanes.seconds_to_next(THEN) is None


def test_another_try_waits_for_no_clock_that_somebody_sets_and_the_gate_for_the_wall():
    lanes = Lanes()
    lanes.wait("ada", THEN.steady)
    lanes.hold("bob", THEN.wall)
    assert lanes.ready(Times(WALL - timedelta(hours=1), THEN.steady), 9) == ["ada"]
    assert lanes.ready(Times(THEN.wall, STEADY), 9) == ["bob"]


def test_a_channel_is_tried_with_what_the_gate_holds_only_where_nothing_else_waits():
    lanes = Lanes()
    lanes.hold("ada", THEN.wall)
    lanes.wait("bob", THEN.steady)
    assert lanes.to_probe(frozenset()) == "bob"
