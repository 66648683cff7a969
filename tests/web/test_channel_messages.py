import asyncio
import json
import time

import pytest
from fake_engine import FakeEngine
from served import BRAND, OTHER_SECRET, SECRET, served, webhook_channel

from bot.core.content import Media
from bot.core.events import Pressed, Said
from bot.core.ids import ChannelName
from bot.web.limits import Limits, Rate

SITE = "/channels/acme/site/messages"
HELLO = b'{"from": "user-17", "name": "Ada Byron", "text": "hi"}'


async def test_a_message_is_taken_in_once():
    engine = FakeEngine()
    async with served(engine) as sender:
        first = await sender.post(SITE, HELLO)
        again = await sender.post(SITE, b'{"from": "user-17", "text": "other words"}')
        assert (first.status, again.status) == (202, 200)
        assert await again.json() == {"duplicate": True}
    ((settings, incoming),) = engine.taken.values()
    assert settings.name == "site"
    assert incoming.happening == Said("hi")
    assert (incoming.sender.name, incoming.sender.first_name) == ("Ada Byron", "Ada")


async def test_the_whole_message_reaches_the_engine():
    engine = FakeEngine()
    body = {
        "from": "user-17",
        "text": "look",
        "button": None,
        "space": "room-1",
        "language": "it",
        "timezone": "Europe/Rome",
        "unheard-of": {"fields": "are ignored"},
        "attachments": [{"type": "image", "url": "https://example.org/a.png", "size": 12}],
    }
    async with served(engine) as sender:
        await sender.post(SITE, json.dumps(body).encode(), headers={"content-type": "text/plain"})
    ((_, incoming),) = engine.taken.values()
    image = Media("image", "https://example.org/a.png", size=12)
    assert incoming.happening == Said("look", (image,))
    assert (incoming.space, incoming.sender.language) == ("room-1", "it")
    assert incoming.sender.timezone == "Europe/Rome"


async def test_a_press_reaches_the_engine():
    engine = FakeEngine()
    async with served(engine) as sender:
        await sender.post(SITE, b'{"from": "user-17", "button": "abc.0"}')
    ((_, incoming),) = engine.taken.values()
    assert incoming.happening == Pressed("abc.0")


@pytest.mark.parametrize("secret", [SECRET, OTHER_SECRET])
async def test_both_secrets_of_a_rotation_are_genuine(secret):
    async with served(FakeEngine()) as sender:
        answer = await sender.post("/channels/acme/rotating/messages", HELLO, secret=secret)
        assert answer.status == 202


NOT_GENUINE = {
    "another secret": {"secret": OTHER_SECRET},
    "stale": {"late": 400},
    "from the future": {"late": -400},
    "no id": {"headers": {"webhook-id": None}},
    "empty id": {"headers": {"webhook-id": ""}},
    "no timestamp": {"headers": {"webhook-timestamp": None}},
    "no number": {"headers": {"webhook-timestamp": "soon"}},
    "no signature": {"headers": {"webhook-signature": None}},
    "no comma": {"headers": {"webhook-signature": "v1"}},
    "no base64": {"headers": {"webhook-signature": "v1,é"}},
    "another version": {"headers": {"webhook-signature": "v9,abc"}},
}


@pytest.mark.parametrize("changes", NOT_GENUINE.values(), ids=NOT_GENUINE)
async def test_what_is_not_genuine_is_refused_before_it_is_read(changes):
    engine = FakeEngine()
    if "late" in changes:
        changes = {"at": int(time.time()) - changes["late"]}
    async with served(engine) as sender:
        answer = await sender.post(SITE, b"no json at all", **changes)
        assert answer.status == 401
        assert answer.content_type == "application/problem+json"
        assert (await answer.json())["status"] == 401
    assert not engine.taken


