"""A group of Telegram's: what is meant for the bot is answered, and nothing else."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.telegram import Telegram
from tests.adapters.telegram_stage import QUICK, TOKEN, Square, square
from tests.groups.platforms import come_to, working


class Friends:
    """Three people and the bot in one group."""

    def __init__(self, place: Square) -> None:
        self.place = place
        self.chat = 0
        self.people: dict[str, int] = {}

    async def meet(self) -> None:
        await self.place.post("bots", username="WeConverseBot", privacy=False)
        for name in ("Ada", "Bob", "Cy"):
            self.people[name] = (await self.place.post("people", first_name=name))["id"]
        members = [*self.people.values(), TOKEN]
        made = await self.place.post("groups", title="Kitchen", members=members)
        self.chat = made["id"]

    async def say(self, who: str, text: str, **more: Any) -> None:
        await self.place.post("say", person=self.people[who], text=text, chat=self.chat, **more)

    async def press(self, who: str, label: str, of: int = -1) -> None:
        shown = [one for one in await self.messages() if one.get("buttons")][of]
        await self.place.post(
            "press",
            person=self.people[who],
            chat=self.chat,
            message_id=shown["message_id"],
            label=label,
        )

    async def messages(self) -> list[dict[str, Any]]:
        return [one for one in await self.place.messages(self.chat) if one["from"] == "bot"]

    async def texts(self) -> list[str]:
        return [one.get("text") or one["poll"]["question"] for one in await self.messages()]

    async def comes(self, *wanted: str) -> None:
        """Wait until these are the last messages, whatever stands before them."""

        async def last() -> list[str]:
            return (await self.texts())[-len(wanted) :]

        await come_to(last, list(wanted))

    async def become(self, *wanted: str) -> None:
        await come_to(self.texts, list(wanted))


@pytest.fixture
async def friends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Friends]:
    async with square() as place:
        made = Friends(place)
        await made.meet()
        async with working(place.settings(), lambda: Telegram(QUICK), tmp_path, monkeypatch):
            yield made


async def test_three_friends_vote(friends: Friends):
    await friends.say("Ada", "/vote@WeConverseBot")
    await friends.become("Where?")
    await friends.say("Bob", "pizza! I am for pizza")
    await friends.say("Cy", "what a day")
    await friends.press("Ada", "Pizza")
    await friends.press("Bob", "Sushi")
    await friends.press("Bob", "Pizza")
    await friends.say("Cy", "@WeConverseBot sushi")
    await friends.become("Where?", "Pizza: 2, Sushi: 1.")


async def test_three_friends_play(friends: Friends):
    await friends.say("Ada", "/quiz@WeConverseBot")
    await friends.become("The eternal city?")
    await friends.say("Bob", "Rome, of course")
    await friends.press("Cy", "Rome")
    await friends.become("The eternal city?", "Rome, by Cy.", "And a poet?")
    await friends.say("Ada", "who is it?")
    asked = (await friends.messages())[-1]
    await friends.say("Bob", "Belli", reply_to=asked["message_id"])
    await friends.become("The eternal city?", "Rome, by Cy.", "And a poet?", "Belli, after Cy.")


async def test_each_has_a_survey_of_their_own(friends: Friends):
    await friends.say("Ada", "/survey@WeConverseBot")
    await friends.become("Town?")
    await friends.say("Bob", "@WeConverseBot survey")
    await friends.become("Town?", "Town?")
    await friends.say("Ada", "Turin")
    await friends.say("Bob", "@WeConverseBot Rome")
    await friends.become("Town?", "Town?", "How many?")
    await friends.say("Bob", "@WeConverseBot 2")
    await friends.become("Town?", "Town?", "How many?", "2 in Rome.")


async def test_a_reply_goes_to_what_it_answers_and_not_to_ones_own_question(friends: Friends):
    await friends.say("Ada", "/quiz@WeConverseBot")
    await friends.become("The eternal city?")
    await friends.press("Cy", "Rome")
    played = ("The eternal city?", "Rome, by Cy.", "And a poet?")
    await friends.become(*played)
    poet = (await friends.messages())[-1]["message_id"]
    await friends.say("Bob", "@WeConverseBot survey")
    await friends.become(*played, "Town?")
    town = (await friends.messages())[-1]["message_id"]
    await friends.say("Ada", "Turin", reply_to=town)
    await friends.say("Bob", "Belli", reply_to=poet)
    await friends.say("Bob", "Rome", reply_to=town)
    await friends.comes("Belli, after Cy.", "How many?")


async def test_votes_in_a_poll_of_telegrams_are_counted(friends: Friends):
    await friends.say("Ada", "/poll@WeConverseBot")
    await friends.become("Which day?")
    poll = (await friends.messages())[-1]["message_id"]

    async def vote(who: str, *labels: str) -> None:
        vote = {"message_id": poll, "chat": friends.chat, "labels": list(labels)}
        await friends.place.post("vote", person=friends.people[who], **vote)

    for who, labels in (("Ada", ["Sunday"]), ("Ada", []), ("Bob", ["Sunday"])):
        await vote(who, *labels)
    await vote("Ada", "Saturday")
    await vote("Cy", "Sunday")
    await friends.become("Which day?", "Sunday, by Saturday: 1, Sunday: 2.")
