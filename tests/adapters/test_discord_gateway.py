"""Whatever happens to the gateway, the bot goes on listening, and says what keeps it from it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from msgspec import structs

from adapters.discord import Discord
from adapters.discord.listening import Listening
from adapters.discord.ration import BURST, SECONDS_EACH, Ration
from bot.channels.contract import Held
from tests.adapters.discord_stage import QUICK, TOKEN, Market, a_market
from tests.eventually import eventually


@pytest.fixture
async def market() -> AsyncIterator[Market]:
    async with a_market() as market:
        market.channel.remember(market.recall)
        yield market


async def hears(market: Market, text: str) -> bool:
    """Say whether what is said now comes in, and only once."""
    await market.say(text)
    await eventually(lambda: text in market.texts())
    return market.texts().count(text) == 1


async def lost_and_found(market: Market, action: str, **fields: object) -> None:
    """Let something happen to the connection, and wait for the next one."""
    (before,) = (one.line for one in market.sessions() if one.line is not None)
    await market.gateway(action, **fields)
    await eventually(
        lambda: any(one.line not in {None, before} for one in market.sessions()), seconds=8
    )


async def test_nothing_hinders_it(market: Market):
    await market.open()
    assert await hears(market, "hello")
    assert market.channel.hindrance() is None


async def test_an_event_that_the_library_cannot_read_costs_nothing(
    market: Market, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    await market.open()
    (before,) = market.sessions()
    line = before.line
    strange = [
        {"t": "MESSAGE_CREATE", "d": {"id": "1"}},
        {"t": "MESSAGE_CREATE", "d": None},
        {"t": "INTERACTION_CREATE", "d": {"type": 3}},
        {"t": "GUILD_CREATE", "d": {"id": "x"}},
        {"t": "NEVER_HEARD_OF", "d": []},
        {"raw": "no json at all"},
        {"raw": '{"op": 99}'},
    ]
    for event in strange:
        await market.gateway("malformed", **event)
    assert await hears(market, "hello")
    assert [one.line for one in market.sessions()] == [line]
    assert "could not read an event error=KeyError" in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_message_that_only_the_library_cannot_read_is_heard(market: Market):
    await market.open()
    minimal = {"id": "77", "channel_id": "5", "author": {"id": "6"}, "content": "still heard"}
    await market.gateway("malformed", t="MESSAGE_CREATE", d=minimal)
    assert await eventually(lambda: "still heard" in market.texts())


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("drop", {}),
        ("reconnect", {}),
        ("invalid", {"resumable": True}),
        *(("close", {"code": code}) for code in (1000, 1001, 4000, 4001, 4002, 4003, 4005)),
        ("close", {"code": 4008}),
    ],
)
async def test_a_lost_connection_is_resumed(market: Market, action: str, fields: dict[str, object]):
    await market.open()
    (before,) = market.sessions()
    await lost_and_found(market, action, **fields)
    assert await hears(market, "after it")
    assert before.id in {one.id for one in market.sessions() if one.line is not None}
    assert market.channel.hindrance() is None


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("invalid", {"resumable": False}),
        ("drop", {"forget": True}),
        *(("close", {"code": code}) for code in (4004, 4007, 4009, 4010)),
        *(("close", {"code": code}) for code in (4011, 4012, 4013, 4014)),
    ],
)
async def test_a_lost_session_is_followed_by_another(
    market: Market, action: str, fields: dict[str, object]
):
    await market.open()
    (before,) = market.sessions()
    await lost_and_found(market, action, **fields)
    assert await hears(market, "after it")
    assert [one.id for one in market.sessions() if one.line is not None] != [before.id]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (4004, "refuses the token"),
        (4010, "shard"),
        (4011, "sharding"),
        (4012, "update discord.py"),
        (4013, "intents are invalid"),
        (4999, None),
    ],
)
async def test_what_lasts_is_said_in_words(market: Market, code: int, words: str | None):
    slow = structs.replace(QUICK, probe=30.0, first_pause=30.0, longest_pause=30.0)
    await market.open(Discord(slow))
    await market.gateway("close", code=code)
    if words is None:
        await eventually(lambda: sum(one.line is not None for one in market.sessions()) == 1)
        assert market.channel.hindrance() is None
        return
    hindrance = await eventually(market.channel.hindrance)
    assert words in hindrance
    assert TOKEN not in hindrance


async def test_without_the_privileged_intent_it_works_and_says_what_is_missing(market: Market):
    await market.order("privileged", token=TOKEN, message_content=False)
    await market.open()
    hindrance = await eventually(market.channel.hindrance)
    assert "Developer Portal, Bot, Message Content Intent" in hindrance
    assert await hears(market, "in private")
    await market.say("a call", channel=market.general, mention=True)
    await eventually(lambda: "a call" in market.texts())


async def test_an_endpoint_elsewhere_is_said(market: Market):
    await market.open()
    ours = market.channel._channel._listening._ears.application
    ours.interactions_endpoint_url = "https://example.org/interactions"
    assert "Interactions Endpoint URL" in market.channel.hindrance()


async def test_a_refused_first_connection_is_tried_again(market: Market):
    await market.gateway("refuse", times=2)
    await market.gateway("refuse", times=1, status=503)
    await market.open()
    assert await hears(market, "hello")
    assert market.channel.hindrance() is None


async def test_a_gateway_that_stays_away_is_said(market: Market):
    await market.gateway("refuse", times=1000)
    await market.channel.open(market.settings, market.taken)
    hindrance = await eventually(market.channel.hindrance)
    assert "cannot be reached" in hindrance


async def test_a_mute_gateway_is_left(market: Market):
    await market.open(Discord(structs.replace(QUICK, heartbeat=0.3)))
    await lost_and_found(market, "stall")
    assert await hears(market, "after it")


async def test_log_in_waits_for_rest(market: Market):
    await market.fault("GET users/@me", type="reset", times=2)
    await market.fault("GET oauth2/applications/@me", type="answer", status=503, times=1)
    await market.open()
    assert await hears(market, "hello")


async def test_a_mute_log_in_is_left(market: Market):
    await market.fault("GET oauth2/applications/@me", type="hang", seconds=30.0)
    await market.open(Discord(structs.replace(QUICK, connect=0.2)))
    assert await hears(market, "hello")


async def test_a_refused_token_is_said_and_tried_again(market: Market):
    refusal = {"message": "401: Unauthorized", "code": 0}
    await market.fault("GET users/@me", type="answer", status=401, body=refusal, times=3)
    await market.channel.open(market.settings, market.taken)
    hindrance = await eventually(market.channel.hindrance)
    assert "refuses the token" in hindrance
    await market.listening()
    await eventually(lambda: market.channel.hindrance() is None)
    assert await hears(market, "hello")


async def test_flapping_slows_down():
    delays = structs.replace(QUICK, first_pause=1.0, longest_pause=5.0)
    listening = Listening("token", delays, lambda _: None, lambda: True)
    waits = []
    for _ in range(8):
        listening.connected()
        waits.append(listening._lost(ConnectionResetError(), False))
    assert waits == [0.0, 1.0, 2.0, 4.0, 5.0, 5.0, 5.0, 5.0]


async def test_new_sessions_are_rationed_and_nothing_else():
    listening = Listening(
        "token", structs.replace(QUICK, longest_pause=5.0), lambda _: None, lambda: True
    )
    for _ in range(BURST):
        assert listening._lost(ConnectionResetError(), False) <= 5.0
    assert listening._lost(ConnectionResetError(), False) > SECONDS_EACH / 2
    assert listening._lost(ConnectionResetError(), True) <= 5.0
    assert listening._lost(TimeoutError(), False) <= 5.0


def test_a_ration_grows_again_up_to_its_burst():
    ration = Ration()
    day = [ration.take(1e6 + at) for at in range(0, 86_400, 120)]
    assert not any(day)
    assert [ration.take(2e6) for _ in range(BURST + 1)] == [0.0] * BURST + [SECONDS_EACH]


async def test_after_a_lost_session_what_was_missed_is_fetched_once(market: Market):
    await market.open()
    await market.say("before")
    await eventually(lambda: "before" in market.texts())
    market.hold_ada()
    await market.gateway("refuse", times=5)
    await market.gateway("drop", forget=True)
    await eventually(lambda: not any(one.line for one in market.sessions()))
    for text in ("missed 1", "missed 2"):
        await market.say(text)
    await market.listening()
    await market.say("after")
    await eventually(lambda: "after" in market.texts())
    assert market.texts() == ["before", "missed 1", "missed 2", "after"]


async def test_in_a_server_only_what_was_for_us_is_fetched(market: Market):
    await market.say("a call", channel=market.general, mention=True)
    await market.say("among friends", channel=market.general)
    market.held.append(Held(market.ada, market.general, market.now()))
    await market.open()
    assert await eventually(lambda: market.texts() == ["a call"])


async def test_what_was_missed_is_fetched_though_our_clock_was_ahead(market: Market):
    """It says when the latest was taken in; what was said since has numbers of Discord's clock."""
    await market.say("missed")
    market.held.append(Held(market.ada, None, market.now() + timedelta(minutes=50)))
    await market.open()
    assert await eventually(lambda: market.texts() == ["missed"])


