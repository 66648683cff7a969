"""What the brand begins: asked once more in the claim, never sent twice, ended exactly once."""

import asyncio

import pytest
from acting import BRAND, SITE, Platform, Theatre, accept
from openings import (
    TOPIC,
    Broadcast,
    always,
    change,
    conversation_of,
    introduce,
    subscribe,
    unsubscribe,
)

from bot.channels.capabilities import Pace, Rate
from bot.core.effects import Effect, StopEverything, WithdrawConsent
from bot.core.ids import ConversationId
from bot.core.outcomes import Outcome, Rejected, Throttled, Unknown, Unreachable
from bot.engine.outbox.claims import Claimed
from bot.engine.outbox.recording import write_sent
from bot.store.cancelling import cancel_topic
from bot.store.errors import StoreUnavailable
from bot.store.moments import to_moment
from bot.store.people import Account


async def test_everybody_gets_it_and_ends_accepted(theatre: Theatre):
    news = await Broadcast(theatre).begin("ada", "bob")
    await news.open("ada", "bob", texts="one two")
    assert theatre.platform.texts("ada") == theatre.platform.texts("bob") == ["one", "two"]
    assert await news.ends() == {("accepted", None): 2}


@pytest.mark.parametrize(
    ("outcome", "status", "reason"),
    [
        (Rejected("HTTP 400"), "rejected", "HTTP 400"),
        (Unreachable("blocked"), "unreachable", "blocked"),
        (Unknown("cut"), "unknown", "cut"),
    ],
)
async def test_a_recipient_ends_as_their_message_did(
    theatre: Theatre, outcome: Outcome, status: str, reason: str
):
    theatre.platform.failing["ada"] = always(outcome)
    news = await Broadcast(theatre).begin("ada")
    await news.open("ada")
    for _ in range(3):
        await theatre.later(60)
    assert len(theatre.platform.tried) == 1
    assert await news.ends() == {(status, reason): 1}


async def test_several_messages_end_as_the_worst_of_them_and_not_before_the_last():
    theatre = Theatre()
    theatre.platform = Platform(groups=False)
    await theatre.start()
    theatre.platform.answers = [accept, always(Rejected("HTTP 400")), always(Throttled("busy"))]
    news = await Broadcast(theatre).begin("ada")
    await news.open("ada", texts="one two three")
    assert await news.ends() == {("opened", None): 1}
    await theatre.later(1)
    assert theatre.platform.texts() == ["one", "three"]
    assert await news.ends() == {("rejected", "HTTP 400"): 1}
    await theatre.stop()


async def test_a_consent_that_is_gone_is_seen_in_the_claim(theatre: Theatre):
    news = await Broadcast(theatre).begin("ada", "bob")
    await news.write("ada", "bob")
    await theatre.store.run(
        lambda one: one.exec_driver_sql("DELETE FROM subscriptions WHERE recipient = 'ada'")
    )
    await news.open()
    assert theatre.platform.got == [("bob", "news")]
    assert await news.ends() == {("accepted", None): 1, ("skipped", "no consent"): 1}


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("status", "cancelled", "cancelled"),
        ("expires_at", "1", "expired"),
    ],
)
async def test_what_is_over_is_not_sent(theatre: Theatre, column: str, value: str, reason: str):
    news = await Broadcast(theatre).begin("ada")
    await news.set(**{column: value})
    await news.open("ada", texts="one two")
    assert theatre.platform.tried == []
    assert await news.ends() == {("skipped", reason): 1}
    assert await theatre.rows("DISTINCT status, reason FROM deliveries") == [("cancelled", reason)]


async def test_an_expiry_of_ones_own_counts_before_the_common_one(theatre: Theatre):
    news = await Broadcast(theatre).begin("ada")
    await change(theatre, "recipients SET expires_at = 1")
    await news.open("ada")
    assert await news.ends() == {("skipped", "expired"): 1}


