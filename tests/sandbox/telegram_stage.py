"""The stand-in for Telegram on a port of its own, one bot, and two people."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import aiohttp
from aiohttp import web

from sandbox.telegram.server import TelegramStandIn
from sandbox.telegram.world import World

TOKEN = "4200:the-token-of-a-bot"
ADA, BOB = 17, 18


class Reply(NamedTuple):
    """An answer of the API."""

    status: int
    body: dict[str, Any]

    @property
    def result(self) -> Any:
        assert self.body["ok"] is True, self.body
        return self.body["result"]

    @property
    def refusal(self) -> tuple[int, str]:
        """The status and the description of a refusal that agrees with itself."""
        assert self.body["ok"] is False, self.body
        assert self.body["error_code"] == self.status
        return self.status, self.body["description"]


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Stage:
    """What a test does with the stand-in, as a bot and as people."""

    def __init__(self, address: str, session: aiohttp.ClientSession, world: World) -> None:
        self.address = address
        self.session = session
        self.world = world

    async def call(self, method: str, /, *, token: str = TOKEN, **parameters: Any) -> Reply:
        """Call a method with a JSON body."""
        url = f"{self.address}/bot{token}/{method}"
        async with self.session.post(url, json=parameters) as response:
            return Reply(response.status, await response.json())

    async def form(self, method: str, data: Any) -> Reply:
        """Call a method with a form, of files too."""
        async with self.session.post(f"{self.address}/bot{TOKEN}/{method}", data=data) as response:
            return Reply(response.status, await response.json())

    async def control(self, name: str, /, **body: Any) -> Any:
        async with self.session.post(f"{self.address}/control/{name}", json=body) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def impossible(self, name: str, /, **body: Any) -> str:
        async with self.session.post(f"{self.address}/control/{name}", json=body) as response:
            assert response.status == 400, await response.text()
            return (await response.json())["error"]

    async def look(self, name: str, /, **query: Any) -> Any:
        address = f"{self.address}/control/{name}"
        async with self.session.get(address, params=query) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def messages(self, chat: int = ADA) -> Any:
        return await self.look("messages", token=TOKEN, chat=chat)

    async def say(self, text: str, person: int = ADA, **more: Any) -> Any:
        return await self.control("say", token=TOKEN, person=person, text=text, **more)

    async def updates(self, **parameters: Any) -> Any:
        return (await self.call("getUpdates", **parameters)).result

    async def send(self, text: str = "hello", **parameters: Any) -> Any:
        return (await self.call("sendMessage", chat_id=ADA, text=text, **parameters)).result


@asynccontextmanager
async def telegram(clock: Clock | None = None) -> AsyncIterator[Stage]:
    """Serve a stand-in in which Ada has begun a conversation with the bot, and Bob has not."""
    stand_in = TelegramStandIn(World(clock or time.time, is_local=True))
    runner = web.AppRunner(stand_in.application(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0]
    async with aiohttp.ClientSession() as session:
        stage = Stage(f"http://{host}:{port}", session, stand_in.world)
        await stage.control("bots", token=TOKEN, username="convivio_bot", name="Convivio")
        await stage.control("people", first_name="Ada", id=ADA, language="en")
        await stage.control("people", first_name="Bob", id=BOB)
        start = await stage.say("/start")
        await stage.updates(offset=start["update_id"] + 1)
        try:
            yield stage
        finally:
            await runner.cleanup()


async def until_polled(stage: Stage, before: int) -> None:
    """Wait until one more request for updates has come than there had been before."""
    queue = stage.world.bots[TOKEN].queue
    async with asyncio.timeout(5):
        while queue.polls <= before:
            await asyncio.sleep(0)
