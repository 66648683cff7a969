"""The adapters of this repository pass the suite, and the suite sees what breaks the contract."""

from collections.abc import Sequence

import pytest

from bot.channels.capabilities import Capabilities, Pace, Rate
from bot.channels.conformance import CHECKS, examine
from bot.channels.contract import Adapter, ChannelSettings, Group, Intake
from bot.core.ids import ChannelName
from bot.core.outcomes import Accepted, Outcome
from tests.adapters.terminal_stage import TerminalStage
from tests.adapters.webchat_stage import WebchatStage
from tests.adapters.webhook_stage import BRAND, WebhookStage

STAGES = {"webhook": WebhookStage, "webchat": WebchatStage, "terminal": TerminalStage}


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("name", STAGES)
async def test_adapter(name: str, check: str):
    stage = STAGES[name]()
    await stage.open()
    try:
        assert await CHECKS[check](stage) == []
    finally:
        await stage.close()


class Wrong:
    """An adapter that breaks every rule."""

    name = "Wrong!"
    title = " "
    capabilities = Capabilities(text_limit=0, buttons=-1, pace=Pace(channel=Rate(0, 1, 1)))

    def faults(self, settings: ChannelSettings) -> Sequence[str]:
        if settings.options["token"] is None:
            raise KeyError("token")
        return [f"bad token {settings.options['token']}"]

    async def open(self, settings: ChannelSettings, intake: Intake) -> None: ...

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        if group.to == "ada" and group.space is None:
            raise ConnectionError
        return [Accepted()] * (len(group.parts) + 1)

    async def close(self) -> None:
        raise RuntimeError

    def hindrance(self) -> str | None:
        return "the token 12345 is refused"


class WrongStage:
    settings = ChannelSettings(BRAND, ChannelName("wrong"), "wrong", {"token": "12345"})
    broken: Sequence[ChannelSettings] = (settings,)

    def make(self) -> Adapter:
        return Wrong()

    def make_dead(self) -> tuple[Adapter, ChannelSettings]:
        quiet = Wrong()
        quiet.close = self._close  # type: ignore[method-assign]
        return quiet, self.settings

    async def _close(self) -> None: ...


SEEN = [
    ("name", "lower-case"),
    ("name", "does not stand in a sentence"),
    ("table", "text_limit is 0"),
    ("table", "the pace of channel lets nothing through"),
    ("faults", "shows the value of 'token'"),
    ("open and close", "close raises RuntimeError"),
    ("hindrance", "shows the value of 'token'"),
    ("dead network", "deliver raises ConnectionError"),
]


@pytest.mark.parametrize(("check", "words"), SEEN)
async def test_the_suite_sees_a_breach(check: str, words: str):
    found = (await examine(WrongStage()))[check]
    assert any(words in finding for finding in found), found