LONG = "x" * 10_001
MALFORMED = {
    "no json": (b"hello", 400, [""]),
    "not utf-8": (b'{"from": "\xff"}', 400, [""]),
    "nan": (b'{"from": NaN}', 400, [""]),
    "deep": (b"[" * 100_000, 400, [""]),
    "long number": (b'{"from": ' + b"9" * 5000 + b"}", 400, [""]),
    "empty": (b"", 400, [""]),
    "a list": (b"[]", 422, [""]),
    "nothing said": (b'{"from": "a"}', 422, [""]),
    "empty text": (b'{"from": "a", "text": ""}', 422, [""]),
    "nobody": (b'{"text": "hi"}', 422, ["from"]),
    "empty from": (b'{"from": "", "text": "hi"}', 422, ["from"]),
    "a number as from": (b'{"from": 17, "text": "hi"}', 422, ["from"]),
    "a long from": (b'{"from": "' + b"a" * 256 + b'", "text": "hi"}', 422, ["from"]),
    "unprintable from": (b'{"from": "a\\u0007", "text": "hi"}', 422, ["from"]),
    "nul": (b'{"from": "a", "text": "\\u0000"}', 422, ["text"]),
    "surrogate": (b'{"from": "a", "text": "\\ud800"}', 422, ["text"]),
    "surrogate as name": (b'{"from": "a", "text": "x", "name": "\\udfff"}', 422, ["name"]),
    "long text": (json.dumps({"from": "a", "text": LONG}).encode(), 422, ["text"]),
    "text and button": (b'{"from": "a", "text": "x", "button": "y"}', 422, ["button"]),
    "attachments no list": (b'{"from": "a", "attachments": {}}', 422, ["attachments"]),
    "attachment no object": (b'{"from": "a", "attachments": [1, null]}', 422,
                             ["attachments.0", "attachments.1"]),
    "attachment without all": (b'{"from": "a", "attachments": [{}]}', 422,
                               ["attachments.0.type", "attachments.0.url"]),
    "attachment of no kind": (b'{"from": "a", "attachments": [{"type": "x", "url": "u"}]}', 422,
                              ["attachments.0.type"]),
    "attachments of ours": (
        (b'{"from": "a", "attachments": [{"type": "file", "url": "media/plan.pdf"},'
        b'{"type": "file", "url": "upload:0a1b"}, {"type": "image", "url": "telegram:AgAC"},'
        b'{"type": "file", "url": "file:///etc/passwd"}]}'), 422,
        [f"attachments.{number}.url" for number in range(4)]),
    "attachment with true size": (
        b'{"from": "a", "attachments": [{"type": "file", "url": "u", "size": true}]}', 422,
        ["attachments.0.size"]),
    "all at once": (b'{"from": 1, "text": 2, "space": [], "language": {}, "attachments": 3}', 422,
                    ["attachments", "from", "language", "space", "text"]),
}  # fmt: skip


@pytest.mark.parametrize(("body", "status", "paths"), MALFORMED.values(), ids=MALFORMED)
async def test_a_malformed_body_is_refused_with_every_fault(body, status, paths, caplog):
    engine = FakeEngine()
    async with served(engine) as sender:
        answer = await sender.post(SITE, body)
        told = await answer.json()
    assert answer.status == told["status"] == status
    assert sorted(error["path"] for error in told["errors"]) == paths
    assert not engine.taken
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("name", ["off", "nowhere", "x" * 300])
@pytest.mark.parametrize("brand", ["acme", "nobody"])
async def test_channels_that_are_not_there_look_all_the_same(brand, name):
    async with served(FakeEngine()) as sender:
        answer = await sender.post(f"/channels/{brand}/{name}/messages", HELLO)
        assert answer.status == 404
        assert answer.content_type == "application/problem+json"


async def test_size_is_checked_before_all_else():
    async with served(FakeEngine()) as sender:
        most = b" " * (1024 * 1024)
        assert (await sender.post("/channels/no/no/messages", most + b" ")).status == 413
        assert (await sender.post(SITE, most + b" ", secret=OTHER_SECRET)).status == 413
        assert (await sender.post(SITE, most)).status == 400


async def test_a_body_in_pieces_is_measured_too():
    async with served(FakeEngine()) as sender:

        async def pieces():
            for _ in range(20):
                yield b" " * 65_536

        answer = await sender.session.post(sender.base + SITE, data=pieces())
        assert answer.status == 413


async def test_an_id_that_cannot_be_kept_is_refused():
    async with served(FakeEngine()) as sender:
        answer = await sender.post(SITE, HELLO, message_id="m" * 256)
        assert answer.status == 422
        assert (await answer.json())["errors"][0]["path"] == "webhook-id"


async def test_awaited_replies_come_as_a_delivery_would():
    engine = FakeEngine()
    async with served(engine) as sender:
        answer = await sender.post(SITE + "?wait=5", HELLO)
        told = await answer.json()
        assert answer.status == 200
        assert told["to"] == "user-17"
        (message,) = told["messages"]
        assert (message["text"], message["markdown"]) == ("You said hi", "**You said hi**")
        assert message["buttons"] == [
            {"id": "b.0", "label": "Yes"},
            {"id": "b.1", "label": "More", "url": "https://example.org/"},
        ]
        assert message["media"] == []
        again = await sender.post(SITE + "?wait=5", HELLO)
        assert await again.json() == {**told, "duplicate": True}
    assert engine.settled == [True, True]


