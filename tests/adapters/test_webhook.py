import asyncio
import json
import socket
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial

import pytest
from aiohttp import web

from adapters.webhook import Webhook
from bot.channels.answer import outcome_of, retry_after
from bot.channels.contract import ChannelSettings, Group, Part, SignatureHeaders
from bot.channels.signature import verify
from bot.core.content import Button, Media, Message
from bot.core.ids import BrandId, ChannelName, DeliveryId, GroupId
from bot.core.outcomes import Accepted, Misconfigured, Rejected, Throttled, Unknown

OLD = "whsec_c2VjcmV0LW9mLXRoZS1zaXRlLWNoYW5uZWw="
NEW = "whsec_YW5vdGhlci1zZWNyZXQtb2YtdGhlLXRlc3Rz"
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)

STATUSES = [
    (200, Accepted()),
    (202, Accepted()),
    (204, Accepted()),
    (301, Throttled("HTTP 301")),
    (307, Throttled("HTTP 307")),
    (400, Rejected("HTTP 400")),
    (401, Misconfigured("HTTP 401")),
    (403, Misconfigured("HTTP 403")),
    (404, Misconfigured("HTTP 404")),
    (408, Misconfigured("HTTP 408")),
    (410, Misconfigured("HTTP 410", closed=True)),
    (413, Rejected("HTTP 413")),
    (422, Rejected("HTTP 422")),
    (425, Misconfigured("HTTP 425")),
    (429, Throttled("HTTP 429", None, "channel")),
    (500, Unknown("HTTP 500")),
    (503, Unknown("HTTP 503")),
    (599, Unknown("HTTP 599")),
    (999, Unknown("HTTP 999")),
]


@pytest.mark.parametrize(("status", "outcome"), STATUSES)
def test_every_status_means_an_outcome(status, outcome):
    assert outcome_of(status, {}, NOW) == outcome


PAUSES = [
    ("7", 7.0),
    ("0", 0.0),
    (" 7 ", 7.0),
    ("Sun, 22 Nov 2026 10:01:30 GMT", 90.0),
    ("Sun, 22 Nov 2026 09:00:00 GMT", 0.0),
    ("Sun, 22 Nov 2026 10:01:30", 90.0),
    ("9" * 400, 86_400.0),
    ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400.0),
    ("-3", None),
    ("1.5", None),
    ("soon", None),
    ("", None),
]


@pytest.mark.parametrize(("value", "seconds"), PAUSES)
def test_retry_after_is_read_as_seconds_or_a_date(value, seconds):
    assert retry_after({"Retry-After": value}, NOW) == seconds


def settings(**options) -> ChannelSettings:
    return ChannelSettings(BrandId("acme"), ChannelName("site"), "webhook", options)


FAULTS = [
    ({"secret": OLD}, 0),
    ({"secret": [OLD, NEW], "deliver_to": "http://127.0.0.1:9/x"}, 0),
    ({}, 1),
    ({"secret": "plain"}, 1),
    ({"secret": OLD, "deliver_to": "ftp://example.org/"}, 1),
    ({"secret": OLD, "deliver_to": "https://"}, 1),
    ({"secret": OLD, "deliver_to": "http://[::1"}, 1),
    ({"secret": OLD, "deliver_to": 17}, 1),
    ({"secret": OLD, "deliver": "https://example.org/"}, 1),
]


@pytest.mark.parametrize(("options", "number"), FAULTS)
def test_faults_of_the_options_are_told_without_secrets(options, number):
    faults = Webhook().faults(settings(**options))
    assert len(faults) == number
    assert "plain" not in "".join(faults)


