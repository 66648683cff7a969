"""Webhook mode against the stand-in: what is posted is taken in once, in order, or comes again."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from msgspec import structs

from adapters.telegram import Telegram
from adapters.telegram.decode import ALLOWED_UPDATES
from adapters.telegram.hindrances import WEBHOOK_CHANGED
from adapters.telegram.tempo import Tempo
from adapters.telegram.webhook import faults_of_address, is_shown, secret_of
from bot.channels.contract import ChannelSettings
from bot.channels.doors import MOST_CALL_BYTES
from bot.core.content import Button
from bot.core.events import Blocked, Pressed, Said
from bot.store.errors import StoreUnavailable
from tests.adapters.called import called
from tests.adapters.telegram_stage import (
    QUICK,
    TOKEN,
    Square,
    Taken,
    deliver,
    happenings,
    opened,
    square,
)
from tests.eventually import eventually

QUICK_TO_SEE = structs.replace(QUICK, watch=0.02)
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def posted_to(settings: ChannelSettings) -> ChannelSettings:
    return structs.replace(settings, options={**settings.options, "mode": "webhook"})


@asynccontextmanager
async def hooked(
    place: Square,
    taken: Taken,
    tempo: Tempo = QUICK,
    is_ours: Callable[[], bool] = lambda: True,
    port: int = 0,
) -> AsyncIterator[tuple[Telegram, ChannelSettings]]:
    """Open the channel in webhook mode behind a server of ours."""
    channel = Telegram(tempo)
    channel.ask_first(is_ours)
    async with called(posted_to(place.settings()), channel, port=port) as (settings,):
        await channel.open(settings, taken)
        try:
            yield channel, settings
        finally:
            await channel.close()


async def is_set(place: Square) -> str:
    """Wait until there is a webhook, and return its address."""

    async def address() -> str:
        return str((await place.api("getWebhookInfo"))["result"]["url"])

    return str(await eventually(address))


async def hindered(channel: Telegram, words: str) -> bool:
    async def says() -> bool:
        return words in (channel.hindrance() or "")

    return bool(await eventually(says))


async def well(channel: Telegram) -> bool:
    async def says() -> bool:
        return channel.hindrance() is None

    return bool(await eventually(says))


async def posts(place: Square, number: int) -> list[int | None]:
    """Wait for so many posts, and return what they were answered with."""

    async def enough() -> Any:
        made = await place.get("posts")
        return made if len(made) >= number else None

    return [one["status"] for one in await eventually(enough)]


def texts(taken: Taken) -> list[str]:
    return [one.happening.text for one in taken.incoming if isinstance(one.happening, Said)]


def test_the_secret_is_of_telegrams_form_and_tells_nothing_of_the_token():
    secret = secret_of(TOKEN)
    assert secret == secret_of(TOKEN) != secret_of(TOKEN + "x")
    assert len(secret) == 64
    assert set(secret) <= set("0123456789abcdef")
    assert is_shown(secret, TOKEN)
    assert not any(is_shown(wrong, TOKEN) for wrong in ("", secret[:-1], secret + "0", "sì\udcff"))


ADDRESSES = {
    None: "set CONVIVIO_PUBLIC_URL",
    "http://bot.example.org/p": "https addresses only",
    "https://bot.example.org:9000/p": "the ports 443, 80, 88, 8443 only, not to 9000",
    "bot.example.org/p": "no web address",
    "https://:1/p": "no web address",
    "https://bot.example.org:99999/p": "no web address",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_telegram_would_not_post_to_is_a_fault(address: str | None):
    (fault,) = faults_of_address(address, is_official=True)
    assert ADDRESSES[address] in fault
    assert "CONVIVIO_PUBLIC_URL" in fault


@pytest.mark.parametrize("port", ["", ":443", ":80", ":88", ":8443"])
def test_an_address_that_telegram_posts_to_is_none(port: str):
    assert faults_of_address(f"https://bot.example.org{port}/p", is_official=True) == []


def test_a_server_of_ones_own_posts_to_any_address():
    assert faults_of_address("http://10.0.0.1:9000/p", is_official=False) == []
    assert faults_of_address(None, is_official=False) != []


async def test_what_people_do_is_posted_and_taken_in(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    taken = Taken()
    async with square() as place, hooked(place, taken) as (channel, settings):
        assert await is_set(place) == settings.address
        await place.say("/start survey")
        await taken.count(1)
        outcome: Any = await deliver(channel, place.ada, buttons=(Button("a.1", "Yes"),))
        await place.post("press", person=place.ada, message_id=int(outcome.message), label="Yes")
        await taken.count(2)
        await place.post("block", person=place.ada)
        happened = happenings(await taken.count(3))
        assert await posts(place, 3) == [200, 200, 200]
        (call,) = await place.calls("setWebhook")
        assert await place.calls("getUpdates") == []
        assert await well(channel)
        shown = f"{channel!r} {vars(channel)} {vars(channel._line)}"
    assert secret_of(TOKEN) not in shown
    assert TOKEN not in shown
    assert happened == [Said("/start survey"), Pressed("a.1"), Blocked()]
    assert all(one.raw for one in taken.incoming)
    assert call["complaints"] == []
    assert call["params"]["max_connections"] == "40"
    assert all(kind in call["params"]["allowed_updates"] for kind in ALLOWED_UPDATES)
    assert call["params"].get("drop_pending_updates") in {None, "false"}
    assert call["params"]["secret_token"] == secret_of(TOKEN)
    assert secret_of(TOKEN) not in caplog.text
    assert TOKEN not in caplog.text


FORGED = {
    "no secret": {},
    "a wrong secret": {HEADER: "0" * 64},
    "the token": {HEADER: TOKEN},
    "an empty secret": {HEADER: ""},
}


@pytest.mark.parametrize("name", FORGED)
async def test_without_the_secret_nothing_is_taken(name: str):
    taken = Taken()
    body = {"update_id": 1, "message": {"chat": {"id": 1}, "from": {"id": 1}, "text": "hello"}}
    async with square() as place, hooked(place, taken) as (_, settings):
        await is_set(place)
        async with aiohttp.ClientSession() as session:
            async with session.post(settings.address, json=body, headers=FORGED[name]) as answer:
                assert answer.status == 401
                assert answer.content_type == "application/problem+json"
            async with session.get(settings.address, headers=FORGED[name]) as answer:
                assert answer.status == 401
    assert taken.asked == 0


RAW = {
    "no JSON": (b"{", 400),
    "no update": (b'{"message": {}}', 400),
    "nothing": (b"", 400),
    "an update that nobody can read": (b'{"update_id": 7, "message": {"chat": "Ada"}}', 200),
    "a kind that nobody knows": (b'{"update_id": 8, "spaceship": {"x": 1}}', 200),
    "too much": (b" " * (MOST_CALL_BYTES + 1), 413),
}


@pytest.mark.parametrize("name", RAW)
async def test_whatever_is_posted_has_an_answer(name: str):
    body, status = RAW[name]
    taken = Taken()
    async with square() as place, hooked(place, taken) as (_, settings):
        await is_set(place)
        secret = {HEADER: secret_of(TOKEN)}
        async with (
            aiohttp.ClientSession(headers=secret) as session,
            session.post(settings.address, data=BytesIO(body)) as answer,
        ):
            assert answer.status == status
    assert taken.incoming == []


@pytest.mark.parametrize("trouble", ["failing", "full"])
async def test_what_cannot_be_stored_is_refused_and_comes_again(trouble: str):
    taken = Taken()
    if trouble == "failing":
        taken.failing = StoreUnavailable("the disk is full")
    else:
        taken.full_from = 0
    async with square() as place, hooked(place, taken):
        await place.say("hello")
        assert set(await posts(place, 1)) == {503 if trouble == "failing" else 429}
        taken.failing, taken.full_from = None, None
        await taken.count(1)
        assert (await posts(place, 2))[-1] == 200
    assert texts(taken) == ["hello"]


async def test_nothing_is_confirmed_before_intake_has_it():
    taken = Taken()
    taken.gate.clear()
    async with square() as place, hooked(place, taken):
        await place.say("hello")

        async def asked() -> bool:
            return taken.asked > 0

        await eventually(asked)
        assert await place.get("posts") == []
        taken.gate.set()
        assert await posts(place, 1) == [200]


async def test_an_answer_that_gets_lost_makes_no_second_message():
    taken = Taken()
    async with square() as place, hooked(place, taken):
        await place.fault("webhook", "reset", after=True, times=2)
        await place.say("hello")
        await place.say("again")
        assert (await posts(place, 4))[-1] == 200
    assert texts(taken) == ["hello", "again"]


async def test_each_chat_is_heard_in_its_order_beside_the_others():
    taken = Taken()
    async with square() as place, hooked(place, taken):
        people = [place.ada]
        people += [(await place.post("people", first_name=name))["id"] for name in ("Bo", "Cy")]
        await place.fault("webhook", "answer", status=502, times=4)
        for number in range(10):
            for person in people:
                await place.post("say", person=person, text=str(number))
        heard = await taken.count(30)
    for person in people:
        said = happenings([one for one in heard if one.sender.id == str(person)])
        assert said == [Said(str(number)) for number in range(10)]


async def test_what_polling_left_behind_comes_first_and_once():
    taken = Taken()
    async with square() as place:
        async with opened(place.settings(), taken):
            await place.say("confirmed")
            await taken.count(1)
            await place.fault("getUpdates", "hang", seconds=9, times=9)
            await place.say("taken, not confirmed")
        await place.post("say", person=place.ada, text="left there")
        async with hooked(place, taken):
            await place.say("posted")
            await taken.count(4)
    assert texts(taken) == ["confirmed", "taken, not confirmed", "left there", "posted"]


async def test_back_to_polling_the_webhook_goes_and_nothing_is_lost():
    taken = Taken()
    async with square() as place:
        async with hooked(place, taken):
            await place.say("posted")
            await taken.count(1)
        await place.say("left there")
        async with opened(place.settings(), taken):
            await place.is_confirmed(await place.say("polled"))
        (call,) = await place.calls("deleteWebhook")
    assert call["params"].get("drop_pending_updates") in {None, "false"}
    assert texts(taken) == ["posted", "left there", "polled"]


async def test_every_process_takes_posts_and_the_owner_sets_the_webhook():
    mine, others, is_ours = Taken(), Taken(), False
    async with (
        square() as place,
        hooked(place, others, is_ours=lambda: False),
        hooked(place, mine, is_ours=lambda: is_ours) as (_, settings),
    ):
        assert await eventually(lambda: place.calls("getMe"))
        await asyncio.sleep(2 * QUICK.quick)  # two looks whether it is ours
        assert await place.calls("setWebhook") == []
        is_ours = True
        assert await is_set(place) == settings.address
        is_ours = False
        await place.say("hello")
        await mine.count(1)
    assert others.asked == 0


async def test_a_webhook_that_somebody_deletes_is_set_again():
    taken = Taken()
    async with square() as place, hooked(place, taken, QUICK_TO_SEE) as (channel, settings):
        await is_set(place)
        await place.api("deleteWebhook")
        assert await is_set(place) == settings.address
        assert await well(channel)
        await place.say("hello")
        await taken.count(1)


async def test_with_somebody_who_sets_it_again_and_again_we_do_not_race():
    elsewhere = "https://bot.example.org/hook"
    info = {"ok": True, "result": {"url": elsewhere, "pending_update_count": 0}}
    tempo = structs.replace(QUICK_TO_SEE, probe=30.0)
    async with square() as place:
        await place.fault("getWebhookInfo", "answer", status=200, body=info, times=999)
        async with hooked(place, Taken(), tempo) as (channel, _):
            assert await hindered(channel, WEBHOOK_CHANGED)
            assert len(await place.calls("setWebhook")) == 2


async def test_an_address_that_telegram_refuses_is_told_in_its_words():
    async with square() as place:
        place.stand_in.world.is_local = False
        async with hooked(place, Taken(), QUICK_TO_SEE) as (channel, _):
            assert await hindered(
                channel, "Telegram refuses the webhook: Bad webhook: an https url"
            )
            place.stand_in.world.is_local = True
            await is_set(place)
            assert await well(channel)


async def test_when_telegram_cannot_reach_us_that_is_told_until_it_can():
    taken = Taken()
    async with square() as place, hooked(place, taken, QUICK_TO_SEE) as (channel, settings):
        await is_set(place)
        await place.fault("webhook", "answer", status=502, times=2)
        await place.say("hello")
        assert await hindered(channel, "Wrong response from the webhook: 502")
        assert "1 updates wait there" in (channel.hindrance() or "")
        (told,) = [one for one in await Telegram(QUICK).probe(settings) if one.state == "trouble"]
        assert "Telegram cannot post to us: Wrong response" in told.words
        await taken.count(1)
        assert await well(channel)


BAD_ANSWERS: dict[str, dict[str, Any]] = {
    "502 page": {"kind": "answer", "status": 502, "text": "<html>Bad Gateway</html>"},
    "garbage": {"kind": "answer", "status": 200, "text": "\x00<"},
    "odd result": {"kind": "answer", "status": 200, "body": {"ok": True, "result": "x"}},
    "429": {
        "kind": "answer",
        "status": 429,
        "body": {"ok": False, "error_code": 429, "description": "x", "parameters": {}},
    },
    "reset": {"kind": "reset"},
}


@pytest.mark.parametrize("where", ["getMe", "setWebhook", "getWebhookInfo"])
@pytest.mark.parametrize("name", BAD_ANSWERS)
async def test_no_answer_keeps_the_webhook_from_being_set(where: str, name: str):
    taken = Taken()
    async with square() as place:
        await place.fault(where, times=4, **BAD_ANSWERS[name])
        async with hooked(place, taken, QUICK_TO_SEE) as (channel, _):
            await place.say("hello")
            await taken.count(1)
            assert await well(channel)


PROBED: dict[str, tuple[Callable[[Square], Awaitable[Any]], str, str]] = {
    "nothing yet": (lambda place: place.get("bots"), "fine", "set at the start"),
    "elsewhere": (
        lambda place: place.api("setWebhook", url="https://bot.example.org/hook"),
        "trouble",
        "leads elsewhere",
    ),
}


@pytest.mark.parametrize("name", PROBED)
async def test_a_look_before_the_start_tells_how_the_webhook_stands(name: str):
    act, state, words = PROBED[name]
    async with square() as place:
        await act(place)
        settings = structs.replace(posted_to(place.settings()), address="http://127.0.0.1:1/p")
        told = await Telegram(QUICK).probe(settings)
    assert [one.state for one in told if words in one.words] == [state]


async def test_while_a_channel_is_closed_telegram_is_told_to_come_again():
    channel = Telegram(QUICK)
    async with square() as place, called(posted_to(place.settings()), channel) as (settings,):
        secret = {HEADER: secret_of(TOKEN)}
        async with (
            aiohttp.ClientSession(headers=secret) as session,
            session.post(settings.address, data=b'{"update_id":1}') as answer,
        ):
            assert answer.status == 503
            assert answer.headers["Retry-After"] == "1"


async def test_a_channel_that_polls_has_no_such_address():
    channel = Telegram(QUICK)
    async with square() as place, called(place.settings(), channel) as (settings,):
        secret = {HEADER: secret_of(TOKEN)}
        async with (
            aiohttp.ClientSession(headers=secret) as session,
            session.post(settings.address, data=b'{"update_id":1}') as answer,
        ):
            assert answer.status == 404
