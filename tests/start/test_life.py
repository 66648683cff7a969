"""The life of a process: ready soon, small when idle, gone when asked, whatever hangs on it."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.faults.market import write_market
from tests.product import ROOT, ColdProduct, Product, running
from tests.signing import is_genuine, new_secret, signed_headers

MB = 2**20
READY_SECONDS = 3.0
IDLE_MB = 150
STOP_SECONDS = 10.0
SECRET = new_secret("life")

pytestmark = pytest.mark.slow


EXAMPLE = ROOT / "examples" / "we-converse"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One that has just become ready, and runs on until a test ends it."""
    with running(ColdProduct(EXAMPLE, tmp_path_factory.mktemp("example"))) as product:
        yield product


def get(product: Product, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", product.port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_the_example_is_ready_soon_and_small(example: Product):
    assert example.processor_seconds() <= READY_SECONDS
    assert example.memory() < IDLE_MB * MB
    assert get(example, "/health/live")[0] == 200


def test_a_channel_without_its_secret_is_reported_and_left_off(example: Product):
    status, body = get(example, "/health/ready")
    assert status == 200
    assert "site" in body.decode()
    warnings = [line for line in example.read_log().splitlines() if "site" in line]
    assert len(warnings) == 1
    assert get(example, "/chat/we-converse")[0] == 200


def test_a_port_in_use_is_said_in_words(example: Product, tmp_path: Path):
    other = ColdProduct(EXAMPLE, tmp_path / "other")
    other.log.parent.mkdir()
    other.environ["CONVIVIO_PORT"] = str(example.port)
    other.start()
    try:
        assert other.process.wait(15) in {1, 2}
        assert str(example.port) in other.read_log()
        assert "Traceback" not in other.read_log()
    finally:
        other.close()


def test_it_ends_when_asked(example: Product):
    begun = time.monotonic()
    assert example.stop() == 0
    assert time.monotonic() - begun < STOP_SECONDS
    assert "Traceback" not in example.read_log()


class Deaf(ThreadingHTTPServer):
    """A receiver that takes requests and, while `hangs`, never answers them."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), DeafHandler)
        self.hangs = True
        self.heard: list[tuple[str, bytes, bool]] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def wait_heard(self, count: int, seconds: float = 20) -> None:
        end = time.monotonic() + seconds
        while len(self.heard) < count:
            assert time.monotonic() < end, f"heard {len(self.heard)} of {count} requests"
            time.sleep(0.01)


class DeafHandler(BaseHTTPRequestHandler):
    server: Deaf

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        genuine = is_genuine(SECRET, headers, body)
        self.server.heard.append((headers["webhook-id"], body, genuine))
        while self.server.hangs:
            time.sleep(0.05)
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *arguments: object) -> None: ...


@pytest.fixture
def deaf() -> Iterator[Deaf]:
    server = Deaf()
    yield server
    server.hangs = False
    server.shutdown()
    server.server_close()


def say(product: Product, webhook_id: str, text: str) -> int:
    body = json.dumps({"from": "ada", "text": text}).encode()
    connection = http.client.HTTPConnection("127.0.0.1", product.port, timeout=5)
    try:
        headers = signed_headers(SECRET, webhook_id, body)
        connection.request("POST", "/channels/market/site/messages", body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_hanging_receiver_does_not_hold_up_the_end(deaf: Deaf, tmp_path: Path):
    product = ColdProduct(write_market(tmp_path / "market", deaf.url), tmp_path, SITE_SECRET=SECRET)
    try:
        product.start()
        product.wait_ready()
        assert say(product, "msg_1", "/stall") == 202
        deaf.wait_heard(1)
        begun = time.monotonic()
        assert product.stop() == 0
        assert time.monotonic() - begun < STOP_SECONDS
        deaf.hangs = False
        product.start()
        deaf.wait_heard(2)
        first, again = deaf.heard
        assert first[:1] == again[:1]
        assert json.loads(first[1])["messages"] == json.loads(again[1])["messages"]
        assert first[2]
        assert again[2]
        assert product.stop() == 0
        assert "Traceback" not in product.read_log()
    finally:
        product.close()


def test_a_host_of_another_machine_is_said_in_words(tmp_path: Path):
    other = ColdProduct(EXAMPLE, tmp_path / "other")
    other.log.parent.mkdir()
    other.environ["CONVIVIO_HOST"] = "192.0.2.1"
    other.start()
    try:
        assert other.process.wait(15) in {1, 2}
        assert "CONVIVIO_HOST" in other.read_log()
        assert "Traceback" not in other.read_log()
    finally:
        other.close()
