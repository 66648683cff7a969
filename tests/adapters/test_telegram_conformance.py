"""The Telegram channel passes the suite that every channel passes."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from msgspec import structs

from adapters.telegram import Telegram
from adapters.telegram.webhook import SECRET_HEADER, secret_of
from bot.brand.brand import Option
from bot.channels.conformance import CHECKS, Shown
from bot.channels.contract import Adapter, ChannelSettings, Group
from bot.channels.doors import PlatformCall
from bot.core.outcomes import Outcome
from tests.adapters.telegram_stage import QUICK, TOKEN, Square, settings_for, square
from tests.ports import free_port


class Acquainted(Telegram):
    """Knows people by the names that the suite calls them by."""

    def __init__(self, person: int) -> None:
        super().__init__(QUICK)
        self._person = person

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        return await super().deliver(structs.replace(group, to=str(self._person)))


class Stage:
    """The stand-in, with Ada in front of it."""

    def __init__(self, place: Square) -> None:
        self.place = place
        self.settings = place.settings()
        self.broken = [
            self._with(token=None),
            self._with(token="4001"),
            self._with(token="4001:a b"),
            self._with(api_base="api.telegram.org"),
            self._with(api_base="ftp://api.telegram.org"),
            self._with(mode="webhook"),
            self._with(tokens=TOKEN),
        ]
        self._next = 0
        address = "http://127.0.0.1:1/platforms/market/tg"
        self.called = structs.replace(self._with(mode="webhook"), address=address)

    def _with(self, **options: Option) -> ChannelSettings:
        return structs.replace(self.settings, options={**self.settings.options, **options})

    def make(self) -> Adapter:
        return Acquainted(self.place.ada)

    def make_dead(self) -> tuple[Adapter, ChannelSettings]:
        return self.make(), settings_for(f"http://127.0.0.1:{free_port()}")

    def shown(self) -> Sequence[Shown]:
        calls = self.place.stand_in.serving.calls
        return [Shown(call.params["text"]) for call in calls if call.method == "sendMessage"]

    async def say(self, adapter: Adapter, update: str, person: str, text: str) -> None:
        number = await self.place.say(text)
        await self.place.is_confirmed(number)

    def call(self, update: str, person: str, text: str) -> PlatformCall:
        sender = {"id": int(person), "first_name": "Ada"}
        message = {"message_id": 1, "chat": {**sender, "type": "private"}, "from": sender}
        body = json.dumps({"update_id": int(update), "message": {**message, "text": text}})
        headers = {SECRET_HEADER: secret_of(TOKEN)}
        return PlatformCall("POST", {}, headers, body.encode(), datetime.now(UTC))

    async def ready(self, adapter: Adapter) -> None:
        assert isinstance(adapter, Telegram)
        async with asyncio.timeout(5):
            while adapter._line is None or adapter._line.posted.me is None:
                await asyncio.sleep(0.002)

    def confirmed(self) -> int:
        polls = [c for c in self.place.stand_in.serving.calls if c.method == "getUpdates"]
        offsets = [int(poll.params["offset"]) for poll in polls if "offset" in poll.params]
        return max(offsets) - self._next

    async def greet(self) -> None:
        """Let Ada begin, as nobody can be written to before; her greeting is dealt with."""
        self._next = await self.place.say("/start") + 1
        await self.place.api("getUpdates", offset=self._next)


@pytest.mark.parametrize("check", CHECKS)
async def test_telegram(check: str):
    async with square() as place:
        stage = Stage(place)
        await stage.greet()
        assert await CHECKS[check](stage) == []
