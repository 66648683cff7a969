"""The adapters of this repository pass the suite, and the suite sees what breaks the contract."""

import asyncio
import io
import json
import queue
from collections.abc import Sequence

import pytest
from aiohttp import web
from msgspec import structs

from adapters.terminal import Terminal
from adapters.webchat import Webchat
from adapters.webhook import Webhook
from bot.channels.body import Malformed
from bot.channels.capabilities import Capabilities, Pace, Rate
from bot.channels.conformance import CHECKS, Shown, examine
from bot.channels.contract import Adapter, ChannelSettings, Group, Intake
from bot.core.ids import BrandId, ChannelName
from bot.core.outcomes import Accepted, Outcome
from tests.ports import free_port
from tests.signing import new_secret

BRAND = BrandId("market")


class WebhookStage:
    """Another system's server in this process."""

    def __init__(self) -> None:
        self.port = free_port()
        self.told: list[Shown] = []
        self.settings = self._settings(secret=new_secret("a"), deliver_to=self.address)
        self.broken = [
            self._settings(secret="not a secret at all", deliver_to=self.address),
            self._settings(deliver_to=self.address),
            self._settings(secret=new_secret("a"), deliver_to="example.org"),
            self._settings(secret=new_secret("a"), deliver_too=self.address),
        ]
        self._taken: Intake | None = None
        self._runner: web.AppRunner | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/deliver"

    def _settings(self, **options: str) -> ChannelSettings:
        return ChannelSettings(BRAND, ChannelName("site"), "webhook", dict(options))

    async def open(self) -> None:
        app = web.Application()
        app.router.add_post("/deliver", self._take)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def close(self) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        for message in json.loads(await request.read())["messages"]:
            self.told.append(Shown(message["text"], message["id"]))
        return web.Response()

    def make(self) -> Adapter:
        return Webhook()

    def make_dead(self) -> tuple[Adapter, ChannelSettings]:
        options = {**self.settings.options, "deliver_to": f"http://127.0.0.1:{free_port()}/"}
        return Webhook(), structs.replace(self.settings, options=options)

    def shown(self) -> Sequence[Shown]:
        return self.told


class Keyboard(io.StringIO):
    """Lines come one by one; asking for the next one confirms those before."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self._typed: queue.Queue[str] = queue.Queue()

    def readline(self, size: int | None = -1, /) -> str:
        self.asked += 1
        return self._typed.get(timeout=5)

    def type(self, line: str) -> None:
        self._typed.put(line)


class TerminalStage:
    """A keyboard and a screen made of text streams."""

    settings = ChannelSettings(BRAND, ChannelName("terminal"), "terminal")
    broken: Sequence[ChannelSettings] = ()

    def __init__(self) -> None:
        self.screen = io.StringIO()
        self.keyboard = Keyboard()

    async def open(self) -> None: ...

    async def close(self) -> None:
        self.keyboard.type("")

    def make(self) -> Adapter:
        return Terminal(self.keyboard, self.screen)

    def make_dead(self) -> tuple[Adapter, ChannelSettings]:
        screen = io.StringIO()
        screen.close()
        return Terminal(io.StringIO(), screen), self.settings

    def shown(self) -> Sequence[Shown]:
        return [Shown(line) for line in self.screen.getvalue().splitlines()]

    async def say(self, adapter: Adapter, update: str, person: str, text: str) -> None:
        asked = max(self.keyboard.asked, 1)
        self.keyboard.type(text + "\n")
        async with asyncio.timeout(5):
            while self.keyboard.asked <= asked:
                await asyncio.sleep(0.001)

    def confirmed(self) -> int:
        return max(self.keyboard.asked - 1, 0)


class WebchatStage:
    """One person with one open page."""

    settings = ChannelSettings(BRAND, ChannelName("web"), "webchat")
    broken: Sequence[ChannelSettings] = (structs.replace(settings, options={"secret": "unused"}),)

    def __init__(self) -> None:
        self.told: list[Shown] = []

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def _push(self, group: Group) -> None:
        self.told += [Shown(part.message.text, part.id) for part in group.parts]

    def make(self) -> Adapter:
        adapter = Webchat()
        adapter.attach("ada", self._push)
        return adapter

    def make_dead(self) -> tuple[Adapter, ChannelSettings]:
        return Webchat(), self.settings

    def shown(self) -> Sequence[Shown]:
        return self.told


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


def test_what_a_webhook_tells_keeps_its_id_sender_and_text():
    body = json.dumps({"from": "ada", "text": "“8” is àll 👍"}).encode()
    incoming = Webhook().decode("msg_1", body)
    assert not isinstance(incoming, Malformed)
    assert (incoming.external_id, incoming.sender.id) == ("msg_1", "ada")


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
