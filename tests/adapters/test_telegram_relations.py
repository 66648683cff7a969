"""Edits, replies and reactions over sockets to the stand-in."""

import base64
from typing import Any

from bot.channels.contract import Group, Part
from bot.core.content import Media, Message
from bot.core.events import Reacted, Said
from bot.core.ids import DeliveryId, GroupId
from bot.core.outcomes import Accepted, Outcome, Throttled
from tests.adapters.telegram_stage import Square, Taken, deliver, opened, square

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\nhall").decode()
PICTURE = Media("image", f"data:image/png;base64,{PNG}", "hall.png")


async def edit(channel: Any, place: Square, earlier: Outcome, message: Message) -> Outcome:
    assert isinstance(earlier, Accepted)
    part = Part(DeliveryId("d2"), message, earlier.message)
    (outcome,) = await channel.deliver(Group(GroupId("g2"), str(place.ada), None, (part,)))
    assert isinstance(outcome, Outcome)
    return outcome


async def test_a_message_becomes_another_text_and_then_a_picture():
    async with square() as place, opened(place.settings(), Taken()) as channel:
        await place.say("hello")
        first = await deliver(channel, place.ada, "Which?")
        words = Message("Red", "**Red**")
        assert await edit(channel, place, first, words) == first
        assert await edit(channel, place, first, words) == first  # as a try that was answered late
        assert (await place.messages())[-1]["text"] == "Red"
        picture = Message("Red", "Red", media=(PICTURE,))
        assert await edit(channel, place, first, picture) == first
        shown = await place.messages()
        calls = await place.calls("editMessageMedia")
    assert [one["edited"] for one in shown] == [False, True]
    assert (shown[-1]["text"], shown[-1]["picture"]) == ("Red", True)
    assert calls[0]["complaints"] == []


async def test_what_cannot_be_changed_is_sent_anew():
    async with square() as place, opened(place.settings(), Taken()) as channel:
        await place.say("hello")
        first = await deliver(channel, place.ada, "a hall", media=(PICTURE,))
        outcome = await edit(channel, place, first, Message("Red", "Red"))
        gone = await edit(channel, place, Accepted("999"), Message("Blue", "Blue"))
        shown = await place.messages()
    assert isinstance(outcome, Accepted)
    assert isinstance(gone, Accepted)
    assert [one["text"] for one in shown] == ["hello", "a hall", "Red", "Blue"]


async def test_an_edit_that_comes_too_fast_waits_as_any_message():
    flood: dict[str, Any] = {"ok": False, "error_code": 429, "description": "Too Many Requests"}
    async with square() as place, opened(place.settings(), Taken()) as channel:
        await place.say("hello")
        first = await deliver(channel, place.ada, "Which?")
        await place.fault("editMessageText", "answer", status=429, body=flood)
        assert isinstance(await edit(channel, place, first, Message("x", "x")), Throttled)


async def test_a_reply_shows_what_it_answers_while_that_stands():
    taken = Taken()
    async with square() as place, opened(place.settings(), taken) as channel:
        await place.say("hello")
        (incoming,) = await taken.count(1)
        assert isinstance(incoming.happening, Said)
        for number, answers in enumerate((incoming.happening.message, "999")):
            message = Message("hi", "hi", answers=answers)
            part = Part(DeliveryId(f"d{number}"), message)
            await channel.deliver(Group(GroupId("g"), str(place.ada), None, (part,)))
        hello, hi, other = await place.messages()
    assert hi["reply_to"] == hello["message_id"]
    assert other["reply_to"] is None


async def test_a_reaction_is_heard_and_an_edit_is_not():
    taken = Taken()
    async with square() as place, opened(place.settings(), taken) as channel:
        await place.is_confirmed(await place.say("hello"))
        outcome = await deliver(channel, place.ada)
        assert isinstance(outcome, Accepted)
        number = int(outcome.message or 0)
        hello = (await place.messages())[0]["message_id"]
        told = await place.post("edit", chat=place.ada, message_id=hello, text="other")
        await place.post("react", person=place.ada, message_id=number, emoji="👍")
        await place.post("react", person=place.ada, message_id=number)
        incoming = await taken.count(3)
    assert told["update_id"] is None
    assert [one.happening for one in incoming[1:]] == [
        Reacted("👍", str(number)),
        Reacted(None, str(number)),
    ]
