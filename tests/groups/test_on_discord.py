"""A channel of a server on Discord: what is meant for the bot is answered, and nothing else."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.discord import Discord
from bot.core.commands import Command
from tests.adapters.discord_stage import QUICK, TOKEN, Market, a_market
from tests.groups.platforms import come_to, working

COMMANDS = ("vote", "quiz", "survey", "poll")


class Friends:
    """Three people and the bot in one channel of a server."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.people: dict[str, str] = {}
        self.channel = ""

    async def meet(self) -> None:
        for name in ("Ada", "Bob", "Cy"):
            self.people[name] = (await self.market.order("people", first_name=name))["id"]
        members = [*self.people.values(), TOKEN]
        made = await self.market.order(
            "guilds", name="Friends", channels=["kitchen"], members=members
        )
        self.channel = made["channels"]["kitchen"]

    async def _do(self, what: str, who: str, **more: Any) -> Any:
        person = self.people[who]
        return await self.market.order(
            what, token=TOKEN, person=person, channel=self.channel, **more
        )

    async def say(self, who: str, text: str, **more: Any) -> None:
        await self._do("say", who, text=text, **more)

    async def slash(self, who: str, name: str) -> None:
        await self._do("slash", who, name=name)

    async def press(self, who: str, label: str) -> None:
        shown = [one for one in await self.messages() if one["buttons"]][-1]
        await self._do("press", who, message_id=shown["id"], label=label)

    async def vote(self, who: str, message: str, *labels: str) -> None:
        await self._do("vote", who, message_id=message, labels=list(labels))

    async def messages(self) -> list[dict[str, Any]]:
        found = await self.market.messages(channel=self.channel)
        return [one for one in found if one["from"] == "bot" and not one["loading"]]

    async def commands(self) -> list[str]:
        listed = await self.market.ask("commands", token=TOKEN)
        return sorted(one["name"] for one in listed)

    async def texts(self) -> list[str]:
        return [
            one["content"] or (one["poll"]["question"] if one["poll"] else "")
            for one in await self.messages()
        ]

    async def become(self, *wanted: str) -> None:
        await come_to(self.texts, list(wanted))


@pytest.fixture
async def friends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Friends]:
    async with a_market() as market:
        made = Friends(market)
        await made.meet()
        commands = tuple(Command(name, {"en": name}) for name in COMMANDS)
        settings = replace(market.settings, commands=commands)
        async with working(settings, lambda: Discord(QUICK), tmp_path, monkeypatch):
            await market.listening()
            await come_to(made.commands, sorted(COMMANDS))
            yield made


async def test_three_friends_vote(friends: Friends):
    await friends.slash("Ada", "vote")
    await friends.become("Where?")
    await friends.say("Bob", "pizza! I am for pizza")
    await friends.press("Ada", "Pizza")
    await friends.press("Bob", "Sushi")
    await friends.press("Bob", "Pizza")
    await friends.say("Cy", "sushi", mention=True)
    await friends.become("Where?", "Pizza: 2, Sushi: 1.")


async def test_three_friends_play(friends: Friends):
    await friends.slash("Ada", "quiz")
    await friends.become("The eternal city?")
    await friends.say("Bob", "Rome, of course")
    await friends.press("Cy", "Rome")
    await friends.become("The eternal city?", "Rome, by Cy.", "And a poet?")
    asked = (await friends.messages())[-1]
    await friends.say("Ada", "who is it?")
    await friends.say("Bob", "Belli", reply_to=asked["id"])
    await friends.become("The eternal city?", "Rome, by Cy.", "And a poet?", "Belli, after Cy.")


async def test_each_has_a_survey_of_their_own(friends: Friends):
    await friends.slash("Ada", "survey")
    await friends.become("Town?")
    await friends.say("Bob", "survey", mention=True)
    await friends.become("Town?", "Town?")
    await friends.say("Ada", "Turin")
    await friends.say("Bob", "Rome", mention=True)
    await friends.become("Town?", "Town?", "How many?")


async def test_votes_in_a_poll_of_discords_are_counted(friends: Friends):
    await friends.slash("Ada", "poll")
    await friends.become("Which day?")
    poll = (await friends.messages())[-1]["id"]
    for who, labels in (("Ada", ["Sunday"]), ("Ada", []), ("Bob", ["Sunday"])):
        await friends.vote(who, poll, *labels)
    await friends.vote("Ada", poll, "Saturday")
    await friends.vote("Cy", poll, "Sunday")
    await friends.become("Which day?", "Sunday, by Saturday: 1, Sunday: 2.")