async def test_a_pause_holds_what_waits_and_replies_go_past_it(theatre: Theatre):
    news = await Broadcast(theatre).begin("ada", "bob")
    await news.set(status="paused")
    await news.open("ada", "bob")
    await theatre.say("hello")
    assert theatre.platform.got == [("ada", "hello")]
    await theatre.later(5)
    assert await news.ends() == {("opened", None): 2}
    await news.set(status="running")
    await theatre.later(1)
    assert sorted(theatre.platform.got) == [("ada", "hello"), ("ada", "news"), ("bob", "news")]
    assert await theatre.rows("DISTINCT attempts FROM deliveries") == [(1,)]


async def test_a_message_to_many_goes_before_the_reply_that_came_after_it(theatre: Theatre):
    theatre.platform.hanging.clear()
    people = [f"person-{number}" for number in range(80)]
    news = await Broadcast(theatre).begin(*people)
    await news.write(*people)
    news.let_go()
    await theatre.hear("hello", people[-1])
    while len(theatre.platform.under_way) < 49:
        await asyncio.sleep(0.001)
    theatre.platform.hanging.set()
    await theatre.engine.settled()
    assert theatre.platform.texts(people[-1]) == ["news", "hello"]
    assert await news.ends() == {("accepted", None): 80}


async def test_replies_have_room_that_nothing_else_takes(theatre: Theatre):
    theatre.platform.hanging.clear()
    people = [f"person-{number}" for number in range(200)]
    news = await Broadcast(theatre).begin(*people)
    await news.write(*people)
    news.let_go()
    while len(theatre.platform.under_way) < 48:
        await asyncio.sleep(0.001)
    await theatre.hear("hello")
    while len(theatre.platform.under_way) < 49:
        await asyncio.sleep(0.001)
    assert theatre.platform.under_way[-1] == "ada"
    theatre.platform.hanging.set()
    await theatre.engine.settled()
    assert await news.ends() == {("accepted", None): 200}


async def test_what_never_expires_is_given_up_after_a_day(theatre: Theatre):
    theatre.platform.failing["ada"] = always(Throttled("busy"))
    news = await Broadcast(theatre).begin("ada")
    await news.open("ada")
    await theatre.later(24 * 3600 + 1)
    assert [status for status, _ in await news.ends()] == ["rejected"]


async def test_what_expires_is_given_up_then(theatre: Theatre):
    theatre.platform.failing["ada"] = always(Throttled("busy"))
    expires = to_moment(theatre.clock()) + 3600 * 1_000_000
    news = await Broadcast(theatre).begin("ada", expires_at=expires)
    await news.open("ada")
    await theatre.later(3599)
    assert await news.ends() == {("opened", None): 1}
    await theatre.later(31)
    assert await news.ends() == {("skipped", "expired"): 1}


async def test_a_block_takes_back_every_consent_that_was_given_there(theatre: Theatre):
    theatre.platform.answers = [always(Unreachable("blocked"))]
    news = await Broadcast(theatre).begin("ada", "bob")
    await news.open("ada")
    assert await theatre.rows("recipient FROM subscriptions") == [("bob",)]
    assert await theatre.rows("given, source FROM consents") == [(0, "blocked")]


async def test_a_stop_reaches_what_waits_for_its_turn():
    theatre = Theatre()
    theatre.platform = Platform(groups=False, pace=Pace(private=Rate(1, 0.2, 1)))
    await theatre.start()
    news = await Broadcast(theatre).begin("ada")
    await news.write("ada", texts="one two")
    news.let_go()
    while not theatre.platform.got:
        await asyncio.sleep(0.001)
    await unsubscribe(theatre, "ada")
    (dispatcher,) = theatre.engine._dispatchers.values()
    dispatcher.reconsider({conversation_of("ada")})
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["one"]
    assert await news.ends() == {("skipped", "no consent"): 1}
    await theatre.stop()


async def test_a_stop_that_comes_with_the_claim_reaches_what_it_took(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
):
    news = await Broadcast(theatre).begin("ada")
    await news.write("ada")
    (dispatcher,) = theatre.engine._dispatchers.values()
    submit = theatre.store.submit

    async def stop_behind(answer):
        result = await answer
        if isinstance(result, Claimed) and result.groups:
            monkeypatch.undo()
            await unsubscribe(theatre, "ada")
            dispatcher.reconsider({conversation_of("ada")})
        return result

    def submit_before_a_stop(*unit):
        return asyncio.ensure_future(stop_behind(submit(*unit)))

    monkeypatch.setattr(theatre.store, "submit", submit_before_a_stop)
    await news.open()
    assert theatre.platform.tried == []
    assert await news.ends() == {("skipped", "no consent"): 1}


