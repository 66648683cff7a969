"""A square to try the Discord stand-in on: it serves on loopback, with a bot and a person."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Middleware

from sandbox.discord.door import REQUEST_BYTES
from sandbox.discord.server import DiscordStandIn

TOKEN = "not-a-real-token.for-tests"
ALL_WE_NEED = (1 << 0) | (1 << 9) | (1 << 12) | (1 << 15)
"""The intents guilds, guild messages, direct messages and message content."""


class MovedClock:
    """The real time, and as much more as a test wants."""

    def __init__(self) -> None:
        self.moved = 0.0
        self._stopped: float | None = None

    def stop(self) -> None:
        """Stand still a second after now, when every limit of now is over."""
        self._stopped = self() + 1.0

    def __call__(self) -> float:
        return (self._stopped or time.time()) + self.moved


class Square:
    """The stand-in under an address with a prefix, and how to speak with it."""

    def __init__(
        self, stand_in: DiscordStandIn, clock: MovedClock, runner: web.AppRunner, http: Any
    ) -> None:
        self.stand_in, self.clock, self._runner = stand_in, clock, runner
        self.http: aiohttp.ClientSession = http
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/discord"
        self.bot = self.ada = self.dm = self.guild = self.general = ""

    async def furnish(self) -> None:
        """Put a bot and a person in their places, in private and in a guild."""
        self.bot = (await self.order("bots", token=TOKEN, username="convivio"))["id"]
        self.ada = (await self.order("people", first_name="Ada", last_name="L", language="it"))[
            "id"
        ]
        made = await self.order("guilds", name="Market", members=[self.ada, TOKEN])
        self.guild, self.general = made["id"], made["channels"]["general"]
        opened = await self.rest("POST", "users/@me/channels", {"recipient_id": self.ada})
        self.dm = opened[1]["id"]

    async def stop(self) -> None:
        """Stop serving."""
        await self._runner.cleanup()

    async def order(self, path_: str, status_: int = 200, **fields: Any) -> Any:
        """Ask the control API for something."""
        async with self.http.post(f"{self.url}/control/{path_}", json=fields) as answer:
            assert answer.status in {status_, 204}, await answer.text()
            return await answer.json() if answer.status != 204 else None

    async def look(self, path_: str, **query: str) -> Any:
        """Ask the control API what there is."""
        async with self.http.get(f"{self.url}/control/{path_}", params=query) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def said(self) -> list[Any]:
        """Return what was said in private."""
        return await self.look("messages", token=TOKEN, person=self.ada)

    async def rest(
        self, method: str, path: str, body: Any = None, token: str | None = TOKEN
    ) -> tuple[int, Any]:
        """Ask the REST API, and return the status and what it says."""
        answer = await self.raw(method, path, body, token)
        text = await answer.text()
        return answer.status, json.loads(text) if text else None

    async def raw(
        self, method: str, path: str, body: Any = None, token: str | None = TOKEN
    ) -> aiohttp.ClientResponse:
        """Ask the REST API, and return the whole answer."""
        headers = {"Authorization": f"Bot {token}"} if token else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        data = None if body is None else json.dumps(body)
        async with self.http.request(
            method, f"{self.url}/api/v10/{path}", data=data, headers=headers
        ) as answer:
            await answer.read()
            return answer

    async def post(self, content: str, **fields: Any) -> Any:
        """Let the bot write in private."""
        status, message = await self.rest(
            "POST", f"channels/{self.dm}/messages", {"content": content, **fields}
        )
        assert status == 200, message
        return message

    async def say(self, text: str, **fields: Any) -> str:
        """Let Ada write."""
        made = await self.order("say", token=TOKEN, person=self.ada, text=text, **fields)
        return str(made["message_id"])

    async def began(self) -> dict[str, Any]:
        """Let Ada press a button, and return what Discord's servers know of it."""
        button = {"type": 2, "style": 2, "label": "Yes", "custom_id": "y"}
        row = {"type": 1, "components": [button]}
        message = await self.post("Well?", components=[row])
        pressed = await self.order(
            "press", token=TOKEN, person=self.ada, message_id=message["id"], label="Yes"
        )
        interaction = self.stand_in.world.interactions[pressed["interaction_id"]]
        return {"id": interaction.id, "token": interaction.token, "message": message["id"]}

    async def answer(self, interaction: dict[str, Any], kind: int, **data: Any) -> tuple[int, Any]:
        """Answer an interaction as the bot."""
        path = f"interactions/{interaction['id']}/{interaction['token']}/callback"
        return await self.rest("POST", path, {"type": kind, "data": data}, token=None)

    @asynccontextmanager
    async def gateway(self, query: str = "v=10&encoding=json") -> AsyncIterator["Line"]:
        """Dial the gateway."""
        async with self.http.ws_connect(f"{self.url}/gateway?{query}") as socket:
            yield Line(socket)


class Line:
    """A connection to the gateway, as a client without a library speaks."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def say(self, op: int, data: Any) -> None:
        """Send a message."""
        await self.socket.send_json({"op": op, "d": data})

    async def hear(self) -> dict[str, Any]:
        """Return the next message."""
        heard: dict[str, Any] = await self.socket.receive_json(timeout=3)
        return heard

    async def hear_event(self, name: str) -> dict[str, Any]:
        """Return the next event of a name."""
        while (heard := await self.hear()).get("t") != name:
            pass
        return heard

    async def identify(self, intents: int = ALL_WE_NEED, token: str = TOKEN, **more: Any) -> Any:
        """Begin a session, and return what READY says."""
        assert (await self.hear())["op"] == 10
        properties = {"os": "linux", "browser": "test", "device": "test"}
        await self.say(2, {"token": token, "intents": intents, "properties": properties, **more})
        return (await self.hear_event("READY"))["d"]

    async def closed(self) -> int | None:
        """Return the code that the other side closes with."""
        while not self.socket.closed:
            await self.socket.receive(timeout=3)
        return self.socket.close_code


@asynccontextmanager
async def square(*middlewares: Middleware) -> AsyncIterator[Square]:
    """Serve the stand-in below a prefix, furnished."""
    clock = MovedClock()
    stand_in = DiscordStandIn(clock)
    outer = web.Application(client_max_size=REQUEST_BYTES, middlewares=middlewares)
    outer.add_subapp("/discord", stand_in.application())
    runner = web.AppRunner(outer, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with aiohttp.ClientSession() as http:
            made = Square(stand_in, clock, runner, http)
            await made.furnish()
            yield made
    finally:
        await runner.cleanup()
