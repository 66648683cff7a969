"""What people do on Discord is stored once and in order, and acknowledged in time."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator

import pytest
from msgspec import structs

from adapters.discord import Discord, reception
from bot.core.commands import Command
from bot.core.content import Button
from bot.core.events import Pressed, Said
from bot.core.outcomes import Accepted
from tests.adapters.discord_stage import QUICK, TOKEN, Market, a_market, group, sent
from tests.eventually import eventually

THINKING, LATER, MESSAGE = 5, 6, 4


@pytest.fixture
async def market() -> AsyncIterator[Market]:
    async with a_market() as market:
        yield market


async def slash(market: Market, name: str = "survey", **fields: str) -> None:
    await eventually_offered(market)
    await market.order("slash", token=TOKEN, person=market.ada, name=name, **fields)


async def eventually_offered(market: Market) -> None:
    async with asyncio.timeout(5):
        while len(await market.ask("commands", token=TOKEN)) < 2:
            await asyncio.sleep(0.005)


async def answered(market: Market) -> dict[str, object]:
    """Return the latest interaction, once it has its first answer."""
    async with asyncio.timeout(5):
        while not (latest := (await market.ask("interactions"))[-1])["answer"]:
            await asyncio.sleep(0.005)
    return dict(latest)


async def test_private_messages_come_in_order(market: Market):
    await market.open()
    for number in range(20):
        await market.say(f"message {number}")
    await eventually(lambda: len(market.taken.incoming) == 20)
    assert market.texts() == [f"message {number}" for number in range(20)]
    assert {one.space for one in market.taken.incoming} == {None}
    assert {one.sender.id for one in market.taken.incoming} == {market.ada}


async def test_in_a_server_only_what_is_for_us(market: Market):
    await market.open()
    ours = await sent(market, market.ada, "a question", space=market.general)
    assert isinstance(ours, Accepted)
    await market.say("a word among friends", channel=market.general)
    await market.say("a call", channel=market.general, mention=True)
    await market.say("a reply", channel=market.general, reply_to=ours.message)
    await eventually(lambda: len(market.taken.incoming) == 2)
    assert market.texts() == ["a call", "a reply"]
    assert {one.space for one in market.taken.incoming} == {market.general}


async def test_what_waits_is_stored_in_batches(market: Market):
    gate = asyncio.Event()
    market.taken.slow = asyncio.shield(asyncio.ensure_future(gate.wait()))
    await market.open()
    for number in range(30):
        await market.say(f"message {number}")
    await asyncio.sleep(0.05)
    gate.set()
    await eventually(lambda: len(market.taken.incoming) == 30)
    assert market.texts() == [f"message {number}" for number in range(30)]
    assert len(market.taken.sizes) < 5


@pytest.mark.parametrize("trouble", ["failing", "full"])
async def test_what_cannot_be_stored_is_tried_again(market: Market, trouble: str):
    setattr(market.taken, trouble, OSError("no store") if trouble == "failing" else True)
    await market.open()
    for number in range(3):
        await market.say(f"message {number}")
    await eventually(lambda: len(market.taken.sizes) > 2)
    assert not market.taken.incoming
    setattr(market.taken, trouble, None)
    await eventually(lambda: len(market.taken.incoming) == 3)
    assert market.texts() == ["message 0", "message 1", "message 2"]


async def press_while_the_store_is_slow(market: Market) -> None:
    """Press a button, and see it acknowledged once it is stored, whichever way it came."""
    gate = asyncio.Event()
    ours = await sent(market, market.ada, "well?", buttons=[Button("b.1", "One")])
    assert isinstance(ours, Accepted)
    market.taken.slow = asyncio.shield(asyncio.ensure_future(gate.wait()))
    await market.order(
        "press", token=TOKEN, person=market.ada, message_id=ours.message, label="One"
    )
    await eventually(lambda: market.taken.sizes)
    assert (await market.ask("interactions"))[-1]["answer"] is None
    gate.set()
    assert (await answered(market))["answer"] == LATER
    assert [one.happening for one in market.taken.incoming] == [Pressed("b.1")]


async def command_while_the_store_is_slow(market: Market) -> None:
    """Give a command, and see it acknowledged in time and stored later, whichever way it came."""
    gate = asyncio.Event()
    market.taken.slow = asyncio.shield(asyncio.ensure_future(gate.wait()))
    began = time.monotonic()
    await slash(market)
    assert (await answered(market))["answer"] == THINKING
    assert QUICK.acknowledge - 0.05 < time.monotonic() - began < 2
    assert not market.taken.incoming
    gate.set()
    await eventually(lambda: market.taken.incoming)
    assert market.taken.incoming[0].happening == Said("/survey")


async def test_a_press_is_acknowledged_once_it_is_stored(market: Market):
    await market.open()
    await press_while_the_store_is_slow(market)
    (update,) = market.taken.incoming
    assert update.sender.language == "it"


async def test_a_slow_store_does_not_make_it_late(market: Market):
    await market.open()
    await command_while_the_store_is_slow(market)
    assert len(market.taken.incoming) == 1


async def test_thinking_ends_with_the_reply(market: Market):
    await market.open()
    await slash(market, channel=market.general)
    assert (await answered(market))["answer"] == THINKING
    assert any(one["loading"] for one in await market.messages(channel=market.general))
    assert isinstance(await sent(market, market.ada, "here", space=market.general), Accepted)
    async with asyncio.timeout(5):
        while any(one["loading"] for one in await market.messages(channel=market.general)):
            await asyncio.sleep(0.005)
    shown = await market.messages(channel=market.general)
    assert [one["content"] for one in shown] == ["here"]


async def test_thinking_ends_without_a_reply_too(market: Market):
    await market.open(Discord(structs.replace(QUICK, thinking=0.05)))
    await slash(market)
    assert (await answered(market))["answer"] == THINKING
    async with asyncio.timeout(5):
        while await market.messages():
            await asyncio.sleep(0.005)


async def test_where_the_channel_is_closed_to_us_the_interaction_is_the_way(market: Market):
    await market.open()
    await slash(market, channel=market.general)
    await answered(market)
    await market.order("access", token=TOKEN, channel=market.general, writes=False)
    first = await sent(market, market.ada, "first", space=market.general, part="p1")
    second = await sent(market, market.ada, "second", space=market.general, part="p2")
    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    shown = await market.messages(channel=market.general)
    assert [(one["content"], one["loading"]) for one in shown] == [
        ("first", False),
        ("second", False),
    ]
    assert {one["ephemeral_for"] for one in shown} == {market.ada}


async def test_a_failed_acknowledgement_is_tried_again(market: Market):
    await market.open()
    await market.fault("POST interactions/{id}/{token}/callback", type="answer", status=500)
    await market.fault("POST interactions/{id}/{token}/callback", type="reset")
    await slash(market)
    assert (await answered(market))["answer"] == THINKING


async def test_what_there_is_no_room_for_is_refused_with_an_apology(
    market: Market, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reception, "MOST_WAITING", 0)
    await market.open()
    await slash(market)
    assert (await answered(market))["answer"] == MESSAGE
    assert "Riprova" in (await market.messages())[-1]["content"]


async def test_who_waits_when_we_stop_is_told(market: Market):
    market.taken.failing = OSError("no store")
    await market.open()
    await slash(market)
    assert (await answered(market))["answer"] == THINKING
    await market.channel.close()
    (shown,) = await market.messages()
    assert "Riprova" in shown["content"]
    assert not shown["loading"]


async def test_we_type_where_an_answer_takes_long(market: Market):
    await market.open()
    await market.say("hello")
    async with asyncio.timeout(5):
        while not await market.calls("POST channels/{id}/typing"):
            await asyncio.sleep(0.005)
    await asyncio.sleep(QUICK.typing * 2)
    assert len(await market.calls("POST channels/{id}/typing")) == 1


async def test_we_do_not_type_where_it_does_not(market: Market):
    await market.open()
    await market.say("hello")
    await eventually(lambda: market.taken.incoming)
    await market.channel.deliver(group(market.ada))
    await asyncio.sleep(QUICK.typing * 3)
    assert not await market.calls("POST channels/{id}/typing")


async def test_commands_are_offered_only_where_they_differ(market: Market):
    await market.open()
    await eventually_offered(market)
    await market.channel.close()
    await market.open()
    async with asyncio.timeout(5):
        while len(await market.calls("GET applications/{id}/commands")) < 2:
            await asyncio.sleep(0.005)
    assert len(await market.calls("PUT applications/{id}/commands")) == 1


class Silenced:
    """What Discord asked for."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def left(self) -> float:
        return self.seconds

    def asked(self, seconds: float, reason: str) -> None:
        self.seconds = seconds
        assert reason == "HTTP 429"


