"""Votes, reactions, edits and replies over sockets to the stand-in."""

from typing import Any

import pytest

from bot.channels.contract import Group, Part
from bot.core.content import Button, Message, Poll
from bot.core.events import Happening, Reacted, Said, Voted
from bot.core.ids import DeliveryId, GroupId
from bot.core.outcomes import Accepted, Outcome, Throttled, Unknown
from tests.adapters.discord_stage import TOKEN, Market, a_market, sent
from tests.eventually import eventually

DAYS = tuple(Button(f"a.{place}", day) for place, day in enumerate(("Monday", "Friday", "Never")))
SKIP = Button("s", "Skip", authored=False)
POST, PATCH = "POST channels/{id}/messages", "PATCH channels/{id}/messages/{message}"


async def ask(market: Market, space: str | None = None, attempt: int = 1) -> Outcome:
    """Ask Ada, or a channel, for a day."""
    message = Message("Which day?", "Which day?", (*DAYS, SKIP), poll=Poll())
    part = Part(DeliveryId("d1"), message)
    group = Group(GroupId("g1"), market.ada, space, (part,), attempt)
    (outcome,) = await market.channel.deliver(group)
    return outcome


async def put(market: Market, message: Message, earlier: str | None) -> Outcome:
    """Put a message in the place of an earlier one."""
    part = Part(DeliveryId("d2"), message, earlier)
    (outcome,) = await market.channel.deliver(Group(GroupId("g2"), market.ada, None, (part,)))
    return outcome


def happened(market: Market) -> list[Happening]:
    return [one.happening for one in market.taken.incoming]


def named(outcome: Outcome) -> str:
    assert isinstance(outcome, Accepted)
    assert outcome.message is not None
    return outcome.message


async def test_a_vote_names_its_poll_and_its_option():
    async with a_market() as market:
        await market.open()
        outcome = await ask(market)
        poll = named(outcome)
        for labels in (["Friday"], ["Never"], []):
            await market.order(
                "vote", token=TOKEN, person=market.ada, message_id=poll, labels=labels
            )
        await eventually(lambda: len(market.taken.incoming) == 4)
        (shown,) = await market.messages()
        (call,) = await market.calls(POST)
    assert outcome == Accepted(poll, poll)
    assert shown["poll"]["answers"] == ["Monday", "Friday", "Never"]
    assert [[key["label"] for key in row] for row in shown["buttons"]] == [["Skip"]]
    assert call["body"]["poll"]["duration"] == 768
    assert happened(market) == [Voted(poll, (1,)), Voted(poll), Voted(poll, (2,)), Voted(poll)]


async def test_a_vote_in_a_server_is_told_with_its_place():
    async with a_market() as market:
        await market.open()
        poll = named(await ask(market, market.general))
        vote: dict[str, Any] = {"token": TOKEN, "person": market.ada, "message_id": poll}
        await market.order("vote", **vote, channel=market.general, labels=["Monday"])
        await eventually(lambda: len(market.taken.incoming) == 1)
    (told,) = market.taken.incoming
    assert (told.happening, told.space) == (Voted(poll, (0,)), market.general)


async def test_a_vote_that_was_missed_is_found_once_in_the_history():
    async with a_market() as market:
        market.channel.remember(market.recall)
        market.hold_ada()
        await market.open()
        poll = named(await ask(market))
        vote: dict[str, Any] = {"token": TOKEN, "person": market.ada, "message_id": poll}
        await market.gateway("refuse", times=3)
        await market.gateway("drop", forget=True)
        await eventually(lambda: not any(one.line for one in market.sessions()))
        await market.order("vote", **vote, labels=["Friday"])
        await eventually(lambda: len(market.taken.incoming) == 1)
        await market.gateway("drop", forget=True)
        await eventually(lambda: market.recalled == 3)
        await market.say("done")
        await eventually(lambda: "done" in market.texts())
    assert happened(market)[0] == Voted(poll, (1,))
    assert len(market.taken.incoming) == 2


