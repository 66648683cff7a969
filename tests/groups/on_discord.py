"""Friends in a channel of a server on Discord."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.discord import Discord
from bot.core.commands import Command
from tests.adapters.discord_stage import QUICK, TOKEN, Market, a_market
from tests.eventually import eventually
from tests.groups.friends import COMMANDS, NAMES, Friends, working


class OnDiscord(Friends):
    def __init__(self, market: Market) -> None:
        super().__init__()
        self._market = market
        self._people: dict[str, str] = {}
        self._channel = ""

    async def meet(self) -> None:
        for name in NAMES:
            self._people[name] = (await self._market.order("people", first_name=name))["id"]
        members = [*self._people.values(), TOKEN]
        made = await self._market.order(
            "guilds", name="Friends", channels=["kitchen"], members=members
        )
        self._channel = made["channels"]["kitchen"]

    async def are_offered_commands(self) -> None:
        async def offered() -> bool:
            listed = await self._market.ask("commands", token=TOKEN)
            return {one["name"] for one in listed} == set(COMMANDS)

        await eventually(offered, 8.0)

    async def call(self, who: str, command: str) -> None:
        await self._do("slash", who, name=command)

    async def say(self, who: str, text: str) -> None:
        await self._do("say", who, text=text)

    async def address(self, who: str, text: str) -> None:
        await self._do("say", who, text=text, mention=True)

    async def reply(self, who: str, text: str, to: str) -> None:
        shown = [one["id"] for one in await self._messages() if _text(one) == to]
        await self._do("say", who, text=text, reply_to=shown[-1])

    async def press(self, who: str, label: str) -> None:
        shown = [one["id"] for one in await self._messages() if one["buttons"]]
        await self._do("press", who, message_id=shown[-1], label=label)

    async def vote(self, who: str, *labels: str) -> None:
        shown = [one["id"] for one in await self._messages() if one["poll"]]
        await self._do("vote", who, message_id=shown[-1], labels=list(labels))

    async def texts(self) -> list[str]:
        return [_text(one) for one in await self._messages()]

    async def _messages(self) -> list[dict[str, Any]]:
        found = await self._market.messages(channel=self._channel)
        return [one for one in found if one["from"] == "bot" and not one["loading"]]

    async def _do(self, what: str, who: str, **more: Any) -> None:
        where = {"token": TOKEN, "channel": self._channel}
        await self._market.order(what, person=self._people[who], **where, **more)


def _text(message: dict[str, Any]) -> str:
    return str(message["content"] or (message["poll"] or {}).get("question", ""))


@asynccontextmanager
async def on_discord(folder: Path, patch: pytest.MonkeyPatch) -> AsyncIterator[OnDiscord]:
    """Let the friends meet, and the bot be among them."""
    async with a_market() as market:
        await market.order("limits", on=False)
        friends = OnDiscord(market)
        await friends.meet()
        commands = tuple(Command(name, {"en": name}) for name in COMMANDS)
        settings = replace(market.settings, commands=commands)
        async with working(settings, Discord(QUICK), folder, patch):
            await market.listening()
            await friends.are_offered_commands()
            yield friends
