"""What quiet hours hold, and what a dialogue does not let in: kept in order, and never lost."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from acting import BRAND, SITE, Platform, Theatre
from openings import Broadcast
from timed import EVENING, MORNING, ORDERS, Mind, at, happens, timed

from bot.brand.brand import Quiet
from bot.core.events import Blocked, Opened
from bot.engine.outside import OutsideEvent
from bot.engine.turns.batch import play_batch
from bot.store.connection import Connection

DAY = 86_400


async def night(folder: Path | None = None) -> tuple[Theatre, Mind]:
    theatre = Theatre(folder)
    theatre.quiet = Quiet("21:30", "08:30")
    theatre.dialogues = dict(ORDERS)
    mind = timed(theatre)
    await theatre.start()
    return theatre, mind


def order(key: str, data: str) -> OutsideEvent:
    return OutsideEvent(BRAND, key, "order.paid", data, SITE.name, "ada")


@asynccontextmanager
async def one_batch(theatre: Theatre) -> AsyncIterator[None]:
    """Let everything that comes in meanwhile be played in one transaction."""
    player = theatre.engine._players[BRAND]
    request = player.request
    player.request = lambda: None  # type: ignore[method-assign]
    yield
    player.request = request  # type: ignore[method-assign]
    player.request()
    await theatre.engine.settled()


@pytest.fixture
async def stage() -> AsyncIterator[tuple[Theatre, Mind]]:
    made = await night()
    yield made
    await made[0].stop()


@pytest.fixture
async def theatre(stage: tuple[Theatre, Mind]) -> Theatre:
    return stage[0]


@pytest.fixture
async def mind(stage: tuple[Theatre, Mind]) -> Mind:
    return stage[1]


async def test_what_a_clock_causes_by_night_is_said_in_the_morning(theatre: Theatre):
    await theatre.say("wait t 39600")  # 11:00 in Rome: until 22:00
    await at(theatre, EVENING)
    assert theatre.platform.texts() == ["waiting"]
    await at(theatre, MORNING - timedelta(seconds=1))
    assert theatre.platform.texts() == ["waiting"]
    await at(theatre, MORNING)
    assert theatre.platform.texts() == ["waiting", "due t"]


async def test_replies_are_never_held(theatre: Theatre):
    await at(theatre, EVENING)
    await theatre.say("hello")
    assert theatre.platform.texts() == ["hello"]


async def test_what_is_held_keeps_its_order_until_morning(theatre: Theatre):
    await theatre.say("hello")
    await theatre.say("wait t 36000")
    await at(theatre, EVENING)
    await happens(theatre, "order.paid", key="1", data="one")
    await happens(theatre, "order.paid", key="2", data="two")
    await at(theatre, MORNING)
    assert theatre.platform.texts()[2:] == ["due t", "order.paid one", "order.paid two"]


async def test_the_persons_message_releases_what_is_held_before_it_is_answered(theatre: Theatre):
    await theatre.say("hello")
    await at(theatre, EVENING)
    await happens(theatre, "order.paid", key="1", data="one")
    await happens(theatre, "order.paid", key="2", data="two")
    await theatre.say("still awake")
    assert theatre.platform.texts()[1:] == ["order.paid one", "order.paid two", "still awake"]
    await at(theatre, MORNING)
    assert len(theatre.platform.texts()) == 4
    assert await theatre.rows("COUNT(*) FROM events WHERE held IS NOT NULL") == [(0,)]


async def test_what_is_held_in_a_batch_is_released_by_a_message_in_it(theatre: Theatre):
    await theatre.say("hello")
    await at(theatre, EVENING)
    async with one_batch(theatre):
        await theatre.engine.happened(order("1", "one"))
        await theatre.hear("awake")
    assert theatre.platform.texts() == ["hello", "order.paid one", "awake"]


async def test_arriving_releases_too_and_a_closed_door_does_not(theatre: Theatre):
    await theatre.say("hello")
    await at(theatre, EVENING)
    await happens(theatre, "order.paid")
    await theatre.do(Blocked())
    assert theatre.platform.texts() == ["hello"]
    await theatre.do(Opened())
    assert theatre.platform.texts() == ["hello", "order.paid"]


async def test_one_person_releases_nothing_of_another(theatre: Theatre):
    await theatre.say("hello", "ada")
    await theatre.say("hello", "bob")
    await at(theatre, EVENING)
    await happens(theatre, "order.paid", "ada")
    await happens(theatre, "order.paid", "bob")
    await theatre.say("awake", "ada")
    assert theatre.platform.texts("bob") == ["hello"]


async def test_a_group_goes_by_the_brands_zone_and_anybody_releases_it(theatre: Theatre):
    await theatre.say("wait t 36000", "ada", space="hall")
    await at(theatre, EVENING)
    assert theatre.platform.texts("ada") == ["waiting"]
    await theatre.say("awake", "ada")  # in private
    assert theatre.platform.texts("ada") == ["waiting", "awake"]
    await theatre.say("good evening", "bob", space="hall")
    assert [text for _, text in theatre.platform.got][2:] == ["due t", "good evening"]


async def test_what_is_urgent_is_not_held_and_releases_nothing(theatre: Theatre):
    await theatre.say("hello")
    await at(theatre, EVENING)
    await happens(theatre, "order.paid")
    await happens(theatre, "alarm")
    assert theatre.platform.texts() == ["hello", "alarm"]


async def test_what_comes_in_the_morning_waits_for_what_was_held(theatre: Theatre):
    await theatre.say("hello")
    await at(theatre, EVENING)
    await happens(theatre, "order.paid", key="1", data="held")
    theatre.clock.now = MORNING
    # Nobody has looked at what is due when the next event comes.
    await theatre.engine.happened(order("2", "new"))
    await theatre.engine._players[BRAND].idle()
    await theatre.engine.settled()
    assert theatre.platform.texts()[1:] == ["order.paid held", "order.paid new"]


async def test_what_was_held_happens_at_the_time_at_which_it_is_played(theatre: Theatre):
    await theatre.say("hello")
    await at(theatre, EVENING)
    await happens(theatre, "order.paid")
    await at(theatre, MORNING)
    assert theatre.reports[-1].event.at == MORNING


async def test_a_restart_keeps_what_is_held(tmp_path: Path):
    theatre, _ = await night(tmp_path)
    await theatre.say("hello")
    await at(theatre, EVENING)
    await happens(theatre, "order.paid")
    await theatre.stop()
    await theatre.start()
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["hello"]
    await theatre.stop()
    theatre.clock.now = MORNING + timedelta(days=3)  # it slept
    await theatre.start()
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["hello", "order.paid"]
    await theatre.stop()


async def test_a_release_that_is_rolled_back_is_done_again(theatre: Theatre):
    await theatre.say("hello")
    await at(theatre, EVENING)
    await happens(theatre, "order.paid")
    player = theatre.engine._players[BRAND]

    def killed(connection: Connection) -> None:
        play_batch(connection, player.turns)
        raise KeyError

    async with one_batch(theatre):
        await theatre.hear("awake")
        with pytest.raises(KeyError):
            await theatre.store.run(killed)
    assert theatre.platform.texts() == ["hello", "order.paid", "awake"]


async def test_stop_deletes_what_is_held(theatre: Theatre):
    await theatre.say("hello")
    await at(theatre, EVENING)
    await happens(theatre, "order.paid")
    await theatre.say("stop")
    await at(theatre, MORNING)
    assert theatre.platform.texts() == ["hello", "stopped"]
    assert await theatre.rows("COUNT(*) FROM events WHERE due_at IS NOT NULL") == [(0,)]


async def test_a_recipient_that_quiet_hours_hold_is_opened_before_the_message(theatre: Theatre):
    await Broadcast(theatre).begin("ada")
    await theatre.store.run(
        lambda one: one.exec_driver_sql(
            "UPDATE recipients SET status = 'planned', reason = 'quiet', opened_at = NULL"
        )
    )
    await at(theatre, EVENING)
    assert theatre.platform.texts() == []
    await theatre.say("awake")
    assert theatre.platform.texts() == ["news news", "awake"]


async def test_several_openings_are_said_although_somebody_stops_in_the_same_batch(
    theatre: Theatre,
):
    await Broadcast(theatre).begin("ada", "bob")
    await theatre.store.run(
        lambda one: one.exec_driver_sql(
            "UPDATE recipients SET status = 'planned', reason = 'quiet', opened_at = NULL"
        )
    )
    await at(theatre, EVENING)
    async with one_batch(theatre):
        await theatre.hear("stop", "ada")
        await theatre.hear("awake", "bob")
        await theatre.hear("more", "cleo")
    assert theatre.platform.texts("bob") == ["news news", "awake"]
    assert theatre.platform.texts("cleo") == ["more"]
    assert theatre.platform.texts("ada")[-1] == "stopped"


async def test_an_event_waits_until_the_dialogue_has_ended(theatre: Theatre):
    await theatre.say("begin")
    await happens(theatre, "order.paid", key="1", data="one")
    await happens(theatre, "order.paid", key="2", data="two")
    await theatre.say("hello")
    assert theatre.platform.texts() == ["begun", "hello"]
    await theatre.say("done")
    assert theatre.platform.texts()[2:] == ["done", "order.paid one", "order.paid two"]


async def test_an_event_is_asked_for_again_and_given_up_after_a_week(theatre: Theatre):
    await theatre.say("begin")
    await happens(theatre, "order.paid")
    for _ in range(29):
        await theatre.later(6 * 3600)
        assert theatre.platform.texts() == ["begun"]
    assert await theatre.rows("place FROM incidents") == [("turn",)]
    assert await theatre.rows("COUNT(*) FROM events WHERE done_at IS NULL") == [(0,)]
    assert theatre.engine._players[BRAND].waiting == 0


async def test_what_became_free_by_night_waits_for_the_morning(theatre: Theatre):
    await theatre.say("begin")
    await happens(theatre, "order.paid")
    await at(theatre, EVENING)
    await theatre.say("done")
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["begun", "done"]
    await at(theatre, MORNING)
    assert theatre.platform.texts() == ["begun", "done", "order.paid"]


async def test_an_event_of_a_batch_is_freed_by_what_is_said_in_it(theatre: Theatre):
    await theatre.say("begin")
    async with one_batch(theatre):
        await theatre.engine.happened(order("1", "one"))
        await theatre.hear("done")
    assert theatre.platform.texts() == ["begun", "done", "order.paid one"]


async def test_a_person_far_away_is_asleep_at_other_times(theatre: Theatre):
    await theatre.say("hello")
    await theatre.store.run(
        lambda one: one.exec_driver_sql("UPDATE persons SET timezone = 'America/New_York'")
    )
    await at(theatre, EVENING)
    await happens(theatre, "order.paid", key="1", data="afternoon")
    assert theatre.platform.texts() == ["hello", "order.paid afternoon"]
    await at(theatre, datetime(2030, 1, 2, 7, tzinfo=UTC))
    await happens(theatre, "order.paid", key="2", data="night")
    assert len(theatre.platform.texts()) == 2


async def test_an_opening_that_is_not_let_in_meets_the_gate_again(theatre: Theatre):
    await theatre.say("yes blog")
    await theatre.say("begin")
    await happens(theatre, "post")
    waits = ("planned", "busy", None)
    assert await theatre.rows("status, reason, opened_at FROM recipients") == [waits]
    assert await theatre.rows("COUNT(*) FROM events WHERE done_at IS NULL") == [(0,)]
    await theatre.say("done")
    assert theatre.platform.texts() == ["thanks", "begun", "done", "post post"]
    assert await theatre.rows("status FROM recipients") == [("accepted",)]
    assert theatre.engine._players[BRAND].waiting == 0


async def test_an_opening_is_given_up_where_nobody_has_answered_for_a_week(theatre: Theatre):
    await theatre.say("yes blog")
    await theatre.say("begin")
    await happens(theatre, "post")
    for _ in range(30):
        await theatre.later(6 * 3600)
    assert theatre.platform.texts() == ["thanks", "begun"]
    assert await theatre.rows("status, reason FROM recipients") == [("skipped", "nothing said")]


async def test_an_opening_that_has_no_way_out_ends_so():
    theatre = Theatre()
    theatre.platform = Platform(reaches=False)
    theatre.dialogues = dict(ORDERS)
    timed(theatre)
    await theatre.start()
    await theatre.say("yes blog")
    await happens(theatre, "post")
    assert await theatre.rows("status, reason FROM recipients") == [
        ("unreachable", "the channel has no way out")
    ]
    await theatre.stop()


async def test_a_timer_that_is_dropped_when_it_is_due_already_is_counted_right(theatre: Theatre):
    await theatre.say("wait t 60")
    theatre.clock.move(60)
    player = theatre.engine._players[BRAND]
    async with one_batch(theatre):
        await theatre.hear("drop t")
        await player.look()
    assert player.waiting == 0
    assert theatre.platform.texts()[:2] == ["waiting", "dropped"]