async def test_what_discord_asks_beside_the_messages_binds_everything(market: Market):
    await market.open()
    silence = Silenced()
    market.channel.heed(silence)
    await market.fault(
        "POST channels/{id}/typing",
        type="answer",
        status=429,
        headers={"Via": "1.1 google"},
        body={"retry_after": 30.0, "global": True},
    )
    await market.say("hello")
    async with asyncio.timeout(5):
        while not silence.seconds:
            await asyncio.sleep(0.002)
    assert silence.seconds == 30.0
    await market.say("and")
    async with asyncio.timeout(5):
        while len(market.taken.incoming) < 2:
            await asyncio.sleep(0.002)
    await asyncio.sleep(QUICK.typing * 3)
    assert len(await market.calls("POST channels/{id}/typing")) == 1


async def test_another_menu_is_offered_at_once(market: Market):
    await market.open()
    await eventually_offered(market)
    market.channel.offer([Command("order", {"en": "Where it is"})])
    async with asyncio.timeout(5):
        while [one["name"] for one in await market.ask("commands", token=TOKEN)] != ["order"]:
            await asyncio.sleep(0.005)
    market.channel.offer([Command("order", {"en": "Where it is"})])
    assert len(await market.calls("PUT applications/{id}/commands")) == 2


async def test_commands_are_offered_again_after_a_failure(
    market: Market, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    await market.fault("GET applications/{id}/commands", type="reset", times=2)
    await market.open()
    await eventually_offered(market)
    assert "could not be offered" in caplog.text


@pytest.mark.parametrize("status", [404, 405, 503])
async def test_commands_are_offered_where_nobody_says_what_is_on_offer(market: Market, status: int):
    await market.fault("GET applications/{id}/commands", type="answer", status=status)
    await market.open()
    await eventually_offered(market)
    assert len(await market.ask("commands", token=TOKEN)) == 2


async def test_commands_that_were_refused_are_offered_in_the_next_session(market: Market):
    await market.fault("PUT applications/{id}/commands", type="answer", status=403)
    await market.open()
    async with asyncio.timeout(5):
        while not await market.calls("PUT applications/{id}/commands"):
            await asyncio.sleep(0.005)
    assert not await market.ask("commands", token=TOKEN)
    await market.gateway("drop", forget=True)
    await eventually_offered(market)


async def test_while_the_channel_is_not_ours_no_session_is_begun(market: Market):
    is_ours = False
    channel = Discord(structs.replace(QUICK, not_ours=0.01))
    channel.ask_first(lambda: is_ours)
    opening = asyncio.create_task(market.open(channel))
    await asyncio.sleep(0.1)  # ten looks whether it is
    assert market.sessions() == []
    is_ours = True
    await opening
    await market.say("hello")
    await eventually(lambda: market.texts() == ["hello"])


async def test_a_channel_that_was_closed_meanwhile_can_be_opened_again(market: Market):
    channel = await market.open()
    await market.say("one")
    await eventually(lambda: market.texts() == ["one"])
    await channel.close()
    await market.open(channel)
    await market.say("two")
    await eventually(lambda: len(market.texts()) > 1)
    assert market.texts() == ["one", "two"]