async def test_of_a_long_history_the_newest_is_fetched(market: Market):
    for number in range(120):
        await market.say(f"{number}")
    market.hold_ada()
    await market.open()
    assert await eventually(lambda: market.texts() == [f"{number}" for number in range(120)])


async def test_of_a_history_without_end_as_much_is_fetched_as_may_be_at_once(market: Market):
    """The library keeps back the answer with which the requests of these seconds are used up."""
    said = [f"{number}" for number in range(410)]
    for text in said:
        await market.say(text)
    market.hold_ada()
    await market.open()
    assert await eventually(lambda: market.texts() == said[-400:])


async def test_a_resumed_session_fetches_nothing(market: Market):
    market.hold_ada()
    await market.open()
    await eventually(lambda: market.recalled == 1)
    await lost_and_found(market, "drop")
    assert await hears(market, "after it")
    assert market.recalled == 1


@pytest.mark.parametrize("status", [403, 404, 405, 500, 503])
async def test_a_history_that_is_closed_to_us_holds_nobody_up(market: Market, status: int):
    refusal = {"message": "Missing Access", "code": 50001}
    await market.fault(
        "GET channels/{id}/messages", type="answer", status=status, body=refusal, times=99
    )
    market.held.append(Held(market.ada, market.general, market.now()))
    await market.open(Discord(structs.replace(QUICK, send=0.1)))
    await market.say("a call", channel=market.general, mention=True)
    assert await eventually(lambda: market.texts() == ["a call"])


