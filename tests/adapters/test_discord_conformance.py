"""The Discord channel passes the suite that every channel passes."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from msgspec import structs

from adapters.discord import Discord
from adapters.discord.options import Options, read_options
from bot.channels.conformance import CHECKS, Shown
from bot.channels.contract import Adapter, ChannelSettings, Group, Intake
from bot.channels.doors import PlatformCall
from bot.core.ids import ChannelName
from bot.core.outcomes import Outcome
from sandbox.discord.endpoint.signing import public_key_of, signed
from tests.adapters.discord_stage import BRAND, QUICK, TOKEN, Market, a_market
from tests.eventually import eventually
from tests.ports import free_port


class Acquainted(Discord):
    """Knows people by the names that the suite calls them by."""

    def __init__(self, market: Market) -> None:
        super().__init__(QUICK)
        self._market = market

    async def open(self, settings: ChannelSettings, intake: Intake) -> None:
        await super().open(settings, intake)
        if settings is self._market.settings:
            await self._market.listening()

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        return await super().deliver(structs.replace(group, to=self._market.ada))


class Stage:
    """The stand-in, with Ada in front of it."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.settings = market.settings
        self.broken = [
            self._with(token=None),
            self._with(token=" "),
            self._with(token="Bot abc.def"),
            self._with(token="abc def"),
            self._with(api_base="discord.com"),
            self._with(gateway="https://gateway.discord.gg/"),
            self._with(gateway="ws://[::1"),
            self._with(intents="all"),
        ]
        self.told: list[Shown] = []
        self.called = self._with(public_key=public_key_of(TOKEN))

    def _with(self, **options: str | None) -> ChannelSettings:
        return structs.replace(self.settings, options={**self.settings.options, **options})

    def make(self) -> Adapter:
        return Acquainted(self.market)

    def make_dead(self) -> tuple[Adapter, ChannelSettings]:
        port = free_port()
        return Acquainted(self.market), self._with(
            api_base=f"http://127.0.0.1:{port}", gateway=f"ws://127.0.0.1:{port}/"
        )

    def shown(self) -> Sequence[Shown]:
        bot = self.market.stand_in.world.bots[TOKEN]
        ada = self.market.stand_in.world.people[self.market.ada]
        place = self.market.stand_in.world.private_channel(bot, ada)
        return [Shown(said.content, said.nonce) for said in place.messages.values()]

    async def say(self, adapter: Adapter, update: str, person: str, text: str) -> None:
        before = self.confirmed()
        await self.market.say(text)
        await eventually(lambda: self.confirmed() > before)

    def call(self, update: str, person: str, text: str) -> PlatformCall:
        told = {"id": update, "application_id": "1", "token": "t", "type": 2, "channel_id": "3"}
        command = {"name": text.removeprefix("/"), "type": 1}
        body = json.dumps({**told, "data": command, "user": {"id": person}}).encode()
        now = datetime.now(UTC)
        headers = signed(TOKEN, str(int(now.timestamp())), body)
        lower = {name.lower(): value for name, value in headers.items()}
        return PlatformCall("POST", {}, lower, body, now)

    async def ready(self, adapter: Adapter) -> None:
        """It can at once."""

    def confirmed(self) -> int:
        """Nobody confirms a message on Discord, but once it is stored we are seen typing."""
        return len(self.market.stand_in.calls.of("POST channels/{id}/typing"))


@pytest.mark.parametrize("check", CHECKS)
async def test_discord(check: str):
    async with a_market() as market:
        assert await CHECKS[check](Stage(market)) == []


def test_addresses_have_defaults_and_a_path():
    settings = ChannelSettings(BRAND, ChannelName("discord"), "discord", {"token": " t "})
    assert read_options(settings) == Options(
        "t", "https://discord.com/api/v10", "wss://gateway.discord.gg/"
    )
    for written in ("http://127.0.0.1:1", "http://127.0.0.1:1/", "http://127.0.0.1:1/api/v10/"):
        options = {"token": "t", "api_base": written}
        read = read_options(structs.replace(settings, options=options))
        assert read.api_base == "http://127.0.0.1:1/api/v10"
        assert "token" not in repr(read)
