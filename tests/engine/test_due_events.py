"""Timers: rows written in advance, played once when they are due, whatever the clock does."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from acting import BRAND, SITE, Theatre
from timed import at, timed

from bot.core.events import Blocked
from bot.core.outcomes import Unknown
from bot.engine.clockwork import Clockwork
from bot.engine.outbox.moving import SpaceMove, move_space
from bot.engine.turns.batch import play_batch
from bot.store.connection import Connection
from bot.store.due_events import next_due, release_due
from bot.store.errors import StoreUnavailable
from bot.store.moments import to_moment

DAY = 86_400


@pytest.fixture(autouse=True)
def minded(request: pytest.FixtureRequest) -> None:
    name = "lasting" if "lasting" in request.fixturenames else "theatre"
    timed(request.getfixturevalue(name))


async def waiting(theatre: Theatre) -> int:
    ((count,),) = await theatre.rows("COUNT(*) FROM events WHERE due_at IS NOT NULL")
    assert isinstance(count, int)
    return count


async def test_a_timer_is_played_when_it_is_due_and_not_before(theatre: Theatre):
    await theatre.say("wait t 60")
    await theatre.later(59)
    assert theatre.platform.texts() == ["waiting"]
    await theatre.later(1)
    assert theatre.platform.texts() == ["waiting", "due t"]
    await theatre.later(DAY)
    assert theatre.platform.texts() == ["waiting", "due t"]


async def test_what_a_timer_says_is_a_service_message_in_the_same_place(theatre: Theatre):
    await theatre.say("wait t 60", space="hall")
    await theatre.later(60)
    rows = await theatre.rows(
        "kind, space, bulk, conversation IS NULL FROM deliveries ORDER BY seq"
    )
    assert rows == [("reply", "hall", 0, 0), ("service", "hall", 0, 0)]


async def test_timers_are_played_in_the_order_in_which_they_are_due(theatre: Theatre):
    await theatre.say("wait late 90")
    await theatre.say("wait early 30")
    await theatre.say("wait between 60")
    await theatre.later(DAY)
    assert theatre.platform.texts()[3:] == ["due early", "due between", "due late"]


async def test_a_timer_that_came_due_takes_its_place_behind_what_was_said_before(
    theatre: Theatre,
):
    await theatre.say("wait t 60")
    theatre.clock.move(60)
    await theatre.hear("hello")
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["waiting", "hello", "due t"]


async def test_a_dropped_timer_never_happens(theatre: Theatre):
    await theatre.say("wait t 60")
    await theatre.say("drop t")
    await theatre.later(DAY)
    assert theatre.platform.texts() == ["waiting", "dropped"]
    assert await waiting(theatre) == 0


async def test_a_timer_set_and_dropped_in_one_batch_never_happens(theatre: Theatre):
    await asyncio.gather(theatre.hear("wait t 60"), theatre.hear("drop t"))
    await theatre.later(DAY)
    assert theatre.platform.texts() == ["waiting", "dropped"]


async def test_time_runs_from_when_the_question_was_taken(theatre: Theatre):
    theatre.platform.answers = [lambda group: [Unknown("cut")] * len(group.parts)] * 3
    await theatre.say("ask t 60")
    await theatre.later(1)
    await theatre.later(2)
    await theatre.later(4)
    assert theatre.platform.texts() == ["question"]  # 7 s late
    await theatre.later(54)
    assert theatre.platform.texts() == ["question"]
    await theatre.later(6)
    assert theatre.platform.texts() == ["question", "due t"]


async def test_a_timer_is_put_off_while_its_question_is_on_its_way(theatre: Theatre):
    theatre.platform.hanging.clear()
    await theatre.hear("ask t 60")
    for _ in range(5):
        await asyncio.sleep(0)
    while not theatre.platform.tried:
        await asyncio.sleep(0)
    theatre.clock.move(DAY)
    assert await theatre.engine.look() == theatre.clock() + timedelta(seconds=60)
    theatre.platform.hanging.set()
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["question"]
    await theatre.later(60)
    assert theatre.platform.texts() == ["question", "due t"]


async def test_a_look_tells_when_the_next_is_worth_it(theatre: Theatre):
    assert await theatre.engine.look() is None
    await theatre.say("wait t 60")
    assert await theatre.engine.look() == theatre.clock() + timedelta(seconds=60)


async def test_a_committed_turn_tells_when_something_is_due(theatre: Theatre):
    told: list[datetime] = []
    theatre.engine.on_due = told.append
    await theatre.say("hello")
    assert told == []
    await theatre.say("wait t 60")
    assert told == [theatre.clock() + timedelta(seconds=60)]


async def test_after_a_restart_everything_due_is_played_in_its_order(lasting: Theatre):
    await lasting.say("wait late 90")
    await lasting.say("wait early 30")
    await lasting.stop()
    lasting.clock.move(DAY)
    await lasting.start()
    await lasting.engine.settled()
    assert lasting.platform.texts()[2:] == ["due early", "due late"]


async def test_a_kill_between_release_and_turn_loses_nothing_and_repeats_nothing(
    lasting: Theatre,
):
    await lasting.say("wait t 60")
    await lasting.stop()
    lasting.clock.move(60)
    await lasting.start()
    player = lasting.engine._players[BRAND]
    await lasting.store.run(player._let_come_due)  # and killed before the turn
    await lasting.stop()
    await lasting.start()
    await lasting.engine.settled()
    assert lasting.platform.texts() == ["waiting", "due t"]


async def test_a_unit_that_is_done_again_writes_the_same(theatre: Theatre):
    await theatre.say("wait t 60")
    theatre.clock.move(60)
    player = theatre.engine._players[BRAND]

    def rolled_back(connection: Connection) -> None:
        player._let_come_due(connection)
        play_batch(connection, player.turns)
        raise KeyError

    with pytest.raises(KeyError):
        await theatre.store.run(rolled_back)
    await theatre.engine.settled()
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["waiting", "due t"]


@pytest.mark.parametrize("jump", [-7200.0, 7200.0, DAY * 1.0])
async def test_a_clock_that_jumps_repeats_and_loses_nothing(theatre: Theatre, jump: float):
    for place in range(5):
        await theatre.say(f"wait t{place} {600 * (place + 1)}")
    await theatre.later(700)
    theatre.clock.move(jump)
    for _ in range(20):
        await theatre.later(600)
    said = [text for text in theatre.platform.texts() if text.startswith("due")]
    assert said == [f"due t{place}" for place in range(5)]


async def test_a_clock_set_back_keeps_the_order_of_what_waits(lasting: Theatre):
    await lasting.say("wait t 60")
    await lasting.stop()
    lasting.clock.move(-DAY)
    await lasting.start()
    ((seq,),) = await lasting.rows("MAX(seq) FROM events")
    assert isinstance(seq, int)
    assert lasting.number() > seq


async def test_stop_deletes_timers(theatre: Theatre):
    await theatre.say("wait t 60")
    await theatre.say("stop")
    assert await waiting(theatre) == 0
    await theatre.later(DAY)
    assert theatre.platform.texts() == ["waiting", "stopped"]


async def test_an_erasure_deletes_timers(theatre: Theatre):
    await theatre.say("wait t 60")
    await theatre.say("erase")
    assert await waiting(theatre) == 0
    await theatre.later(DAY)
    assert theatre.platform.texts() == ["waiting", "bye"]


async def test_a_timer_goes_along_with_its_group(theatre: Theatre):
    await theatre.say("wait t 60", space="hall")
    move = SpaceMove(BRAND, SITE.name, "hall", "palace")
    now = to_moment(theatre.clock())
    await theatre.store.run(lambda connection: move_space(connection, move, now))
    await theatre.later(60)
    assert await theatre.rows("space, kind FROM deliveries ORDER BY seq") == [
        ("hall", "reply"),
        ("palace", "service"),
    ]


async def test_a_timer_shows_no_life_of_the_person(theatre: Theatre):
    await theatre.say("wait t 60")
    before = await theatre.rows("heard_at, last_said FROM conversations, persons")
    await theatre.do(Blocked())
    await theatre.later(60)
    assert await theatre.rows("heard_at, last_said FROM conversations, persons") == before
    assert await theatre.rows("blocked_at IS NULL FROM identities") == [(0,)]


async def test_many_timers_come_due_in_several_steps(theatre: Theatre):
    for place in range(600):
        await theatre.hear(f"wait t{place} 60", who=f"p{place}")
    await theatre.later(60)
    done = [text for _, text in theatre.platform.got if text.startswith("due")]
    assert len(done) == len(set(done)) == 600
    assert theatre.engine._players[BRAND].waiting == 0


async def test_nothing_is_due_in_an_empty_store(theatre: Theatre):
    def unit(connection: Connection) -> tuple[int, int | None]:
        now = to_moment(theatre.clock())
        released = release_due(connection, BRAND, now, 10)
        return released.events, next_due(connection, BRAND)

    assert await theatre.store.run(unit) == (0, None)


class Bell:
    """An alarm that only remembers."""

    def __init__(self) -> None:
        self.times: list[datetime | None] = []

    def set(self, at: datetime | None) -> None:
        self.times.append(at)


@pytest.fixture
async def clockwork(theatre: Theatre) -> AsyncIterator[tuple[Clockwork, Bell]]:
    bell = Bell()
    made = Clockwork(theatre.clock, [theatre.engine.look], bell)
    theatre.engine.on_due = made.wake
    yield made, bell
    await made.stop()


async def test_a_clockwork_is_woken_for_the_next_timer(
    theatre: Theatre, clockwork: tuple[Clockwork, Bell]
):
    made, bell = clockwork
    await made.look()
    assert bell.times == []
    await theatre.say("wait t 60")
    await theatre.say("wait u 90")
    due = theatre.clock() + timedelta(seconds=60)
    assert bell.times == [due]
    await at(theatre, due)
    await made.ring()
    await made.look()
    assert bell.times[-1] == due + timedelta(seconds=30)


async def test_a_clockwork_survives_a_look_that_fails(theatre: Theatre):
    bell, calls = Bell(), list[str]()

    async def broken() -> datetime | None:
        calls.append("broken")
        raise ValueError("no")

    async def unavailable() -> datetime | None:
        calls.append("unavailable")
        raise StoreUnavailable("locked")

    async def well() -> datetime | None:
        calls.append("well")
        return theatre.clock() + timedelta(hours=1)

    made = Clockwork(theatre.clock, [broken, unavailable, well], bell)
    await made.look()
    assert calls == ["broken", "unavailable", "well"]
    assert bell.times[-1] == theatre.clock() + timedelta(seconds=1)
    await made.stop()
    await made.ring()
    assert len(calls) == 3


async def test_a_slow_look_holds_up_no_other_and_runs_once_more(theatre: Theatre):
    gate, slow, quick = asyncio.Event(), list[int](), list[int]()

    async def wait_long() -> datetime | None:
        slow.append(1)
        await gate.wait()
        return None

    async def at_once() -> datetime | None:
        quick.append(1)
        return None

    made = Clockwork(theatre.clock, [wait_long, at_once], Bell())
    for _ in range(3):
        await made.ring()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert (len(slow), len(quick)) == (1, 3)
    gate.set()
    await made.look()
    await made.stop()
    assert len(slow) in {2, 3}


async def test_a_look_that_hangs_does_not_keep_the_process(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.engine.clockwork._CUT_AFTER", 0.0)

    looks = list[int]()

    async def hang() -> datetime | None:
        looks.append(1)
        await asyncio.Event().wait()
        return None

    made = Clockwork(theatre.clock, [hang], Bell())
    await made.ring()
    await asyncio.sleep(0)
    await made.stop()
    await made.ring()
    assert len(looks) == 1
