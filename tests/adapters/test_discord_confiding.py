"""In a server, what concerns one person is shown to them alone who used a control of ours."""

from collections.abc import AsyncIterator

import pytest_asyncio

from bot.channels.contract import Group, Part
from bot.core.content import Button, Message
from bot.core.events import Pressed
from bot.core.ids import DeliveryId, GroupId
from bot.core.outcomes import Accepted, Outcome, Unknown
from tests.adapters.discord_stage import TOKEN, Market, a_market
from tests.eventually import eventually

INSTEAD = "Only in private."
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
    buttons = (Button("a.1", "Erase"),)
    message = Message(text, text, buttons, private=private, instead=INSTEAD if private else None)
    part = Part(DeliveryId(text), message, earlier)
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


async def test_who_only_wrote_reads_it_in_private_and_presses_for_the_channel(market: Market):
    asked = "privacy"
    await market.say(asked, channel=market.general, mention=True)
    outcome = await confide(market, market.ada, "held")
    assert isinstance(outcome, Accepted)
    assert "held" not in await seen(market)
    (said,) = await market.messages()
    assert said["content"] == "held"
    for again in ("more", "most"):
        press = {"token": TOKEN, "person": market.ada, "message_id": said["id"], "label": "Erase"}
        await market.order("press", **press)
        await eventually(lambda: len(pressed(market)) > 0)
        assert pressed(market) == [(Pressed("a.1"), market.general)]
        market.taken.incoming.clear()
        assert isinstance(await confide(market, market.ada, again), Accepted)
    assert [one["content"] for one in await market.messages()] == ["held", "more", "most"]
    assert set(await seen(market)) == {"<@" + market.bot + "> " + asked}


def pressed(market: Market) -> list[tuple[object, str | None]]:
    taken = market.taken.incoming
    return [(one.happening, one.space) for one in taken if isinstance(one.happening, Pressed)]


async def test_who_takes_nothing_in_private_is_told_so_before_all(market: Market):
    await market.order("closed-dms", person=market.ada)
    assert isinstance(await confide(market, market.ada, "held"), Accepted)
    assert await seen(market) == {INSTEAD: None}
    assert isinstance(await confide(market, market.ada, "held"), Accepted)
    assert await seen(market) == {INSTEAD: None}
    assert len(await market.messages(channel=market.general)) == 1


async def test_another_try_says_it_in_private_once(market: Market):
    await market.fault("POST channels/{id}/messages", type="reset", after=True)
    assert isinstance(await confide(market, market.ada, "held"), Unknown)
    assert isinstance(await confide(market, market.ada, "held"), Accepted)
    assert [one["content"] for one in await market.messages()] == ["held"]
    assert await seen(market) == {}


async def test_it_is_said_in_private_where_discord_takes_no_answer_any_more(market: Market):
    await begin(market, market.ada)
    await confide(market, market.ada, "held")
    gone = {"message": "Unknown Webhook", "code": 10015}
    await market.fault(FOLLOW, type="answer", status=404, body=gone)
    await confide(market, market.ada, "more")
    assert await seen(market) == {"held": market.ada}
    assert [one["content"] for one in await market.messages()] == ["more"]


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
