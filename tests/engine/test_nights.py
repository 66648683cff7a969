"""Quiet hours in the claim: what was said before them waits, unless somebody is awake."""

from datetime import UTC, datetime

from acting import Theatre
from openings import Broadcast, change, conversation_of, message

from bot.store.deliveries import add_deliveries


async def at_night(theatre: Theatre) -> None:
    """Move on to 21:45 in Rome."""
    theatre.clock.now = datetime(2030, 1, 1, 20, 45, tzinfo=UTC)


async def test_quiet_hours_hold_what_was_said_before_them(theatre_with_nights: Theatre):
    theatre = theatre_with_nights
    news = await Broadcast(theatre).begin("ada")
    await news.write("ada")
    await at_night(theatre)
    news.let_go()
    await theatre.engine.settled()
    assert theatre.platform.tried == []
    assert await theatre.rows("attempts, first_tried_at FROM deliveries") == [(0, None)]
    await theatre.later(10 * 3600 + 44 * 60)
    assert theatre.platform.tried == []
    await theatre.later(60)
    assert theatre.platform.texts() == ["news"]


async def test_whoever_speaks_at_night_gets_first_what_was_held(theatre_with_nights: Theatre):
    theatre = theatre_with_nights
    news = await Broadcast(theatre).begin("ada", "bob")
    await news.write("ada", "bob")
    await at_night(theatre)
    await news.open()
    await theatre.later(60)
    await theatre.say("awake")
    assert theatre.platform.got == [("ada", "news"), ("ada", "awake")]


async def test_a_group_that_talks_at_night_gets_first_what_was_held(theatre_with_nights: Theatre):
    theatre = theatre_with_nights
    news = await Broadcast(theatre).begin("ada", space="market")
    await news.write("ada", space="market")
    await at_night(theatre)
    await news.open()
    await theatre.later(60)
    assert theatre.platform.tried == []
    await theatre.say("awake", "bob", space="market")
    assert theatre.platform.got == [("ada", "news"), ("bob", "awake")]


async def test_quiet_hours_are_those_of_the_person(theatre_with_nights: Theatre):
    theatre = theatre_with_nights
    news = await Broadcast(theatre).begin("ada", "bob", "cy")
    await change(
        theatre, f"persons SET timezone = 'America/New_York' WHERE id = '{conversation_of('bob')}'"
    )
    await change(theatre, f"persons SET timezone = 'Nowhere' WHERE id = '{conversation_of('cy')}'")
    await news.write("ada", "bob", "cy")
    await at_night(theatre)
    await news.open()
    assert theatre.platform.got == [("bob", "news")]


async def test_a_service_message_is_held_by_night_and_needs_no_topic(
    theatre_with_nights: Theatre,
):
    theatre = theatre_with_nights
    await theatre.say("hello")
    await change(theatre, "persons SET timezone = NULL")
    rows = await theatre.rows("id FROM persons")
    person = str(rows[0][0])
    late = message(theatre, "ada", "shipped")
    await theatre.store.run(lambda one: add_deliveries(one, [late]))
    await change(theatre, f"deliveries SET conversation = '{person}' WHERE kind = 'service'")
    await at_night(theatre)
    (dispatcher,) = theatre.engine._dispatchers.values()
    dispatcher.look()
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["hello"]
    await theatre.later(11 * 3600)
    assert theatre.platform.texts() == ["hello", "shipped"]


async def test_what_was_said_at_night_on_purpose_goes_at_once(theatre_with_nights: Theatre):
    theatre = theatre_with_nights
    news = await Broadcast(theatre).begin("ada")
    await at_night(theatre)
    await news.open("ada")
    assert theatre.platform.texts() == ["news"]


async def test_a_test_that_was_asked_for_by_hand_is_not_held(theatre_with_nights: Theatre):
    theatre = theatre_with_nights
    news = await Broadcast(theatre).begin("ada", kind="test")
    await news.write("ada")
    await at_night(theatre)
    await news.open()
    assert theatre.platform.texts() == ["news"]