async def test_a_reply_is_sent_whatever_is_reconsidered():
    theatre = Theatre()
    theatre.platform = Platform(groups=False, pace=Pace(private=Rate(1, 0.05, 1)))
    await theatre.start()
    await theatre.hear("one two")
    while not theatre.platform.got:
        await asyncio.sleep(0.001)
    ((person,),) = await theatre.rows("id FROM persons")
    (dispatcher,) = theatre.engine._dispatchers.values()
    dispatcher.reconsider({ConversationId(str(person))})
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["one", "two"]
    assert await theatre.rows("DISTINCT fence FROM deliveries") == [(1,)]
    await theatre.stop()


@pytest.mark.parametrize(
    ("effects", "reason"),
    [
        ((WithdrawConsent(None, "stop"), StopEverything()), "stopped"),
        ((WithdrawConsent(TOPIC, "a step"),), "no consent"),
    ],
)
async def test_what_waits_ends_for_the_reason_that_they_gave(
    theatre: Theatre, effects: tuple[Effect, ...], reason: str
):
    theatre.platform.failing["ada"] = always(Throttled("busy"))
    news = await Broadcast(theatre).begin("ada")
    await news.open("ada")
    theatre.says = lambda event, person: effects
    await theatre.say("enough")
    assert await news.ends() == {("skipped", reason): 1}


async def test_a_topic_is_cancelled_only_where_its_consent_is_gone(theatre: Theatre):
    theatre.platform.failing["ada"] = always(Throttled("busy"))
    news = await Broadcast(theatre).begin("ada")
    await news.open("ada")
    account, now = Account(BRAND, SITE.name, "ada"), to_moment(theatre.clock())

    async def cancel() -> int:
        return await theatre.store.run(
            lambda one: cancel_topic(one, account, TOPIC, "no consent", before=2**62, now=now)
        )

    assert await cancel() == 0
    await unsubscribe(theatre, "ada")
    assert await cancel() == 1
    assert await news.ends() == {("skipped", "no consent"): 1}


@pytest.mark.parametrize("groups", [True, False])
async def test_nothing_is_sent_while_outcomes_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch, groups: bool
):
    theatre = Theatre()
    theatre.platform = Platform(groups=groups)
    await theatre.start()
    monkeypatch.setattr("bot.engine.outbox.ledger.RETRY_SECONDS", 0.01)
    full = True

    def write_unless_full(*arguments):
        if full:
            raise StoreUnavailable("the disk is full")
        write_sent(*arguments)

    monkeypatch.setattr("bot.engine.outbox.ledger.write_sent", write_unless_full)
    people = [f"person-{number}" for number in range(100)]
    news = await Broadcast(theatre).begin(*people)
    await news.write(*people, texts="one two three")
    news.let_go()
    (dispatcher,) = theatre.engine._dispatchers.values()
    while not dispatcher._ledger.is_behind:
        await asyncio.sleep(0.001)
    await theatre.hear("hello")
    tried = len(theatre.platform.tried)
    await asyncio.sleep(0.05)
    assert len(theatre.platform.tried) == tried <= 48 * (1 if groups else 3)
    full = False
    await theatre.engine.settled()
    assert await news.ends() == {("accepted", None): 100}
    assert len(theatre.platform.got) == 301
    await theatre.stop()


async def test_a_group_that_shuts_us_out_takes_back_what_was_consented_to_there(theatre: Theatre):
    theatre.platform.answers = [always(Unreachable("kicked"))]
    news = await Broadcast(theatre).begin("ada", "bob", space="market")
    await theatre.store.run(lambda one: introduce(one, "cy", 1))
    await theatre.store.run(lambda one: subscribe(one, "cy", 1))
    await news.open("ada", space="market")
    assert await news.ends() == {("unreachable", "kicked"): 1}
    assert await theatre.rows("recipient FROM subscriptions") == [("cy",)]
    assert await theatre.rows("DISTINCT given, source, space FROM consents") == [
        (0, "blocked", "market")
    ]
