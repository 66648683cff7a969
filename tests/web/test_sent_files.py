"""A file from a page to whom it belongs, through the real engine and its database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import pytest
from at_work import working, write_brand
from served import OTHER_SECRET, SECRET
from test_chat import Page

from bot.channels.signature import signed_headers
from bot.engine.uploads import MOST_BYTES, PART_BYTES

DIALOGUES = {
    "hello": "dialogue: hello\nstarts:\n  - command: start\nsteps:\n  - say: Welcome\n",
    "photo": (
        "dialogue: photo\nstarts:\n  - command: photo\nsteps:\n"
        "  - ask: Show me\n    as: it\n    type: photo\n"
        "  - say: I see {it.name} of {it.size} bytes\n    media: '{it}'\n"
    ),
}
PICTURE = Random(7).randbytes(PART_BYTES * 9 + 5)


class Guest:
    """Somebody at a page."""

    def __init__(self, sender: Any, page: Page) -> None:
        self.sender = sender
        self.page = page
        self.last = 0

    async def do(self, until: str, **frame: Any) -> dict[str, Any]:
        """Send a frame, and return the one of a type that answers it."""
        self.last += 1
        await self.page.send(**{"id": f"f-{self.last}", **frame})
        return (await self.page.until(until))[-1]

    async def offer(self, size: int, name: str = "shop.png", **more: Any) -> dict[str, Any]:
        return await self.do("room", type="offer", name=name, size=size, **more)

    async def put(self, address: str, content: bytes) -> int:
        async with self.sender.session.put(self.sender.base + address, data=content) as answer:
            return answer.status

    async def hears(self, text: str) -> dict[str, Any]:
        while True:
            line = (await self.page.until("line"))[-1]
            if line["from"] == "bot" and text in line["text"]:
                return line


@asynccontextmanager
async def guest(sender: Any, session: str = "s" * 32) -> AsyncIterator[Guest]:
    async with sender.session.ws_connect(f"{sender.base}/chat/paint", origin=sender.base) as socket:
        page = Page(socket)
        await page.send(type="hello", session=session)
        await page.until("ready")
        made = Guest(sender, page)
        await made.page.send(type="say", id="first", text="/start")
        await made.hears("Welcome")
        yield made


@asynccontextmanager
async def at_work(folder: Path, more: str = "") -> AsyncIterator[Any]:
    write_brand(folder, DIALOGUES, more=more)
    async with working(folder) as sender:
        yield sender


async def sent(at: Guest, content: bytes = PICTURE) -> dict[str, Any]:
    """Send a picture that is asked for, and return the line that shows it."""
    await at.page.send(type="say", id="ask", text="/photo")
    await at.hears("Show me")
    room = await at.offer(len(content))
    assert await at.put(room["put"], content) == 204
    await at.page.send(type="say", id="sent", text="", files=[room["file"]])
    return await at.hears("I see")


async def test_a_picture_is_sent_kept_and_shown_to_its_person(tmp_path: Path):
    async with at_work(tmp_path) as sender, guest(sender) as ada:
        line = await sent(ada)
        assert line["text"] == f"I see shop.png of {len(PICTURE):,} bytes"
        (shown,) = line["media"]
        assert (shown["type"], shown["media_type"]) == ("image", "image/png")
        async with sender.session.get(sender.base + shown["url"]) as answer:
            assert answer.status == 200
            assert sha256(await answer.read()).digest() == sha256(PICTURE).digest()
            assert answer.headers["Content-Type"] == "image/png"
            assert "sandbox" in answer.headers["Content-Security-Policy"]
            assert answer.headers["Cache-Control"].startswith("private")
        part = {"Range": f"bytes={PART_BYTES - 2}-{PART_BYTES + 1}"}
        async with sender.session.get(sender.base + shown["url"], headers=part) as answer:
            assert answer.status == 206
            assert await answer.read() == PICTURE[PART_BYTES - 2 : PART_BYTES + 2]
            assert answer.headers["Content-Range"].endswith(f"/{len(PICTURE)}")
    async with working(tmp_path) as sender:
        async with sender.session.ws_connect(
            f"{sender.base}/chat/paint", origin=sender.base
        ) as socket:
            page = Page(socket)
            await page.send(type="hello", session="s" * 32)
            history = await page.until("ready")
        (mine,) = [one for one in history if one.get("from") == "person" and one["media"]]
        async with sender.session.get(sender.base + mine["media"][0]["url"]) as answer:
            assert await answer.read() == PICTURE


async def test_without_the_pass_there_is_nothing_to_see(tmp_path: Path):
    async with at_work(tmp_path) as sender, guest(sender) as ada:
        (shown,) = (await sent(ada))["media"]
        path, _, key = shown["url"].partition("?key=")
        until, _, proof = key.partition(".")
        for other in ("", "x", f"{int(until) + 9}.{proof}", f"{until}.{'0' * 64}", "1.é"):
            async with sender.session.get(f"{sender.base}{path}", params={"key": other}) as answer:
                assert answer.status == 404
        assert await ada.put(shown["url"], b"something else") == 404


async def test_nobody_sends_or_sees_somebody_elses_file(tmp_path: Path):
    async with at_work(tmp_path) as sender, guest(sender) as ada, guest(sender, "e" * 32) as eve:
        room = await ada.offer(3)
        assert await ada.put(room["put"], b"abc") == 204
        refused = await eve.do("refused", type="say", text="mine", files=[room["file"]])
        assert "reason" not in refused


async def test_the_brand_s_own_systems_fetch_it_by_a_signed_request(tmp_path: Path):
    more = 'events_secret: "${SECRET}"\n'
    async with at_work(tmp_path, more) as sender, guest(sender) as ada:
        room = await ada.offer(3)
        await ada.put(room["put"], b"abc")
        upload = room["file"]
        for message_id, secret, status in (
            (upload, SECRET, 200),
            ("another", SECRET, 401),
            (upload, OTHER_SECRET, 401),
        ):
            now = datetime.now(UTC)
            headers = signed_headers([secret], message_id, now, b"")
            async with sender.session.get(
                f"{sender.base}/files/paint/{upload}", headers=headers
            ) as answer:
                assert answer.status == status
                assert (await answer.read() == b"abc") == (status == 200)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "too large": ({"name": "a.png", "size": MOST_BYTES + 1}, "large"),
    "empty": ({"name": "a.png", "size": 0}, "large"),
    "a program": ({"name": "a.exe", "size": 3}, "type"),
    "a page": ({"name": "a.png", "media_type": "text/html", "size": 3}, "type"),
    "a drawing": ({"name": "a.svg", "size": 3}, "type"),
}


@pytest.mark.parametrize(("offer", "reason"), REFUSED.values(), ids=REFUSED)
async def test_an_offer_is_refused(offer: dict[str, Any], reason: str, tmp_path: Path):
    async with at_work(tmp_path) as sender, guest(sender) as ada:
        refused = await ada.do("refused", type="offer", **offer)
        assert refused["reason"] == reason


async def test_who_has_said_nothing_leaves_nothing(tmp_path: Path):
    async with (
        at_work(tmp_path) as sender,
        sender.session.ws_connect(f"{sender.base}/chat/paint", origin=sender.base) as socket,
    ):
        page = Page(socket)
        await page.send(type="hello", session="n" * 32)
        await page.send(type="offer", id="f", name="a.png", size=3)
        assert (await page.until("refused"))[-1]["reason"] == "nobody"


async def test_more_or_less_than_was_announced_is_not_kept(tmp_path: Path):
    async with at_work(tmp_path) as sender, guest(sender) as ada:
        room = await ada.offer(4)
        assert await ada.put(room["put"], b"abc") == 400
        assert await ada.put(room["put"], b"abcde") == 413
        refused = await ada.do("refused", type="say", text="", files=[room["file"]])
        assert refused["type"] == "refused"
        assert await ada.put(room["put"], b"abcd") == 204
        assert await ada.put(room["put"], b"wxyz") == 204  # what is kept stays as it is
        await ada.do("taken", type="say", text="", files=[room["file"]])


async def test_a_place_is_sent_too(tmp_path: Path):
    async with at_work(tmp_path) as sender, guest(sender) as ada:
        place: object = {"latitude": 45.07, "longitude": 7.69}
        assert (await ada.do("taken", type="say", text="", place=place))["type"] == "taken"
        for place in ({"latitude": 91, "longitude": 0}, {"latitude": "x", "longitude": 1}, [1, 2]):
            refused = await ada.do("refused", type="say", text="", place=place)
            assert refused["type"] == "refused"


async def test_a_brand_may_take_no_files(tmp_path: Path):
    write_brand(tmp_path, DIALOGUES)
    file = tmp_path / "brand.yaml"
    file.write_text(file.read_text().replace("adapter: webchat", "adapter: webchat, files: false"))
    async with working(tmp_path) as sender, guest(sender) as ada:
        assert (await ada.do("refused", type="offer", name="a.png", size=3))["reason"] == "type"
        html = await (await sender.session.get(f"{sender.base}/chat/paint")).text()
        assert 'data-files=""' in html


async def test_a_sender_that_breaks_off_leaves_nothing_half(tmp_path: Path):
    async def slowly() -> AsyncIterator[bytes]:
        yield b"ab"
        await asyncio.sleep(0)
        raise ConnectionResetError

    async with at_work(tmp_path) as sender, guest(sender) as ada:
        room = await ada.offer(4)
        with pytest.raises(aiohttp.ClientError):
            await sender.session.put(sender.base + room["put"], data=slowly())
        assert await ada.put(room["put"], b"abcd") == 204
