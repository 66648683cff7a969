"""Where replies are delivered: it checks signatures, remembers every POST and is moody at times."""

import asyncio
import json
import random
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Literal

from aiohttp import web

from tests.faults.progress import Progress
from tests.signing import is_genuine

Mood = Literal["fine", "error", "busy", "hang", "cut"]
CALM: dict[Mood, float] = {"fine": 1.0}
HANG_SECONDS = 1.0


@dataclass(frozen=True)
class Arrival:
    """One POST as it came: `number` counts all of them, `mood` says how it was answered.

    It was `taken otherwise` where, having come and not been taken, it was the answer to a request.
    """

    number: int
    webhook_id: str
    to: str
    space: str | None
    messages: tuple[dict[str, Any], ...]
    genuine: bool
    mood: Mood | Literal["taken otherwise"]


class Receiver:
    """An HTTP server of the outside world, in this process."""

    def __init__(self, secret: str, moods: dict[Mood, float], dice: random.Random) -> None:
        self.arrivals: list[Arrival] = []
        self.progress = Progress()
        self._secret = secret
        self._weights = moods
        self._dice = dice
        self._seen: set[str] = set()
        self._heard: dict[str, Progress] = defaultdict(Progress)
        self._runner: web.AppRunner | None = None
        self.port = 0

    async def open(self) -> None:
        app = web.Application()
        app.router.add_post("/deliver", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def close(self) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/deliver"

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        mood = self._dice.choices(list(self._weights), list(self._weights.values()))[0]
        await self._remember(request, body, mood)
        match mood:
            case "fine":
                return web.Response(status=200)
            case "error":
                return web.Response(status=500)
            case "busy":
                return web.Response(status=503)
            case "hang":
                await asyncio.sleep(self._dice.uniform(0.1, HANG_SECONDS))
            case "cut":
                pass
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)

    async def _remember(self, request: web.Request, body: bytes, mood: Mood) -> None:
        told = json.loads(body)
        arrival = Arrival(
            number=len(self.arrivals),
            webhook_id=request.headers.get("webhook-id", ""),
            to=told["to"],
            space=told.get("space"),
            messages=tuple(told["messages"]),
            genuine=is_genuine(self._secret, request.headers, body),
            mood=mood,
        )
        self.arrivals.append(arrival)
        self._show(arrival)

    def _show(self, arrival: Arrival) -> None:
        """Let the person read it, once: they know a message by its id, whichever way it came."""
        self.progress.step()
        message = arrival.messages[0]["id"]
        if message not in self._seen:
            self._seen.add(message)
            self._heard[arrival.to].step()

    async def heard(self, person: str, groups: int, seconds: float) -> None:
        """Wait until `person` got this many different deliveries.

        Raises:
            TimeoutError: they did not come in time.
        """
        async with asyncio.timeout(seconds):
            await self._heard[person].reaches(groups)
