"""Polls over sockets to the stand-in: a question that people vote on, and their votes."""

from typing import Any

import pytest

from bot.channels.contract import Group, Part
from bot.core.content import Button, Message, Poll
from bot.core.events import Voted
from bot.core.ids import DeliveryId, GroupId
from bot.core.outcomes import Accepted
from tests.adapters.telegram_stage import Square, Taken, opened, square

DAYS = tuple(Button(f"a.{place}", day) for place, day in enumerate(("Monday", "Friday", "Never")))
SKIP = Button("s", "Skip", authored=False)


def asked(place: Square, *, several: bool) -> Group:
    message = Message("Which day?", "Which day?", (*DAYS, SKIP), poll=Poll(several=several))
    return Group(GroupId("g1"), str(place.ada), None, (Part(DeliveryId("d1"), message),))


async def test_a_vote_names_its_poll_and_its_options():
    taken = Taken()
    async with square() as place, opened(place.settings(), taken) as channel:
        await place.say("hello")
        (outcome,) = await channel.deliver(asked(place, several=True))
        assert isinstance(outcome, Accepted)
        shown = (await place.messages())[-1]
        vote: dict[str, Any] = {"person": place.ada, "message_id": shown["message_id"]}
        await place.post("vote", **vote, labels=["Never", "Monday"])
        await place.post("vote", **vote, labels=[])
        incoming = await taken.count(3)
        calls = await place.calls("sendPoll")
    assert outcome.message == str(shown["message_id"])
    assert (shown["text"], shown["options"]) == ("Which day?", ["Monday", "Friday", "Never"])
    assert [[key["label"] for key in row] for row in shown["buttons"]] == [["Skip"]]
    assert outcome.poll is not None
    votes = [one.happening for one in incoming[1:]]
    assert votes == [Voted(outcome.poll, (0, 2)), Voted(outcome.poll, ())]
    assert [call["complaints"] for call in calls] == [[]]


@pytest.mark.parametrize(
    ("several", "text", "labels"),
    [
        (False, "Which day?", [["Monday", "Friday", "Never"], ["Skip"]]),
        (True, "Which day?\n\nMonday\nFriday\nNever", [["Skip"]]),
    ],
)
async def test_a_poll_that_is_refused_is_asked_all_the_same(
    several: bool, text: str, labels: list[list[str]]
):
    words = "Bad Request: not enough rights to send polls to the chat"
    refusal = {"ok": False, "error_code": 400, "description": words}
    async with square() as place, opened(place.settings(), Taken()) as channel:
        await place.say("hello")
        await place.fault("sendPoll", "answer", status=400, body=refusal)
        (outcome,) = await channel.deliver(asked(place, several=several))
        shown = (await place.messages())[-1]
    assert outcome == Accepted(str(shown["message_id"]))
    assert shown["text"] == text
    assert [[key["label"] for key in row] for row in shown["buttons"]] == labels
