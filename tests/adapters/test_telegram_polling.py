"""Own polling against the stand-in: nothing is confirmed before intake has it, nothing ends it."""

import asyncio
import time
from typing import Any

import pytest
from msgspec import structs

from adapters.telegram import Telegram
from adapters.telegram.decode import ALLOWED_UPDATES
from adapters.telegram.hindrances import ANOTHER_POLLS, REFUSED
from bot.core.content import Button
from bot.core.events import Blocked, Pressed, Said, Unblocked
from sandbox.telegram.server import TelegramStandIn
from tests.adapters.telegram_stage import (
    QUICK,
    Taken,
    deliver,
    happenings,
    opened,
    served,
    settings_for,
    square,
)
from tests.eventually import eventually
from tests.ports import free_port


async def test_what_people_do_is_taken_in_and_confirmed():
    taken = Taken()
    async with square() as place, opened(place.settings(), taken) as channel:
        await place.say("/start survey")
        await taken.count(1)
        outcome: Any = await deliver(channel, place.ada, buttons=(Button("a.1", "Yes"),))
        await place.post("press", person=place.ada, message_id=int(outcome.message), label="Yes")
        await place.post("block", person=place.ada)
        await place.post("unblock", person=place.ada)
        last = await place.say("again")
        happened = happenings(await taken.count(5))
        await place.is_confirmed(last)
    assert happened == [
        Said("/start survey"),
        Pressed("a.1"),
        Blocked(),
        Unblocked(),
        Said("again"),
    ]
    assert {one.sender.id for one in taken.incoming} == {str(place.ada)}


async def test_an_update_is_confirmed_only_once_intake_has_it():
    taken = Taken()
    taken.gate.clear()
    async with square() as place, opened(place.settings(), taken) as channel:
        update = await place.say("hello")

        async def asked() -> bool:
            return taken.asked > 0

        await eventually(asked)
        assert await place.confirmed_up_to() < update
        assert isinstance(channel, Telegram)
        taken.gate.set()
        await place.is_confirmed(update)
    assert len(taken.incoming) == 1


@pytest.mark.parametrize("trouble", ["failing", "full"])
async def test_what_intake_cannot_take_comes_again(trouble: str):
    taken = Taken()
    if trouble == "failing":
        taken.failing = OSError("the store is away")
    else:
        taken.full_from = 0
    async with square() as place, opened(place.settings(), taken):
        update = await place.say("hello")

        async def asked_again() -> bool:
            return taken.asked >= 3

        await eventually(asked_again)
        assert await place.confirmed_up_to() < update
        taken.failing, taken.full_from = None, None
        await place.is_confirmed(update)
    assert happenings(taken.incoming) == [Said("hello")]


async def test_a_full_intake_is_confirmed_as_far_as_it_took():
    taken = Taken()
    taken.full_from = 1
    async with square() as place:
        first, second = await place.say("one"), await place.say("two")
        async with opened(place.settings(), taken):
            await place.is_confirmed(first)
            taken.full_from = None
            await place.is_confirmed(second)
    assert happenings(taken.incoming) == [Said("one"), Said("two")]


async def test_the_full_list_of_kinds_is_asked_for_each_time():
    taken = Taken()
    async with square() as place, opened(place.settings(), taken):
        await place.is_confirmed(await place.say("hello"))
        polls = await place.calls("getUpdates")
    assert len(polls) >= 2
    assert all(
        kind in poll["params"]["allowed_updates"] for poll in polls for kind in ALLOWED_UPDATES
    )


UNREADABLE: dict[str, dict[str, Any]] = {
    "wrong types": {"message": {"chat": "Ada"}},
    "a kind that nobody knows": {"spaceship": {"x": 1}},
    "nothing": {},
}


@pytest.mark.parametrize("name", UNREADABLE)
async def test_an_update_that_cannot_be_read_blocks_nothing(name: str):
    taken = Taken()
    async with square() as place, opened(place.settings(), taken):
        await place.post("updates", update=UNREADABLE[name])
        await place.is_confirmed(await place.say("hello"))
    assert happenings(taken.incoming) == [Said("hello")]


