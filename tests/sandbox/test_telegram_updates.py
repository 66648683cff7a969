"""How updates reach a bot at the stand-in for Telegram: polling by the rules, and webhooks."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from tests.eventually import eventually
from tests.sandbox.telegram_stage import ADA, BOB, TOKEN, Clock, telegram, until_polled

TERMINATED = (
    409,
    (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance"
        " is running"
    ),
)
WEBHOOK_ACTIVE = (
    409,
    (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to"
        " delete the webhook first"
    ),
)


def texts(updates):
    return [update["message"]["text"] for update in updates]


async def test_an_offset_confirms_what_stands_before_it():
    async with telegram() as stage:
        ids = [(await stage.say(text))["update_id"] for text in "abcde"]
        assert ids == sorted(set(ids))
        assert texts(await stage.updates()) == list("abcde")
        assert texts(await stage.updates(limit=2)) == ["a", "b"]
        assert texts(await stage.updates(limit=0)) == ["a"]
        assert texts(await stage.updates(offset=ids[1])) == list("bcde")
        assert texts(await stage.updates(offset=ids[-1] + 100)) == list("bcde")
        assert texts(await stage.updates(offset=-2)) == ["d", "e"]
        assert texts(await stage.updates()) == ["d", "e"]
        assert await stage.updates(offset=ids[-1] + 1) == []
        assert (await stage.say("f"))["update_id"] > ids[-1]


@pytest.mark.parametrize("seconds", [0, 1])
async def test_nothing_new_is_an_empty_list(seconds: int):
    async with telegram() as stage:
        started = asyncio.get_running_loop().time()
        assert await stage.updates(timeout=seconds) == []
        assert asyncio.get_running_loop().time() - started >= seconds - 0.05


async def test_a_long_poll_answers_as_soon_as_something_is_said():
    async with telegram() as stage:
        before = stage.world.bots[TOKEN].queue.polls
        waiting = asyncio.create_task(stage.updates(timeout=50))
        await until_polled(stage, before)
        await stage.say("hello")
        assert texts(await asyncio.wait_for(waiting, 5)) == ["hello"]


async def test_a_second_poll_ends_the_first():
    async with telegram() as stage:
        before = stage.world.bots[TOKEN].queue.polls
        first = asyncio.create_task(stage.call("getUpdates", timeout=50))
        await until_polled(stage, before)
        second = asyncio.create_task(stage.call("getUpdates", timeout=50))
        assert (await asyncio.wait_for(first, 5)).refusal == TERMINATED
        await stage.say("hello")
        assert texts((await asyncio.wait_for(second, 5)).result) == ["hello"]


async def test_which_kinds_are_told_is_remembered():
    async with telegram() as stage:
        await stage.updates(allowed_updates=["my_chat_member"])
        assert (await stage.say("hello"))["update_id"] is None
        await stage.updates()
        blocked = await stage.control("block", token=TOKEN, person=ADA)
        assert (await stage.updates())[0]["update_id"] == blocked["update_id"]
        await stage.updates(offset=-1, allowed_updates=[])
        await stage.updates(offset=blocked["update_id"] + 1)
        await stage.control("unblock", token=TOKEN, person=ADA)
        await stage.say("back")
        kinds = [set(update) - {"update_id"} for update in await stage.updates()]
        assert kinds == [{"my_chat_member"}, {"message"}]


async def test_updates_are_kept_a_day_and_presses_some_minutes():
    clock = Clock()
    async with telegram(clock) as stage:
        markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
        sent = await stage.send(reply_markup=markup)
        await stage.control(
            "press", token=TOKEN, person=ADA, message_id=sent["message_id"], label="Yes"
        )
        await stage.say("early")
        clock.now += 200
        assert texts(await stage.updates()) == ["early"]
        clock.now += 86_000
        await stage.say("late")
        clock.now += 300
        assert texts(await stage.updates()) == ["late"]


async def test_a_raw_update_comes_as_it_is():
    async with telegram() as stage:
        given = {"update_id": 900_000_000, "cake": {"size": 3}}
        assert (await stage.control("updates", token=TOKEN, update=given))["update_id"] == 900000000
        assert await stage.updates() == [given]
        assert (await stage.say("next"))["update_id"] == 900_000_001


@asynccontextmanager
async def receiver(*statuses: int):
    """Serve an address that answers with these statuses, then 200, and keeps what came."""
    came: asyncio.Queue = asyncio.Queue()
    left = list(statuses)

    async def take(request: web.Request) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        came.put_nowait((secret, await request.json()))
        return web.Response(status=left.pop(0) if left else 200)

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook", came
    finally:
        await runner.cleanup()


async def test_a_webhook_gets_every_update_in_order_again_until_it_is_taken():
    async with telegram() as stage, receiver(500) as (url, came):
        await stage.say("one")
        reply = await stage.call("setWebhook", url=url, secret_token="a_secret-1")
        assert reply.body == {"ok": True, "result": True, "description": "Webhook was set"}
        again = await stage.call("setWebhook", url=url, secret_token="a_secret-1")
        assert again.body["description"] == "Webhook is already set"
        await stage.say("two")
        async with asyncio.timeout(5):
            taken = [await came.get() for _ in range(3)]
        assert texts([update for _, update in taken]) == ["one", "one", "two"]
        assert {secret for secret, _ in taken} == {"a_secret-1"}
        info = (await stage.call("getWebhookInfo")).result
        wrong = "Wrong response from the webhook: 500 Internal Server Error"
        assert (info["url"], info["last_error_message"]) == (url, wrong)
        assert (await stage.call("getUpdates")).refusal == WEBHOOK_ACTIVE


async def test_another_machine_is_never_posted_to():
    async with telegram() as stage:
        await stage.call("setWebhook", url="https://bot.example.org/hook")
        await stage.say("one")

        await eventually(lambda: len(stage.world.posts) > 1)
        info = (await stage.call("getWebhookInfo")).result
        assert info["last_error_message"] == "Failed to resolve host: Name or service not known"
        assert {post.status for post in stage.world.posts} == {None}


async def test_chats_are_posted_beside_each_other_and_each_in_its_order():
    async with telegram() as stage, receiver(500, 500, 500) as (url, came):
        await stage.call("setWebhook", url=url)
        for text in ("one", "two", "three"):
            await stage.say(text)
            await stage.say(text, person=BOB)
        async with asyncio.timeout(5):
            posted = [(await came.get())[1] for _ in range(9)]
        for person in (ADA, BOB):
            own = [one for one in posted if one["message"]["from"]["id"] == person]
            assert list(dict.fromkeys(texts(own))) == ["one", "two", "three"]
            assert texts(own) == sorted(texts(own), key=["one", "two", "three"].index)


async def test_polling_again_needs_the_webhook_deleted():
    async with telegram() as stage:
        before = stage.world.bots[TOKEN].queue.polls
        waiting = asyncio.create_task(stage.call("getUpdates", timeout=50))
        await until_polled(stage, before)
        await stage.call("setWebhook", url="http://127.0.0.1:1/hook")
        ended = (await asyncio.wait_for(waiting, 5)).refusal
        assert ended == (409, "Conflict: terminated by setWebhook request")
        await stage.say("kept")
        assert (await stage.call("getWebhookInfo")).result["pending_update_count"] == 1
        assert (await stage.call("deleteWebhook")).body["description"] == "Webhook was deleted"
        assert texts(await stage.updates()) == ["kept"]
        await stage.call("deleteWebhook", drop_pending_updates=True)
        assert await stage.updates() == []
        assert (await stage.call("getWebhookInfo")).result == {
            "url": "",
            "has_custom_certificate": False,
            "pending_update_count": 0,
        }
