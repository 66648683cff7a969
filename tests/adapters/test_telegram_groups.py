"""Groups and forums: the bot hears what is meant for it, and answers where it was asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from adapters.telegram import Telegram
from bot.core.content import Button
from bot.core.events import Blocked, Pressed, Said, SpaceMoved
from bot.core.outcomes import Accepted, Moved
from tests.adapters.telegram_stage import TOKEN, Square, Taken, deliver, opened, square


class Group:
    """A group with Ada and the bot in it; `topic` is set in a forum."""

    def __init__(self, place: Square, channel: Telegram, taken: Taken, chat: int) -> None:
        self.place = place
        self.channel = channel
        self.taken = taken
        self.chat = chat
        self.topic: int | None = None

    @property
    def space(self) -> str:
        return str(self.chat) if self.topic is None else f"{self.chat}/{self.topic}"

    async def say(self, text: str, **more: Any) -> None:
        if self.topic is not None:
            more["topic"] = self.topic
        await self.place.say(text, chat=self.chat, **more)

    async def heard(self) -> list[tuple[str, str | None]]:
        """Return what was said to the bot until now, and where."""
        await self.place.is_confirmed(await self.place.say("the end"))
        return [
            (one.happening.text, one.space)
            for one in self.taken.incoming
            if isinstance(one.happening, Said) and one.happening.text != "the end"
        ]


@asynccontextmanager
async def group(kind: str, *, privacy: bool = False) -> AsyncIterator[Group]:
    taken = Taken()
    async with square() as place:
        await place.post("bots", username="WeConverseBot", privacy=privacy)
        made = await place.post("groups", title="Readers", members=[place.ada, TOKEN], kind=kind)
        async with opened(place.settings(), taken) as channel:
            one = Group(place, channel, taken, made["id"])
            if kind == "forum":
                one.topic = (await place.post("topics", chat=one.chat, name="News"))["id"]
            yield one


KINDS = ("group", "supergroup", "forum")


@pytest.mark.parametrize("kind", KINDS)
async def test_only_what_is_meant_for_the_bot_is_heard(kind: str):
    async with group(kind) as one:
        for text in (
            "nice weather",
            "/survey@WeConverseBot",
            "/survey@OtherBot",
            "@WeConverseBot what is new?",
            "me@WeConverseBot.org",
        ):
            await one.say(text)
        heard = await one.heard()
    assert heard == [("/survey", one.space), ("what is new?", one.space)]


@pytest.mark.parametrize("kind", KINDS)
async def test_the_bot_answers_where_it_was_asked_and_hears_replies(kind: str):
    async with group(kind) as one:
        await one.say("/survey@WeConverseBot")
        await one.taken.count(1)
        outcome: Any = await deliver(
            one.channel, one.place.ada, "so?", space=one.space, buttons=(Button("a.1", "Yes"),)
        )
        await one.say("well", reply_to=int(outcome.message))
        await one.place.post(
            "press",
            person=one.place.ada,
            chat=one.chat,
            message_id=int(outcome.message),
            label="Yes",
        )
        heard = await one.heard()
        shown = await one.place.messages(one.chat)
    assert isinstance(outcome, Accepted)
    assert heard == [("/survey", one.space), ("well", one.space)]
    assert (Pressed("a.1"), one.space) in [(x.happening, x.space) for x in one.taken.incoming]
    assert "so?" in [message["text"] for message in shown if message["from"] == "bot"]


async def test_a_bot_thrown_out_of_a_group_was_not_blocked_by_a_person():
    async with group("group") as one:
        await one.place.post("kick", chat=one.chat, person=one.place.ada)
        await one.heard()
        assert Blocked() not in [incoming.happening for incoming in one.taken.incoming]


async def test_a_group_that_became_a_supergroup_has_a_new_address():
    async with group("group") as one:
        moved = await one.place.post("migrate", chat=one.chat)
        outcome = await deliver(one.channel, one.place.ada, space=one.space)
        assert isinstance(outcome, Moved)
        assert outcome.to == str(moved["id"])
        await one.heard()
        told = [(it.happening, it.space) for it in one.taken.incoming]
        assert told.count((SpaceMoved(outcome.to), one.space)) == 2  # it is told in both chats
        again = await deliver(one.channel, one.place.ada, space=outcome.to)
    assert isinstance(again, Accepted)


@pytest.mark.parametrize("kind", KINDS)
async def test_telegrams_reference_has_nothing_against_our_calls(kind: str):
    async with group(kind) as one:
        await one.say("/survey@WeConverseBot")
        await one.taken.count(1)
        await deliver(
            one.channel,
            one.place.ada,
            "**so**, [this](https://e.org)?",
            space=one.space,
            buttons=(Button("a.1", "Yes"),),
        )
        await one.heard()
        calls = await one.place.get("calls")
    assert [call for call in calls if call["complaints"]] == []
    assert {"getMe", "getUpdates", "sendMessage"} <= {call["method"] for call in calls}
