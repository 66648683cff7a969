"""What a receiver refused for good is sent once more by hand: the same id and words, in its place.

Real processes: the receiver is killed, and so is the product.
"""

import asyncio
import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import convivio
from tests.eventually import eventually
from tests.faults.market import write_market
from tests.ports import free_port
from tests.product import Product, running
from tests.signing import is_genuine, new_secret, signed_headers

SECRET = new_secret("dead letters")

pytestmark = pytest.mark.slow

Request = tuple[str, str, list[str]]
"""The id of a request, whom it is to, and what it says."""


class Receiver:
    """The other system: it refuses what is said to those it does not know, and can be killed."""

    def __init__(self) -> None:
        self.port = free_port()
        self.unknown: set[str] = set()
        self.refused: list[Request] = []
        self.taken: list[Request] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Listen, until it is gone: then nobody is there at its address."""
        receiver = self

        class Taking(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                assert is_genuine(SECRET, self.headers, body)
                told = json.loads(body)
                texts = [one["text"] for one in told["messages"]]
                request = (self.headers["webhook-id"], told["to"], texts)
                is_refused = told["to"] in receiver.unknown
                (receiver.refused if is_refused else receiver.taken).append(request)
                self.send_response(422 if is_refused else 204)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", self.port), Taking)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def say(product: Product, who: str, text: str) -> None:
    body = json.dumps({"from": who, "text": text}).encode()
    with closing(http.client.HTTPConnection("127.0.0.1", product.port, timeout=20)) as connection:
        headers = signed_headers(SECRET, f"{who}-{text}", body)
        connection.request("POST", "/channels/market/site/messages", body, headers)
        assert connection.getresponse().status == 202


async def test_it_is_listed_and_sent_once_more(tmp_path: Path):
    receiver = Receiver()
    brand = write_market(tmp_path / "market", receiver.address)
    product = Product(brand, tmp_path, SITE_SECRET=SECRET)
    with running(product):
        with receiver.listening():
            receiver.unknown = {"ada"}
            say(product, "ada", "/weather")
            await eventually(lambda: len(receiver.refused) == 1)
            say(product, "bob", "/weather")
            await eventually(lambda: len(receiver.taken) == 1)
        say(product, "ada", "/stall")  # nobody is there: it waits, and is not given up
        await until_listed(product, [("ada", "site")])
        product.kill()
        told = await asyncio.to_thread(by_hand, product, "replay", "--all")
        assert told.startswith("1 sent once more")
        receiver.unknown.clear()
        product.start()
        with receiver.listening():
            product.wait_ready()
            await eventually(lambda: len(receiver.taken) == 3, 20)
        await until_listed(product, [])
    (again, *rest) = receiver.taken[1:]
    assert again == receiver.refused[0]
    assert [(who, texts[0]) for _, who, texts in rest] == [("ada", "Welcome to the stall.")]


async def until_listed(product: Product, wanted: list[tuple[str, str]]) -> None:
    """Wait until this is on the list: to whom, and on which channel."""
    async with asyncio.timeout(20):
        while await asyncio.to_thread(listed, product) != wanted:
            await asyncio.sleep(0.2)


def listed(product: Product) -> list[tuple[str, str]]:
    told = json.loads(by_hand(product, "list", "--json"))
    return [(one["to"], one["channel"]) for one in told["deliveries"]]


def by_hand(product: Product, command: str, *options: str) -> str:
    """Do what an operator does beside the product, in its surroundings."""
    arguments = ["deliveries", command, str(product.brand), *options]
    result = CliRunner(env=product.environ).invoke(convivio, arguments)
    assert result.exit_code == 0, result.output
    return result.stdout
