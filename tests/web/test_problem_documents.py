import asyncio
import json
import logging

import pytest
from fake_engine import FakeEngine
from served import served

SITE = "/channels/acme/site/messages"


async def raw(sender, data: bytes) -> tuple[int, bytes, bytes]:
    """Send bytes as they are and return status, head and body."""
    port = int(sender.base.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    async with asyncio.timeout(5):
        answer = await reader.read(65_536)
    writer.close()
    await writer.wait_closed()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), head.lower(), body


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/nothing/here", 404),
        ("GET", SITE, 405),
        ("DELETE", SITE, 405),
        ("GET", "/%00", 404),
        ("GET", "/channels/%2e%2e/x/messages", 404),
    ],
)
async def test_the_routers_own_refusals_are_problems(method, path, status):
    async with served(FakeEngine()) as sender:
        answer = await sender.session.request(method, sender.base + path)
        assert answer.status == status
        assert answer.content_type == "application/problem+json"
        assert (await answer.json())["status"] == status
        assert status != 405 or answer.headers["Allow"]


async def test_a_failure_inside_shows_nothing(caplog):
    engine = FakeEngine()
    engine.fails = RuntimeError("the secret word is swordfish")
    async with served(engine) as sender:
        answer = await sender.post(SITE, b'{"from": "a", "text": "very private"}')
        assert answer.status == 500
        assert "swordfish" not in await answer.text()
    logged = caplog.text
    assert "RuntimeError" in logged
    for kept_in in ("swordfish", "private", "Traceback", "whsec"):
        assert kept_in not in logged


RAW = {
    "no http": b"hello there\r\n\r\n",
    "a bad version": b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    "a bad header": b"GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n",
    "a long header": b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
    "a bad length": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "a bad chunk": (
        f"POST {SITE} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n"
    ).encode(),
    "a private word": b"GET /swordfish HTTP/swordfish\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("data", RAW.values(), ids=RAW)
async def test_what_is_no_http_is_a_problem_and_leaves_no_trace(data, caplog):
    caplog.set_level(logging.DEBUG)
    async with served(FakeEngine()) as sender:
        status, head, body = await raw(sender, data)
        assert status == 400
        assert b"application/problem+json" in head
        assert json.loads(body)["status"] == 400
        assert b"swordfish" not in body
    logged = caplog.text
    assert "Traceback" not in logged
    assert "swordfish" not in logged


async def test_a_compressed_body_is_not_unpacked():
    async with served(FakeEngine()) as sender:
        answer = await sender.post(SITE, b"\x1f\x8b broken", headers={"content-encoding": "gzip"})
        assert answer.status == 400