async def test_the_space_stands_beside_the_person():
    async with served(FakeEngine()) as sender:
        body = b'{"from": "user-17", "text": "hi", "space": "room-1"}'
        told = await (await sender.post(SITE + "?wait=5", body)).json()
        assert (told["to"], told["space"]) == ("user-17", "room-1")


async def test_a_turn_without_replies_is_an_empty_list():
    engine = FakeEngine()
    engine.is_silent = True
    async with served(engine) as sender:
        answer = await sender.post(SITE + "?wait=5", HELLO)
        assert (answer.status, await answer.json()) == (200, {"to": "user-17", "messages": []})


async def test_a_turn_that_takes_longer_is_answered_202():
    engine = FakeEngine()
    engine.turn_seconds = 60
    async with served(engine) as sender:
        answer = await sender.post(SITE + "?wait=0.05", HELLO)
        assert answer.status == 202
    assert engine.settled == []


@pytest.mark.parametrize(
    ("wait", "status"),
    [
        ("soon", 422),
        ("-1", 422),
        ("nan", 422),
        ("inf", 422),
        ("", 422),
        ("1_0", 422),
        ("99999999", 200),
        ("9" * 400, 200),
        ("0", 202),
        ("2.5", 200),
    ],
)
async def test_values_of_wait(wait, status):
    async with served(FakeEngine()) as sender:
        answer = await sender.post(f"{SITE}?wait={wait}", HELLO)
        assert answer.status == status
        if status == 422:
            assert (await answer.json())["errors"][0]["path"] == "wait"


async def test_replies_go_to_the_channel_when_the_client_is_gone():
    engine = FakeEngine()
    engine.turn_seconds = 0.3
    async with served(engine) as sender:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await sender.post(SITE + "?wait=5", HELLO)
        await asyncio.sleep(0.4)
    assert engine.settled == [False]


async def test_those_who_wait_are_answered_before_a_stop():
    engine = FakeEngine()
    engine.turn_seconds = 25
    async with served(engine) as sender:
        waiting = asyncio.create_task(sender.post(SITE + "?wait=30", HELLO))
        while not engine.taken:
            await asyncio.sleep(0.01)
        begun = time.monotonic()
        await sender.server.stop()
        assert (await waiting).status == 202
        assert time.monotonic() - begun < 1


async def test_a_sender_that_is_too_fast_for_us_is_told_when_to_come_again():
    engine = FakeEngine()
    engine.waiting = 200
    limits = Limits(messages=Rate(per_second=0.5, burst=2))
    async with served(engine, limits=limits) as sender:
        answers = [await sender.post(SITE, HELLO, message_id=f"m-{n}") for n in range(3)]
        assert [answer.status for answer in answers] == [202, 202, 429]
        assert answers[2].headers["Retry-After"] == "2"
        other = await sender.post("/channels/acme/rotating/messages", HELLO)
        assert other.status == 202


async def test_a_fast_sender_is_welcome_while_nobody_waits():
    limits = Limits(messages=Rate(per_second=0.5, burst=2))
    async with served(FakeEngine(), limits=limits) as sender:
        answers = [await sender.post(SITE, HELLO, message_id=f"m-{n}") for n in range(4)]
        assert {answer.status for answer in answers} == {202}


async def test_a_channel_may_have_a_rate_of_its_own():
    engine = FakeEngine()
    engine.waiting = 200
    key = (BRAND, ChannelName("slow"))
    channels = {key: await webhook_channel("slow", secret=SECRET, rate=1, burst=1)}
    async with served(engine, channels=channels) as sender:
        path = "/channels/acme/slow/messages"
        answers = [await sender.post(path, HELLO, message_id=f"m-{n}") for n in range(2)]
        assert [answer.status for answer in answers] == [202, 429]


async def test_a_full_backlog_is_told_too():
    engine = FakeEngine()
    engine.is_full = True
    async with served(engine) as sender:
        answer = await sender.post(SITE, HELLO)
        assert (answer.status, answer.headers["Retry-After"]) == (429, "1")


async def test_forgeries_do_not_hinder_the_genuine_sender():
    limits = Limits(forgeries=Rate(per_second=0.01, burst=3))
    async with served(FakeEngine(), limits=limits) as sender:
        forged = [await sender.post(SITE, HELLO, secret=OTHER_SECRET) for _ in range(4)]
        assert [answer.status for answer in forged] == [401, 401, 401, 429]
        assert (await sender.post(SITE, HELLO)).status == 202