async def test_histories_that_do_not_come_hold_nobody_up_but_are_asked_for_again(market: Market):
    await market.fault("GET channels/{id}/messages", type="hang", seconds=30.0)
    await market.say("missed", channel=market.general, mention=True)
    market.held.append(Held(market.ada, market.general, market.now()))
    await market.open(Discord(structs.replace(QUICK, first_pause=0.5, longest_pause=0.5)))
    await market.say("live", channel=market.general, mention=True)
    await eventually(lambda: market.texts() == ["live"])
    assert await eventually(lambda: market.texts() == ["live", "missed"])


async def test_events_that_only_the_library_cannot_read_cost_no_connection(market: Market):
    await market.open()
    for _ in range(30):
        await market.gateway("malformed", t="MESSAGE_CREATE", d={})
    assert await hears(market, "hello")
    assert len(market.sessions()) == 1


async def test_a_store_that_recalls_nothing_holds_nobody_up(market: Market):
    async def forget(*_: object) -> list[Held]:
        raise OSError("no store")

    market.channel.remember(forget)
    await market.open()
    assert await hears(market, "hello")


async def test_more_than_a_page_is_fetched_in_order(market: Market):
    said = [f"message {number}" for number in range(130)]
    for text in said:
        await market.say(text)
    market.hold_ada()
    await market.open()
    await eventually(lambda: len(market.taken.incoming) == 130)
    assert market.texts() == said


async def test_closing_does_not_wait_for_a_mute_gateway(market: Market):
    await market.open()
    await market.gateway("stall")
    async with asyncio.timeout(2) as patience:
        await market.channel.close()
    assert not patience.expired()