async def test_what_a_poll_lists_in_disorder_is_taken_by_its_numbers_and_all_of_it():
    taken = Taken()
    chat = {"id": 7, "type": "private"}
    sender = {"id": 7, "is_bot": False, "first_name": "Ada"}
    listed = [
        {
            "update_id": number,
            "message": {
                "message_id": number,
                "date": 0,
                "chat": chat,
                "from": sender,
                "text": f"{number}",
            },
        }
        for number in (3, 1, 4, 2)
    ]
    body = {"ok": True, "result": listed}
    async with square() as place:
        await place.fault("getUpdates", kind="answer", status=200, body=body)
        async with opened(place.settings(), taken):
            await taken.count(4)

            async def asked_again() -> bool:
                return len(await place.calls("getUpdates")) >= 2

            await eventually(asked_again)
            polls = await place.calls("getUpdates")
    assert happenings(taken.incoming[:4]) == [Said(f"{one}") for one in (1, 2, 3, 4)]
    assert polls[1]["params"]["offset"] in {5, "5"}


BAD_ANSWERS: dict[str, dict[str, Any]] = {
    "502 page": {"kind": "answer", "status": 502, "text": "<html>Bad Gateway</html>"},
    "500": {"kind": "answer", "status": 500, "body": {"ok": False, "error_code": 500}},
    "garbage": {"kind": "answer", "status": 200, "text": "\x00<"},
    "empty": {"kind": "answer", "status": 200, "text": ""},
    "ok is false": {"kind": "answer", "status": 200, "body": {"ok": False, "description": "x"}},
    "no result": {"kind": "answer", "status": 200, "body": {"ok": True}},
    "odd result": {"kind": "answer", "status": 200, "body": {"ok": True, "result": {"a": 1}}},
    "a list": {"kind": "answer", "status": 400, "body": [1]},
    "odd description": {"kind": "answer", "status": 400, "body": {"description": 5}},
    "429": {"kind": "answer", "status": 429, "body": {"ok": False}},
    "redirect": {"kind": "answer", "status": 302, "text": "", "headers": {"Location": "/x"}},
    "reset": {"kind": "reset"},
    "hang": {"kind": "hang", "seconds": 0.2},
}


@pytest.mark.parametrize("where", ["getMe", "getUpdates"])
@pytest.mark.parametrize("name", BAD_ANSWERS)
async def test_no_answer_ends_polling(where: str, name: str):
    taken = Taken()
    async with square() as place:
        await place.fault(where, times=4, **BAD_ANSWERS[name])
        update = await place.say("hello")
        async with opened(place.settings(), taken) as channel:
            await place.is_confirmed(update)
            assert channel.hindrance() is None
    assert happenings(taken.incoming) == [Said("hello")]


async def test_of_itself_a_bot_needs_its_id_alone():
    taken = Taken()
    async with square() as place:
        me = {"ok": True, "result": {"id": 1}}
        await place.fault("getMe", "answer", times=99, status=200, body=me)
        async with opened(place.settings(), taken):
            await place.is_confirmed(await place.say("hello"))
    assert happenings(taken.incoming) == [Said("hello")]


async def hindered(channel: Telegram, words: str) -> bool:
    """Say whether that becomes what hinders the channel."""

    async def says() -> bool:
        return words in (channel.hindrance() or "")

    return bool(await eventually(says))


async def test_after_trouble_it_is_told_at_once_that_all_is_well():
    async with square() as place:
        patient = structs.replace(QUICK, poll=30)
        await place.fault("getUpdates", "answer", times=4, status=502, text="<html>")
        async with opened(place.settings(), Taken(), patient) as channel:
            assert await hindered(channel, "Telegram cannot be reached")

            async def well() -> bool:
                return channel.hindrance() is None

            assert await eventually(well)


async def test_a_long_outage_is_told():
    taken = Taken()
    async with square() as place:
        await place.fault("getMe", "answer", times=40, status=502, text="<html>")
        async with opened(place.settings(), taken) as channel:
            assert await hindered(channel, "Telegram cannot be reached: HTTP 502 Bad Gateway")
            await place.is_confirmed(await place.say("hello"))
            assert channel.hindrance() is None


async def test_another_poller_is_told_until_it_is_gone():
    taken = Taken()
    conflict = {
        "ok": False,
        "error_code": 409,
        "description": "Conflict: terminated by other getUpdates request; make sure that only "
        "one bot instance is running",
    }
    async with square() as place:
        await place.fault("getUpdates", "answer", times=5, status=409, body=conflict)
        async with opened(place.settings(), taken) as channel:
            assert await hindered(channel, ANOTHER_POLLS)
            for text in ("hello", "again"):  # the second one ends a poll that nobody else ended
                await place.is_confirmed(await place.say(text))
            assert channel.hindrance() is None


