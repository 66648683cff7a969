"""What was rejected for good is sent once more, in its place, if somebody says so."""

import pytest
from acting import BRAND, Theatre
from openings import Broadcast, always, change

from bot.core.outcomes import Rejected, Throttled
from bot.store.dead_letters import DeadLetter, dead_letters, drop, replay
from bot.store.moments import to_moment


async def letters(theatre: Theatre) -> list[DeadLetter]:
    return await theatre.store.run(lambda found: dead_letters(found, BRAND))


async def send_once_more(theatre: Theatre) -> int:
    """Decide as another process does, and let the dispatcher look as it does now and then."""
    now = to_moment(theatre.clock())
    count = await theatre.store.run(
        lambda found: replay(found, BRAND, dead_letters(found, BRAND), now)
    )
    for dispatcher in theatre.engine._dispatchers.values():
        dispatcher.rescan()
    await theatre.engine.settled()
    return count


async def test_a_reply_is_sent_once_more_and_once_only(theatre: Theatre):
    theatre.platform.answers = [always(Rejected("HTTP 400"))]
    await theatre.say("hello you")
    listed = await letters(theatre)
    assert [(one.to, one.channel, one.reason, one.kind) for one in listed] == [
        ("ada", "site", "HTTP 400", "reply")
    ] * 2
    assert await send_once_more(theatre) == 2
    assert await send_once_more(theatre) == 0
    assert theatre.platform.texts() == ["hello", "you"]
    assert [group.id for group in theatre.platform.tried] == [listed[0].group_id] * 2
    assert await letters(theatre) == []


async def test_it_goes_before_what_was_said_later_and_still_waits(theatre: Theatre):
    theatre.platform.answers = [always(Rejected("HTTP 400")), always(Throttled("busy", 60.0))]
    await theatre.say("first")
    await theatre.say("second")
    assert await send_once_more(theatre) == 1
    assert theatre.platform.texts() == []  # its lane has to wait
    await theatre.later(61)
    assert theatre.platform.texts() == ["first", "second"]


async def test_what_is_rejected_again_is_on_the_list_again(theatre: Theatre):
    theatre.platform.answers = [always(Rejected("HTTP 400")), always(Rejected("HTTP 422"))]
    await theatre.say("hello")
    await theatre.later(3 * 86_400)
    assert await send_once_more(theatre) == 1
    assert [one.reason for one in await letters(theatre)] == ["HTTP 422"]


async def test_it_is_sent_by_a_process_that_starts_later(lasting: Theatre):
    lasting.platform.answers = [always(Rejected("HTTP 400"))]
    await lasting.say("hello")
    now = to_moment(lasting.clock())
    await lasting.store.run(lambda found: replay(found, BRAND, dead_letters(found, BRAND), now))
    await lasting.stop()
    await lasting.start()
    await lasting.engine.settled()
    assert lasting.platform.texts() == ["hello"]


async def test_whoever_was_spoken_to_first_is_on_the_way_once_more(theatre: Theatre):
    theatre.platform.failing = {"ada": always(Rejected("HTTP 400"))}
    news = await Broadcast(theatre).begin("ada", "bob")
    await news.open("ada", "bob")
    assert await news.ends() == {("rejected", "HTTP 400"): 1, ("accepted", None): 1}
    theatre.platform.failing = {}
    assert await send_once_more(theatre) == 1
    assert await news.ends() == {("accepted", None): 2}
    assert theatre.platform.texts("bob") == ["news"]


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [
        ("subscriptions SET topic = 'another'", "no consent"),
        ("occurrences SET status = 'cancelled'", "cancelled"),
        ("occurrences SET expires_at = 0", "expired"),
        ("persons SET stopped_at = 1", "stopped"),
    ],
)
async def test_what_the_brand_began_meets_the_gate_again(
    theatre: Theatre, meanwhile: str, why: str
):
    theatre.platform.answers = [always(Rejected("HTTP 400"))]
    news = await Broadcast(theatre).begin("ada")
    await news.open("ada")
    await change(theatre, meanwhile)
    assert await send_once_more(theatre) == 1
    assert len(theatre.platform.tried) == 1
    assert await news.ends() == {("skipped", why): 1}


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [
        ("persons SET stopped_at = 1", "stopped"),
        ("identities SET blocked_at = 1", "blocked"),
        ("persons SET last_said = 1", None),
    ],
)
async def test_it_is_told_who_wants_nothing_any_more(
    theatre: Theatre, meanwhile: str, why: str | None
):
    theatre.platform.answers = [always(Rejected("HTTP 400"))]
    await theatre.say("hello")
    await change(theatre, meanwhile)
    assert [one.unwelcome for one in await letters(theatre)] == [why]


async def test_what_is_dropped_is_never_sent(theatre: Theatre):
    theatre.platform.answers = [always(Rejected("HTTP 400"))]
    await theatre.say("hello")
    now = to_moment(theatre.clock())
    dropped = await theatre.store.run(
        lambda found: drop(found, BRAND, dead_letters(found, BRAND), now)
    )
    assert dropped == 1
    assert await send_once_more(theatre) == 0
    assert await theatre.rows("status, reason FROM deliveries") == [
        ("cancelled", "dropped: HTTP 400")
    ]
