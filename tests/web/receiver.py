"""The other system: takes what is posted to it and answers with the statuses it is given."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from aiohttp import web
from served import SECRET

from bot.channels.contract import SignatureHeaders
from bot.channels.signature import verify


class Receiver:
    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.deliveries: list[tuple[str, dict]] = []
        self.address = ""

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = SignatureHeaders(
            request.headers["webhook-id"],
            request.headers["webhook-timestamp"],
            request.headers["webhook-signature"],
        )
        assert verify([SECRET], headers, body, datetime.now(UTC))
        status = self.statuses.pop(0) if self.statuses else 200
        self.deliveries.append((headers.id, json.loads(body)))
        return web.Response(status=status)

    async def until(self, number: int) -> None:
        async with asyncio.timeout(10):
            while len(self.deliveries) < number:
                await asyncio.sleep(0.01)


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/in", receiver.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.address = f"http://127.0.0.1:{runner.addresses[0][1]}/in"
    try:
        yield receiver
    finally:
        await runner.cleanup()
