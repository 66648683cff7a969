"""Another system's server in this process, for the suite that every channel passes."""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from aiohttp import web
from msgspec import structs

from adapters.webhook import Webhook
from bot.channels.body import Malformed
from bot.channels.capabilities import Thing
from bot.channels.conformance import Failure, Sample, Shown
from bot.channels.contract import Adapter, ChannelSettings, Intake
from bot.channels.support import Block
from bot.core.content import Media
from bot.core.events import Happening, Incoming, Pressed, Said
from bot.core.ids import BrandId, ChannelName
from bot.core.outcomes import Accepted, Misconfigured, Outcome, Rejected, Throttled, Unknown
from tests.ports import free_port
from tests.signing import new_secret

BRAND = BrandId("market")
HALL = "https://example.org/hall.png"
BODIES: Mapping[str, tuple[dict[str, Any], Happening | None]] = {
    "a text": ({"from": "ada", "text": "“8” is àll 👍", "language": "it"}, Said("“8” is àll 👍")),
    "a button": ({"from": "ada", "button": "m.0", "space": "hall"}, Pressed("m.0")),
    "a picture": (
        {"from": "ada", "attachments": [{"type": "image", "url": HALL, "size": 3}]},
        Said("", (Media("image", HALL, size=3),)),
    ),
    "everything": (
        {"from": "ada", "name": "Ada L", "text": "hi", "timezone": "Europe/Rome", "button": None},
        Said("hi"),
    ),
    "nothing": ({"from": "ada"}, None),
}
GIVEN: Mapping[Thing, str] = {
    "image": HALL,
    "file": "https://example.org/a.pdf",
    "location": "geo:4.5,9",
}
ANSWERED: Mapping[int, type[Outcome]] = {
    **dict.fromkeys((200, 201, 202, 204), Accepted),
    **dict.fromkeys((301, 302, 307, 429), Throttled),
    **dict.fromkeys((400, 409, 413, 422), Rejected),
    **dict.fromkeys((401, 403, 404, 410), Misconfigured),
    **dict.fromkeys((500, 502, 503, 504), Unknown),
}
"""What the answers of a receiver mean (docs/how-to/connect-a-system.md)."""


class Listening(Webhook):
    """Knows where what comes in goes, which is the web server's to know."""

    intake: Intake

    async def open(self, settings: ChannelSettings, intake: Intake) -> None:
        await super().open(settings, intake)
        self.intake = intake


class WebhookStage:
    """Another system's server in this process."""

    def __init__(self) -> None:
        self.port = free_port()
        self.told: list[Shown] = []
        self.status = 200
        self.settings = self._settings(secret=new_secret("a"), deliver_to=self.address)
        self.broken = [
            self._settings(secret="not a secret at all", deliver_to=self.address),
            self._settings(deliver_to=self.address),
            self._settings(secret=new_secret("a"), deliver_to="example.org"),
            self._settings(secret=new_secret("a"), deliver_too=self.address),
        ]
        self.samples = [
            Sample(name, json.dumps(body).encode(), tells) for name, (body, tells) in BODIES.items()
        ]
        self.failures = [
            Failure(f"HTTP {status}", outcome, partial(self._answer_next, status))
            for status, outcome in ANSWERED.items()
        ]
        self._taken = 0
        self.space = "hall"
        self._to_all: list[str] = []
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

    async def _answer_next(self, status: int) -> None:
        self.status = status

    async def _take(self, request: web.Request) -> web.Response:
        told = json.loads(await request.read())
        if "space" in told:
            self._to_all.append(json.dumps(told))
        for message in told["messages"]:
            self.told.append(Shown(message["text"], message["id"], blocks_of(message)))
        return web.Response(status=self.status)

    def make(self) -> Adapter:
        return Listening()

    def make_dead(self) -> tuple[Adapter, ChannelSettings]:
        options = {**self.settings.options, "deliver_to": f"http://127.0.0.1:{free_port()}/"}
        return Webhook(), structs.replace(self.settings, options=options)

    def shown(self) -> Sequence[Shown]:
        return self.told

    def sent_to_all(self) -> Sequence[str]:
        return self._to_all

    async def shut(self) -> bool:
        return False

    def decode(self, raw: bytes) -> Incoming | None:
        decoded = Webhook().decode("msg_1", raw)
        return None if isinstance(decoded, Malformed) else decoded

    async def say(self, adapter: Adapter, update: str, person: str, text: str) -> None:
        await self._post(adapter, update, {"from": person, "text": text})

    async def give(self, adapter: Adapter, thing: Thing) -> None:
        attachment = {"type": thing, "url": GIVEN[thing]}
        await self._post(adapter, f"m-{thing}", {"from": "ada", "attachments": [attachment]})

    async def _post(self, adapter: Adapter, update: str, body: dict[str, Any]) -> None:
        assert isinstance(adapter, Listening)
        incoming = adapter.decode(update, json.dumps(body).encode())
        assert isinstance(incoming, Incoming)
        await adapter.intake(self.settings, [incoming])
        self._taken += 1

    def confirmed(self) -> int:
        return self._taken


def blocks_of(written: Mapping[str, Any]) -> frozenset[Block]:
    """Return what a message holds, as it is written for other systems."""
    kinds: set[Block] = {media["type"] for media in written["media"]}
    for button in written["buttons"]:
        kinds.add("link" if button.get("url") else "reply")
    return frozenset(kinds)
