"""`convivio run --sandbox` from outside: nothing of ours goes in, and nothing goes out."""

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from tests.cli.sockets import addresses_of
from tests.ports import free_port
from tests.product import Product, copy_of_example, environment, run_python

TOKENS = {
    "TELEGRAM_TOKEN": "7310984422:AAEpoisonedpoisonedpoisonedpoisoned",
    "DISCORD_TOKEN": "MTpoisoned.Gpoisoned.poisonedpoisonedpoisoned",
    "SITE_SECRET": "whsec_cG9pc29uZWRwb2lzb25lZHBvaXNvbmVk",
}
POISON = {
    **TOKENS,
    "CONVIVIO_HOST": "0.0.0.0",
    "CONVIVIO_PUBLIC_URL": "https://poisoned.example",
    "CONVIVIO_DATABASE": "postgresql://poisoned:poisoned@poisoned.example/poisoned",
}
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
SECONDS = 20.0

pytestmark = pytest.mark.slow


class Sandboxed:
    """The example brand in the sandbox, with an environment that must not matter."""

    def __init__(self, home: Path, brand: Path, **settings: str) -> None:
        self.product = Product(brand, home, "--sandbox", **settings)
        self.brand = brand

    def start(self) -> None:
        self.product.start()
        self.product.wait_ready()
        self.url = self.product.sandbox_url()

    def wait(self, look: Callable[[], Any]) -> Any:
        """Wait until `look` sees something, and return it."""
        end = time.monotonic() + SECONDS
        while not (seen := look()):
            assert time.monotonic() < end, self.product.read_log()
            assert self.product.process.poll() is None, self.product.read_log()
            time.sleep(0.02)
        return seen

    def call(self, path: str, body: object = None, **headers: str) -> tuple[int, bytes]:
        host = self.url.removeprefix("http://")
        with closing(http.client.HTTPConnection(host, timeout=5)) as connection:
            method, data = ("GET", None) if body is None else ("POST", json.dumps(body))
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def get(self, path: str) -> Any:
        status, body = self.call(path)
        assert status == HTTPStatus.OK, body
        return json.loads(body)

    def post(self, path: str, body: object) -> Any:
        status, answer = self.call(path, body)
        assert status < HTTPStatus.BAD_REQUEST, answer
        return json.loads(answer) if answer else None

    def talk(self) -> dict[str, list[str]]:
        """Let one person take the first step of the survey on both platforms; return the texts."""
        (scene,) = self.get("/scenes")
        said = {}
        for name in ("telegram", "discord"):
            person = self.post(f"/{name}/control/people", {"first_name": "Ada"})["id"]
            saying = {"token": scene[name], "person": person, "text": "survey"}
            self.post(f"/{name}/control/say", saying)
            where = f"/{name}/control/messages?token={scene[name]}&chat={person}&person={person}"
            said[name] = self.wait(lambda where=where: self._asked(where))
        return said

    def _asked(self, where: str) -> list[str]:
        messages = self.get(where)
        texts = [one.get("text", one.get("content")) for one in messages if one["from"] == "bot"]
        return texts if any(one["buttons"] for one in messages) else []


@pytest.fixture
def brand(tmp_path: Path) -> Path:
    return copy_of_example(tmp_path)


