"""Meta calls the channel: challenge, signature, batches, repeats, and what people are shown."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp
import pytest
from msgspec import structs

from adapters.whatsapp import WhatsApp
from adapters.whatsapp.signature import SIGNATURE, signature_of
from bot.channels.contract import ChannelSettings, Receipt
from bot.channels.doors import Answered, Declined, PlatformCall
from bot.core.content import Button, Media
from bot.core.events import Blocked, Incoming, Opened, Pressed, Reacted, Said, Undelivered
from bot.core.ids import EventId
from bot.core.outcomes import Accepted
from sandbox.faults import Answer, Order, Reset
from sandbox.whatsapp.people import SentFile
from sandbox.whatsapp.postman import Manner
from tests.adapters.whatsapp_stage import (
    ADA,
    NOTICE,
    QUICK,
    SECRET,
    VERIFY,
    Square,
    called,
    control,
    deliver,
    opened,
    settings_for,
    square,
    until,
)


class Taken:
    """An intake in memory."""

    def __init__(self) -> None:
        self.incoming: list[Incoming] = []
        self.full = False
        self.failing: Exception | None = None

    async def __call__(self, _: ChannelSettings, incoming: Sequence[Incoming]) -> Sequence[Receipt]:
        if self.failing is not None:
            raise self.failing
        return [self._take(one) for one in incoming]

    def _take(self, update: Incoming) -> Receipt:
        event = EventId(update.external_id)
        if self.full:
            return Receipt("full", event)
        if update.external_id in {known.external_id for known in self.incoming}:
            return Receipt("duplicate", event)
        self.incoming.append(update)
        return Receipt("new", event)


@asynccontextmanager
async def listening(taken: Taken, **options: str) -> AsyncIterator[tuple[Square, WhatsApp]]:
    """An open channel that Meta calls."""
    async with (
        square() as place,
        opened(place.settings(**options), taken) as channel,
        called(channel, place.settings()) as url,
    ):
        place.number.callback = url
        yield place, channel


async def test_what_people_do_is_heard_and_shown_as_read():
    taken = Taken()
    async with listening(taken) as (place, channel):
        url = place.number.callback
        assert await control(place, "callback", url=url) == (200, {"url": url})
        people = place.stand_in.people
        said = people.say(place.number, place.ada, "ciao")
        await until(lambda: place.chat[0].read)
        await deliver(channel, "which?", buttons=())
        people.react(place.number, place.ada, place.heard[0].id, "👍")
        picture = SentFile(kind="image", media_type="image/png", data=b"png")
        people.send(place.number, place.ada, picture)
        people.tell(place.number, place.ada, {"type": "request_welcome"}, "")
        await until(lambda: len(taken.incoming) == 4)
        first, *rest = [one.happening for one in taken.incoming]
        assert first == Said("ciao", message=said)
        assert rest[0] == Reacted("👍", place.heard[0].id)
        assert isinstance(rest[1], Said)
        assert [(one.kind, one.media_type) for one in rest[1].attachments] == [
            ("image", "image/png")
        ]
        assert isinstance(rest[1].attachments[0], Media)
        assert rest[2] == Opened()


async def test_a_press_tells_the_id_of_what_was_pressed():
    taken = Taken()
    async with listening(taken) as (place, channel):
        few = (Button("a.0", "Yes"), Button("a.1", "No"))
        many = tuple(Button(f"c.{n}", f"City number {n} of all of them") for n in range(5))
        await deliver(channel, "well?", buttons=few)
        await deliver(channel, "which?", buttons=many, delivery="d2")
        people = place.stand_in.people
        people.press(place.number, place.ada, "No")
        people.press(place.number, place.ada, "City number 3 of all of them")
        await until(lambda: len(taken.incoming) == 2)
        assert [one.happening for one in taken.incoming] == [Pressed("a.1"), Pressed("c.3")]


async def test_repeats_batches_and_another_order_change_nothing_but_the_order():
    taken = Taken()
    async with listening(taken) as (place, _):
        place.stand_in.postman.manner = Manner(together=4, repeats=2, shuffled=True)
        place.stand_in.faults.order(Order("webhook", Reset(after=True)))
        for number in range(12):
            place.stand_in.people.say(place.number, place.ada, f"line {number}")
        await until(lambda: len(taken.incoming) == 12)
        texts = sorted(
            one.happening.text for one in taken.incoming if isinstance(one.happening, Said)
        )
        assert texts == sorted(f"line {number}" for number in range(12))


@pytest.mark.parametrize("how", ["full", "failing"])
async def test_what_is_not_taken_is_told_again(how: str):
    taken = Taken()
    async with listening(taken) as (place, _):
        if how == "full":
            taken.full = True
        else:
            taken.failing = OSError("away")
        place.stand_in.people.say(place.number, place.ada, "ciao")
        await until(lambda: place.stand_in.postman.posts)
        assert taken.incoming == []
        taken.full, taken.failing = False, None
        await until(lambda: len(taken.incoming) == 1)
        assert place.stand_in.postman.posts[0].status in {429, 500}


async def test_who_is_not_there_has_closed_the_door():
    taken = Taken()
    async with listening(taken) as (_, channel):
        await deliver(channel, "hello", to="390000000000")
        await until(lambda: len(taken.incoming) == 2)
        failed, closed = taken.incoming
        assert isinstance(failed.happening, Undelivered)
        assert failed.happening.delivery == "d1"
        assert closed.happening == Blocked()
        assert closed.sender.id == failed.sender.id == "390000000000"


async def test_who_spoke_too_long_ago_gets_the_template_the_next_time():
    taken = Taken()
    async with listening(taken, template=NOTICE.name) as (place, channel):
        place.world.later(25 * 3600)
        assert isinstance(await deliver(channel, "hello"), Accepted)
        await until(lambda: taken.incoming)
        assert place.heard == []
        assert isinstance(await deliver(channel, "hello"), Accepted)
        assert [line.template for line in place.heard] == [NOTICE.name]


async def test_a_wrong_answer_to_the_challenge_is_not_entered():
    async with square() as place, opened(place.settings(), Taken()) as channel:
        settings = place.settings(verify_token="another")
        async with called(channel, settings) as url:
            status, said = await control(place, "callback", url=url)
            assert status == 400
            assert "couldn't be validated" in said["error"]


def question(**query: str) -> PlatformCall:
    names = {f"hub.{name}": value for name, value in query.items()}
    return PlatformCall("GET", names, {}, b"", datetime.now(UTC))


@pytest.mark.parametrize(
    ("query", "is_genuine"),
    [
        ({"mode": "subscribe", "verify_token": VERIFY, "challenge": "1"}, True),
        ({"mode": "subscribe", "verify_token": VERIFY[:-1], "challenge": "1"}, False),
        ({"mode": "subscribe", "verify_token": "\udcff", "challenge": "1"}, False),
        ({"mode": "unsubscribe", "verify_token": VERIFY}, False),
        ({}, False),
    ],
)
async def test_only_who_shows_the_token_is_told_the_challenge(
    query: dict[str, str], is_genuine: bool
):
    channel, settings, call = WhatsApp(QUICK), settings_for("http://127.0.0.1:1"), question(**query)
    assert channel.is_genuine(settings, call) is is_genuine
    if is_genuine:
        assert await channel.answer(call) == Answered(b"1", "text/plain")


async def test_a_signature_is_of_these_bytes_and_this_secret():
    channel, settings = WhatsApp(QUICK), settings_for("http://127.0.0.1:1")
    body = b'{"entry":[{}]}'
    good = PlatformCall(
        "POST", {}, {SIGNATURE: signature_of(SECRET, body)}, body, datetime.now(UTC)
    )
    assert channel.is_genuine(settings, good)
    assert not channel.is_genuine(settings, structs.replace(good, body=body + b" "))
    forged = {SIGNATURE: signature_of("another", body)}
    assert not channel.is_genuine(settings, structs.replace(good, headers=forged))
    assert isinstance(await channel.answer(good), Declined)


async def test_the_address_is_learnt_though_meta_is_away_at_first():
    async with square() as place:
        place.stand_in.faults.order(Order("look", Answer(500)))
        async with opened(place.settings(), Taken()) as channel:
            await until(lambda: channel.address("survey"))
            assert channel.address("a-b_c") == "https://wa.me/39055000111?text=/start%20a-b_c"


async def test_secrets_and_words_stay_out_of_the_log(caplog: pytest.LogCaptureFixture):
    taken = Taken()
    caplog.set_level("DEBUG")
    async with listening(taken) as (place, channel):
        place.stand_in.people.say(place.number, place.ada, "my secret words")
        refused = Answer(400, {"error": {"code": 131053}})
        place.stand_in.faults.order(Order("messages", refused, 2, {"type": "document"}))
        await until(lambda: taken.incoming)
        await deliver(channel, "our words", media=(Media("file", "data:text/plain,hi", "a.txt"),))
        await deliver(channel, "lost words", to="390000000000", delivery="d2")
        await until(lambda: len(taken.incoming) == 3)
        url = place.number.callback or ""
        async with aiohttp.ClientSession() as session, session.post(url, data=b"{") as answer:
            assert answer.status == 401
    assert "a file is told in words" in caplog.text
    ours = [one for one in caplog.records if one.name.startswith("adapters.")]
    for word in ("secret words", "our words", "lost words", "EAA-", SECRET, VERIFY, ADA):
        assert not any(word in one.getMessage() for one in ours)
