"""In a server, what concerns one person is shown to them alone who used a control of ours."""

from collections.abc import AsyncIterator

import pytest_asyncio

from bot.channels.contract import Group, Part
from bot.core.content import Message
from bot.core.ids import DeliveryId, GroupId
from bot.core.outcomes import Accepted, Outcome, Unknown
from tests.adapters.discord_stage import TOKEN, Market, a_market
from tests.eventually import eventually

FOLLOW = "POST webhooks/{id}/{token}"


@pytest_asyncio.fixture
async def market() -> AsyncIterator[Market]:
    async with a_market() as made:
        await made.open()
        yield made


async def confide(
    market: Market, to: str, text: str, earlier: str | None = None, *, private: bool = True
) -> Outcome:
    """Say something to somebody in the channel."""
    part = Part(DeliveryId(text), Message(text, text, private=private), earlier)
    group = Group(GroupId(text), to, market.general, (part,))
    (outcome,) = await market.channel.deliver(group)
    return outcome


async def begin(market: Market, person: str, name: str = "survey") -> None:
    """Let somebody give a command in the channel, and wait until it is acknowledged."""
    before = len(market.stand_in.world.interactions)
    await eventually(lambda: len(market.stand_in.world.bots[TOKEN].commands) == 2)
    await market.order("slash", token=TOKEN, person=person, name=name, channel=market.general)
    begun = list(market.stand_in.world.interactions.values())[before]
    await eventually(lambda: begun.answer is not None)


async def seen(market: Market) -> dict[str, str | None]:
    """Return what stands in the channel, and who alone sees it."""
    shown = await market.messages(channel=market.general)
    return {one["content"]: one["ephemeral_for"] for one in shown if not one["loading"]}


async def test_only_who_asked_sees_it_and_thinking_is_gone(market: Market):
    await begin(market, market.ada)
    assert isinstance(await confide(market, market.ada, "held"), Accepted)
    assert isinstance(await confide(market, market.ada, "more"), Accepted)
    assert isinstance(await confide(market, market.ada, "hello", private=False), Accepted)
    assert isinstance(await confide(market, market.ada, "sure?"), Accepted)
    shown = await market.messages(channel=market.general)
    assert await seen(market) == {
        "held": market.ada,
        "more": market.ada,
        "hello": None,
        "sure?": market.ada,
    }
    assert not any(one["loading"] for one in shown)


async def test_nobody_reads_it_by_the_command_of_another(market: Market):
    bob = (await market.order("people", first_name="Bob"))["id"]
    guild = market.stand_in.world.guilds[market.guild]
    guild.members.append(bob)
    await begin(market, market.ada)
    await begin(market, bob)
    await confide(market, market.ada, "for Ada")
    await confide(market, bob, "for Bob")
    assert await seen(market) == {"for Ada": market.ada, "for Bob": bob}


async def test_who_only_wrote_is_answered_before_all(market: Market):
    await market.say("privacy", channel=market.general, mention=True)
    assert isinstance(await confide(market, market.ada, "held"), Accepted)
    assert (await seen(market))["held"] is None


async def test_it_is_said_to_all_where_discord_takes_no_answer_any_more(market: Market):
    await begin(market, market.ada)
    await confide(market, market.ada, "held")
    gone = {"message": "Unknown Webhook", "code": 10015}
    await market.fault(FOLLOW, type="answer", status=404, body=gone)
    await confide(market, market.ada, "more")
    assert await seen(market) == {"held": market.ada, "more": None}


async def test_another_try_fills_the_same_message(market: Market):
    await begin(market, market.ada)
    edit = "PATCH webhooks/{id}/{token}/messages/{message}"
    await market.fault(edit, type="reset", after=True)
    assert isinstance(await confide(market, market.ada, "held"), Unknown)
    assert isinstance(await confide(market, market.ada, "held"), Accepted)
    shown = await market.messages(channel=market.general)
    assert [(one["content"], one["ephemeral_for"]) for one in shown] == [("held", market.ada)]


async def test_what_they_may_have_read_is_not_said_to_all(market: Market):
    await begin(market, market.ada)
    await confide(market, market.ada, "held")
    for fault in ({"status": 200, "body": {}}, {"status": 503, "body": {"code": 0}}):
        await market.fault(FOLLOW, type="answer", **fault)
        assert isinstance(await confide(market, market.ada, "more"), Unknown)
    assert await seen(market) == {"held": market.ada}


async def test_what_is_put_in_the_place_of_something_else_is_not_shown_to_all(market: Market):
    await begin(market, market.ada)
    first = await confide(market, market.ada, "held")
    assert isinstance(first, Accepted)
    await confide(market, market.ada, "more", first.message)
    assert await seen(market) == {"held": market.ada, "more": market.ada}
