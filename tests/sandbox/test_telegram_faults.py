"""What can be let go wrong at the stand-in for Telegram: faults, and limits of speed."""

import asyncio

import aiohttp
import pytest

from tests.sandbox.telegram_stage import ADA, TOKEN, Clock, telegram

FLOODED = {
    "ok": False,
    "error_code": 429,
    "description": "Too Many Requests: retry after 7",
    "parameters": {"retry_after": 7},
}


async def order(stage, where: str, times: int = 1, match=None, **fault):
    await stage.control("faults", where=where, fault=fault, times=times, match=match or {})


async def test_an_answer_that_was_ordered_comes_instead_and_nothing_is_done():
    async with telegram() as stage:
        await order(stage, "sendMessage", type="answer", status=429, body=FLOODED)
        reply = await stage.call("sendMessage", chat_id=ADA, text="one")
        assert (reply.status, reply.body) == (429, FLOODED)
        await stage.send("two")
        assert [message["text"] for message in await stage.messages()] == ["/start", "two"]


async def test_an_answer_may_be_no_json():
    async with telegram() as stage:
        html = {"headers": {"Content-Type": "text/html"}, "text": "<h1>Bad Gateway</h1>"}
        await order(stage, "*", type="answer", status=502, **html)
        async with stage.session.get(f"{stage.address}/bot{TOKEN}/getMe") as response:
            assert (response.status, response.content_type) == (502, "text/html")
            assert await response.text() == html["text"]


@pytest.mark.parametrize("fault", [{"type": "reset"}, {"type": "hang", "seconds": 0.01}])
@pytest.mark.parametrize("after", [True, False])
async def test_a_cut_connection_says_nothing_of_what_was_done(fault, after: bool):
    async with telegram() as stage:
        await order(stage, "sendMessage", **fault, after=after)
        with pytest.raises(
            (ConnectionResetError, aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)
        ):
            await stage.send("one")
        texts = [message["text"] for message in await stage.messages()]
        assert texts == (["/start", "one"] if after else ["/start"])
        recorded = (await stage.look("calls", method="sendMessage"))[-1]
        assert recorded["status"] is None


async def test_a_connection_may_be_cut_before_the_request_is_read():
    async with telegram() as stage:
        await order(stage, "sendMessage", type="reset", unread=True)
        with pytest.raises((aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)):
            await stage.send("one")
        assert await stage.look("calls", method="sendMessage") == []
        await stage.send("two")
        assert [message["text"] for message in await stage.messages()] == ["/start", "two"]


@pytest.mark.parametrize("after", [True, False])
async def test_an_answer_may_break_off_in_the_middle(after: bool):
    async with telegram() as stage:
        await order(stage, "sendMessage", type="break-off", after=after)
        with pytest.raises(aiohttp.ClientPayloadError):
            await stage.send("one")
        texts = [message["text"] for message in await stage.messages()]
        assert texts == (["/start", "one"] if after else ["/start"])


async def test_a_cut_is_a_reset_of_the_connection():
    async with telegram() as stage:
        await order(stage, "getMe", type="reset")
        host, _, port = stage.address.removeprefix("http://").partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"GET /bot{TOKEN}/getMe HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        with pytest.raises(ConnectionResetError):
            await reader.read()
        writer.close()


async def test_fetching_a_file_can_go_wrong_too():
    async with telegram() as stage:
        answer = {"type": "answer", "status": 502, "text": ""}
        await order(stage, "file", match={"path": "photo/none"}, **answer)
        for name, status in (("other", 404), ("none", 502), ("none", 404)):
            address = f"{stage.address}/file/bot{TOKEN}/photo/{name}"
            async with stage.session.get(address) as response:
                assert response.status == status


async def test_a_delay_is_waited_for():
    async with telegram() as stage:
        await order(stage, "sendMessage", type="delay", seconds=0.05)
        started = asyncio.get_running_loop().time()
        await stage.send("one")
        assert asyncio.get_running_loop().time() - started >= 0.045


async def test_orders_are_for_what_they_match_as_often_as_they_say():
    async with telegram() as stage:
        answer = {"type": "answer", "status": 500, "body": {}}
        await order(stage, "sendMessage", times=2, match={"text": "bad"}, **answer)
        statuses = [
            (await stage.call("sendMessage", chat_id=ADA, text=text)).status
            for text in ("good", "bad", "bad", "bad")
        ]
        assert statuses == [200, 500, 500, 200]
        await order(stage, "*", **answer)
        async with stage.session.delete(f"{stage.address}/control/faults") as response:
            assert response.status == 200
        assert (await stage.call("getMe")).status == 200


async def test_a_hang_ends_with_the_stand_in():
    async with telegram() as stage:
        await order(stage, "getMe", type="hang", seconds=3600)
        hanging = asyncio.create_task(stage.call("getMe"))
        async with asyncio.timeout(5):
            while not await stage.look("calls", method="getMe"):
                await asyncio.sleep(0)
    with pytest.raises(aiohttp.ClientError):
        await asyncio.wait_for(hanging, 5)


async def send(stage, chat: int = ADA) -> int | None:
    reply = await stage.call("sendMessage", chat_id=chat, text="x")
    return reply.body["parameters"]["retry_after"] if reply.status == 429 else None


async def test_without_limits_anything_goes():
    async with telegram(Clock()) as stage:
        assert [await send(stage) for _ in range(40)] == [None] * 40


async def test_one_message_a_second_in_a_chat():
    clock = Clock()
    async with telegram(clock) as stage:
        await stage.control("limits", chat_per_second=1)
        group = (await stage.control("groups", title="Square", members=[ADA]))["id"]
        assert [await send(stage), await send(stage), await send(stage, group)] == [None, 1, None]
        clock.now += 1
        assert await send(stage) is None
        async with stage.session.delete(f"{stage.address}/control/limits") as response:
            assert response.status == 200
        assert await send(stage) is None


async def test_twenty_a_minute_in_a_group_and_thirty_a_second_in_all():
    clock = Clock()
    async with telegram(clock) as stage:
        await stage.control("limits", group_per_minute=20, overall_per_second=30)
        group = (await stage.control("groups", title="Square", members=[ADA]))["id"]
        assert [await send(stage, group) for _ in range(20)] == [None] * 20
        assert await send(stage, group) == 60
        assert [await send(stage) for _ in range(11)] == [None] * 10 + [1]
        clock.now += 59.5
        assert (await send(stage, group), await send(stage)) == (1, None)
        clock.now += 0.5
        assert await send(stage, group) is None
