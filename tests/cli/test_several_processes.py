"""Two processes of one brand on one server: what one does the other knows, whichever is killed."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.databases.server import new_database
from tests.eventually import eventually
from tests.product import Product
from tests.signing import new_secret, signed_headers

SECRET = new_secret("several")
pytestmark = pytest.mark.slow

BRAND = """\
brand: fair
title: The fair
languages: [en]
timezone: Europe/Rome
channels:
  site: {adapter: webhook, secret: "${SITE_SECRET}"}
  web: {adapter: webchat}
"""
TALK = """\
dialogue: talk
title: A talk
starts: [{command: talk}]
steps:
  - ask: What do you sell?
    as: goods
  - say: "{goods}, then."
  - wait: 2s
  - say: Still there?
"""


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[list[Product]]:
    """Two processes that are ready."""
    (tmp_path / "fair" / "dialogues").mkdir(parents=True)
    (tmp_path / "fair" / "brand.yaml").write_text(BRAND, encoding="utf-8")
    (tmp_path / "fair" / "dialogues" / "talk.yaml").write_text(TALK, encoding="utf-8")
    with new_database() as url:
        made = []
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            settings = {"SITE_SECRET": SECRET, "CONVIVIO_DATABASE": url}
            made.append(Product(tmp_path / "fair", tmp_path / name, **settings))
        try:
            for product in made:
                product.start()
            for product in made:
                product.wait_ready()
            yield made
        finally:
            for product in made:
                product.close()


async def ask(product: Product, key: str, text: str) -> list[str]:
    """Say something as Ada and return what is answered."""
    body = json.dumps({"from": "ada", "text": text}).encode()
    url = f"{product.url}/channels/fair/site/messages?wait=10"
    async with aiohttp.ClientSession() as session:
        headers = signed_headers(SECRET, key, body)
        async with session.post(url, data=body, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            told = await answer.json()
    return [message["text"] for message in told["messages"]]


class Page:
    """A chat page that keeps what it is shown."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.lines: dict[str, tuple[str, str]] = {}
        self.shown = 0
        self.is_ready = False

    async def read(self) -> None:
        async for frame in self.socket:
            told = json.loads(frame.data)
            self.is_ready = self.is_ready or told["type"] == "ready"
            if told["type"] == "line":
                self.shown += told["from"] == "bot"
                self.lines[told["id"]] = (told["from"], told["text"])

    async def say(self, key: str, text: str) -> None:
        await self.socket.send_json({"type": "say", "id": key, "text": text})

    def heard(self) -> list[str]:
        return [text for who, text in self.lines.values() if who == "bot"]


@asynccontextmanager
async def page(product: Product, after: str | None = None) -> AsyncIterator[Page]:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{product.url}/chat/fair", origin=product.url) as socket,
    ):
        await socket.send_json({"type": "hello", "session": "s" * 32, "after": after})
        opened = Page(socket)
        reading = asyncio.create_task(opened.read())
        await eventually(lambda: opened.is_ready)
        yield opened
        reading.cancel()


async def test_a_conversation_goes_on_wherever_it_is_heard(processes: list[Product]):
    one, two = processes
    assert await ask(one, "1", "/talk") == ["What do you sell?"]
    assert await ask(two, "2", "Apples") == ["Apples, then."]
    async with page(one) as here, page(two) as there:
        await there.say("1", "/talk")
        await eventually(lambda: here.heard() and there.heard())
        await here.say("2", "Pears")
        await eventually(lambda: len(here.heard()) == len(there.heard()) == 3, 10)
        for shown in (here, there):
            assert shown.heard() == ["What do you sell?", "Pears, then.", "Still there?"]
            assert shown.shown == 3
    for product in processes:
        assert product.stop() == 0
        assert "Traceback" not in product.read_log()


async def test_what_a_killed_process_has_begun_goes_on_in_the_other(processes: list[Product]):
    one, two = processes
    assert await ask(one, "1", "/talk") == ["What do you sell?"]
    async with page(two) as there:
        await there.say("1", "/talk")
        await eventually(there.heard)
        await there.say("2", "Plums")
        await eventually(lambda: len(there.heard()) == 2)
        one.kill()
        await eventually(lambda: len(there.heard()) == 3, 15)
        assert there.heard()[-1] == "Still there?"
        assert there.shown == 3
    assert await ask(two, "2", "Apples") == ["Apples, then."]
    assert two.stop() == 0


async def test_a_page_goes_on_at_another_process_and_misses_nothing(processes: list[Product]):
    one, two = processes
    async with page(one) as here:
        await here.say("1", "/talk")
        await eventually(here.heard)
        await here.say("2", "Figs")
        await eventually(lambda: len(here.heard()) == 2)
        code = await asyncio.to_thread(one.stop)
        await eventually(lambda: here.socket.closed)
        assert code == 0
        assert here.socket.close_code == aiohttp.WSCloseCode.SERVICE_RESTART
        last = list(here.lines)[-1]
    async with page(two, after=last) as there:
        await eventually(there.heard, 10)
        assert there.heard() == ["Still there?"]