@pytest.fixture
def trap() -> Iterator[socket.socket]:
    """A proxy that nobody must use."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


@pytest.fixture
def sandboxed(tmp_path: Path, brand: Path, trap: socket.socket) -> Iterator[Sandboxed]:
    proxy = f"http://127.0.0.1:{trap.getsockname()[1]}"
    made = Sandboxed(tmp_path, brand, **dict.fromkeys(PROXIES, proxy))
    made.product.environ |= POISON
    try:
        yield made
    finally:
        made.product.close()


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandboxed]:
    """One that runs already, for tests that only look at it."""
    home = tmp_path_factory.mktemp("started")
    made = Sandboxed(home, copy_of_example(home))
    try:
        made.start()
        yield made
    finally:
        made.product.close()


def test_a_poisoned_environment_changes_nothing(
    sandboxed: Sandboxed, brand: Path, trap: socket.socket
):
    mine = brand / "convivio.db"
    mine.write_bytes(b"my people")
    sandboxed.start()
    said = sandboxed.talk()
    assert said["telegram"][-1] == said["discord"][-1] == "How do you see marketing today?"
    listening, connected = addresses_of(sandboxed.product.process.pid)
    assert listening
    assert {host for host, _ in listening} == {"127.0.0.1"}
    assert {host for host, _ in connected} == {"127.0.0.1"}
    calls = [sandboxed.get(f"/{name}/control/calls") for name in ("telegram", "discord")]
    assert all(calls)
    kept = b"".join(path.read_bytes() for path in brand.glob("convivio-sandbox.db*"))
    seen = json.dumps([sandboxed.get("/scenes"), calls]).encode() + kept
    assert sandboxed.product.stop() == 0
    seen += sandboxed.product.read_log().encode()
    assert [value for value in POISON.values() if value.encode() in seen] == []
    assert b"poisoned" not in seen
    with pytest.raises(BlockingIOError):
        trap.accept()
    assert mine.read_bytes() == b"my people"
    assert sorted(path.name for path in brand.glob("convivio.db*")) == ["convivio.db"]


def test_the_page_stands_next_to_the_product(started: Sandboxed):
    (scene,) = started.get("/scenes")
    port = started.product.port
    assert scene["chat"] == f"http://127.0.0.1:{port}/chat/we-converse"
    assert abs(int(started.url.rpartition(":")[2]) - port) <= 10
    told = started.product.read_log()
    assert f"Be a person on Telegram, on Discord and on the web at {started.url}\n" in told
    assert "left off" not in told


def test_every_start_begins_anew_on_a_port_that_is_free(sandboxed: Sandboxed):
    port = sandboxed.product.port + 1
    with socket.create_server(("127.0.0.1", port)):
        sandboxed.start()
        assert sandboxed.url != f"http://127.0.0.1:{port}"
        assert sandboxed.call("/")[0] == HTTPStatus.OK
    first = sandboxed.talk()
    sandboxed.product.kill()
    sandboxed.start()
    assert sandboxed.talk() == first


def test_a_brand_shows_only_what_it_has(tmp_path: Path, brand: Path):
    file = brand / "brand.yaml"
    lines = file.read_text().splitlines()
    file.write_text("\n".join(line for line in lines if "adapter: telegram" not in line))
    made = Sandboxed(tmp_path, brand)
    try:
        made.start()
        (scene,) = made.get("/scenes")
        assert scene["telegram"] is None
        assert scene["discord"]
        assert "Be a person on Discord and on the web at" in made.product.read_log()
    finally:
        made.product.close()


FOREIGN = {
    "another page in the browser": {"Origin": "https://elsewhere.example"},
    "another name for this machine": {"Host": "rebound.example"},
}


@pytest.mark.parametrize("case", FOREIGN)
def test_it_serves_only_its_own_page(case: str, started: Sandboxed):
    path, body = "/telegram/control/people", {"first_name": "Eve"}
    assert started.call(path, body, **FOREIGN[case])[0] == HTTPStatus.FORBIDDEN
    assert started.call(path, body, Origin=started.url)[0] == HTTPStatus.OK


def test_only_the_sandbox_may_frame_the_chat_page(started: Sandboxed):
    (scene,) = started.get("/scenes")
    policy = _header(scene["chat"], "Content-Security-Policy")
    assert policy.endswith(f"frame-ancestors 'self' {started.url}")
    assert "frame-ancestors 'none'" in _header(f"{started.url}/", "Content-Security-Policy")


def _header(address: str, name: str) -> str:
    host, _, path = address.removeprefix("http://").partition("/")
    with closing(http.client.HTTPConnection(host, timeout=5)) as connection:
        connection.request("GET", f"/{path}")
        return connection.getresponse().headers[name]


def test_a_second_sandbox_of_the_same_brand_is_told_so(started: Sandboxed, tmp_path: Path):
    other = Product(started.brand, tmp_path / "other", "--sandbox")
    other.log.parent.mkdir()
    other.start()
    try:
        assert other.process.wait(15) == 1
        assert "is in use by another process" in other.read_log()
        assert "Traceback" not in other.read_log()
    finally:
        other.close()


def test_the_stand_ins_alone_tell_where_they_are():
    command = [sys.executable, "-m", "sandbox", "--port", str(free_port())]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True) as run:
        try:
            assert run.stdout is not None
            told = json.loads(run.stdout.readline())
            assert told["telegram_api"] == f"{told['url']}/telegram"
            assert told["discord_gateway"].startswith("ws://127.0.0.1:")
        finally:
            run.terminate()
        assert run.wait(10) == 0


def test_a_run_without_it_knows_no_sandbox():
    program = (
        "import sys, bot.cli.run, bot.cli.running, bot.app\n"
        "assert not [name for name in sys.modules if name.partition('.')[0] == 'sandbox']\n"
    )
    assert run_python(program).stderr == ""


def test_an_installation_without_it_says_so(brand: Path):
    program = (
        "import sys; sys.modules['sandbox'] = None\n"
        f"sys.argv = ['convivio', 'run', {str(brand)!r}, '--sandbox']\n"
        "from bot.cli.main import main; main()\n"
    )
    run = run_python(program, exit_code=1)
    assert run.stderr.strip() == (
        "Error: This installation holds no sandbox: install Convivio from its source."
    )
