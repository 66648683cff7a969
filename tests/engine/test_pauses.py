"""What a platform asks us to wait for is waited for: by all, behind a restart, by any clock."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from acting import BRAND, SITE, Clock, Platform, Theatre
from openings import always

from bot.channels.capabilities import Capabilities, Pace, Rate, Tolerance
from bot.channels.contract import Group
from bot.core.outcomes import Accepted, Outcome, Throttled, Unknown
from bot.engine.outbox.doorkeeper import Doorkeeper
from bot.engine.outbox.gate import OPEN, Gate
from bot.engine.outbox.pauses import gate_of, row_of
from bot.engine.outbox.times import Times

FLOOD = always(Throttled("HTTP 429", 30.0, "channel"))


def door(theatre: Theatre) -> Doorkeeper:
    (dispatcher,) = theatre.engine._dispatchers.values()
    return dispatcher._door


async def test_nothing_leaves_before_behind_a_restart(lasting: Theatre):
    lasting.platform.answers = [FLOOD]
    await lasting.say("hello")
    await lasting.stop()
    lasting.platform = Platform()
    await lasting.start()
    await lasting.say("hello", "bob")
    await lasting.later(29.9)
    assert lasting.platform.tried == []
    await lasting.later(0.1)
    assert sorted(lasting.platform.got) == [("ada", "hello"), ("bob", "hello")]


async def test_the_next_process_goes_on_climbing(lasting: Theatre):
    lasting.platform.answers = [FLOOD]
    await lasting.say("hello")
    await lasting.stop()
    lasting.clock.move(33)
    await lasting.start()
    assert door(lasting).share() == pytest.approx(0.65)
    await lasting.engine.settled()
    assert lasting.platform.texts() == ["hello"]


async def test_one_tries_after_a_pause_and_the_others_wait_for_it(theatre: Theatre):
    theatre.platform.answers = [FLOOD, FLOOD]
    for who in ("ada", "bob", "cy"):
        await theatre.say("hi", who)
    assert len(theatre.platform.tried) == 1
    await theatre.later(30)
    assert len(theatre.platform.tried) == 2
    await theatre.later(30)
    assert len(theatre.platform.got) == 3


async def test_a_space_that_was_asked_to_wait_longer_does(theatre: Theatre):
    theatre.platform.answers = [
        always(Throttled("slow", 100.0)),
        always(Throttled("HTTP 429", 30.0, "channel")),
    ]
    await theatre.say("hi", "ada")
    await theatre.say("hi", "bob")
    await theatre.later(30)
    assert [who for who, _ in theatre.platform.got] == ["bob"]
    await theatre.later(70)
    assert [who for who, _ in theatre.platform.got] == ["bob", "ada"]


@pytest.mark.parametrize("jump", [-7_200, 7_200])
async def test_a_clock_that_is_set_changes_no_pause(jump: float):
    wall, steady = Clock(), Clock()
    watched = Doorkeeper(BRAND, SITE.name, Platform(), wall, steady)
    watched.pass_by("ada", [Throttled("HTTP 429", 30.0, "channel")])
    wall.move(jump)
    steady.move(29)
    assert (watched.seconds_to_opening(), watched.room(0, 64)) == (1, 0)
    steady.move(1)
    assert (watched.seconds_to_opening(), watched.room(0, 64)) == (None, 1)


def test_a_pause_is_read_as_it_was_written():
    clock = Clock()
    begun = Times(clock(), clock() + timedelta(days=3))
    asked = begun.steady + timedelta(seconds=30)
    gate = Gate(not_before=asked, probing=True, asked_until=asked, why="HTTP 429")
    row = row_of(BRAND, SITE.name, gate, begun)
    assert row is not None
    found = gate_of(row, Times(begun.wall + timedelta(seconds=10), begun.wall))
    assert found.asked_until == begun.wall + timedelta(seconds=20)
    assert (found.probing, found.why) == (True, "HTTP 429")
    back = gate_of(row, Times(begun.wall - timedelta(hours=2), begun.wall))
    assert back.asked_until == begun.wall + timedelta(seconds=30)
    assert gate_of(row, Times(begun.wall + timedelta(days=1), begun.wall)).is_free
    assert (gate_of(None, begun), row_of(BRAND, SITE.name, OPEN, begun)) == (OPEN, None)


class Counting(Platform):
    """A platform that shuts out who is refused too often."""

    def __init__(self) -> None:
        super().__init__()
        self.capabilities = Capabilities(groups=True, refusals=Tolerance(10, 600))
        self.count = 0

    def refused(self) -> int:
        return self.count


async def test_a_channel_stops_before_it_is_shut_out():
    theatre = Theatre()
    platform = theatre.platform = Counting()
    await theatre.start()
    platform.count = 7
    await theatre.say("hi")
    platform.count = 8
    await theatre.say("you")
    assert platform.texts() == ["hi"]
    figures = theatre.engine.figures().channels[0]
    assert (figures.state, figures.refusals) == ("paused", 8)
    assert figures.why == "8 refusals of 10 that the platform bears"
    assert 0 < figures.waits <= 610
    await theatre.later(610)
    assert platform.texts() == ["hi", "you"]
    assert await theatre.rows("count(*) FROM pauses") == [(1,)]
    await theatre.stop()


def test_what_is_asked_beside_the_messages_counts_once_with_what_they_are_told():
    steady = Clock()
    watched = Doorkeeper(BRAND, SITE.name, Platform(), Clock(), steady)
    assert watched.left() == 0
    watched.asked(30.0, "HTTP 429")
    watched.pass_by("ada", [Throttled("HTTP 429", 30.0, "channel")])
    assert (watched.left(), watched.room(0, 64), watched.share()) == (30, 0, 0.5)
    assert watched.to_record() is not None
    assert watched.to_record() is None
    steady.move(30)
    assert (watched.left(), watched.room(0, 64)) == (0, 1)


def test_a_channel_that_nobody_hears_says_so():
    watched = Doorkeeper(BRAND, SITE.name, Platform(), Clock(), Clock())
    assert (watched.state(), watched.why()) == ("open", None)
    for who in ("ada", "bob", "cy"):
        watched.pass_by(who, [Unknown("cut")])
    assert (watched.state(), watched.why()) == ("paused", "several in a row had no answer")


async def test_after_a_storm_nothing_is_lost_and_little_time(monkeypatch: pytest.MonkeyPatch):
    """Item 16 of the sender's list: refused for a minute, with ever longer pauses."""
    theatre = Theatre()
    theatre.platform = Platform(pace=Pace(channel=Rate(25, 1, 25)))
    await theatre.start()
    monkeypatch.setattr("bot.engine.outbox.pacing.monotonic", lambda: theatre.clock().timestamp())
    monkeypatch.setattr("bot.engine.outbox.taking_turns.monotonic", lambda: 0.0)
    begun, pauses, tried = theatre.clock(), iter((5.0, 10.0, 20.0, 25.0)), []

    def storm(group: Group) -> Sequence[Outcome]:
        at = (theatre.clock() - begun).total_seconds()
        tried.append(at)
        return [Throttled("HTTP 429", next(pauses), "channel") if at < 60 else Accepted()]

    people = [f"person-{number}" for number in range(200)]
    theatre.platform.failing = dict.fromkeys(people, storm)
    for who in people:
        await theatre.hear("hi", who)
    while len(theatre.platform.got) < len(people):
        await theatre.later(0.5)
    assert [at for at in tried if at < 60] == [0, 5, 15, 35]  # one probe each, and nothing else
    assert tried[-1] <= 1.2 * (60 + len(people) / 25)
    for second in range(60, int(tried[-1])):
        assert sum(second <= at < second + 1 for at in tried) <= 2 * 25
    assert len(set(theatre.platform.got)) == len(people)
    await theatre.stop()