class Receiver:
    """The other system: remembers what it got and answers as it is told."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answer = web.Response
        self.connections: set[object] = set()

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.connections.add(request.transport)
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.requests.append((headers, await request.read()))
        return self.answer()


@asynccontextmanager
async def receiving(**options):
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/in", receiver.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/in"
    channel = Webhook()
    await channel.open(settings(secret=[OLD, NEW], deliver_to=address, **options), None)
    try:
        yield receiver, channel
    finally:
        await channel.close()
        await runner.cleanup()


def group(space: str | None = None) -> Group:
    question = Message("How?", "**How?**", (Button("r.0", "So"),))
    picture = Message("", "", media=(Media("image", "https://example.org/a.png"),))
    parts = (Part(DeliveryId("d-0"), question), Part(DeliveryId("d-1"), picture))
    return Group(GroupId("g-1"), "user-17", space, parts)


async def test_a_turn_is_one_signed_post():
    async with receiving() as (receiver, channel):
        assert await channel.deliver(group()) == [Accepted(), Accepted()]
    ((headers, body),) = receiver.requests
    assert headers["webhook-id"] == "g-1"
    assert headers["content-type"] == "application/json"
    offered = SignatureHeaders("g-1", headers["webhook-timestamp"], headers["webhook-signature"])
    for secret in (OLD, NEW):
        assert verify([secret], offered, body, datetime.now(UTC))
    told = json.loads(body)
    assert set(told) == {"to", "messages"}
    assert told["to"] == "user-17"
    assert told["messages"][0] == {
        "id": "d-0",
        "text": "How?",
        "markdown": "**How?**",
        "buttons": [{"id": "r.0", "label": "So"}],
        "media": [],
    }
    assert told["messages"][1]["media"] == [
        {
            "type": "image",
            "url": "https://example.org/a.png",
            "name": None,
            "media_type": None,
            "size": None,
        }
    ]


async def test_a_repeat_bears_the_same_id_and_messages_and_a_fresh_time():
    async with receiving() as (receiver, channel):
        receiver.answer = lambda: web.Response(status=500)
        for seconds in (1000, 1030):
            channel._clock = partial(datetime.fromtimestamp, seconds, UTC)
            await channel.deliver(group("room"))
    (first, body), (second, again) = receiver.requests
    assert first["webhook-id"] == second["webhook-id"]
    assert body == again
    assert json.loads(body)["space"] == "room"
    assert (first["webhook-timestamp"], second["webhook-timestamp"]) == ("1000", "1030")


async def test_the_connection_is_kept():
    async with receiving() as (receiver, channel):
        receiver.answer = lambda: web.Response(text="taken, thank you")
        for _ in range(3):
            await channel.deliver(group())
    assert len(receiver.connections) == 1


async def test_a_redirect_is_not_followed():
    async with receiving() as (receiver, channel):
        receiver.answer = lambda: web.Response(status=307, headers={"Location": "/in"})
        assert await channel.deliver(group()) == [Throttled("HTTP 307")] * 2
    assert len(receiver.requests) == 1


async def test_no_proxy_of_the_environment_is_used(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    async with receiving() as (_, channel):
        assert await channel.deliver(group()) == [Accepted(), Accepted()]


@asynccontextmanager
async def answering(answer: bytes, *, hangs_up: bool = True):
    """Give a channel whose receiver reads the request, writes `answer`, and perhaps hangs up."""
    is_over = asyncio.Event()

    async def handle(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        if not hangs_up:
            await is_over.wait()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    channel = Webhook()
    await channel.open(settings(secret=OLD, deliver_to=f"http://127.0.0.1:{port}/"), None)
    try:
        yield channel
    finally:
        is_over.set()
        await channel.close()
        server.close()
        await asyncio.sleep(0.01)


BROKEN = {"hang-up": b"", "no http": b"hello\r\n\r\n", "half a head": b"HTTP/1.1 200 OK\r\nX:"}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
async def test_no_clear_answer_is_unknown(answer):
    async with answering(answer) as channel:
        (outcome, _) = await channel.deliver(group())
    assert isinstance(outcome, Unknown)


async def test_no_answer_in_time_is_unknown():
    async with answering(b"", hangs_up=False) as channel:
        channel._session._timeout = channel._session.timeout.__class__(total=0.2)
        (outcome, _) = await channel.deliver(group())
    assert isinstance(outcome, Unknown)


async def test_an_answer_without_end_is_not_waited_for():
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    async with answering(head, hangs_up=False) as channel, asyncio.timeout(5):
        assert await channel.deliver(group()) == [Accepted(), Accepted()]


async def test_a_connection_that_never_came_about_was_certainly_not_taken():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        channel = Webhook()
        await channel.open(settings(secret=OLD, deliver_to=f"http://127.0.0.1:{port}/"), None)
        (outcome, _) = await channel.deliver(group())
        await channel.close()
    assert isinstance(outcome, Throttled)


async def test_nothing_leaves_a_channel_without_an_address():
    channel = Webhook()
    await channel.open(settings(secret=OLD), None)
    outcomes = await channel.deliver(group())
    await channel.close()
    assert [type(outcome) for outcome in outcomes] == [Rejected, Rejected]
