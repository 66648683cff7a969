"""What happens elsewhere: taken in once, about one person or everybody, and only what is used."""

from collections.abc import AsyncIterator

import pytest
from acting import BRAND, SITE, Theatre, started
from timed import ORDERS, happens, timed

from bot.core.events import Blocked
from bot.engine.outside import OutsideEvent, Taken
from bot.store.people import PersonRow


@pytest.fixture
async def theatre() -> AsyncIterator[Theatre]:
    made = Theatre()
    made.dialogues = dict(ORDERS)
    timed(made)
    async with started(made):
        yield made


async def test_an_event_is_played_for_whom_it_is_about(theatre: Theatre):
    await theatre.say("hello", "ada")
    await theatre.say("hello", "bob")
    taken = await happens(theatre, "order.paid", "ada", data=17)
    assert taken == Taken("new", used=True, waits=True)
    assert theatre.platform.texts("ada") == ["hello", "order.paid 17"]
    assert theatre.platform.texts("bob") == ["hello"]
    assert await theatre.rows("DISTINCT kind FROM deliveries ORDER BY kind") == [
        ("reply",),
        ("service",),
    ]


async def test_an_event_about_nobody_leaves_nothing(theatre: Theatre):
    assert await happens(theatre, "order.paid", "ada") == Taken("nobody")
    assert await theatre.rows("COUNT(*) FROM events") == [(0,)]


async def test_an_event_is_taken_in_once(theatre: Theatre):
    await theatre.say("hello")
    await happens(theatre, "order.paid", key="1")
    assert (await happens(theatre, "order.paid", key="1")).outcome == "duplicate"
    assert (await happens(theatre, "post", None, key="1")).outcome == "duplicate"
    assert theatre.platform.texts() == ["hello", "order.paid"]
    assert await theatre.rows("COUNT(*) FROM occurrences") == [(0,)]


async def test_of_an_event_that_nothing_uses_only_its_coming_is_kept(theatre: Theatre):
    await theatre.say("hello")
    assert await happens(theatre, "weather", key="1", data="rain") == Taken("new")
    assert (await happens(theatre, "weather", key="1")).outcome == "duplicate"
    assert theatre.platform.texts() == ["hello"]
    assert await theatre.rows("happening, sender FROM events WHERE channel = ''") == [("", "")]


async def test_an_event_is_no_sign_of_life(theatre: Theatre):
    await theatre.say("hello")
    before = await theatre.rows("heard_at, last_said FROM conversations, persons")
    await theatre.do(Blocked())
    theatre.clock.move(60)
    await happens(theatre, "order.paid")
    assert await theatre.rows("heard_at, last_said FROM conversations, persons") == before
    assert await theatre.rows("blocked_at IS NULL FROM identities") == [(0,)]


async def test_nothing_happens_to_whoever_has_stopped_until_they_speak_again(theatre: Theatre):
    await theatre.say("hello")
    await theatre.say("stop")
    await happens(theatre, "order.paid", key="1")
    assert theatre.platform.texts() == ["hello", "stopped"]
    await theatre.say("hello again")
    await happens(theatre, "order.paid", key="2")
    assert theatre.platform.texts()[2:] == ["hello again", "order.paid"]


async def test_an_erased_person_is_nobody(theatre: Theatre):
    await theatre.say("hello")
    await theatre.say("erase")
    assert (await happens(theatre, "order.paid")).outcome == "nobody"


async def test_an_event_whose_person_is_erased_meanwhile_is_forgotten(theatre: Theatre):
    await theatre.say("hello")
    player = next(iter(theatre.engine._players.values()))
    request = player.request
    player.request = lambda: None  # type: ignore[method-assign]
    await theatre.hear("erase")
    event = OutsideEvent(BRAND, "1", "order.paid", "secret", SITE.name, "ada")
    await theatre.engine.happened(event)
    player.request = request  # type: ignore[method-assign]
    player.request()
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["hello", "bye"]
    kept = await theatre.rows("sender, happening, sender_facts, space FROM events")
    assert kept[-1] == (None, None, None, None)


async def test_an_event_with_a_topic_begins_for_its_person_if_they_are_subscribed(
    theatre: Theatre,
):
    await theatre.say("hello", "bob")
    await theatre.say("yes blog", "ada")
    assert await happens(theatre, "post", "bob") == Taken("new", used=True)
    taken = await happens(theatre, "post", "ada", data={"title": "New"})
    assert taken == Taken("new", used=True, begins=True)
    assert theatre.platform.texts("ada") == ["thanks", "post post"]
    assert theatre.platform.texts("bob") == ["hello"]
    ((kind, source, topic, data, planned),) = await theatre.rows(
        "kind, source, topic, data, planned_at IS NOT NULL FROM occurrences"
    )
    assert (kind, source, topic, data, planned) == ("event", "post", "blog", '{"title":"New"}', 1)
    assert await theatre.rows("status FROM recipients") == [("accepted",)]
    assert await theatre.rows(
        "kind, bulk, topic, occurrence IS NOT NULL FROM deliveries WHERE kind = 'topic'"
    ) == [("topic", 1, "blog", 1)]


async def test_an_event_for_everybody_is_planned_by_whoever_plans(theatre: Theatre):
    await theatre.say("yes blog", "ada")
    told: list[object] = []
    theatre.engine.on_due = told.append
    taken = await happens(theatre, "post", None)
    assert taken == Taken("new", used=True, begins=True)
    assert told == [theatre.clock()]
    assert await theatre.rows("status, planned_at, topic FROM occurrences") == [
        ("running", None, "blog")
    ]
    assert await theatre.rows("COUNT(*) FROM recipients") == [(0,)]


async def test_an_event_for_everybody_starts_nothing_without_a_topic(theatre: Theatre):
    await theatre.say("hello")
    assert await happens(theatre, "order.paid", None) == Taken("new", used=True)
    assert theatre.platform.texts() == ["hello"]


async def test_an_opening_that_says_nothing_ends_so(theatre: Theatre):
    await theatre.say("yes blog")
    await happens(theatre, "hush")
    assert await theatre.rows("status, reason FROM recipients") == [("skipped", "nothing said")]


async def test_an_opening_that_fails_says_nothing_and_ends(theatre: Theatre):
    await theatre.say("yes blog")

    def broken(_event: object, _person: object) -> list[object]:
        raise ValueError("no")

    theatre.says = broken  # type: ignore[assignment]
    await happens(theatre, "post")
    assert theatre.platform.texts() == ["thanks"]
    assert await theatre.rows("status, reason FROM recipients") == [("skipped", "nothing said")]
    assert await theatre.rows("COUNT(*) FROM incidents") == [(1,)]


async def test_a_person_is_as_they_were_after_what_they_did_not_do(theatre: Theatre):
    await theatre.say("hello")
    (before,) = await theatre.rows("* FROM persons")
    await happens(theatre, "order.paid")
    (after,) = await theatre.rows("* FROM persons")
    assert PersonRow(*before) == PersonRow(*after)  # type: ignore[arg-type]
