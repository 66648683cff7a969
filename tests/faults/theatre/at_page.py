"""People who have the chat page open: its script's side of the conversation."""

import asyncio
import contextlib
import hashlib
import random
import time
from functools import partial
from typing import Any

import aiohttp

from bot.core.ids import derive
from tests.faults.people import Line
from tests.faults.theatre.hearing import as_heard
from tests.faults.theatre.person import Again, Company, GaveUpError, Person
from tests.faults.theatre.processes import Processes

ACKNOWLEDGED_SECONDS = 10.0
"""After so long without an acknowledgement the page's script takes its connection for dead."""

READY_SECONDS = 10.0


class AtPage(Person):
    """Somebody with one page, which comes back to any of the processes when it is cut off."""

    channel = "web"

    def __init__(
        self,
        name: str,
        company: Company,
        dice: random.Random,
        session: aiohttp.ClientSession,
        processes: Processes,
    ) -> None:
        self._visitor = hashlib.sha256(f"{name}/{dice.random()}".encode()).hexdigest()
        super().__init__(derive("webchat", self._visitor), company, dice)
        self._session = session
        self._processes = processes
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._is_ready = asyncio.Event()
        self._taken: dict[str, asyncio.Event] = {}
        self._waits: dict[str, float] = {}
        self._reading: asyncio.Task[None] | None = None
        self._is_leaving = False

    async def leave(self) -> None:
        """Close the page."""
        self._is_leaving = True
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def _say(self, name: str, line: Line) -> Again:
        send = partial(self._send, self._frame(name, line))
        await send()
        return send

    def _frame(self, name: str, line: Line) -> dict[str, str]:
        if line.press is None:
            return {"type": "say", "id": name, "text": line.text or ""}
        newest = self._company.hearing.newest_with(self.where, line.press)
        return {"type": "press", "id": name, "button": newest.buttons[line.press]}

    async def _send(self, frame: dict[str, str]) -> None:
        """Send a frame until it is acknowledged."""
        if self._reading is None:
            self._reading = asyncio.create_task(self._stay_open())
        begun = time.monotonic()
        while self._company.has_patience(begun):
            if await self._tries(frame):
                return
        raise GaveUpError(f"{frame['id']} was never taken")

    async def _tries(self, frame: dict[str, str]) -> bool:
        taken = self._taken[frame["id"]] = asyncio.Event()
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self._is_ready.wait()
            assert self._socket is not None
            socket = self._socket
            await socket.send_json(frame)
            async with asyncio.timeout(ACKNOWLEDGED_SECONDS):
                await taken.wait()
        except (TimeoutError, ConnectionError, aiohttp.ClientError):
            self._cut()
            return False
        finally:
            self._taken.pop(frame["id"], None)
        wait = self._waits.pop(frame["id"], None)
        await asyncio.sleep(wait or 0)
        return wait is None

    def _cut(self) -> None:
        """Let go of a connection that is as good as dead, without waiting for the other side."""
        self._is_ready.clear()
        if self._socket is not None and self._socket._response.connection is not None:
            transport = self._socket._response.connection.transport
            if transport is not None:
                transport.abort()

    async def _stay_open(self) -> None:
        while not self._is_leaving:
            with contextlib.suppress(ConnectionError, TimeoutError, aiohttp.ClientError, OSError):
                await self._read()
            self._is_ready.clear()
            self._socket = None
            await asyncio.sleep(self._dice.uniform(0.2, 1.0))

    async def _read(self) -> None:
        url = self._processes.url
        connecting = self._session.ws_connect(f"{url}/chat/market", origin=url)
        async with await asyncio.wait_for(connecting, READY_SECONDS) as socket:
            heard = self._company.hearing.heard[self.where]
            hello = {"type": "hello", "session": self._visitor, "language": "en"}
            await socket.send_json(hello | ({"after": heard[-1].id} if heard else {}))
            self._socket = socket
            async for frame in socket:
                self._take(frame.json())

    def _take(self, told: dict[str, Any]) -> None:
        match told["type"]:
            case "line" if told["from"] == "bot":
                self._company.hearing.hear(self.where, as_heard(told))
            case "ready":
                self._is_ready.set()
            case "taken" if told["id"] in self._taken:
                self._taken[told["id"]].set()
            case "wait" if told["id"] in self._taken:
                self._waits[told["id"]] = told["seconds"]
                self._taken[told["id"]].set()
            case "refused":
                self.wrong.append(f"{told['id']} was refused")
            case _:
                pass
