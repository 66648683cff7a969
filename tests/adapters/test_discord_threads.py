"""Threads and posts of forums: each is a place of its own, until it is closed or gone."""

from collections.abc import AsyncIterator

import pytest_asyncio

from bot.channels.contract import Group, Held, Part
from bot.core.content import Message
from bot.core.events import Said
from bot.core.ids import DeliveryId, GroupId
from bot.core.outcomes import Accepted, Outcome, Unreachable
from tests.adapters.discord_stage import TOKEN, Market, a_market, sent
from tests.eventually import eventually


class Place:
    """A guild with a channel, a thread and a forum."""

    def __init__(self, market: Market, channels: dict[str, str]) -> None:
        self.market = market
        self.hall, self.thread, self.forum = (channels[name] for name in ("hall", "talk", "help"))

    async def begin(self, parent: str) -> str:
        """Let Ada begin a thread or a post that calls us; return it."""
        order = {"token": TOKEN, "person": self.market.ada, "title": "A kettle", "mention": True}
        begun = await self.market.order("begin", **order, channel=parent, text="does it whistle?")
        return str(begun["channel"])


@pytest_asyncio.fixture
async def place() -> AsyncIterator[Place]:
    async with a_market() as market:
        guild = {"name": "Fair", "channels": ["hall"], "threads": ["talk"], "forums": ["help"]}
        made = await market.order("guilds", **guild, members=[market.ada, TOKEN])
        market.channel.remember(market.recall)
        await market.open()
        yield Place(market, made["channels"])


async def change(market: Market, space: str, earlier: Outcome) -> Outcome:
    assert isinstance(earlier, Accepted)
    part = Part(DeliveryId("d2"), Message("changed", "changed"), earlier.message)
    (outcome,) = await market.channel.deliver(Group(GroupId("g2"), market.ada, space, (part,)))
    return outcome


async def test_what_is_said_in_a_thread_is_answered_there(place: Place):
    market = place.market
    await market.say("hello", channel=place.thread, mention=True)
    await market.say("among friends", channel=place.thread)
    begun = [await place.begin(parent) for parent in (place.hall, place.forum)]
    await eventually(lambda: len(market.taken.incoming) == 3)
    assert [one.space for one in market.taken.incoming] == [place.thread, *begun]
    post = market.taken.incoming[2].happening
    assert post == Said("does it whistle?", message=begun[1])
    reply = Message("it does", "it does", answers=begun[1])
    group = Group(GroupId("g"), market.ada, begun[1], (Part(DeliveryId("d"), reply),))
    assert [isinstance(one, Accepted) for one in await market.channel.deliver(group)] == [True]
    _, answer = await market.messages(channel=begun[1])
    assert (answer["content"], answer["reply_to"]) == ("it does", begun[1])


async def test_a_command_in_a_thread_is_of_the_thread(place: Place):
    market = place.market
    await eventually(lambda: len(market.stand_in.world.bots[TOKEN].commands) == 2)
    order = {"token": TOKEN, "person": market.ada, "name": "survey"}
    await market.order("slash", **order, channel=place.thread)
    await eventually(lambda: len(market.taken.incoming) == 1)
    assert market.taken.incoming[0].space == place.thread


async def test_a_thread_that_was_put_away_comes_back_with_our_answer(place: Place):
    market = place.market
    first = await sent(market, market.ada, "hello", place.thread)
    await market.order("archive", channel=place.thread)
    outcome = await change(market, place.thread, first)  # nothing is edited in there: it is said
    assert isinstance(outcome, Accepted)
    assert outcome != first
    assert not market.stand_in.world.channels[place.thread].archived


async def test_a_thread_that_is_closed_or_gone_cannot_be_written_to(place: Place):
    market = place.market
    await market.order("archive", channel=place.thread, locked=True)
    closed = await sent(market, market.ada, "hello", place.thread)
    assert closed == Unreachable("HTTP 400 (50083)")
    assert await sent(market, market.ada, "hello", place.forum) == Unreachable("HTTP 400 (50008)")
    await market.order("delete", channel=place.hall)
    for gone in (place.thread, place.hall):
        assert await sent(market, market.ada, "hi", gone) == Unreachable("HTTP 404 (10003)")


async def test_what_was_missed_in_threads_is_found_and_one_that_is_gone_holds_nobody_up(
    place: Place,
):
    market = place.market
    await market.gateway("refuse", times=20)
    await market.gateway("drop", forget=True)
    await eventually(lambda: not any(one.line for one in market.sessions()))
    post = await place.begin(place.forum)
    await market.say("missed", channel=place.thread, mention=True)
    market.held += [Held(market.ada, space, market.now()) for space in (place.thread, post, "17")]
    await eventually(lambda: len(market.taken.incoming) == 2)
    assert sorted(market.texts()) == ["does it whistle?", "missed"]
