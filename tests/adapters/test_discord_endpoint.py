"""Interactions that Discord posts: signed, taken in once, answered in time by the way they came."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from msgspec import structs

from adapters.discord import Discord, reception, signature
from adapters.discord.endpoint_address import ELSEWHERE, Endpoint, misled
from adapters.discord.probing import OTHER_KEY
from bot.channels.contract import ChannelSettings
from bot.core.events import Said
from bot.core.outcomes import Accepted
from sandbox.discord.endpoint.signing import public_key_of, signed
from tests.adapters.called import called
from tests.adapters.discord_stage import QUICK, TOKEN, Market, a_market, sent
from tests.adapters.test_discord_receiving import (
    answered,
    command_while_the_store_is_slow,
    eventually_offered,
    press_while_the_store_is_slow,
    slash,
)
from tests.eventually import eventually

THINKING, LATER, MESSAGE = 5, 6, 4
QUICKER = structs.replace(QUICK, arrive=0.02, elsewhere=0.05, not_ours=0.01)
CALLBACK = "POST interactions/{id}/{token}/callback"


def with_key(settings: ChannelSettings, key: str | None = None) -> ChannelSettings:
    key = public_key_of(TOKEN) if key is None else key
    return structs.replace(settings, options={**settings.options, "public_key": key})


@asynccontextmanager
async def at_its_endpoint(market: Market) -> AsyncIterator[ChannelSettings]:
    """Serve the market's channel, and let the Developer Portal save its address."""
    market.settings = with_key(market.settings)
    async with called(market.settings, market.channel) as (market.settings,):
        await market.open()
        await eventually_offered(market)
        await market.order("endpoint", token=TOKEN, url=market.settings.address)
        yield market.settings


@pytest.fixture
async def market() -> AsyncIterator[Market]:
    async with a_market() as market:
        market.channel = Discord(QUICKER)
        market.channel.remember(market.recall)
        yield market


@pytest.fixture
async def endpoint(market: Market) -> AsyncIterator[ChannelSettings]:
    async with at_its_endpoint(market) as settings:
        yield settings


async def posts(market: Market) -> list[Any]:
    return list(await market.ask("posts"))


async def post(settings: ChannelSettings, body: bytes, **headers: str) -> tuple[int, Any]:
    made = signed(TOKEN, str(int(time.time())), body)
    assert settings.address is not None
    async with (
        aiohttp.ClientSession() as session,
        session.post(settings.address, data=body, headers={**made, **headers}) as answer,
    ):
        return answer.status, await answer.json(content_type=None)


