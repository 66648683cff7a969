"""Lanes: what is busy, what waits, and what is forgotten because it is free."""

from datetime import UTC, datetime, timedelta

from bot.engine.lanes import Lanes

NOW = datetime(2030, 1, 1, tzinfo=UTC)
SOON = NOW + timedelta(seconds=1)


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
    lanes.leave("ada", SOON)
    assert lanes.ready(NOW, 9) == []
    assert (lanes.next_time(), lanes.to_probe(frozenset())) == (SOON, "ada")
    assert lanes.ready(SOON, 9) == ["ada"]
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
    for name, retry_at in (("ada", SOON), ("bob", NOW), ("cy", None)):
        lanes.occupy(name)
        lanes.leave(name, retry_at, more=True)
    assert lanes.to_probe(frozenset({"ada", "bob"})) == "cy"
    assert lanes.to_probe(frozenset({"bob", "cy"})) == "ada"
    lanes.occupy("cy")
    assert lanes.to_probe(frozenset({"ada", "bob", "cy"})) == "bob"
    assert Lanes().to_probe(frozenset()) is None
