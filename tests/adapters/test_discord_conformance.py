"""The Discord channel passes the suite that every channel passes."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from adapters.discord import Discord
from adapters.discord.decode import decode_message
from adapters.discord.decode_interaction import decode_interaction
from adapters.discord.options import Options, read_options
from bot.channels.capabilities import Thing
from bot.channels.conformance import CHECKS, Failure, Sample, Shown
from bot.channels.contract import Adapter, ChannelSettings, Group, Intake, Receipt
from bot.channels.doors import PlatformCall
from bot.core.events import Happening, Incoming, Pressed, Said
from bot.core.ids import ChannelName
from bot.core.media_types import kind_of, media_type_of
from bot.core.outcomes import Outcome
from sandbox.discord.components import controls
from sandbox.discord.endpoint.signing import public_key_of, signed
from sandbox.discord.model import Message, MessageFlags
from tests.adapters.discord_stage import BRAND, QUICK, TOKEN, Market, a_market
from tests.adapters.test_discord_decode import US, sample
from tests.eventually import eventually
from tests.outcomes.discord_rows import SENDING
from tests.outcomes.failures import failing
from tests.outcomes.row import Fault
from tests.platforms.on_discord import without_marks
from tests.ports import free_port

if TYPE_CHECKING:
    from bot.channels.support import Block

TYPING = "POST channels/{id}/typing"
TOLD: dict[str, Happening | None] = {
    "private_message": Said("hello", message="1574222231024697345"),
    "mention": Said("hi there", message="1574222231033085952"),
    "reply": Said(
        "my answer",
        quotes="b.1",
        message="1574222231062446080",
        replies_to="1574222231049863168",
    ),
    "own_message": None,
    "press": Pressed("b.1"),
    "command": Said("/survey"),
}
FILES: dict[Thing, dict[str, str]] = {
    "image": {"name": "a.png", "media_type": "image/png", "content": "AAAA"},
    "file": {"name": "a.pdf", "media_type": "application/pdf", "content": "AAAA"},
}


class Acquainted(Discord):
    """Knows people by the names that the suite calls them by."""

    def __init__(self, market: Market) -> None:
        super().__init__(QUICK)
        self._market = market
        self.taken = 0

    async def open(self, settings: ChannelSettings, intake: Intake) -> None:
        async def take(channel: ChannelSettings, incoming: Sequence[Incoming]) -> Sequence[Receipt]:
            receipts = await intake(channel, incoming)
            self.taken += len(receipts)
            return receipts

        await super().open(settings, take)
        if settings is self._market.settings:
            await self._market.listening()

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        space = group.space and self._market.general
        return await super().deliver(structs.replace(group, to=self._market.ada, space=space))


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
        self.samples = [Sample(name, sample(name), told) for name, told in TOLD.items()]
        self.failures = [
            Failure(row.name, outcome, partial(self._order, fault))
            for row, outcome, fault in failing(SENDING)
        ]
        self.called = self._with(public_key=public_key_of(TOKEN))
        self.space = market.general

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
        own = (said for said in place.messages.values() if said.author.bot)
        return [one for said in own for one in shown(said)]

    def sent_to_all(self) -> Sequence[str]:
        calls = self.market.stand_in.calls.of(None)
        return [str(one.body) for one in calls if self.space in one.params.values()]

    async def shut(self) -> bool:
        await self.market.order("closed-dms", person=self.market.ada)
        return True

    async def _order(self, fault: Fault) -> None:
        await self.market.fault(fault.where, times=fault.times, **fault.fault)

    def decode(self, raw: bytes) -> Incoming | None:
        heard = decode_message(raw, US) or decode_interaction(raw)
        return None if heard is None else heard.incoming

    async def give(self, adapter: Adapter, thing: Thing) -> None:
        async with taking_in(adapter):
            if thing == "reaction":
                await self._act("react", emoji="👍")
            else:
                await self.market.say("", files=[FILES[thing]])

    async def vote(self, adapter: Adapter, label: str) -> None:
        async with taking_in(adapter):
            await self._act("vote", labels=[label])

    async def _act(self, path: str, **more: object) -> None:
        latest = (await self.market.messages())[-1]["id"]
        sign = {"token": TOKEN, "person": self.market.ada, "message_id": latest}
        await self.market.order(path, **sign, **more)

    async def typed(self, adapter: Adapter) -> bool:
        await self.say(adapter, "", "", "hello")
        return True

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
        return len(self.market.stand_in.calls.of(TYPING))


@asynccontextmanager
async def taking_in(adapter: Adapter) -> AsyncIterator[None]:
    """Wait until what happens meanwhile is taken in."""
    assert isinstance(adapter, Acquainted)
    before = adapter.taken
    yield
    await eventually(lambda: adapter.taken > before)


def shown(said: Message) -> Iterator[Shown]:
    """Yield what a person sees of a message, and of what became of it."""
    blocks: set[Block] = {kind_of(media_type_of(file.filename)) for file in said.attachments}
    if MessageFlags.VOICE in said.flags:
        blocks = {"voice"}
    for embed in said.embeds:
        blocks.add("card" if "title" in embed else "image")
    for button in (button for row in controls(said.components) for button in row):
        blocks.add("link" if "url" in button else "reply")
    if said.reference is not None:
        blocks.add("quote")
    if said.poll is not None:
        blocks.add("poll")
    text = said.content if said.poll is None else said.poll.question
    nonce = str(said.nonce)
    yield Shown(without_marks(text), nonce, frozenset(blocks))
    if said.edited_at is not None:
        yield Shown(without_marks(text), nonce, frozenset({*blocks, "edit"}))


@pytest.mark.parametrize("check", CHECKS)
async def test_discord(check: str):
    async with a_market() as market:
        await market.order("limits", on=False)
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
