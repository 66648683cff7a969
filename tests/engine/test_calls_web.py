"""Requests to other systems: what goes out, what counts as an answer, and where nothing may go."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot import network
from bot.core.calls import Method, Request
from bot.engine.calls.attempt import MOST_BYTES, Answer, Attempt, Failure
from bot.engine.calls.web import Web, value_of

Respond = Callable[[web.Request], web.StreamResponse]


class System:
    """Another system on loopback."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.respond: Respond = lambda _: web.json_response({"ok": True})
        self.port = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        headers = {name.casefold(): text for name, text in request.headers.items()}
        self.asked.append((request.method, request.raw_path, headers, await request.read()))
        return self.respond(request)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def origin(self) -> str:
        return self.url("")


@asynccontextmanager
async def serving(system: System) -> AsyncIterator[None]:
    app = web.Application(client_max_size=2**22)
    app.router.add_route("*", "/{tail:.*}", system.handle)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        system.port = listener.getsockname()[1]
        await web.SockSite(runner, listener).start()
        try:
            yield
        finally:
            await runner.cleanup()


@pytest.fixture
async def system() -> AsyncIterator[System]:
    made = System()
    async with serving(made):
        yield made


@pytest.fixture
async def client() -> AsyncIterator[Web]:
    made = Web({"TOKEN": "t0ken", "EMPTY": ""})
    yield made
    await made.close()


async def ask(
    client: Web,
    system: System,
    path: str = "/",
    *,
    method: Method = "GET",
    body: str | None = None,
    headers: dict[str, tuple[str, ...]] | None = None,
) -> Attempt:
    request = Request(method, system.url(path), body, headers or {})
    return await client.send(request, "key-1", (system.origin,))


async def test_what_goes_out(system: System, client: Web):
    headers = {"Authorization": ("Bearer ", "TOKEN", ""), "X-Of": ("caffè",)}
    answer = await ask(
        client, system, "/a%2Fb/%C3%B9?c=%26", method="POST", body='{"a":1}', headers=headers
    )
    assert answer == Answer({"ok": True})
    ((method, path, sent, body),) = system.asked
    assert (method, path, body) == ("POST", "/a%2Fb/%C3%B9?c=%26", b'{"a":1}')
    assert sent["idempotency-key"] == "key-1"
    assert sent["authorization"] == "Bearer t0ken"
    assert sent["content-type"] == "application/json"
    assert sent["user-agent"] == "Convivio"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
async def test_every_method(system: System, client: Web, method: Method):
    await ask(client, system, method=method)
    ((asked, _, headers, body),) = system.asked
    assert (asked, body) == (method, b"")
    assert "cookie" not in headers


async def test_headers_of_the_author_stand_before_ours(system: System, client: Web):
    headers = {"idempotency-key": ("theirs",), "Content-Type": ("application/vnd.x+json",)}
    await ask(client, system, body="{}", method="POST", headers=headers)
    sent = system.asked[0][2]
    assert sent["idempotency-key"] == "theirs"
    assert sent["content-type"] == "application/vnd.x+json"


@pytest.mark.parametrize("name", ["UNSET", "EMPTY"])
async def test_a_secret_that_is_not_set_sends_nothing(system: System, client: Web, name: str):
    answer = await ask(client, system, headers={"Authorization": ("", name, "")})
    assert answer == Failure(f"{name} is not set in the environment", final=True)
    assert system.asked == []


async def test_a_header_that_cannot_be_sent_is_a_failure(system: System, client: Web):
    answer = await ask(client, system, headers={"X": ("a\r\nX-Other: b",)})
    assert isinstance(answer, Failure)
    assert system.asked == []


@pytest.mark.parametrize(
    ("body", "media_type", "value"),
    [
        (b'{"a": [1, null, true]}', "application/json", {"a": [1, None, True]}),
        (b'{"a": 1}', "text/plain", {"a": 1}),
        (b" [1]", "text/html", [1]),
        (b"7", "application/problem+json", 7),
        (b"7", "text/plain", "7"),
        (b"hello", "application/json", "hello"),
        (b"{broken", "text/plain", "{broken"),
        (b'{"a": NaN}', "application/json", '{"a": NaN}'),
        (b"", "application/json", None),
        (b"  \n", "text/plain", None),
        ("caffè".encode("latin-1"), "text/plain", "caffè"),
        (b"a\0b", "text/plain", "ab"),
        (b"[" * 100_000, "application/json", "[" * 100_000),
    ],
)
def test_an_answer_is_its_json_else_its_text(body: bytes, media_type: str, value: object):
    assert value_of(body, media_type, "latin-1" if b"caff" in body else None) == value