async def test_a_command_is_answered_by_the_way_it_came(
    market: Market, endpoint: ChannelSettings, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    await slash(market, channel=market.general)
    assert (await answered(market))["answer"] == THINKING
    assert (await posts(market))[-1]["status"] == 200
    assert not await market.calls(CALLBACK)
    (update,) = market.taken.incoming
    assert (update.happening, update.space) == (Said("/survey"), market.general)
    (interaction,) = market.stand_in.world.interactions.values()
    assert interaction.token.encode() not in (update.raw or b"")
    assert interaction.token not in caplog.text


async def test_a_press_is_acknowledged_once_it_is_stored(market: Market, endpoint: ChannelSettings):
    await press_while_the_store_is_slow(market)
    assert len(market.taken.incoming) == 1


async def test_a_slow_store_does_not_make_it_late(market: Market, endpoint: ChannelSettings):
    await command_while_the_store_is_slow(market)
    assert len(market.taken.incoming) == 1


async def test_thinking_ends_with_the_reply(market: Market, endpoint: ChannelSettings):
    await slash(market, channel=market.general)
    assert (await answered(market))["answer"] == THINKING
    assert isinstance(await sent(market, market.ada, "here", space=market.general), Accepted)
    async with asyncio.timeout(5):
        while any(one["loading"] for one in await market.messages(channel=market.general)):
            await asyncio.sleep(0.005)
    shown = await market.messages(channel=market.general)
    assert [one["content"] for one in shown] == ["here"]


async def test_where_the_channel_is_closed_to_us_the_interaction_is_the_way(
    market: Market, endpoint: ChannelSettings
):
    await slash(market, channel=market.general)
    await market.order("access", token=TOKEN, channel=market.general, writes=False)
    await eventually(lambda: market.taken.incoming)
    first = await sent(market, market.ada, "first", space=market.general, part="p1")
    assert isinstance(first, Accepted)
    (shown,) = await market.messages(channel=market.general)
    assert (shown["content"], shown["loading"]) == ("first", False)
    assert shown["ephemeral_for"] == market.ada


async def test_messages_come_over_the_gateway_as_before(market: Market, endpoint: ChannelSettings):
    await market.say("one")
    await eventually(lambda: market.texts() == ["one"])
    await slash(market)
    await answered(market)
    await market.say("two")
    await eventually(lambda: len(market.texts()) == 3)
    assert market.texts() == ["one", "/survey", "two"]


async def test_without_an_address_in_the_portal_interactions_come_over_the_gateway(market: Market):
    market.settings = with_key(market.settings)
    await market.open()
    await slash(market)
    assert (await answered(market))["answer"] == THINKING
    assert await posts(market) == []
    assert market.channel.hindrance() is None


async def test_every_forgery_is_refused(market: Market, endpoint: ChannelSettings):
    statuses = await market.order("probe", token=TOKEN)
    assert len(statuses) > 4
    assert set(statuses.values()) == {401}
    assert market.stand_in.world.bots[TOKEN].endpoint == endpoint.address
    assert not market.taken.incoming


@pytest.mark.parametrize("seconds", [-301, 301])
async def test_what_was_signed_long_ago_is_refused(endpoint: ChannelSettings, seconds: int):
    body = b'{"type":1}'
    then = str(int(time.time()) + seconds)
    status, document = await post(endpoint, body, **signed(TOKEN, then, body))
    assert status == 401
    assert document["title"] == "Unauthorized"


NONSENSE = {
    "no JSON": b"{",
    "nothing": b"",
    "no interaction": b"{}",
    "a form that nobody showed": json.dumps(
        {"id": "1", "application_id": "2", "token": "t", "type": 5, "data": {"custom_id": "x"}}
    ).encode(),
}


@pytest.mark.parametrize("name", NONSENSE)
async def test_what_is_not_offered_here_is_told_so(endpoint: ChannelSettings, name: str):
    status, document = await post(endpoint, NONSENSE[name])
    assert (status, document["status"]) == (400, 400)


async def test_a_call_that_is_repeated_is_one_event(market: Market, endpoint: ChannelSettings):
    body = json.dumps(
        {
            "id": "77",
            "application_id": market.bot,
            "token": "a-token",
            "type": 2,
            "channel_id": market.general,
            "guild_id": market.guild,
            "member": {"user": {"id": market.ada, "username": "ada"}},
            "data": {"name": "survey", "type": 1},
        }
    ).encode()
    answers = await asyncio.gather(*(post(endpoint, body) for _ in range(3)))
    assert {status for status, _ in answers} == {200}
    assert {answer["type"] for _, answer in answers} == {THINKING}
    assert market.texts() == ["/survey"]


async def test_an_answer_that_gets_lost_loses_no_event(market: Market, endpoint: ChannelSettings):
    await market.fault("endpoint", type="reset", after=True)
    await slash(market)
    await eventually(lambda: market.texts() == ["/survey"])
    (interaction,) = await market.ask("interactions")
    assert interaction["answer"] is None


async def test_what_there_is_no_room_for_is_refused_with_an_apology(
    market: Market, endpoint: ChannelSettings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reception, "MOST_WAITING", 0)
    await slash(market)
    assert (await answered(market))["answer"] == MESSAGE
    assert "Riprova" in (await market.messages())[-1]["content"]


async def test_who_waits_when_we_stop_is_told(market: Market, endpoint: ChannelSettings):
    market.taken.failing = OSError("no store")
    await slash(market)
    assert (await answered(market))["answer"] == THINKING
    await market.channel.close()
    (shown,) = await market.messages()
    assert "Riprova" in shown["content"]
    assert not shown["loading"]


async def test_while_a_channel_is_closed_it_takes_nothing(
    market: Market, endpoint: ChannelSettings
):
    await market.channel.close()
    assert (await post(endpoint, b'{"type":1}'))[0] == 503


async def test_a_process_that_only_takes_calls_listens_to_nothing_and_tidies_up(market: Market):
    owner = await market.open()
    await eventually_offered(market)
    other = Discord(QUICKER)
    other.ask_first(lambda: False)
    async with called(with_key(market.settings), other) as (settings,):
        await other.open(settings, market.taken)
        await market.order("endpoint", token=TOKEN, url=settings.address)
        await slash(market)
        assert (await answered(market))["answer"] == THINKING
        assert market.texts() == ["/survey"]
        assert len(market.sessions()) == 1
        async with asyncio.timeout(5):
            while await market.messages():
                await asyncio.sleep(0.005)
        await other.close()
    assert market.channel is owner


def test_a_key_has_a_form_and_needs_what_verifies(monkeypatch: pytest.MonkeyPatch, market: Market):
    faults = Discord().faults
    assert faults(with_key(market.settings)) == []
    assert faults(with_key(market.settings, public_key_of(TOKEN).upper())) == []
    for wrong in ("", "ab", "g" * 64, "\uff11" * 64):
        (fault,) = faults(with_key(market.settings, wrong))
        assert "Developer Portal" in fault
    monkeypatch.setattr(signature, "find_spec", lambda _: None)
    (fault,) = faults(with_key(market.settings))
    assert "convivio[interactions]" in fault


def test_where_discord_calls_is_compared_with_where_we_are():
    here, there = "https://bot.example.org/platforms/b/d", "https://other.example.org/"
    assert misled(None, None) is None
    assert misled(None, Endpoint(here)) is None
    assert misled(here, Endpoint(here)) is None
    assert misled(here, Endpoint(None)) is None
    assert misled(here, None) == ELSEWHERE
    assert f"enter {here}" in (misled(there, Endpoint(here)) or "")


PROBED = {
    "posted to us": (None, None, "fine", "are posted to us"),
    "another key": (public_key_of("another"), None, "broken", OTHER_KEY),
    "nowhere": (None, "", "fine", "names no Interactions Endpoint URL"),
    "elsewhere": (None, "https://bot.example.org/", "broken", "another Interactions Endpoint URL"),
}


@pytest.mark.parametrize("name", PROBED)
async def test_a_look_before_the_start_tells_how_the_endpoint_stands(
    market: Market, endpoint: ChannelSettings, name: str
):
    key, portal, state, words = PROBED[name]
    if portal is not None:
        market.stand_in.world.bots[TOKEN].endpoint = portal or None
    settings = endpoint if key is None else with_key(endpoint, key)
    told = await Discord(QUICKER).probe(settings)
    assert [one.state for one in told if words in one.words] == [state]