async def test_a_vote_that_came_before_the_poll_was_known_is_found():
    async with a_market() as market:
        await market.open()
        await market.fault(POST, type="reset", after=True)
        assert isinstance(await ask(market), Unknown)
        (shown,) = await market.messages()
        vote = {"token": TOKEN, "person": market.ada, "message_id": shown["id"]}
        await market.order("vote", **vote, labels=["Friday"])
        await eventually(lambda: len(market.taken.incoming) == 1)
        market.taken.ids.clear()  # nothing is kept of a vote in a poll that nobody knows
        assert await ask(market, attempt=2) == Accepted(shown["id"], shown["id"])
        await eventually(lambda: len(market.taken.incoming) == 2)
    first, again = market.taken.incoming
    assert first.external_id == again.external_id
    assert happened(market) == [Voted(shown["id"], (1,))] * 2


@pytest.mark.parametrize(
    ("status", "code"), [(400, 520002), (403, 50013)], ids=["no place for polls", "not allowed"]
)
async def test_a_poll_that_is_refused_is_asked_by_buttons(status: int, code: int):
    async with a_market() as market:
        await market.open()
        body = {"message": "no", "code": code}
        await market.fault(POST, type="answer", status=status, body=body)
        outcome = await ask(market)
        (shown,) = await market.messages()
    assert outcome == Accepted(named(outcome), None)
    assert (shown["poll"], shown["content"]) == (None, "Which day?")
    labels = [key["label"] for row in shown["buttons"] for key in row]
    assert labels == ["Monday", "Friday", "Never", "Skip"]


async def test_a_reaction_is_heard_in_private_and_nowhere_else():
    async with a_market() as market:
        await market.open()
        hello = named(await sent(market, market.ada))
        there = named(await sent(market, market.ada, space=market.general, part="d2"))
        sign: dict[str, Any] = {"token": TOKEN, "person": market.ada, "emoji": "👍"}
        await market.order("react", **sign, message_id=there, channel=market.general)
        await market.order("react", **sign, message_id=hello)
        await market.order("react", **sign, message_id=hello, added=False)
        await eventually(lambda: len(market.taken.incoming) == 2)
        typing = await market.calls("POST channels/{id}/typing")
    assert happened(market) == [Reacted("👍", hello), Reacted(None, hello)]
    assert typing == []


async def test_a_message_becomes_another_and_keeps_nothing_of_what_it_was():
    async with a_market() as market:
        await market.open()
        first = named(await sent(market, market.ada, "Which?", buttons=DAYS))
        words = Message("Red", "**Red**")
        assert await put(market, words, first) == Accepted(first)
        assert await put(market, words, first) == Accepted(first)
        (shown,) = await market.messages()
        (_, call) = await market.calls(PATCH)
    assert (shown["content"], shown["buttons"]) == ("**Red**", [])
    assert "nonce" not in call["body"]


async def test_what_cannot_be_changed_is_sent_anew():
    async with a_market() as market:
        await market.open()
        poll = named(await ask(market))
        assert named(await put(market, Message("Red", "Red"), poll)) != poll
        assert named(await put(market, Message("Blue", "Blue"), "17")) != "17"
        shown = await market.messages()
    assert [one["content"] for one in shown[1:]] == ["Red"]


async def test_an_edit_that_comes_too_fast_waits_as_any_message():
    limited = {"message": "slow", "retry_after": 1.0, "global": False}
    async with a_market() as market:
        await market.open()
        first = named(await sent(market, market.ada))
        await market.fault(PATCH, type="answer", status=429, body=limited)
        assert isinstance(await put(market, Message("x", "x"), first), Throttled)


async def test_a_reply_shows_what_it_answers_while_that_stands():
    async with a_market() as market:
        await market.open()
        await market.say("hello")
        await eventually(lambda: len(market.taken.incoming) == 1)
        (said,) = happened(market)
        assert isinstance(said, Said)
        for number, answers in enumerate((said.message, "999")):
            part = Part(DeliveryId(f"d{number}"), Message("hi", "hi", answers=answers))
            await market.channel.deliver(Group(GroupId("g"), market.ada, None, (part,)))
        hello, hi, other = await market.messages()
    assert hi["reply_to"] == hello["id"]
    assert other["reply_to"] is None
