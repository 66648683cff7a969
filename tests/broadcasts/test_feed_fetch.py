"""Asking a server for a feed: what comes back is always one of three values."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp import web

from bot import network
from bot.broadcasts.feed_fetch import Failed, Fetched, Limits, Marks, Outcome, Unchanged, fetch
from bot.broadcasts.feed_pause import pause_seconds
from bot.core.addresses import is_public
from bot.network import NotPublic, socket_to_public
from tests.broadcasts.feed_server import RSS, Answer, FeedServer, feed_server

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
UNMARKED = Marks()
QUICK = Limits(bytes=10_000, seconds=5.0)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with feed_server() as running:
        yield running


async def ask(address: str, marks: Marks = UNMARKED, limits: Limits = QUICK) -> Outcome:
    return await fetch(address, marks, NOW, limits)


async def test_a_feed_comes_with_its_marks(server: FeedServer):
    headers = {"ETag": '"1"', "Last-Modified": "yesterday", "Content-Type": f"{RSS}; charset=utf-8"}
    server.pages["/feed"] = Answer(b"<rss/>", headers=headers)
    found = await ask(server.url())
    assert found == Fetched(b"<rss/>", server.url(), "utf-8", Marks('"1"', "yesterday"))


@pytest.mark.parametrize(
    ("header", "marks", "sent"),
    [
        ("ETag", Marks(etag='W/"x"'), "If-None-Match"),
        (
            "Last-Modified",
            Marks(modified="Tue, 03 Mar 2026 12:00:00 GMT"),
            "If-Modified-Since",
        ),
    ],
)
async def test_what_is_known_is_not_fetched_again(
    server: FeedServer, header: str, marks: Marks, sent: str
):
    mark = marks.etag or marks.modified or ""
    server.pages["/feed"] = Answer(b"<rss/>", headers={header: mark})
    assert await ask(server.url(), marks) == Unchanged()
    assert server.asked[0][1][sent] == mark


async def test_unchanged_means_nothing_to_who_knows_nothing(server: FeedServer):
    server.pages["/feed"] = Answer(status=304)
    assert await ask(server.url()) == Failed("HTTP 304")


@pytest.mark.parametrize("status", [204, 206, 300, 400, 401, 403, 404, 410, 500, 503])
async def test_other_answers_are_failures(server: FeedServer, status: int):
    server.pages["/feed"] = Answer(status=status)
    assert await ask(server.url()) == Failed(f"HTTP {status}")


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("120", 120.0),
        ("Tue, 03 Mar 2026 12:10:00 GMT", 600.0),
        ("99999999", 86_400.0),
        ("soon", None),
    ],
)
async def test_a_server_may_ask_for_a_pause(server: FeedServer, asked: str, seconds: float | None):
    server.pages["/feed"] = Answer(status=429, headers={"Retry-After": asked})
    assert await ask(server.url()) == Failed("HTTP 429", seconds)


async def test_marks_that_cannot_be_sent_back_are_not_kept(server: FeedServer):
    async def odd(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        headers = b"ETag: \xff\xfe\r\nLast-Modified: " + b"x" * 2_000
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n" + headers
        request.transport.write(head + b"\r\n\r\nx")
        await server.released.wait()
        return web.Response()

    server.pages["/feed"] = odd
    found = await ask(server.url())
    assert isinstance(found, Fetched)
    assert found.marks == Marks()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_on_the_same_server_are_followed(server: FeedServer, status: int):
    server.pages["/feed"] = Answer(status=status, headers={"Location": "/new/feed"})
    server.pages["/new/feed"] = Answer(b"<rss/>")
    found = await ask(server.url())
    assert isinstance(found, Fetched)
    assert found.address == server.url("/new/feed")


async def test_three_redirects_are_followed_and_no_fourth(server: FeedServer):
    for number in range(3):
        location = {"Location": f"/{number + 1}"}
        server.pages[f"/{number}"] = Answer(status=302, headers=location)
    server.pages["/3"] = Answer(b"<rss/>")
    assert isinstance(await ask(server.url("/0")), Fetched)
    server.pages["/3"] = Answer(status=302, headers={"Location": "/4"})
    assert await ask(server.url("/0")) == Failed("it redirects more than 3 times")


async def test_a_loop_ends(server: FeedServer):
    server.pages["/feed"] = Answer(status=301, headers={"Location": "/feed"})
    assert isinstance(await ask(server.url()), Failed)
    assert server.count() == 4


@pytest.mark.parametrize(
    "target",
    [
        "http://localhost:{port}/secret",
        "http://127.0.0.2:{port}/secret",
        "http://[::ffff:127.0.0.1]:{port}/secret",
        "http://[::1]:{port}/secret",
        "http://[64:ff9b::7f00:1]:{port}/secret",
        "http://[2002:7f00:1::]:{port}/secret",
        "http://0.0.0.0:{port}/secret",
        "http://2130706433:{port}/secret",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://127.0.0.1:1/",
        "//localhost:{port}/secret",
        "http://name:word@localhost:{port}/secret",
    ],
)
async def test_a_feed_leads_to_public_addresses_only(server: FeedServer, target: str):
    location = target.format(port=server.port)
    server.pages["/feed"] = Answer(status=302, headers={"Location": location})
    server.pages["/secret"] = Answer(b"<rss/>")
    assert isinstance(await ask(server.url()), Failed)
    assert server.count("/secret") == 0


async def test_the_refusal_is_told_in_words(server: FeedServer):
    server.pages["/feed"] = Answer(
        status=302, headers={"Location": f"http://localhost:{server.port}/"}
    )
    assert await ask(server.url()) == Failed("it redirects to an address that is not public")


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://127.0.0.1/", "data:,x", "http://", "http://[", "x:y"]
)
async def test_a_redirect_to_no_web_address_is_a_failure(server: FeedServer, location: str):
    server.pages["/feed"] = Answer(status=302, headers={"Location": location})
    assert isinstance(await ask(server.url()), Failed)


async def test_who_was_led_away_is_not_trusted_on_the_way_back(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch
):
    there, back = server.url("/there", "localhost"), server.url("/back")
    server.pages["/feed"] = Answer(status=302, headers={"Location": there})
    server.pages["/there"] = Answer(status=302, headers={"Location": back})
    server.pages["/back"] = Answer(b"<rss/>")
    judged: list[str] = []

    def is_judged_public(address: str) -> bool:
        judged.append(address)
        return len(judged) == 1

    monkeypatch.setattr(network, "is_public", is_judged_public)
    assert await ask(server.url()) == Failed("it redirects to an address that is not public")
    assert server.count("/there") == 1
    assert server.count("/back") == 0


async def test_a_public_redirect_gets_no_password(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(network, "is_public", lambda _: True)
    there = f"http://name:word@localhost:{server.port}/there"
    server.pages["/feed"] = Answer(status=302, headers={"Location": there, "Set-Cookie": "a=b"})
    server.pages["/there"] = Answer(b"<rss/>")
    found = await ask(f"http://ours:word@127.0.0.1:{server.port}/feed")
    assert isinstance(found, Fetched)
    assert "Authorization" in server.asked[0][1]
    assert {"Authorization", "Cookie"}.isdisjoint(server.asked[1][1])
    assert "word" not in found.address


async def test_no_proxy_is_taken_from_the_environment(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    server.pages["/feed"] = Answer(b"<rss/>")
    assert isinstance(await ask(server.url()), Fetched)


async def test_a_huge_body_is_not_read_to_its_end(server: FeedServer):
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while not server.released.is_set():
            await response.write(b"x" * 5_000)
        return response

    server.pages["/feed"] = endless
    assert await ask(server.url()) == Failed("it is larger than 10000 bytes")


async def test_a_body_that_unpacks_to_much_is_refused(server: FeedServer):
    async def packed(request: web.Request) -> web.StreamResponse:
        response = web.Response(body=b"x" * 3_000_000)
        response.enable_compression(web.ContentCoding.gzip)
        return response

    server.pages["/feed"] = packed
    assert await ask(server.url()) == Failed("it is larger than 10000 bytes")


async def test_a_slow_body_is_given_up(server: FeedServer):
    async def slow(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"<rss>")
        await server.released.wait()
        return response

    server.pages["/feed"] = slow
    found = await ask(server.url(), limits=Limits(seconds=0.05))
    assert found == Failed("it took longer than 0.05 seconds")


async def test_a_body_that_breaks_off_is_a_failure(server: FeedServer):
    async def broken(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b"<rss>")
        assert request.transport is not None
        request.transport.close()
        return response

    server.pages["/feed"] = broken
    assert await ask(server.url()) == Failed("its body broke off")


@pytest.mark.parametrize(
    "address",
    ["", "feed", "/etc/passwd", "file:///etc/passwd", "http://", "http://[", "ftp://127.0.0.1/"],
)
async def test_what_is_no_web_address_is_a_failure(address: str):
    assert isinstance(await ask(address), Failed)


async def test_a_server_that_is_not_there_is_a_failure(server: FeedServer):
    assert await ask("http://127.0.0.1:1/feed") == Failed("it cannot be reached")


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2001:4860:4860::8888"])
def test_public_addresses(address: str):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("0.0.0.0", "255.255.255.255", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff0e::1"),
        *("::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1"),
        *("64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::", "2002:808:808::"),
        *("2001:0:7f00:1::1", "localhost", "", "127.1"),
    ],
)
def test_addresses_that_are_not_public(address: str):
    assert not is_public(address)


def test_a_socket_is_made_for_public_addresses_only():
    with socket_to_public((2, 1, 6, "", ("8.8.8.8", 443))) as made:
        assert made.family == 2
    with pytest.raises(NotPublic):
        socket_to_public((2, 1, 6, "", ("127.0.0.1", 443)))


def test_failures_make_the_pause_grow_up_to_six_hours():
    pauses = [pause_seconds(1_800, failures, None) for failures in (1, 2, 3, 4, 5, 500)]
    assert pauses == [1_800, 3_600, 7_200, 14_400, 21_600, 21_600]


def test_a_pause_is_as_long_as_the_server_asks():
    assert pause_seconds(60, 1, 7_000.0) == 7_000.0
    assert pause_seconds(60, 1, 5.0) == 60.0
