"""Item 16 of the sender's list, behind a kill: a pause that was asked for is waited for."""

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from tests.product import Product
from tests.signing import new_secret, signed_headers

SECRET = new_secret("pause")
PAUSE = 3
HELLO = "dialogue: hello\nstarts: [{command: hello}]\nsteps: [{say: Good morning}]\n"


class Desk:
    """Takes what is posted, and answers as it is told: then with 200."""

    def __init__(self) -> None:
        self.came: list[tuple[float, int, str]] = []
        self.answers: list[web.Response] = []

    async def take(self, request: web.Request) -> web.Response:
        answer = self.answers.pop(0) if self.answers else web.Response()
        self.came.append((time.monotonic(), answer.status, request.headers["webhook-id"]))
        return answer


@asynccontextmanager
async def market(folder: Path) -> AsyncIterator[tuple[Product, Desk]]:
    """A brand behind a webhook channel, and where its replies go."""
    desk, app = Desk(), web.Application()
    app.router.add_post("/", desk.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    there = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    brand = folder / "fair"
    (brand / "dialogues").mkdir(parents=True)
    (brand / "dialogues" / "hello.yaml").write_text(HELLO)
    line = f'{{adapter: webhook, secret: "${{SITE}}", deliver_to: "{there}"}}'
    (brand / "brand.yaml").write_text(f"brand: fair\nchannels: {{site: {line}}}\n")
    product = Product(brand, folder, SITE=SECRET)
    try:
        yield product, desk
    finally:
        product.close()
        await runner.cleanup()


async def say(product: Product, who: str, number: int) -> None:
    body = json.dumps({"from": who, "text": "/hello"}).encode()
    headers = signed_headers(SECRET, f"said-{number}", body)
    address = f"{product.url}/channels/fair/site/messages"
    async with (
        aiohttp.ClientSession() as session,
        session.post(address, data=body, headers=headers) as answer,
    ):
        assert answer.status == 202


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.01)


def rows(product: Product, question: str) -> list[tuple[object, ...]]:
    database = sqlite3.connect(f"file:{product.database}?mode=ro", uri=True)
    try:
        return list(database.execute(f"SELECT {question}"))
    finally:
        database.close()


async def begin(product: Product) -> None:
    product.start()
    await asyncio.to_thread(product.wait_ready)


@pytest.mark.slow
async def test_item_16_a_pause_holds_behind_a_kill(tmp_path: Path):
    async with market(tmp_path) as (product, desk):
        await begin(product)
        desk.answers = [web.Response(status=429, headers={"Retry-After": str(PAUSE)})]
        await say(product, "ada", 1)
        await until(lambda: rows(product, "channel FROM pauses"))
        product.kill()
        await begin(product)
        await say(product, "bob", 2)
        await until(lambda: len(desk.came) == 3)
        refused, first, second = desk.came
        assert [status for _, status, _ in desk.came] == [429, 200, 200]
        assert PAUSE <= first[0] - refused[0] < PAUSE + 15
        assert len({one for _, _, one in (first, second)}) == 2
        assert await asyncio.to_thread(product.stop) == 0
