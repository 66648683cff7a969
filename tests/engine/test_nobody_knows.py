"""What the brand begins and nobody knows of: it ends unknown, or is recognised, or asked about."""

import asyncio
from pathlib import Path

import pytest
from acting import BRAND, SITE, Platform, Theatre
from openings import (
    Broadcast,
    always,
    change,
    conversation_of,
)

from bot.core.events import Pressed, Said
from bot.core.outcomes import Throttled, Unknown
from bot.store.cancelling import cancel_waiting
from bot.store.confirming import confirm_reference
from bot.store.moments import to_moment
from bot.store.people import Account
from bot.store.undecided import send_again, undecided


@pytest.mark.parametrize(
    ("recognises", "tries", "end"),
    [(None, 1, "unknown"), (10.0, 4, "unknown"), (float("inf"), 5, "accepted")],
)
async def test_a_platform_that_would_know_a_repetition_gets_one(
    recognises: float | None, tries: int, end: str
):
    theatre = Theatre()
    theatre.platform = Platform(recognises=recognises)
    await theatre.start()
    theatre.platform.answers = [always(Unknown("cut"))] * 4
    news = await Broadcast(theatre).begin("ada")
    await news.open("ada")
    for _ in range(30):
        await theatre.later(1)
    assert len(theatre.platform.tried) == tries
    assert [status for status, _ in await news.ends()] == [end]
    await theatre.stop()


async def test_the_owner_may_want_it_sent_again(theatre: Theatre):
    theatre.platform.answers = [always(Unknown("cut"))]
    news = await Broadcast(theatre).begin("ada", unknown="send again")
    await news.open("ada")
    await theatre.later(1)
    assert theatre.platform.texts() == ["news"]


@pytest.mark.parametrize(
    ("recognises", "unknown", "end"),
    [
        (None, "leave", "unknown"),
        (None, "ask", "unknown"),
        (None, "send again", "accepted"),
        (120.0, "leave", "accepted"),
        (1.0, "leave", "unknown"),
    ],
)
async def test_what_was_under_way_when_the_process_was_killed(
    tmp_path: Path, recognises: float | None, unknown: str, end: str
):
    theatre = Theatre(tmp_path)
    theatre.platform = Platform(groups=False, recognises=recognises)
    await theatre.start()
    theatre.platform.hanging.clear()
    news = await Broadcast(theatre).begin("ada", "bob", unknown=unknown)
    await news.write("ada")
    await theatre.hear("hello", "bob")
    news.let_go()
    while len(theatre.platform.tried) < 2:
        await asyncio.sleep(0.001)
    await theatre.stop()
    theatre.platform.hanging.set()
    theatre.clock.move(2)
    await theatre.start()
    await theatre.engine.settled()
    assert theatre.platform.texts("bob") == ["hello"]
    assert [status for status, _ in await news.ends() if status != "opened"] == [end]
    assert theatre.platform.texts("ada") == (["news"] if end == "accepted" else [])
    await theatre.stop()


async def test_a_button_that_is_pressed_was_there(theatre: Theatre):
    theatre.platform.failing["ada"] = always(Unknown("cut"))
    news = await Broadcast(theatre).begin("ada", "bob")
    await news.open("ada")
    await news.open("bob")
    ((known,),) = await theatre.rows("id FROM deliveries WHERE recipient = 'ada'")
    reference, now = str(known)[:12], to_moment(theatre.clock())

    async def press(who: str, pressed: str) -> bool:
        account = Account(BRAND, SITE.name, who)
        return await theatre.store.run(
            lambda one: confirm_reference(one, account, pressed, now),
        )

    assert not await press("ada", "no reference")
    assert not await press("bob", reference)
    assert [status for status, _ in await news.ends()] == ["accepted", "unknown"]
    assert await press("ada", reference)
    assert not await press("ada", reference)
    assert await news.ends() == {("accepted", None): 2}
    assert await theatre.rows("DISTINCT status, doubts FROM deliveries") == [("accepted", 0)]


@pytest.mark.parametrize("doubts", [0, 1])
async def test_what_a_stop_cancels_is_skipped_unless_it_may_have_come(
    theatre: Theatre, doubts: int
):
    theatre.platform.failing["ada"] = always(Throttled("busy"))
    news = await Broadcast(theatre).begin("ada")
    await news.open("ada", texts="one two")
    await change(theatre, f"deliveries SET doubts = {doubts}")
    account, now = Account(BRAND, SITE.name, "ada"), to_moment(theatre.clock())
    await theatre.store.run(lambda one: cancel_waiting(one, account, before=2**62, now=now))
    await theatre.later(60)
    end = "unknown" if doubts else "skipped"
    assert await news.ends() == {(end, "stopped"): 1}
    assert len(theatre.platform.tried) == 1


async def test_what_nobody_knows_is_listed_and_sent_again_if_one_says_so(theatre: Theatre):
    theatre.platform.answers = [always(Unknown("cut"))]
    news = await Broadcast(theatre).begin("ada", unknown="ask")
    await news.open("ada")
    (one,) = await theatre.store.run(lambda found: undecided(found, BRAND, news.id))
    assert (one.channel, one.conversation, one.reason) == ("site", conversation_of("ada"), "cut")
    now = to_moment(theatre.clock())
    assert await theatre.store.run(lambda found: send_again(found, BRAND, news.id, now)) == 1
    assert await news.ends() == {("opened", None): 1}
    (dispatcher,) = theatre.engine._dispatchers.values()
    dispatcher.rescan()
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["news"]
    assert await news.ends() == {("accepted", None): 1}
    assert await theatre.rows("doubts FROM deliveries") == [(1,)]


@pytest.mark.parametrize(("who", "end"), [("ada", "accepted"), ("bob", "unknown")])
async def test_an_answer_to_a_message_turns_unknown_into_accepted(
    theatre: Theatre, who: str, end: str
):
    theatre.platform.answers = [always(Unknown("cut"))]
    news = await Broadcast(theatre).begin("ada")
    await news.open("ada")
    ((known,),) = await theatre.rows("id FROM deliveries")
    await theatre.do(Said("thanks", quotes=f"{str(known)[:12]}.0"), who)
    assert [status for status, _ in await news.ends()] == [end]


async def test_a_press_that_is_played_turns_unknown_into_accepted(theatre: Theatre):
    theatre.platform.answers = [always(Unknown("cut"))]
    news = await Broadcast(theatre).begin("ada")
    await news.open("ada")
    ((known,),) = await theatre.rows("id FROM deliveries")
    await theatre.do(Pressed(f"{str(known)[:12]}.0"))
    assert await news.ends() == {("accepted", None): 1}
