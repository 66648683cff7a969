"""The end of a process: within ten seconds and in good order, whatever hangs on it."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.databases.away import gone
from tests.databases.server import new_database
from tests.faults.market import write_market
from tests.product import Product, environment, running
from tests.signing import new_secret, signed_headers

SECRET = new_secret("ending")
STOP_SECONDS = 10.0

pytestmark = pytest.mark.slow

EVENTS = """\
events_to: {{url: "{receiver}/", secret: "${{SITE_SECRET}}"}}
own_systems: ["{receiver}"]
"""
HANGS = """\
dialogue: hangs
title: Everything hangs
starts: [{command: hangs}]
steps:
  - say: I shall never be heard.
  - emit: told.never
  - do: actions.never_returns
"""
ACTIONS = """

import time


def never_returns() -> None:
    while True:
        try:
            time.sleep(60)
        except BaseException:
            pass
"""
HANDSHAKE = """\
GET /chat/market HTTP/1.1\r
Host: 127.0.0.1:{port}\r
Origin: http://127.0.0.1:{port}\r
Connection: Upgrade\r
Upgrade: websocket\r
Sec-WebSocket-Version: 13\r
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
\r
"""


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A receiver that takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def write_brand(folder: Path, silent: socket.socket) -> Path:
    """Write a market whose answers and events all go to the same receiver."""
    receiver = f"http://127.0.0.1:{silent.getsockname()[1]}"
    write_market(folder, f"{receiver}/")
    with (folder / "brand.yaml").open("a", encoding="utf-8") as brand:
        brand.write(EVENTS.format(receiver=receiver))
    (folder / "dialogues" / "hangs.yaml").write_text(HANGS, encoding="utf-8")
    with (folder / "actions.py").open("a", encoding="utf-8") as actions:
        actions.write(ACTIONS)
    return folder


def ask(product: Product, text: str, *, wait: int) -> http.client.HTTPConnection:
    """Say something as Ada, and leave the answer to whoever reads it."""
    body = json.dumps({"from": "ada", "text": text}).encode()
    connection = http.client.HTTPConnection("127.0.0.1", product.port, timeout=20)
    headers = signed_headers(SECRET, f"{text} {wait}", body)
    connection.request("POST", f"/channels/market/site/messages?wait={wait}", body, headers)
    return connection


def open_page(product: Product) -> socket.socket:
    """Open a page that answers nothing, not even that the conversation is closed."""
    page = socket.create_connection(("127.0.0.1", product.port), timeout=20)
    page.sendall(HANDSHAKE.format(port=product.port).encode())
    answer = page.recv(4096)
    assert b"101 Switching" in answer, answer
    return page


def ended(product: Product) -> float:
    """Ask a product to end, and return how long that took, in seconds."""
    begun = time.monotonic()
    assert product.stop() == 0
    assert "Traceback" not in product.read_log()
    return time.monotonic() - begun


def test_it_ends_whatever_hangs_on_it(silent: socket.socket, tmp_path: Path):
    product = Product(write_brand(tmp_path / "market", silent), tmp_path, SITE_SECRET=SECRET)
    with running(product):
        with closing(ask(product, "/hangs", wait=0)) as asking:
            assert asking.getresponse().status == 202
        silent.settimeout(10)
        with ExitStack() as open_still:
            for _ in range(2):  # the delivery, and what was emitted
                open_still.enter_context(silent.accept()[0])
            waiting = open_still.enter_context(closing(ask(product, "/hangs", wait=30)))
            open_still.enter_context(open_page(product))
            half = open_still.enter_context(socket.create_connection(("127.0.0.1", product.port)))
            half.sendall(b"POST /events/market/x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n")
            assert ended(product) < STOP_SECONDS
            assert waiting.getresponse().status == 202


def test_it_ends_without_its_database(silent: socket.socket, tmp_path: Path):
    brand = write_brand(tmp_path / "market", silent)
    with new_database() as url:
        product = Product(brand, tmp_path, SITE_SECRET=SECRET, CONVIVIO_DATABASE=url)
        with running(product), gone(url):
            assert ended(product) < STOP_SECONDS


STUCK = """\
import asyncio, time
from bot import ending

async def hang():
    ending.LAST_RESORT_SECONDS = 0.2
    asked = ending.when_asked_to_end()
    print("ready", flush=True)
    await asked.wait()
    time.sleep(60)

asyncio.run(hang())
"""


def test_what_never_ends_is_left_as_it_is():
    with subprocess.Popen(
        [sys.executable, "-c", STUCK], stdout=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        killer = threading.Timer(20, process.kill)
        killer.start()
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 0
        killer.cancel()