async def test_a_rival_is_let_alone_and_asked_after_now_and_then():
    taken, tempo = Taken(), structs.replace(QUICK, probe=30.0)
    async with square() as place:
        conflict = {"ok": False, "error_code": 409, "description": "Conflict: terminated"}
        await place.fault("getUpdates", "answer", times=99, status=409, body=conflict)
        async with opened(place.settings(), taken, tempo) as channel:
            assert await hindered(channel, ANOTHER_POLLS)
            tries = len(await place.calls("getUpdates"))
            await asyncio.sleep(0.3)  # as long as ten tries took without a longer wait
            assert len(await place.calls("getUpdates")) <= max(2, tries)


async def test_a_channel_that_another_process_had_meanwhile_goes_on_where_that_one_stopped():
    first, second = Taken(), Taken()
    async with square() as place:
        channel = Telegram(QUICK)
        for taken, text in ((first, "one"), (second, "two"), (first, "three")):
            await channel.open(place.settings(), taken)
            await place.is_confirmed(await place.say(text))
            await channel.close()
    assert happenings(first.incoming) == [Said("one"), Said("three")]
    assert happenings(second.incoming) == [Said("two")]


async def test_while_the_channel_is_not_ours_nothing_is_asked_for():
    taken, is_ours = Taken(), False
    async with square() as place:
        channel = Telegram(QUICK)
        channel.ask_first(lambda: is_ours)
        await channel.open(place.settings(), taken)
        await place.say("hello")
        assert await eventually(lambda: place.calls("getMe"))
        await asyncio.sleep(2 * QUICK.quick)  # two looks whether it is
        assert await place.calls("getUpdates") == []
        is_ours = True
        await taken.count(1)
        await channel.close()


async def test_two_channels_with_one_token_hear_of_each_other():
    taken = Taken()
    async with square() as place, opened(place.settings(), taken) as first:
        async with opened(place.settings(), taken) as second:

            async def either() -> bool:
                return ANOTHER_POLLS in {first.hindrance(), second.hindrance()}

            await eventually(either)
        await place.is_confirmed(await place.say("hello"))
    assert happenings(taken.incoming) == [Said("hello")]


async def test_a_refused_token_is_told_and_probed():
    taken = Taken()
    async with square() as place:
        refusal = {"ok": False, "error_code": 401, "description": "Unauthorized"}
        await place.fault("getMe", "answer", times=4, status=401, body=refusal)
        async with opened(place.settings(), taken) as channel:
            assert await hindered(channel, REFUSED)
            await place.is_confirmed(await place.say("hello"))
            assert channel.hindrance() is None


async def test_a_webhook_set_earlier_is_taken_away_without_a_loss():
    taken = Taken()
    async with square() as place:
        assert (await place.api("setWebhook", url=f"https://127.0.0.1:{free_port()}/hook"))["ok"]
        update = await place.say("hello")
        async with opened(place.settings(), taken):
            await place.is_confirmed(update)
        (call,) = await place.calls("deleteWebhook")
    assert call["params"].get("drop_pending_updates") in {None, "false"}
    assert happenings(taken.incoming) == [Said("hello")]


async def test_a_channel_opens_before_telegram_is_there():
    taken = Taken()
    port = free_port()
    async with opened(settings_for(f"http://127.0.0.1:{port}"), taken) as channel:
        assert await hindered(channel, "Telegram cannot be reached: ClientConnectorError")
        async with square(port) as place:
            await place.is_confirmed(await place.say("hello"))
            assert channel.hindrance() is None


async def test_closing_cuts_the_long_poll_at_once():
    taken = Taken()
    taken.gate.clear()
    async with square() as place:
        channel = Telegram(structs.replace(QUICK, poll=50))
        await channel.open(place.settings(), taken)
        update = await place.say("hello")

        async def asked() -> bool:
            return taken.asked > 0

        await eventually(asked)
        begun = time.monotonic()
        await channel.close()
        assert time.monotonic() - begun < 1
        assert await place.confirmed_up_to() < update
        later = Taken()
        async with opened(place.settings(), later):
            assert happenings(await later.count(1)) == [Said("hello")]


async def test_a_server_that_holds_no_polls_open_is_not_hammered():
    taken = Taken()
    async with square() as place:
        await place.fault(
            "getUpdates", "answer", times=1000, status=200, body={"ok": True, "result": []}
        )
        async with opened(place.settings(), taken, structs.replace(QUICK, quick=10.0)):

            async def polled() -> bool:
                return len(await place.calls("getUpdates")) > 0

            await eventually(polled)
            await asyncio.sleep(0.1)
            assert len(await place.calls("getUpdates")) == 1


async def test_a_token_that_telegram_does_not_know_is_told():
    async with served(TelegramStandIn()) as url:
        taken = Taken()
        async with opened(settings_for(url), taken) as channel:
            assert await hindered(channel, REFUSED)
