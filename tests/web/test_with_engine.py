"""The doors with the real engine behind them, in one process, over real sockets."""

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp
from aiohttp import web
from served import SECRET, Sender

from bot.app import at_work
from bot.channels.contract import SignatureHeaders
from bot.channels.registry import channels_of
from bot.channels.signature import verify
from bot.dialogue.publish import read_brand
from bot.web.server import Server
from bot.web.site import Site

DIALOGUE = """\
dialogue: colours
starts:
  - command: colours
  - link: colours
steps:
  - say: Hello {person.first_name or 'you'}.
  - ask: Which colour?
    as: colour
    choices: {red: Red, blue: Blue}
  - say: "{colour} it is."
"""
SITE = "/channels/paint/site/messages"


class Receiver:
    """The other system: takes deliveries and answers with the statuses it is given."""

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
async def receiving():
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


@asynccontextmanager
async def working(folder, deliver_to: str | None = None):
    """Run a small brand; a folder that is used again goes on with the same database."""
    address = f", deliver_to: {json.dumps(deliver_to)}" if deliver_to else ""
    (folder / "dialogues").mkdir(exist_ok=True)
    (folder / "dialogues" / "colours.yaml").write_text(DIALOGUE)
    (folder / "brand.yaml").write_text(
        "brand: paint\ntitle: Paint\nlanguages: [en]\ntimezone: Europe/Rome\nchannels:\n"
        f'  site: {{adapter: webhook, secret: "${{SECRET}}"{address}}}\n'
        "  web: {adapter: webchat}\n"
    )
    reading = read_brand(folder, {"SECRET": SECRET})
    assert reading.library is not None, reading.faults
    brand = reading.library.brand
    database = f"sqlite:///{folder / 'paint.db'}"
    async with at_work([reading.library], database, channels_of(brand)) as work:
        site = Site(
            work.engine, {brand.id: reading.library}, work.channels, lambda: datetime.now(UTC)
        )
        server = Server(site, "127.0.0.1", 0)
        await server.start()
        async with aiohttp.ClientSession() as session:
            try:
                yield Sender(session, server)
            finally:
                await server.stop()


def message(**fields) -> bytes:
    return json.dumps({"from": "ada", "name": "Ada Byron", **fields}).encode()


async def test_a_talk_with_awaited_replies(tmp_path):
    async with working(tmp_path) as sender:
        first = await sender.post(f"{SITE}?wait=5", message(text="colours"))
        told = await first.json()
        assert [one["text"] for one in told["messages"]] == ["Hello Ada.", "Which colour?"]
        blue = told["messages"][1]["buttons"][1]
        assert blue["label"] == "Blue"
        pressed = await sender.post(f"{SITE}?wait=5", message(button=blue["id"]), message_id="m-2")
        assert [one["text"] for one in (await pressed.json())["messages"]] == ["Blue it is."]
        again = await sender.post(f"{SITE}?wait=5", message(text="colours"))
        assert await again.json() == {**told, "duplicate": True}


async def test_replies_nobody_waits_for_are_delivered_once_in_order(tmp_path):
    async with receiving() as receiver, working(tmp_path, receiver.address) as sender:
        for number, text in enumerate(["colours", "red", "colours", "blue"]):
            answer = await sender.post(SITE, message(text=text), message_id=f"m-{number}")
            assert answer.status == 202
        await receiver.until(4)
        await asyncio.sleep(0.1)
        said = [one["text"] for _, body in receiver.deliveries for one in body["messages"]]
    assert said == [
        "Hello Ada.",
        "Which colour?",
        "Red it is.",
        "Hello Ada.",
        "Which colour?",
        "Blue it is.",
    ]
    assert len({webhook_id for webhook_id, _ in receiver.deliveries}) == 4


async def test_replies_that_were_awaited_are_not_delivered_too(tmp_path):
    async with receiving() as receiver, working(tmp_path, receiver.address) as sender:
        await sender.post(f"{SITE}?wait=5", message(text="colours"))
        await sender.post(SITE, message(text="red"), message_id="m-2")
        await receiver.until(1)
        ((_, body),) = receiver.deliveries
        assert body["messages"][0]["text"] == "Red it is."


async def test_a_failing_receiver_gets_the_same_again(tmp_path):
    async with receiving() as receiver, working(tmp_path, receiver.address) as sender:
        receiver.statuses = [500]
        await sender.post(SITE, message(text="colours"))
        await receiver.until(2)
    assert receiver.deliveries[0] == receiver.deliveries[1]


async def test_a_receiver_that_is_gone_closes_its_channel(tmp_path):
    async with receiving() as receiver, working(tmp_path, receiver.address) as sender:
        receiver.statuses = [410]
        await sender.post(SITE, message(text="colours"))
        await receiver.until(1)
        async with asyncio.timeout(5):
            while await state_of_site(sender) != "closed":
                await asyncio.sleep(0.01)
        taken = await sender.post(SITE, message(text="red"), message_id="m-2")
        assert taken.status == 202
    assert len(receiver.deliveries) == 1


async def state_of_site(sender: Sender) -> str:
    answer = await sender.session.get(sender.base + "/health/ready")
    channels = (await answer.json())["channels"]
    return next(one["state"] for one in channels if one["channel"] == "site")


async def test_outside_events_know_who_has_begun(tmp_path):
    async with working(tmp_path) as sender:
        event = json.dumps({"person": {"channel": "site", "id": "ada"}}).encode()
        assert (await sender.post("/events/paint/shipped", event)).status == 404
        assert (await sender.post(f"{SITE}?wait=5", message(text="hi"))).status == 200
        answers = [await sender.post("/events/paint/shipped", event) for _ in range(2)]
        assert [answer.status for answer in answers] == [202, 200]


async def test_a_page_survives_a_restart(tmp_path):
    async def visit(sender: Sender, after: str | None, *frames: dict) -> list[dict]:
        heard: list[dict] = []
        address = f"{sender.base}/chat/paint"
        async with sender.session.ws_connect(address, origin=sender.base) as socket:
            await socket.send_json({"type": "hello", "session": "s" * 32, "after": after})
            for frame in frames:
                await socket.send_json(frame)
            try:
                async with asyncio.timeout(0.5):
                    while True:
                        heard.append(await socket.receive_json())
            except TimeoutError:
                return [frame for frame in heard if frame["type"] == "line"]

    opened = {"type": "open", "id": "c-1", "start": "colours"}
    said = {"type": "say", "id": "c-2", "text": "red"}
    async with working(tmp_path) as sender:
        first = await visit(sender, None, opened, opened)
        assert [line["text"] for line in first] == ["Hello you.", "Which colour?"]
    async with working(tmp_path) as sender:
        second = await visit(sender, first[-1]["id"], opened, said, said)
        assert [line["text"] for line in second] == ["Red it is."]
        whole = await visit(sender, None)
    assert [(line["from"], line["text"]) for line in whole] == [
        ("bot", "Hello you."),
        ("bot", "Which colour?"),
        ("person", "red"),
        ("bot", "Red it is."),
    ]
