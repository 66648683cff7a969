"""Friends in a group of Telegram's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.telegram import Telegram
from tests.adapters.telegram_stage import QUICK, TOKEN, Square, square
from tests.groups.friends import NAMES, Friends, working

BOT = "WeConverseBot"


class OnTelegram(Friends):
    """Each of them can be met in private as well."""

    def __init__(self, place: Square) -> None:
        super().__init__()
        self.place = place
        self.people: dict[str, int] = {}
        self._chat = 0

    async def meet(self) -> None:
        await self.place.post("bots", username=BOT, privacy=False)
        for name in NAMES:
            self.people[name] = (await self.place.post("people", first_name=name))["id"]
        members = [*self.people.values(), TOKEN]
        self._chat = (await self.place.post("groups", title="Kitchen", members=members))["id"]

    async def call(self, who: str, command: str) -> None:
        await self.say(who, f"/{command}@{BOT}")

    async def say(self, who: str, text: str) -> None:
        await self._do("say", who, text=text)

    async def address(self, who: str, text: str) -> None:
        await self.say(who, f"@{BOT} {text}")

    async def reply(self, who: str, text: str, to: str) -> None:
        shown = [one["message_id"] for one in await self._messages() if one["text"] == to]
        await self._do("say", who, text=text, reply_to=shown[-1])

    async def press(self, who: str, label: str) -> None:
        shown = [one["message_id"] for one in await self._messages() if one["buttons"]]
        await self._do("press", who, message_id=shown[-1], label=label)

    async def vote(self, who: str, *labels: str) -> None:
        shown = [one["message_id"] for one in await self._messages() if one["kind"] == "poll"]
        await self._do("vote", who, message_id=shown[-1], labels=list(labels))

    async def texts(self) -> list[str]:
        return [one["text"] for one in await self._messages()]

    async def _messages(self) -> list[dict[str, Any]]:
        return [one for one in await self.place.messages(self._chat) if one["from"] == "bot"]

    async def _do(self, what: str, who: str, **more: Any) -> None:
        await self.place.post(what, person=self.people[who], chat=self._chat, **more)


@asynccontextmanager
async def on_telegram(folder: Path, patch: pytest.MonkeyPatch) -> AsyncIterator[OnTelegram]:
    """Let the friends meet, and the bot be among them."""
    async with square() as place:
        friends = OnTelegram(place)
        await friends.meet()
        async with working(place.settings(), Telegram(QUICK), folder, patch):
            yield friends
