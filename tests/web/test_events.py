import json
import logging

import pytest
from fake_engine import FakeEngine
from served import OTHER_SECRET, SECRET, brand, served

EVENT = "/events/acme/order.shipped"
BRAND_SECRET = "whsec_dGhlLWJyYW5kcy1vd24tc2VjcmV0LWZvci1ldmVudHM="
OF_ADA = b'{"person": {"channel": "site", "id": "user-17"}, "data": {"code": 7}}'
OF_ALL = b'{"data": {"title": "New"}}'


async def test_an_event_is_taken_in_once(caplog):
    caplog.set_level(logging.INFO)
    engine = FakeEngine()
    async with served(engine) as sender:
        first = await sender.post(EVENT, OF_ADA)
        again = await sender.post(EVENT, OF_ADA)
        assert (first.status, again.status) == (202, 200)
        assert await again.json() == {"duplicate": True}
    (happened,) = engine.happenings.values()
    assert (happened.name, happened.channel, happened.person) == (
        "order.shipped",
        "site",
        "user-17",
    )
    assert happened.data == {"code": 7}
    assert caplog.text.count("no dialogue uses") == 1
    assert "user-17" not in caplog.text


async def test_an_event_that_a_dialogue_uses_is_no_news(caplog):
    caplog.set_level(logging.INFO)
    engine = FakeEngine()
    engine.used = {"order.shipped"}
    async with served(engine) as sender:
        assert (await sender.post(EVENT, OF_ADA)).status == 202
    assert "no dialogue uses" not in caplog.text


AS_WE_SAY_IT = b"""{"event": "seat.taken", "id": "e-1", "time": "2026-07-07T10:00:00Z",
  "person": {"channel": "site", "id": "user-17"}, "data": null, "more": [1]}"""

OF_EVERY_KIND = rb"""{"n": 9007199254740993, "x": 0.1,
  "l": [true, null, {"\u00e8": "\ud83d\ude00"}]}"""


@pytest.mark.parametrize(
    ("body", "data"),
    [
        (AS_WE_SAY_IT, None),
        (b'{"person": {"channel": "site", "id": "user-17"}}', None),
        (b'{"person": {"channel": "site", "id": "user-17"}, "data": {}}', {}),
        (
            OF_ADA.replace(b'{"code": 7}', OF_EVERY_KIND),
            {"n": 9007199254740993, "x": 0.1, "l": [True, None, {"è": "😀"}]},
        ),
    ],
    ids=["as we tell events", "without data", "empty", "of every kind"],
)
async def test_what_is_told_reaches_the_engine_as_it_was_written(body, data):
    engine = FakeEngine()
    async with served(engine) as sender:
        assert (await sender.post(EVENT, body)).status == 202
    (happened,) = engine.happenings.values()
    assert happened.data == data
    assert happened.name == "order.shipped"


async def test_an_event_about_everybody_names_nobody():
    engine = FakeEngine()
    async with served(engine, library=brand(events_secret=BRAND_SECRET)) as sender:
        for body in (OF_ALL, b'{"person": null}'):
            answer = await sender.post(EVENT, body, secret=BRAND_SECRET, message_id=str(len(body)))
            assert answer.status == 202
    assert {(one.channel, one.person) for one in engine.happenings.values()} == {(None, None)}


async def test_nobody_begins_with_someone_who_never_wrote():
    engine = FakeEngine()
    async with served(engine) as sender:
        body = b'{"person": {"channel": "site", "id": "stranger"}}'
        answer = await sender.post(EVENT, body)
        assert answer.status == 404
        assert answer.content_type == "application/problem+json"
    assert not engine.happenings


WHO_SIGNS = {
    "the channel's own": (OF_ADA, SECRET, 202),
    "the brand's for a webhook channel": (OF_ADA, BRAND_SECRET, 401),
    "a stranger's": (OF_ADA, "whsec_c3RyYW5nZXI=", 401),
    "the brand's for everybody": (OF_ALL, BRAND_SECRET, 202),
    "a channel's for everybody": (OF_ALL, SECRET, 401),
    "the other of a rotation": (
        b'{"person": {"channel": "rotating", "id": "user-17"}}',
        OTHER_SECRET,
        202,
    ),
    "a channel's for another channel": (OF_ADA, OTHER_SECRET, 401),
    "a webhook channel that is left off": (
        b'{"person": {"channel": "off", "id": "user-17"}}',
        BRAND_SECRET,
        401,
    ),
}


@pytest.mark.parametrize(("body", "secret", "status"), WHO_SIGNS.values(), ids=WHO_SIGNS)
async def test_who_may_sign(body, secret, status):
    async with served(FakeEngine(), library=brand(events_secret=BRAND_SECRET)) as sender:
        assert (await sender.post(EVENT, body, secret=secret)).status == status


MALFORMED = {
    "no json": (b"hello", 400, [""]),
    "a list": (b"[]", 422, [""]),
    "unknown channel": (b'{"person": {"channel": "x", "id": "y"}}', 422, ["person.channel"]),
    "no id": (b'{"person": {"channel": "site"}}', 422, ["person.id"]),
    "empty person": (b'{"person": {}}', 422, ["person.channel", "person.id"]),
    "person in words": (b'{"person": "ada"}', 422, ["person"]),
    "a number": (b'{"person": {"channel": "site", "id": 17}}', 422, ["person.id"]),
    "data in words": (b'{"data": "shipped"}', 422, ["data"]),
    "nul in data": (b'{"data": {"a": ["\\u0000"]}}', 422, ["data"]),
    "surrogate key": (b'{"data": {"\\ud800": 1}}', 422, ["data"]),
    "a number beyond all numbers": (b'{"data": {"a": 1e999}}', 422, ["data"]),
    "a whole number beyond them": (b'{"data": {"a": 1%s}}' % (b"0" * 400), 422, ["data"]),
    "not a number": (b'{"data": {"a": NaN}}', 400, [""]),
    "a list as data": (b'{"data": []}', 422, ["data"]),
    "deep data": (
        json.dumps({"data": {"a": json.loads("[" * 70 + "]" * 70)}}).encode(),
        422,
        ["data"],
    ),
}


@pytest.mark.parametrize(("body", "status", "paths"), MALFORMED.values(), ids=MALFORMED)
async def test_malformed_events_are_refused_with_every_fault(body, status, paths):
    engine = FakeEngine()
    async with served(engine, library=brand(events_secret=BRAND_SECRET)) as sender:
        answer = await sender.post(EVENT, body, secret=BRAND_SECRET)
        told = await answer.json()
    assert answer.status == status
    assert sorted(error["path"] for error in told["errors"]) == paths
    assert not engine.happenings


@pytest.mark.parametrize("secret", [SECRET, OTHER_SECRET, BRAND_SECRET])
async def test_an_unknown_channel_is_told_to_every_genuine_sender(secret):
    async with served(FakeEngine(), library=brand(events_secret=BRAND_SECRET)) as sender:
        body = b'{"person": {"channel": "nowhere", "id": "user-17"}}'
        answer = await sender.post(EVENT, body, secret=secret)
        assert answer.status == 422
        assert (await answer.json())["errors"][0]["path"] == "person.channel"


async def test_names_and_brands_that_are_none():
    async with served(FakeEngine()) as sender:
        assert (await sender.post("/events/nobody/x", OF_ADA)).status == 404
        assert (await sender.post("/events/acme/a%20b", OF_ADA)).status == 422
        assert (await sender.post("/events/acme/" + "x" * 65, OF_ADA)).status == 422
        assert (await sender.post("/events/nobody/x", b" " * 1_048_577)).status == 413
