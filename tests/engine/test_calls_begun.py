"""Calls of what a clock, an event or the brand begins: they are held and counted as it is."""

from collections.abc import AsyncIterator

import pytest
from acting import BRAND, SITE, Theatre
from calling import FAILED, Outside, calling
from openings import Broadcast
from timed import EVENING, MORNING, at, happens

from bot.brand.brand import Quiet
from bot.core.events import Began, Sender
from bot.core.ids import EventId
from bot.engine.calls.attempt import Answer
from bot.store.connection import Connection
from bot.store.events import NewEvent, add_events
from bot.store.moments import to_moment
from bot.store.values import to_json


@pytest.fixture
async def night() -> AsyncIterator[tuple[Theatre, Outside]]:
    theatre, outside = calling()
    theatre.quiet = Quiet("21:30", "08:30")
    await theatre.start()
    await theatre.say("/other")
    theatre.platform.got.clear()
    yield theatre, outside
    await theatre.stop()


async def test_what_a_person_asked_for_is_answered_at_night_too(night):
    theatre, _ = night
    await at(theatre, EVENING)
    await theatre.say("/two")
    assert theatre.platform.texts() == ["ok ok"]


async def test_the_answer_to_what_an_event_called_waits_for_the_morning(night):
    theatre, outside = night
    theatre.clock.now = EVENING.replace(hour=20, minute=29)
    outside.answers = [FAILED]
    await happens(theatre, "order.paid")
    assert len(outside.made) == 1
    await at(theatre, EVENING)
    assert len(outside.made) == 2
    assert theatre.platform.texts() == []
    await at(theatre, MORNING)
    assert theatre.platform.texts() == ["order.paid ok"]
    assert await theatre.rows("DISTINCT kind FROM deliveries WHERE status <> 'x'") == [
        ("reply",),
        ("service",),
    ]


async def test_a_person_who_writes_at_night_has_it_released(night):
    theatre, outside = night
    theatre.clock.now = EVENING.replace(hour=20, minute=29)
    outside.answers = [FAILED]
    await happens(theatre, "order.paid")
    await at(theatre, EVENING)
    await theatre.say("/other")
    assert theatre.platform.texts() == ["order.paid ok", "Other."]


async def test_what_is_urgent_stays_urgent_behind_a_call(night):
    theatre, _ = night
    await at(theatre, EVENING)
    await happens(theatre, "alarm")
    assert theatre.platform.texts() == ["alarm ok"]


async def test_a_call_behind_a_wait_is_held_as_the_wait_is(night):
    theatre, _ = night
    theatre.clock.now = EVENING.replace(hour=20)
    await theatre.say("/later")
    await at(theatre, EVENING)
    assert theatre.platform.texts() == []
    await at(theatre, MORNING)
    assert theatre.platform.texts() == ["Later ok"]


async def begin(theatre: Theatre, who: str) -> Broadcast:
    """Let the brand speak first to somebody, as the gate would."""
    news = await Broadcast(theatre).begin(who)

    def write(connection: Connection) -> None:
        began = Began("news", "blog", news.id, "news")
        row = NewEvent(
            brand=BRAND,
            id=EventId(f"began-{who}"),
            seq=theatre.number(),
            channel=SITE.name,
            sender=who,
            sender_facts=to_json(Sender(who)),
            space=None,
            happening=to_json(began),
            raw=None,
            received_at=to_moment(theatre.clock()),
        )
        add_events(connection, [row])

    await theatre.store.run(write)
    theatre.engine._players[BRAND].receive()
    await theatre.engine.settled()
    return news


async def test_what_the_brand_begins_with_a_call_is_opened_by_its_answer(stage):
    theatre, outside = stage
    outside.answers = [Answer("cake")]
    news = await begin(theatre, "ada")
    assert theatre.platform.texts() == ["Today cake.", "Like it?\n\nNo more of these"]
    assert await news.ends() == {("accepted", None): 1}
    assert await theatre.rows("DISTINCT kind, occurrence FROM deliveries") == [("topic", news.id)]


async def test_what_the_brand_begins_and_has_nothing_to_say_ends_skipped(stage):
    theatre, outside = stage
    outside.answers = [Answer(None)]
    news = await begin(theatre, "ada")
    assert theatre.platform.texts() == []
    assert await news.ends() == {("skipped", "nothing said"): 1}
