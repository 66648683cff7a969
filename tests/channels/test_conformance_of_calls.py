"""The part of the suite about calls sees what breaks the contract."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.capabilities import Capabilities
from bot.channels.conformance.calls import examine_calls
from bot.channels.contract import Adapter, ChannelSettings, Group, Intake
from bot.channels.doors import Answered, Declined, PlatformCall
from bot.core.events import Incoming, Said, Sender
from bot.core.ids import BrandId, ChannelName
from bot.core.outcomes import Outcome

SIGNED = {"x-signed": "yes"}


class Good:
    """An adapter that keeps to everything; `breach` lets it break one rule."""

    name = "good"
    capabilities = Capabilities(text_limit=4096)
    breach = ""

    def __init__(self) -> None:
        self.intake: Intake | None = None
        self.told = 0

    def faults(self, settings: ChannelSettings) -> Sequence[str]:
        return []

    async def open(self, settings: ChannelSettings, intake: Intake) -> None:
        self.intake = intake

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        return []

    async def close(self) -> None:
        self.intake = None

    def is_called(self, settings: ChannelSettings) -> bool:
        return self.breach != "silent"

    def is_genuine(self, settings: ChannelSettings, call: PlatformCall) -> bool:
        if self.breach == "paranoid":
            return False
        return self.breach == "gullible" or call.headers == SIGNED

    async def answer(self, call: PlatformCall) -> Answered | Declined:
        if self.breach == "deaf":
            return Declined(503, "Come again.")
        if self.intake is None:
            return Answered() if self.breach == "closed" else Declined(503, "Come again.")
        if not call.body.isdigit():
            return Declined(400, "What?")
        self.told += 1
        update = str(self.told) if self.breach == "forgetful" else call.body.decode()
        incoming = Incoming(update, Sender("42"), Said("/hello"), raw=call.body)
        await self.intake(SETTINGS, (incoming,))
        return Answered()


SETTINGS = ChannelSettings(BrandId("market"), ChannelName("good"), "good", {})


class Stage:
    called = SETTINGS

    def __init__(self, adapter: Any) -> None:
        self.adapter = adapter

    def make(self) -> Adapter:
        made: Adapter = self.adapter
        return made

    def call(self, update: str, person: str, text: str) -> PlatformCall:
        return PlatformCall("POST", {}, SIGNED, update.encode(), datetime.now(UTC))

    async def ready(self, adapter: Adapter) -> None: ...


class Mute:
    name = "mute"


SEEN = {
    "silent": "says that it is not",
    "paranoid": "taken for a forged one",
    "gullible": "without headers is taken for a genuine one",
    "closed": "a closed channel says",
    "deaf": "a genuine call is not taken",
    "forgetful": "came with the ids ['1', '2', '3']",
}


async def test_what_keeps_to_the_contract_passes():
    assert await examine_calls(Stage(Good())) == []


@pytest.mark.parametrize("breach", SEEN)
async def test_a_breach_is_seen(breach: str):
    adapter = Good()
    adapter.breach = breach
    found = await examine_calls(Stage(adapter))
    assert any(SEEN[breach] in words for words in found), found


async def test_an_adapter_that_takes_no_calls_is_seen():
    assert await examine_calls(Stage(Mute())) == ["its platform calls it, and it takes no calls"]
