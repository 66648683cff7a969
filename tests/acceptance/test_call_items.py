"""What calls to the outside must survive: a real process, and SIGKILL while calls are under way."""

import asyncio
import json
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from tests.product import Product
from tests.signing import new_secret, signed_headers

pytestmark = pytest.mark.slow

SECRET = new_secret("calls")
PEOPLE = [f"person-{number}" for number in range(8)]

BRAND = """
brand: shop
channels:
  site: {{adapter: webhook, secret: "${{SITE_SECRET}}", deliver_to: "{place}/deliver"}}
own_systems: ["{place}"]
"""
DIALOGUE = """
dialogue: order
starts: [{{command: order}}]
steps:
  - ask: Who are you?
    as: who
  - do: actions.book
    with: {{who: "{{who}}"}}
    as: seat
  - http: {{post: "{place}/crm/{{who}}", json: {{seat: "{{seat}}"}}, as: crm, retries: 10}}
  - say: "{{who}}: {{seat}}, {{crm.number}}"
"""
ACTIONS = """
import os, time

def book(who, *, idempotency_key):
    with open(os.environ["BOOK"], "a") as book:
        book.write(f"{who} {idempotency_key}\\n")
    time.sleep(0.05)
    return f"seat of {who}"
"""


class World:
    """The other systems: one that is called, one that is delivered to, and whoever kills."""

    def __init__(self, book: Path) -> None:
        self.book = book
        self.calls: dict[str, Counter[str]] = defaultdict(Counter)
        self.said: dict[str, dict[str, str]] = defaultdict(dict)
        self.product: Product
        self.kill_at: set[int] = set()
        self.killed = asyncio.Event()
        self.place = ""

    async def called(self, request: web.Request) -> web.Response:
        who = request.match_info["who"]
        assert await request.json() == {"seat": f"seat of {who}"}
        self.calls[who][request.headers["Idempotency-Key"]] += 1
        self.look()
        # What was done once is answered alike, however often it is asked for.
        return web.json_response({"number": PEOPLE.index(who)})

    async def delivered(self, request: web.Request) -> web.Response:
        body = await request.json()
        for message in body["messages"]:
            self.said[body["to"]][message["id"]] = message["text"]
        return web.Response()

    def look(self) -> None:
        """Kill the product where so many calls have come."""
        count = sum(one.total() for one in self.calls.values()) + len(self.booked())
        if any(count >= moment for moment in self.kill_at):
            self.kill_at = {moment for moment in self.kill_at if moment > count}
            self.product.kill()
            self.killed.set()

    def booked(self) -> list[str]:
        return self.book.read_text().splitlines() if self.book.exists() else []

    async def revive(self) -> None:
        """Start the product again whenever it was killed."""
        while True:
            await self.killed.wait()
            self.killed.clear()
            self.product.start()


@asynccontextmanager
async def serving(world: World) -> AsyncIterator[None]:
    app = web.Application()
    app.router.add_post("/crm/{who}", world.called)
    app.router.add_post("/deliver", world.delivered)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    world.place = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield
    finally:
        await runner.cleanup()


async def say(client: aiohttp.ClientSession, product: Product, who: str, text: str) -> None:
    """Say something, again and again until it is taken."""
    body = json.dumps({"from": who, "text": text}).encode()
    while True:
        headers = signed_headers(SECRET, f"{who}-{text}", body)
        try:
            url = f"{product.url}/channels/shop/site/messages"
            async with client.post(url, data=body, headers=headers) as response:
                if response.ok:
                    return
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(0.02)


def write(folder: Path, place: str) -> Path:
    (folder / "dialogues").mkdir(parents=True)
    (folder / "brand.yaml").write_text(BRAND.format(place=place))
    (folder / "actions.py").write_text(ACTIONS)
    (folder / "dialogues" / "order.yaml").write_text(DIALOGUE.format(place=place))
    return folder


async def until_all_is_said(world: World) -> None:
    while any(len(world.said[who]) < 2 for who in PEOPLE):
        world.look()
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("seed", [1])
async def test_a_call_is_repeated_only_under_its_key_and_its_answer_counts_once(
    tmp_path: Path, seed: int
):
    world = World(tmp_path / "book")
    dice = random.Random(seed)
    world.kill_at = {dice.randrange(5 * kill + 1, 5 * kill + 5) for kill in range(2)}
    kills = len(world.kill_at)
    async with serving(world), aiohttp.ClientSession() as client:
        brand = write(tmp_path / "shop", world.place)
        settings = {"SITE_SECRET": SECRET, "BOOK": str(world.book)}
        world.product = Product(brand, tmp_path, **settings)
        world.product.start()
        reviving = asyncio.create_task(world.revive())
        try:
            async with asyncio.timeout(60):
                for text in ("/order", None):
                    said = (say(client, world.product, who, text or who) for who in PEOPLE)
                    await asyncio.gather(*said)
                await until_all_is_said(world)
            assert world.product.stop() == 0
        finally:
            reviving.cancel()
            world.product.close()
    booked = Counter(world.booked())
    for number, who in enumerate(PEOPLE):
        words = sorted(world.said[who].values())
        assert words == sorted(["Who are you?", f"{who}: seat of {who}, {number}"])
        assert len(world.calls[who]) == 1
        assert len([line for line in booked if line.startswith(f"{who} ")]) == 1
    assert not world.kill_at
    repeated = booked.total() + sum(one.total() for one in world.calls.values())
    assert 0 < repeated - 2 * len(PEOPLE) <= kills * 2 * len(PEOPLE)
