"""A Telegram of our own for tests: the stand-in on a loopback port, and a channel on it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web
from msgspec import structs

from adapters.telegram import Telegram
from adapters.telegram.tempo import Tempo
from bot.channels.contract import ChannelSettings, Group, Part, Receipt
from bot.core.commands import Command
from bot.core.content import Button, Media, Message
from bot.core.events import Happening, Incoming, Said
from bot.core.ids import BrandId, ChannelName, DeliveryId, EventId, GroupId
from bot.core.outcomes import Outcome
from sandbox.telegram.server import TelegramStandIn
from sandbox.telegram.world import World
from tests.eventually import eventually

TOKEN = "4001:not-a-real-token-for-tests"
_WITHOUT_TOKEN = frozenset(
    {"channels", "deactivate", "people", "groups", "topics", "migrate", "faults"}
)
QUICK = Tempo(
    connect=2.0,
    answer=2.0,
    upload=5.0,
    poll=5,
    grace=2.0,
    first_pause=0.01,
    longest_pause=0.05,
    probe=0.05,
    silence=0.05,
)


class Taken:
    """An intake in memory: what it took, and what it is told to do about the next updates."""

    def __init__(self) -> None:
        self.incoming: list[Incoming] = []
        self.asked = 0
        self.failing: Exception | None = None
        self.full_from: int | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(
        self, settings: ChannelSettings, incoming: Sequence[Incoming]
    ) -> list[Receipt]:
        self.asked += 1
        await self.gate.wait()
        if self.failing is not None:
            raise self.failing
        return [self._take(place, update) for place, update in enumerate(incoming)]

    def _take(self, place: int, update: Incoming) -> Receipt:
        event = EventId(update.external_id)
        if self.full_from is not None and place >= self.full_from:
            return Receipt("full", event)
        if update.external_id in {known.external_id for known in self.incoming}:
            return Receipt("duplicate", event)
        self.incoming.append(update)
        return Receipt("new", event)

    async def count(self, number: int) -> Sequence[Incoming]:
        """Wait until so many were taken."""

        async def enough() -> bool:
            return len(self.incoming) >= number

        await eventually(enough)
        return self.incoming


def happenings(incoming: Sequence[Incoming]) -> list[Happening]:
    """Return what happened, without the numbers that the stand-in gave to messages."""
    told = [one.happening for one in incoming]
    return [structs.replace(one, message=None) if isinstance(one, Said) else one for one in told]


class Square:
    """The stand-in with one bot and one person, as tests play them."""

    def __init__(self, url: str, session: aiohttp.ClientSession, stand_in: TelegramStandIn) -> None:
        self.url = url
        self.stand_in = stand_in
        self._session = session
        self.bot = 0
        self.ada = 0

    async def settle(self) -> None:
        """Let the bot and Ada be there."""
        self.bot = (await self.post("bots", username="WeConverseBot"))["id"]
        self.ada = (await self.post("people", first_name="Ada", language="it"))["id"]

    async def post(self, path: str, **body: Any) -> Any:
        """Play something through the control API, with our token where a bot is meant."""
        body = body if path in _WITHOUT_TOKEN else {"token": TOKEN, **body}
        async with self._session.post(f"{self.url}/control/{path}", json=body) as response:
            assert response.status == 200, await response.text()
            return await response.json(content_type=None)

    async def get(self, path: str, **query: Any) -> Any:
        async with self._session.get(f"{self.url}/control/{path}", params=query) as response:
            assert response.status == 200, await response.text()
            return await response.json(content_type=None)

    async def api(self, method: str, **parameters: Any) -> Any:
        """Call the Bot API as somebody else who has the token."""
        async with self._session.post(
            f"{self.url}/bot{TOKEN}/{method}", data=parameters
        ) as response:
            return await response.json(content_type=None)

    async def say(self, text: str, **more: Any) -> int:
        """Let Ada write, and return the number of the update."""
        said = await self.post("say", person=self.ada, text=text, **more)
        number: int = said["update_id"]
        return number

    async def fault(self, where: str, kind: str, times: int = 1, **fields: Any) -> None:
        """Let the next calls of a method go wrong."""
        fault = {"type": kind, **fields}
        await self.post("faults", where=where, fault=fault, times=times)

    async def calls(self, method: str) -> list[dict[str, Any]]:
        """Return what was asked of a method, in order."""
        calls: list[dict[str, Any]] = await self.get("calls", method=method)
        return calls

    async def messages(self, chat: int | None = None) -> list[dict[str, Any]]:
        """Return what stands in a chat, Ada's own unless told otherwise."""
        shown: list[dict[str, Any]] = await self.get(
            "messages", token=TOKEN, chat=self.ada if chat is None else chat
        )
        return shown

    async def confirmed_up_to(self) -> int:
        """Return the last update that a poll has confirmed, 0 where none was."""
        offsets = [int(call["params"].get("offset", 0)) for call in await self.calls("getUpdates")]
        return max(offsets, default=0) - 1

    async def is_confirmed(self, update: int) -> None:
        """Wait until an update is confirmed."""

        async def confirmed() -> bool:
            return await self.confirmed_up_to() >= update

        await eventually(confirmed)

    def settings(self, *commands: Command) -> ChannelSettings:
        return settings_for(self.url, *commands)


def settings_for(url: str, *commands: Command) -> ChannelSettings:
    """Return the settings of a channel on the stand-in at an address."""
    return ChannelSettings(
        BrandId("market"),
        ChannelName("tg"),
        "telegram",
        {"token": TOKEN, "api_base": url},
        commands=commands,
    )


@asynccontextmanager
async def served(stand_in: TelegramStandIn, port: int = 0) -> AsyncIterator[str]:
    """Serve a stand-in, and give its address."""
    runner = web.AppRunner(stand_in.application(), access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def square(port: int = 0) -> AsyncIterator[Square]:
    """Serve a new stand-in with one bot and one person."""
    stand_in = TelegramStandIn(World(is_local=True))
    async with served(stand_in, port) as url, aiohttp.ClientSession() as session:
        place = Square(url, session, stand_in)
        await place.settle()
        yield place


@asynccontextmanager
async def opened(
    settings: ChannelSettings, taken: Taken, tempo: Tempo = QUICK
) -> AsyncIterator[Telegram]:
    """Open a channel and close it again."""
    channel = Telegram(tempo)
    await channel.open(settings, taken)
    try:
        yield channel
    finally:
        await channel.close()


async def deliver(
    channel: Telegram,
    to: int,
    text: str = "hello",
    *,
    space: str | None = None,
    buttons: tuple[Button, ...] = (),
    media: tuple[Media, ...] = (),
    delivery: str = "d1",
) -> Outcome:
    """Send one message and return how it ended."""
    message = Message(text, text, buttons, media)
    group = Group(GroupId("g1"), str(to), space, (Part(DeliveryId(delivery), message),))
    (outcome,) = await channel.deliver(group)
    return outcome


def quicker(**times: float) -> Tempo:
    """Return the times of tests, some of them changed."""
    return structs.replace(QUICK, **times)