def test_an_unknown_charset_is_read_as_utf_8():
    assert value_of("ù".encode(), "text/plain", "no-such") == "ù"
    assert value_of(b"\xff", "text/plain", None) == "�"


@pytest.mark.parametrize("status", [301, 302, 308, 400, 404, 409, 429, 500, 503])
async def test_a_status_that_is_no_success_is_a_failure(system: System, client: Web, status: int):
    there = {"Location": system.url("/there")}
    system.respond = lambda _: web.Response(status=status, text="because", headers=there)
    assert await ask(client, system) == Failure(f"HTTP {status}")
    assert len(system.asked) == 1


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_a_status_of_success_is_an_answer(system: System, client: Web, status: int):
    system.respond = lambda _: web.Response(status=status)
    assert await ask(client, system) == Answer(None)


async def test_an_answer_that_is_too_large_is_a_failure_packed_or_not(system: System, client: Web):
    def large(_: web.Request) -> web.Response:
        response = web.Response(body=b"x" * (MOST_BYTES + 1))
        response.enable_compression()
        return response

    system.respond = large
    assert await ask(client, system) == Failure(f"its answer is larger than {MOST_BYTES} bytes")


async def test_an_answer_that_breaks_off_is_a_failure(system: System, client: Web):
    def breaking(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    system.respond = breaking
    assert isinstance(await ask(client, system), Failure)


async def test_nobody_there_is_a_failure(client: Web):
    system = System()
    async with serving(system):
        pass
    assert await ask(client, system) == Failure("it cannot be reached")


async def test_no_proxy_and_no_cookie_is_kept(system: System, client: Web, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    system.respond = lambda _: web.Response(headers={"Set-Cookie": "a=b; Path=/"})
    await ask(client, system)
    await ask(client, system)
    assert [headers.get("cookie") for *_, headers, _ in system.asked] == [None, None]


PRIVATE = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "localhost",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "0.0.0.0",
    "[::]",
]
"""Ways to write loopback, or every address of this machine."""


@pytest.mark.parametrize("host", PRIVATE)
async def test_nothing_reaches_this_machine_however_it_is_written(
    system: System, client: Web, host: str
):
    request = Request("GET", system.url("/secret", host))
    answer = await client.send(request, "key-1")
    assert isinstance(answer, Failure)
    assert system.asked == []


@pytest.mark.parametrize(
    "host",
    [
        *("10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.1"),
        *("224.0.0.1", "240.0.0.1", "255.255.255.255", "[fe80::1]", "[fc00::1]", "[ff02::1]"),
        *("[64:ff9b::7f00:1]", "[2002:7f00:1::1]", "[2001:db8::1]"),
    ],
)
async def test_nothing_reaches_another_network_than_the_internet(client: Web, host: str):
    request = Request("GET", f"http://{host}/latest/meta-data")
    answer = await client.send(request, "key-1")
    assert answer == Failure("its address is not public", final=True)


async def test_a_name_is_judged_by_the_address_that_it_leads_to(
    system: System, client: Web, monkeypatch: pytest.MonkeyPatch
):
    judged: list[str] = []

    def judge(address: str) -> bool:
        judged.append(address)
        return False

    monkeypatch.setattr(network, "is_public", judge)
    answer = await client.send(Request("GET", system.url("/", "localhost")), "key-1")
    assert isinstance(answer, Failure)
    assert "127.0.0.1" in judged
    assert system.asked == []


@pytest.mark.parametrize("other", ["http://127.0.0.1:1", "https://127.0.0.1:{port}", "http://x"])
async def test_only_the_very_system_that_the_operator_named_is_reached(
    system: System, client: Web, other: str
):
    own = other.format(port=system.port)
    answer = await client.send(Request("GET", system.url("/")), "key-1", (own,))
    assert answer == Failure("its address is not public", final=True)
    assert system.asked == []


async def test_a_request_that_is_given_up_lets_go_of_its_connection(system: System, client: Web):
    begun, gone = asyncio.Event(), asyncio.Event()

    async def hang(_: web.Request) -> web.StreamResponse:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            gone.set()
        raise AssertionError

    system.handle = hang  # type: ignore[method-assign]
    async with serving(system):
        asking = asyncio.create_task(ask(client, system))
        await begun.wait()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        await gone.wait()
    assert asking.cancelled()
