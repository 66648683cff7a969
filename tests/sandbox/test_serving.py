"""The server that holds both stand-ins: its addresses, its sink, its page, its fence."""

import json
import socket
from collections.abc import AsyncIterator
from http import HTTPStatus
from io import BytesIO

import aiohttp
import pytest
import pytest_asyncio

from sandbox.scene import Scene, Start
from sandbox.serving import Sandbox, serving
from sandbox.sink import KEPT

TOKEN = "7310984422:AAEmade-upmade-upmade-upmade-upmade"
MARKET = Scene(
    brand="market",
    title="Market",
    languages=("en", "it"),
    telegram=TOKEN,
    chat="http://127.0.0.1:8080/chat/market",
    starts=(Start("survey", "survey"),),
)


@pytest_asyncio.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with serving() as made:
        yield made


@pytest_asyncio.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as made:
        yield made


async def test_both_stand_ins_answer_in_their_own_words(
    sandbox: Sandbox, session: aiohttp.ClientSession
):
    places = sandbox.addresses
    async with session.post(f"{places.telegram_api}/bot{TOKEN}/getMe") as answer:
        assert (answer.status, (await answer.json())["description"]) == (401, "Unauthorized")
    async with session.get(f"{places.discord_api}/users/@me") as answer:
        assert (answer.status, (await answer.json())["message"]) == (401, "401: Unauthorized")
    async with session.ws_connect(f"{places.discord_gateway}/?v=10&encoding=json") as gateway:
        assert (await gateway.receive_json())["op"] == 10


async def test_bots_exist_once_they_are_added(sandbox: Sandbox, session: aiohttp.ClientSession):
    sandbox.add_telegram_bot(TOKEN, "market_bot", "Market")
    sandbox.add_discord_bot("made.up.token", "Market")
    places = sandbox.addresses
    async with session.post(f"{places.telegram_api}/bot{TOKEN}/getMe") as answer:
        assert (await answer.json())["result"]["username"] == "market_bot"
    headers = {"Authorization": "Bot made.up.token"}
    async with session.get(f"{places.discord_api}/users/@me", headers=headers) as answer:
        assert (await answer.json())["username"] == "Market"


async def test_the_sink_takes_everything_and_lists_it(
    sandbox: Sandbox, session: aiohttp.ClientSession
):
    sink = sandbox.addresses.sink
    headers = {"webhook-id": "msg_1"}
    async with session.post(f"{sink}/market/site", data=b"{}", headers=headers) as answer:
        assert (answer.status, await answer.read()) == (HTTPStatus.NO_CONTENT, b"")
    async with session.post(sink, data=b"\xff") as answer:
        assert answer.status == HTTPStatus.NO_CONTENT
    async with session.get(sink) as answer:
        assert await answer.json() == [
            {"to": "market/site", "webhook_id": "msg_1", "body": "{}"},
            {"to": "", "webhook_id": "", "body": "\ufffd"},
        ]


async def test_the_sink_does_not_grow(sandbox: Sandbox, session: aiohttp.ClientSession):
    sink = sandbox.addresses.sink
    for number in range(KEPT + 1):
        async with session.post(f"{sink}/{number}") as answer:
            assert answer.status == HTTPStatus.NO_CONTENT
    async with session.get(sink) as answer:
        listed = await answer.json()
    assert (len(listed), listed[0]["to"]) == (KEPT, "1")


async def test_the_page_frames_the_brands_and_nothing_else(
    sandbox: Sandbox, session: aiohttp.ClientSession
):
    url = sandbox.addresses.url
    async with session.get(url) as answer:
        assert answer.headers["Content-Security-Policy"].endswith("frame-src 'none'")
    sandbox.show([MARKET])
    async with session.get(url) as answer:
        assert answer.headers["Content-Security-Policy"].endswith("frame-src http://127.0.0.1:8080")
        page = await answer.text()
    assert "<script>" not in page
    assert "style=" not in page
    async with session.get(f"{url}/scenes") as answer:
        assert [one["brand"] for one in json.loads(await answer.read())] == ["market"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("main.js", "text/javascript"), ("sandbox.css", "text/css")],
)
async def test_the_page_has_its_files(
    name: str, expected: str, sandbox: Sandbox, session: aiohttp.ClientSession
):
    async with session.get(f"{sandbox.addresses.url}/page/{name}") as answer:
        assert (answer.status, answer.content_type) == (HTTPStatus.OK, expected)


@pytest.mark.parametrize("name", ["nothing.js", "sandbox.html", "..%2Fserving.py"])
async def test_there_is_no_other_file(name: str, sandbox: Sandbox, session: aiohttp.ClientSession):
    async with session.get(f"{sandbox.addresses.url}/page/{name}") as answer:
        assert answer.status == HTTPStatus.NOT_FOUND


async def test_a_large_file_reaches_the_stand_in(sandbox: Sandbox, session: aiohttp.ClientSession):
    sandbox.add_telegram_bot(TOKEN, "market_bot", "Market")
    form = aiohttp.FormData({"chat_id": "17"})
    form.add_field("document", BytesIO(bytes(3 * 2**20)), filename="export.json")
    api = sandbox.addresses.telegram_api
    async with session.post(f"{api}/bot{TOKEN}/sendDocument", data=form) as answer:
        assert (await answer.json())["description"] == "Bad Request: chat not found"


async def test_a_port_in_use_is_an_error(sandbox: Sandbox):
    port = int(sandbox.addresses.url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        async with serving(port):
            pass


async def test_it_lets_go_of_its_port_at_once():
    async with serving() as made:
        port = int(made.addresses.url.rpartition(":")[2])
    with socket.create_server(("127.0.0.1", port)) as another:
        assert another.getsockname()[1] == port


@pytest.mark.parametrize("place", ["@market_news", "-1001234567890"])
async def test_a_bot_may_post_in_the_channels_of_its_brand(
    sandbox: Sandbox, session: aiohttp.ClientSession, place: str
):
    sandbox.add_telegram_bot(TOKEN, "market_bot", "Market")
    chat = sandbox.add_telegram_channel(TOKEN, place)
    assert sandbox.add_telegram_channel(TOKEN, place) == chat
    api = f"{sandbox.addresses.telegram_api}/bot{TOKEN}/sendMessage"
    async with session.post(api, data={"chat_id": place, "text": "News"}) as response:
        posted = (await response.json())["result"]
    assert (posted["chat"]["id"], posted["chat"]["type"]) == (chat, "channel")
    assert posted["sender_chat"] == posted["chat"]
