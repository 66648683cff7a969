import asyncio
import re
from contextlib import asynccontextmanager
from importlib.resources import files

import aiohttp
import pytest
from fake_engine import FakeEngine, Line
from served import BRAND, refuse_intake, served

from adapters.webchat import Webchat
from bot.channels.contract import ChannelSettings, Group, Part
from bot.core.content import Card, Contact, Media, Message
from bot.core.events import Opened, Pressed, Said
from bot.core.ids import ChannelName, DeliveryId, GroupId, derive
from bot.web import typing_sign
from bot.web.limits import Limits, Rate
from bot.web.site import OpenChannel

SESSION = "s" * 32


@asynccontextmanager
async def chatting(engine: FakeEngine, options=None, **more):
    engine.channel = Webchat()
    settings = ChannelSettings(BRAND, ChannelName("web"), "webchat", options or {})
    await engine.channel.open(settings, refuse_intake)
    channels = {(BRAND, ChannelName("web")): OpenChannel(settings, engine.channel)}
    async with served(engine, channels=channels, **more) as sender:
        yield sender


class Page:
    """A page as its script talks, without a browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.token = ""

    async def until(self, kind: str) -> list[dict]:
        """Return the frames up to the first of that type."""
        frames = []
        async with asyncio.timeout(5):
            while not frames or frames[-1]["type"] != kind:
                frames.append(await self.socket.receive_json())
        return frames

    async def send(self, **frame) -> None:
        await self.socket.send_json(frame)


@asynccontextmanager
async def page(sender, session: str = SESSION, **hello):
    async with sender.session.ws_connect(f"{sender.base}/chat/acme", origin=sender.base) as socket:
        opened = Page(socket)
        await opened.send(type="hello", session=session, **hello)
        yield opened


@asynccontextmanager
async def ready_page(engine: FakeEngine):
    """The only page of a brand, up to date."""
    async with chatting(engine) as sender, page(sender) as opened:
        await opened.until("ready")
        yield opened


async def test_the_page_names_the_brand_and_allows_nothing_foreign():
    async with chatting(FakeEngine()) as sender:
        answer = await sender.session.get(f"{sender.base}/chat/acme")
        html = await answer.text()
        assert answer.status == 200
        assert "<h1>Acme &amp; Sons</h1>" in html
        assert 'role="log" aria-live="polite"' in html
        assert '<label class="unseen" for="text">' in html
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|style=", html)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("it-IT,it;q=0.9,en;q=0.8", "it"), ("de", "en"), ("", "en"), ("en;q=x, it;q=0.1", "it")],
)
async def test_the_page_speaks_the_readers_language(accepted, language):
    async with chatting(FakeEngine()) as sender:
        answer = await sender.session.get(
            f"{sender.base}/chat/acme", headers={"Accept-Language": accepted}
        )
        assert f'<html lang="{language}"' in await answer.text()


async def test_the_pages_files_are_served_and_known_again():
    async with chatting(FakeEngine()) as sender:
        html = await (await sender.session.get(f"{sender.base}/chat/acme")).text()
        paths = re.findall(r'(?:src|href)="(/[^"]+)"', html)
        modules = {path.name for path in files("bot.web").joinpath("page").iterdir()} - {
            "chat.html"
        }
        assert {path.rpartition("/")[2] for path in paths} == modules - {"widget.js"}
        for path in [*paths, "/widget.js"]:
            answer = await sender.session.get(sender.base + path)
            assert answer.status == 200
            assert answer.headers["Content-Encoding"] == "gzip"
            assert ("immutable" in answer.headers["Cache-Control"]) == path.startswith("/page/")
            assert answer.content_type in {"text/javascript", "text/css"}
            again = await sender.session.get(
                sender.base + path, headers={"If-None-Match": answer.headers["ETag"]}
            )
            assert again.status == 304
        newer = await sender.session.get(f"{sender.base}/page/newer/chat.js")
        assert (newer.status, newer.headers["Cache-Control"]) == (200, "no-cache")
        for path in ("/page/x/chat.html", "/page/x/..%2fserver.py", "/page/x/none.js"):
            assert (await sender.session.get(sender.base + path)).status == 404


async def test_only_the_sites_that_are_named_may_show_the_page():
    sites = ["https://example.org", "https://*.example.net"]
    async with chatting(FakeEngine(), {"sites": sites}) as sender:
        answer = await sender.session.get(f"{sender.base}/chat/acme")
        policy = answer.headers["Content-Security-Policy"]
        assert policy.endswith("; frame-ancestors 'self' https://example.org https://*.example.net")
        asset = await sender.session.get(f"{sender.base}/page/x/chat.js")
        assert asset.headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")
        widget = await sender.session.get(f"{sender.base}/widget.js")
        assert widget.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


async def test_what_the_address_asks_for_comes_before_what_the_browser_likes():
    async with chatting(FakeEngine()) as sender:
        asked = f"{sender.base}/chat/acme?language=it&theme=dark"
        html = await (await sender.session.get(asked, headers={"Accept-Language": "en"})).text()
        assert '<html lang="it" data-theme="dark">' in html
        asked = f"{sender.base}/chat/acme?language=xx&theme=%22%3E"
        html = await (await sender.session.get(asked, headers={"Accept-Language": "it"})).text()
        assert '<html lang="it" data-theme="">' in html


async def test_a_brand_without_web_chat_has_no_page():
    async with served(FakeEngine()) as sender:
        for name in ("acme", "nobody"):
            assert (await sender.session.get(f"{sender.base}/chat/{name}")).status == 404


async def test_what_is_said_is_acknowledged_once_durable_and_answered():
    engine = FakeEngine()
    async with chatting(engine) as sender, page(sender, language="it", timezone="No/Where") as it:
        assert [frame["type"] for frame in await it.until("ready")] == ["ready"]
        await it.send(type="say", id="c-1", text="hello")
        frames = await it.until("taken")
        (event, (_, incoming)) = next(iter(engine.taken.items()))
        assert frames[-1] == {"type": "taken", "id": "c-1", "line": event}
        assert frames[0]["from"] == "bot"
        assert frames[0]["markdown"] == "**You said hello**"
        assert frames[0]["buttons"][0] == {"id": "b.0", "label": "Yes"}
    assert incoming.happening == Said("hello")
    assert (incoming.sender.language, incoming.sender.timezone) == ("it", None)
    assert SESSION not in incoming.sender.id


async def test_a_repeated_message_is_taken_once_and_acknowledged_twice():
    engine = FakeEngine()
    async with chatting(engine) as sender:
        for _ in range(2):
            async with page(sender) as it:
                await it.until("ready")
                await it.send(type="say", id="c-1", text="hello")
                await it.until("taken")
    assert len(engine.taken) == 1


async def test_who_waits_for_an_answer_sees_a_sign_until_it_comes(monkeypatch):
    monkeypatch.setattr(typing_sign, "AFTER_SECONDS", 0.01)
    engine = FakeEngine()
    async with chatting(engine) as sender, page(sender) as it:
        await it.until("ready")
        channel, engine.channel = engine.channel, None  # the answer takes long
        await it.send(type="say", id="c-1", text="hello")
        assert [frame["type"] for frame in await it.until("typing")] == ["taken", "typing"]
        engine.channel = channel
        await it.send(type="say", id="c-2", text="hello?")
        frames = await it.until("taken")
        assert [frame["type"] for frame in frames] == ["line", "taken"]
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await it.until("typing")


async def test_there_is_no_sign_for_what_was_taken_before_or_is_not_taken(monkeypatch):
    monkeypatch.setattr(typing_sign, "AFTER_SECONDS", 0.01)
    engine = FakeEngine()
    async with chatting(engine) as sender, page(sender) as it:
        await it.until("ready")
        await it.send(type="say", id="c-1", text="hello")
        await it.until("taken")
        await it.send(type="say", id="c-1", text="hello")
        await it.until("taken")
        engine.is_full = True
        await it.send(type="say", id="c-2", text="hello")
        await it.until("wait")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await it.until("typing")


async def test_two_people_may_use_the_same_message_id():
    engine = FakeEngine()
    async with chatting(engine) as sender:
        for session in ("a" * 32, "b" * 32):
            async with page(sender, session) as it:
                await it.until("ready")
                await it.send(type="say", id="c-1", text="hello")
                await it.until("taken")
    assert len({incoming.sender.id for _, incoming in engine.taken.values()}) == 2


@pytest.mark.parametrize(
    ("frame", "happening"),
    [
        ({"type": "press", "button": "b.0"}, Pressed("b.0")),
        ({"type": "open", "start": "survey"}, Opened("survey")),
        ({"type": "open", "start": None}, Opened(None)),
        ({"type": "open", "start": "no payload!"}, Opened(None)),
    ],
)
async def test_presses_and_arrivals_reach_the_engine(frame, happening):
    engine = FakeEngine()
    async with ready_page(engine) as it:
        await it.send(id="c-1", **frame)
        await it.until("taken")
    ((_, incoming),) = engine.taken.values()
    assert incoming.happening == happening


async def test_a_page_that_comes_back_gets_what_it_has_not_shown():
    engine = FakeEngine()
    engine.lines = [Line(f"l-{n}", "bot", f"line {n}", f"line {n}") for n in range(450)]
    engine.lines[449] = Line("l-449", "person", "me", "me", (), (Media("file", "data:,x"),))
    async with chatting(engine) as sender:
        async with page(sender) as it:
            assert len(await it.until("ready")) == 201
        async with page(sender, after="l-9") as it:
            frames = await it.until("ready")
    assert [frame["id"] for frame in frames[:-1]] == [f"l-{n}" for n in range(10, 450)]
    assert frames[-2]["from"] == "person"
    assert frames[-2]["media"][0]["url"] == "data:,x"


async def test_every_open_page_of_a_person_hears_the_answer():
    engine = FakeEngine()
    async with chatting(engine) as sender, page(sender) as first, page(sender) as second:
        await first.until("ready")
        await second.until("ready")
        await first.send(type="say", id="c-1", text="hello")
        assert (await second.until("line"))[-1]["text"] == "You said hello"


@pytest.mark.parametrize("people", [[derive("webchat", SESSION)], []])
async def test_what_another_process_said_is_shown_once_in_its_order(people):
    engine = FakeEngine()
    channel = ChannelName("web")
    async with ready_page(engine) as opened:
        for number in range(3):
            engine.lines.append(Line(f"line {number}", "bot", f"{number}", f"{number}"))
            engine.pages.look(BRAND, channel, people)
            engine.pages.look(BRAND, channel, [derive("webchat", "somebody else")])
            assert [one["id"] for one in await opened.until("line")] == [f"line {number}"]
        await opened.send(type="say", id="1", text="hi")
        frames = await opened.until("taken")
        assert [one["from"] for one in frames if one["type"] == "line"] == ["bot"]
        engine.pages.look_at_everything()
        engine.lines.append(Line("last", "bot", "last", "last"))
        engine.pages.look_at_everything()
        assert [one["id"] for one in await opened.until("line")] == ["last"]


async def test_what_was_read_before_it_is_delivered_is_shown_once():
    engine = FakeEngine()
    async with ready_page(engine) as opened:
        parts = [Part(DeliveryId(f"d-{n}"), Message(f"{n}", f"{n}")) for n in range(3)]
        engine.lines += [Line(part.id, "bot", part.message.text, "") for part in parts]
        engine.pages.look_at_everything()
        assert [(await opened.until("line"))[-1]["id"] for _ in parts] == ["d-0", "d-1", "d-2"]
        assert engine.channel is not None
        visitor = derive("webchat", SESSION)
        for part in parts:
            await engine.channel.deliver(Group(GroupId("g"), visitor, None, (part,)))
        engine.lines.append(Line("new", "bot", "new", "new"))
        engine.pages.look_at_everything()
        assert [one["id"] for one in await opened.until("line")] == ["new"]


async def test_a_card_a_contact_and_an_edit_reach_the_page():
    engine = FakeEngine()
    async with ready_page(engine) as opened:
        card = Card("Table", "For four.", "*For four.*", image=Media("image", "media/hall.png"))
        shown = Message("", "", card=card, contact=Contact("+39123", "Ada"), replaces="abc")
        parts = (Part(DeliveryId("new"), shown),)
        visitor = derive("webchat", SESSION)
        await engine.channel.deliver(Group(GroupId("g"), visitor, None, parts))
        (line,) = await opened.until("line")
    assert line["card"]["markdown"] == "*For four.*"
    assert line["card"]["image"]["url"] == "/media/acme/hall.png"
    assert line["contact"] == {"phone": "+39123", "name": "Ada"}
    assert line["replaces"] == "abc"


async def test_a_page_that_cannot_be_shown_what_another_process_said_comes_back():
    engine = FakeEngine()
    async with ready_page(engine) as opened:
        engine.transcript = None  # type: ignore[assignment]
        engine.pages.look_at_everything()
        assert (await opened.socket.receive(5)).type is aiohttp.WSMsgType.CLOSE
        assert opened.socket.close_code == 1011


REFUSED = {
    "no json": "hello",
    "deep": "[" * 5000,
    "no object": "[]",
    "unknown type": '{"type": "shout", "id": "c"}',
    "no id": '{"type": "say", "text": "x"}',
    "no text": '{"type": "say", "id": "c"}',
    "empty text": '{"type": "say", "id": "c", "text": ""}',
    "nul": '{"type": "say", "id": "c", "text": "\\u0000"}',
    "surrogate": '{"type": "say", "id": "c", "text": "\\ud83d"}',
    "surrogate id": '{"type": "say", "id": "\\ud83d", "text": "x"}',
    "long text": '{"type": "say", "id": "c", "text": "' + "x" * 10_001 + '"}',
    "number": '{"type": "press", "id": "c", "button": 3}',
}


@pytest.mark.parametrize("frame", REFUSED.values(), ids=REFUSED)
async def test_a_malformed_frame_is_refused_and_the_page_goes_on(frame, caplog):
    engine = FakeEngine()
    async with ready_page(engine) as it:
        await it.socket.send_str(frame)
        await it.until("refused")
        await it.send(type="say", id="c-2", text="and now?")
        await it.until("taken")
    assert len(engine.taken) == 1
    assert "Traceback" not in caplog.text


GREETINGS = ["hello", "{}", '{"type": "hello"}', '{"type": "hello", "session": "short"}',
             '{"type": "hello", "session": 17}', '{"type": "say", "id": "c", "text": "x"}',
             '{"type": "hello", "session": "' + "../" * 10 + '"}']  # fmt: skip


@pytest.mark.parametrize("frame", GREETINGS)
async def test_who_does_not_say_who_they_are_is_sent_away(frame):
    async with (
        chatting(FakeEngine()) as sender,
        sender.session.ws_connect(f"{sender.base}/chat/acme", origin=sender.base) as socket,
    ):
        await socket.send_str(frame)
        assert (await socket.receive(5)).type is aiohttp.WSMsgType.CLOSE
        assert socket.close_code == 1008


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null"])
async def test_only_our_own_page_may_open_the_conversation(origin):
    async with chatting(FakeEngine()) as sender:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await sender.session.ws_connect(f"{sender.base}/chat/acme", origin=origin)
        assert refused.value.status == 403


async def test_the_public_address_is_our_own_too():
    async with (
        chatting(FakeEngine(), public_url="https://chat.example.org") as sender,
        sender.session.ws_connect(
            f"{sender.base}/chat/acme", origin="https://chat.example.org"
        ) as socket,
    ):
        assert not socket.closed


async def test_too_much_at_once_is_told_to_wait():
    limits = Limits(frames=Rate(per_second=0.5, burst=1))
    async with chatting(FakeEngine(), limits=limits) as sender, page(sender) as it:
        await it.until("ready")
        for number in range(2):
            await it.send(type="say", id=f"c-{number}", text="hello")
        assert (await it.until("wait"))[-1] == {"type": "wait", "id": "c-1", "seconds": 2}


async def test_a_full_backlog_is_told_to_wait_too():
    engine = FakeEngine()
    engine.is_full = True
    async with chatting(engine) as sender, page(sender) as it:
        await it.send(type="say", id="c-1", text="hello")
        assert (await it.until("wait"))[-1] == {"type": "wait", "id": "c-1", "seconds": 1}


@pytest.mark.parametrize("as_bytes", [True, False])
async def test_frames_that_no_page_sends_close_the_connection(as_bytes):
    async with chatting(FakeEngine()) as sender, page(sender) as it:
        await it.until("ready")
        if as_bytes:
            await it.socket.send_bytes(b"x")
        else:
            await it.socket.send_str("x" * 70_000)
        assert (await it.socket.receive(5)).type is aiohttp.WSMsgType.CLOSE
        assert it.socket.close_code in {1003, 1009}


async def test_a_failure_inside_closes_the_page_and_shows_nothing(caplog):
    engine = FakeEngine()
    async with ready_page(engine) as it:
        engine.fails = RuntimeError("swordfish")
        await it.send(type="say", id="c-1", text="private")
        assert (await it.socket.receive(5)).type is aiohttp.WSMsgType.CLOSE
        assert it.socket.close_code == 1011
    logged = caplog.text
    assert "RuntimeError" in logged
    assert not re.search("swordfish|private|Traceback", logged)


async def test_a_stop_sends_pages_away_to_come_back():
    async with chatting(FakeEngine()) as sender, page(sender) as it:
        await it.until("ready")
        stopping = asyncio.create_task(sender.server.stop())
        assert (await it.socket.receive(5)).type is aiohttp.WSMsgType.CLOSE
        assert it.socket.close_code == 1012
        async with asyncio.timeout(2):
            await stopping
