"""A WhatsApp of our own for tests: the stand-in on a loopback port, and a channel on it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp
import msgspec
from aiohttp import web
from msgspec import structs

from adapters.whatsapp import WhatsApp
from adapters.whatsapp.tempo import Tempo
from bot.brand.brand import Option
from bot.channels.contract import ChannelSettings, Group, Intake, LastSpoken, Part
from bot.channels.doors import Answered, PlatformCall
from bot.core.content import Button, Media, Message
from bot.core.ids import BrandId, ChannelName, DeliveryId, GroupId
from bot.core.outcomes import Outcome
from sandbox.whatsapp.server import WhatsAppStandIn
from sandbox.whatsapp.world import Line, Number, Person, Template

TOKEN = "EAA-not-a-real-token"
SECRET = "not-a-real-app-secret"
VERIFY = "made-up-verify-token"
NUMBER = "106540352242922"
ADA = "393331234567"
NOTICE = Template(name="notice", language="en", body="News of ours: {{1}}")
QUICK = Tempo(connect=2.0, answer=1.0, upload=5.0, probe=0.05)


def settings_for(url: str, **options: Option) -> ChannelSettings:
    """Return the settings of a channel on the stand-in at an address."""
    told: dict[str, Option] = {
        "token": TOKEN,
        "secret": SECRET,
        "verify_token": VERIFY,
        "number": NUMBER,
        "account": "200000",
        "api_base": f"{url}/v23.0",
    }
    brand, name = BrandId("market"), ChannelName("wa")
    return ChannelSettings(brand, name, "whatsapp", {**told, **options})


class Square:
    """The stand-in with one number and one person, who has just spoken."""

    def __init__(self, url: str, stand_in: WhatsAppStandIn) -> None:
        self.url = url
        self.stand_in = stand_in
        self.world = stand_in.world
        self.number = Number(
            id=NUMBER,
            token=TOKEN,
            secret=SECRET,
            verify_token=VERIFY,
            shown="+39 055 000 111",
            templates=[NOTICE],
        )
        self.world.numbers[NUMBER] = self.number
        self.ada = Person(ADA, "Ada Lovelace", spoke={NUMBER: self.world.now()})
        self.world.people[ADA] = self.ada

    def settings(self, **options: Option) -> ChannelSettings:
        return settings_for(self.url, **options)

    @property
    def chat(self) -> list[Line]:
        """What stands in Ada's chat."""
        return self.world.chat(self.ada, self.number)

    @property
    def heard(self) -> list[Line]:
        """What the brand has said to Ada."""
        return [line for line in self.chat if line.by == "brand"]

    def sent(self, kind: str | None = None) -> list[Mapping[str, Any]]:
        """Return what was asked of POST /messages, marks of reading left out."""
        bodies = [call.body for call in self.world.calls if call.where == "messages"]
        return [body for body in bodies if "type" in body and kind in {None, body["type"]}]


@asynccontextmanager
async def square(port: int = 0) -> AsyncIterator[Square]:
    """Serve a new stand-in."""
    stand_in = WhatsAppStandIn()
    runner = web.AppRunner(stand_in.application(), access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield Square(f"http://127.0.0.1:{runner.addresses[0][1]}", stand_in)
    finally:
        await runner.cleanup()


@asynccontextmanager
async def opened(
    settings: ChannelSettings,
    intake: Intake,
    last_spoken: LastSpoken | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> AsyncIterator[WhatsApp]:
    """Open a channel and close it again."""
    channel = WhatsApp(QUICK, clock)
    if last_spoken is not None:
        channel.ask_when(last_spoken)
    await channel.open(settings, intake)
    try:
        yield channel
    finally:
        await channel.close()


@asynccontextmanager
async def called(channel: WhatsApp, settings: ChannelSettings) -> AsyncIterator[str]:
    """Serve the door of a channel as the web does, and give its address."""

    async def answer(request: web.Request) -> web.Response:
        call = PlatformCall(
            "GET" if request.method == "GET" else "POST",
            request.query,
            {name.lower(): value for name, value in request.headers.items()},
            await request.read(),
            datetime.now(UTC),
        )
        if not channel.is_genuine(settings, call):
            return web.Response(status=401)
        told = await channel.answer(call)
        if isinstance(told, Answered):
            return web.Response(body=told.body, content_type=told.media_type)
        return web.Response(status=told.status)

    app = web.Application()
    app.router.add_route("*", "/platforms/market/wa", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/platforms/market/wa"
    finally:
        await runner.cleanup()


async def control(place: Square, path: str, **body: Any) -> tuple[int, Any]:
    """Ask something of the control API."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{place.url}/control/{path}", json=body) as answer,
    ):
        return answer.status, msgspec.json.decode(await answer.read())


async def deliver(
    channel: WhatsApp,
    message: Message | str,
    *,
    to: str = ADA,
    buttons: tuple[Button, ...] = (),
    media: tuple[Media, ...] = (),
    delivery: str = "d1",
) -> Outcome:
    """Send one message and return how it ended."""
    if isinstance(message, str):
        message = Message(message, message)
    message = structs.replace(
        message, buttons=buttons or message.buttons, media=media or message.media
    )
    part = Part(DeliveryId(delivery), message)
    (outcome,) = await channel.deliver(Group(GroupId("g1"), to, None, (part,)))
    return outcome


async def until(holds: Callable[[], object], seconds: float = 8.0) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.005)
