"""Requests that wait for their turn's replies, and what becomes of these where they leave."""

import asyncio
import threading

import pytest
from acting import BRAND, SITE, Platform, Theatre, send

from bot.core.content import Message
from bot.core.effects import ErasePerson
from bot.core.outcomes import Unknown
from bot.engine.waiting.replies import Replies


async def replies(theatre: Theatre, text: str, key: str | None = None, wait: float = 5) -> Replies:
    receipt = await theatre.hear(text, key=key, hold=True)
    found = await theatre.engine.replies(BRAND, receipt.event, wait)
    assert found is not None
    return found


def texts(found: Replies) -> list[str]:
    return [part.message.text for part in found.parts]


async def test_replies_that_were_handed_over_are_not_delivered(theatre: Theatre):
    found = await replies(theatre, "one two")
    assert (found.to, found.space, texts(found)) == ("ada", None, ["one", "two"])
    await found.settle(True)
    await theatre.engine.settled()
    assert theatre.platform.tried == []
    assert await theatre.rows("DISTINCT status FROM deliveries") == [("accepted",)]


async def test_replies_whose_reader_is_gone_are_delivered_under_the_same_ids(theatre: Theatre):
    found = await replies(theatre, "one two")
    await found.settle(False)
    await theatre.engine.settled()
    (group,) = theatre.platform.tried
    assert group.parts == found.parts


async def test_the_same_request_again_gets_the_same_messages(theatre: Theatre):
    first = await replies(theatre, "one two", key="k")
    await first.settle(True)
    again = await replies(theatre, "other", key="k")
    assert again.parts == first.parts
    await again.settle(True)
    await theatre.engine.settled()
    assert theatre.platform.tried == []


async def test_asked_for_after_they_were_delivered_they_are_the_same(theatre: Theatre):
    await theatre.say("one two", key="k")
    again = await replies(theatre, "one two", key="k")
    await again.settle(False)
    await theatre.engine.settled()
    assert again.parts == theatre.platform.tried[0].parts
    assert len(theatre.platform.tried) == 1


async def test_what_nobody_knows_to_have_come_can_be_asked_for_and_is_before_what_follows(
    theatre: Theatre,
):
    theatre.platform.answers = [lambda _: [Unknown("cut")]]
    await theatre.say("first", key="k")
    asked_for = await replies(theatre, "first", key="k")
    assert (asked_for.are_ours, asked_for.parts) == (True, theatre.platform.tried[0].parts)
    await theatre.say("second")
    assert theatre.platform.texts() == []
    await asked_for.settle(True)
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["second"]


async def test_kept_replies_can_be_asked_for_as_often_as_needed():
    theatre = Theatre()
    theatre.platform = Platform(reaches=False)
    await theatre.start()
    await theatre.say("hi", key="k")
    for delivered in (False, True, False):
        found = await replies(theatre, "hi", key="k")
        assert texts(found) == ["hi"]
        await found.settle(delivered)
    waited = await replies(theatre, "ho")
    await waited.settle(False)
    assert texts(await replies(theatre, "ho", key="other")) == ["ho"]
    await theatre.stop()


async def test_a_turn_without_replies_answers_at_once(theatre: Theatre):
    assert texts(await asyncio.wait_for(replies(theatre, "", wait=30), 5)) == []


async def test_two_who_wait_for_the_same_event_both_get_it(theatre: Theatre):
    both = await asyncio.gather(replies(theatre, "hi", key="k"), replies(theatre, "hi", key="k"))
    assert both[0].parts == both[1].parts
    for found in both:
        await found.settle(True)
    await theatre.engine.settled()
    assert theatre.platform.tried == []


async def test_what_comes_after_held_replies_waits_for_them(theatre: Theatre):
    found = await replies(theatre, "first")
    await theatre.hear("second")
    await theatre.engine.settled()
    assert theatre.platform.tried == []
    await found.settle(False)
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["first", "second"]


async def test_where_the_time_is_over_the_channel_delivers(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
):
    player = theatre.engine._players[BRAND]
    monkeypatch.setattr(player, "request", lambda: None)
    receipt = await theatre.hear("late", hold=True)
    assert await theatre.engine.replies(BRAND, receipt.event, 0.01) is None
    monkeypatch.undo()
    player.request()
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["late"]


async def test_a_waiting_request_that_is_cancelled_leaves_its_replies_to_the_channel(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
):
    player = theatre.engine._players[BRAND]
    monkeypatch.setattr(player, "request", lambda: None)
    receipt = await theatre.hear("hello", hold=True)
    waiting = asyncio.create_task(theatre.engine.replies(BRAND, receipt.event, 30))
    await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    monkeypatch.undo()
    player.request()
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["hello"]


async def test_a_stop_lets_waiting_requests_go(theatre: Theatre, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(theatre.engine._players[BRAND], "request", lambda: None)
    receipt = await theatre.hear("hello", hold=True)
    waiting = asyncio.create_task(theatre.engine.replies(BRAND, receipt.event, 30))
    await asyncio.sleep(0.01)
    await theatre.engine.stop(0)
    assert await asyncio.wait_for(waiting, 1) is None


@pytest.mark.parametrize("delivered", [True, False])
async def test_a_farewell_reaches_the_one_who_waits_and_is_gone(theatre: Theatre, delivered: bool):
    theatre.says = lambda event, person: [ErasePerson(Message("Goodbye", "Goodbye"))]
    found = await replies(theatre, "erase")
    assert texts(found) == ["Goodbye"]
    await found.settle(delivered)
    await theatre.engine.settled()
    assert theatre.platform.texts() == ([] if delivered else ["Goodbye"])
    assert await theatre.rows("count(*) FROM deliveries") == [(0,)]
    theatre.says = lambda event, person: [send("Welcome")]
    assert texts(await replies(theatre, "hi")) == ["Welcome"]


async def test_what_was_claimed_in_the_commit_that_keeps_what_is_before_it_waits_for_that(
    theatre: Theatre,
):
    gate = threading.Event()
    before = theatre.store.submit(lambda _: gate.wait())
    saying = [
        asyncio.create_task(theatre.hear("one", key="k1", hold=True)),
        asyncio.create_task(theatre.hear("two")),
    ]
    for _ in range(9):
        await asyncio.sleep(0)
    theatre.engine._dispatchers[BRAND, SITE.name].look()
    for _ in range(9):
        await asyncio.sleep(0)
    gate.set()
    await before
    first, _ = await asyncio.gather(*saying)
    await theatre.engine.settled()
    assert theatre.platform.tried == []
    found = await theatre.engine.replies(BRAND, first.event, 5)
    assert found is not None
    await found.settle(False)
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["one", "two"]


async def test_a_fault_of_our_own_at_the_end_of_a_wait_holds_nobody_up(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
):
    found = await replies(theatre, "one")

    async def broken(*_unit: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(theatre.store, "run", broken)
        with pytest.raises(RuntimeError):
            await found.settle(True)
    await theatre.say("two")
    assert theatre.platform.texts() == ["two"]
