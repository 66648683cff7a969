"""The adapters of this repository pass the suite, and the suite sees what breaks the contract."""

import json
import logging
from collections.abc import Sequence
from functools import partial

import pytest
from msgspec import structs

from bot.channels.capabilities import Capabilities, Pace, PollRoom, Rate, Thing
from bot.channels.conformance import CHECKS, Failure, Sample, examine
from bot.channels.contract import Adapter, ChannelSettings, Group, Intake
from bot.core.events import Incoming, Said, Sender
from bot.core.ids import ChannelName
from bot.core.outcomes import Accepted, Outcome, Throttled
from tests.adapters.terminal_stage import TerminalStage
from tests.adapters.webchat_stage import WebchatStage
from tests.adapters.webhook_stage import BRAND, Listening, WebhookStage

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
    capabilities = Capabilities(
        text_limit=0, buttons=-1, pace=Pace(channel=Rate(0, 1, 1)), window=0
    )

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
    ("table", "nothing may ever be said within 0 seconds"),
    ("faults", "shows the value of 'token'"),
    ("open and close", "close raises RuntimeError"),
    ("hindrance", "shows the value of 'token'"),
    ("dead network", "deliver raises ConnectionError"),
]


@pytest.mark.parametrize(("check", "words"), SEEN)
async def test_the_suite_sees_a_breach(check: str, words: str):
    found = (await examine(WrongStage()))[check]
    assert any(words in finding for finding in found), found


class Careless(Listening):
    """Talks of everything, and does not take its texts to heart."""

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        logging.getLogger("careless").debug("%s by %s", group.parts[0].message.text, self._secrets)
        lost = [
            structs.replace(
                one, message=structs.replace(one.message, text=one.message.text.replace("*", ""))
            )
            for one in group.parts
        ]
        return await super().deliver(structs.replace(group, parts=tuple(lost)))


class Boasting(Listening):
    """Declares more than there is."""

    capabilities = structs.replace(
        Listening.capabilities,
        has=frozenset({"link", "contact", "edit"}),
        poll=PollRoom(question=300, label=100, most=10),
        receives=frozenset({"contact"}),
    )


class CarelessStage(WebhookStage):
    """Decodes what it does not know, and promises another error."""

    adapter: type[Adapter] = Careless

    def __init__(self) -> None:
        super().__init__()
        self.samples = [Sample("hello", b'{"id": 7, "from": "ada"}', Said("hello"))]
        self.failures = [Failure("HTTP 413", Throttled, partial(self._answer_next, 413))]

    def make(self) -> Adapter:
        return self.adapter()

    def decode(self, raw: bytes) -> Incoming | None:
        update = json.loads(raw)
        return Incoming(str(update["id"]), Sender(update["from"]), Said(""))


class Indiscreet(Listening):
    """Says everything to everybody."""

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        parts = tuple(
            structs.replace(one, message=structs.replace(one.message, private=False))
            for one in group.parts
        )
        return await super().deliver(structs.replace(group, parts=parts))


class IndiscreetStage(CarelessStage):
    adapter = Indiscreet

    async def shut(self) -> bool:
        return True


class BoastingStage(CarelessStage):
    adapter = Boasting

    async def give(self, adapter: Adapter, thing: Thing) -> None: ...


FOUND = [
    (CarelessStage, "texts", "'*c*__d__"),
    (CarelessStage, "secrets", "the value of 'secret' is in the log"),
    (CarelessStage, "secrets", "what we said is in the log"),
    (CarelessStage, "outcomes", "HTTP 413 is [Rejected(reason='HTTP 413')]"),
    (CarelessStage, "samples", "hello tells Said(text='', "),
    (CarelessStage, "mutations", "hello raises TypeError"),
    (IndiscreetStage, "private", "what concerns one person is sent to a group"),
    (IndiscreetStage, "private", "nobody is told that it can be said in private only"),
    (BoastingStage, "claims", "contact is declared, and nobody sees one"),
    (BoastingStage, "claims", "edit is declared, and nobody sees one"),
    (BoastingStage, "claims", "poll is declared, and nobody sees one"),
    (BoastingStage, "claims", "polls are declared, and nobody votes"),
    (BoastingStage, "receives", "contact is declared, and arrives as None"),
]


@pytest.mark.parametrize(("kind", "check", "words"), FOUND)
async def test_the_suite_sees_what_is_only_said(kind: type[CarelessStage], check: str, words: str):
    stage = kind()
    await stage.open()
    try:
        found = await CHECKS[check](stage)
    finally:
        await stage.close()
    assert any(words in finding for finding in found), found
