"""Faults by order on the Discord stand-in: each happens once, before or after the deed."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.sandbox.discord_square import TOKEN, Square, square

SEND = "POST channels/{id}/messages"


@pytest.fixture
async def place() -> AsyncIterator[Square]:
    async with square() as made:
        yield made


async def fault(place: Square, where: str = SEND, **order: Any) -> None:
    more = {name: order.pop(name) for name in ("times", "match") if name in order}
    await place.order("faults", where=where, fault=order, **more)


async def contents(place: Square) -> list[str]:
    return [said["content"] for said in await place.said()]


async def test_an_answer_by_order_does_nothing_and_happens_once(place: Square) -> None:
    body = {"message": "You are being rate limited.", "retry_after": 0.1, "global": True}
    await fault(place, type="answer", status=429, body=body, headers={"X-RateLimit-Global": "true"})
    answer = await place.raw("POST", f"channels/{place.dm}/messages", {"content": "hi"})
    assert (answer.status, await answer.json()) == (429, body)
    assert answer.headers["Via"]
    assert answer.headers["X-RateLimit-Global"] == "true"
    assert await contents(place) == []
    await place.post("hi")
    assert await contents(place) == ["hi"]


async def test_an_answer_of_the_shield_has_no_via(place: Square) -> None:
    await fault(place, type="answer", status=429, text="error code: 1015")
    answer = await place.raw("POST", f"channels/{place.dm}/messages", {"content": "hi"})
    assert (answer.status, await answer.text()) == (429, "error code: 1015")
    assert "Via" not in answer.headers


@pytest.mark.parametrize(("after", "said"), [(False, []), (True, ["hi"])])
async def test_a_reset_before_or_after_the_deed(
    place: Square, after: bool, said: list[str]
) -> None:
    await fault(place, type="reset", after=after)
    with pytest.raises((aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)):
        await place.rest("POST", f"channels/{place.dm}/messages", {"content": "hi"})
    assert await contents(place) == said
    [call] = await place.look("calls", method=SEND)
    assert call["status"] is None


@pytest.mark.parametrize(("after", "said"), [(False, []), (True, ["hi"])])
async def test_hanging_before_or_after_the_deed(
    place: Square, after: bool, said: list[str]
) -> None:
    await fault(place, type="hang", seconds=0.05, after=after)
    path = f"channels/{place.dm}/messages"
    asking = asyncio.create_task(place.rest("POST", path, {"content": "hi"}))
    with pytest.raises((aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)):
        await asking
    assert await contents(place) == said


async def test_a_delay_does_it_all_the_same(place: Square) -> None:
    await fault(place, type="delay", seconds=0.02)
    await place.post("hi")
    assert await contents(place) == ["hi"]


async def test_faults_choose_their_requests(place: Square) -> None:
    await fault(place, type="answer", status=500, match={"channel_id": place.general})
    await fault(place, type="answer", status=502, match={"content": "two"}, times=2)
    await fault(place, where="*", type="answer", status=503, match={"content": "three"})
    await fault(place, where="*", type="answer", status=504, match={"bot": "17"})
    await place.post("one")
    path = f"channels/{place.dm}/messages"
    statuses = [(await place.rest("POST", path, {"content": "two"}))[0] for _ in range(3)]
    assert statuses == [502, 502, 200]
    assert (await place.rest("POST", path, {"content": "three"}))[0] == 503
    general = f"channels/{place.general}/messages"
    assert (await place.rest("POST", general, {"content": "one"}))[0] == 500


async def test_faults_can_be_taken_back(place: Square) -> None:
    await fault(place, where="*", type="answer", status=500, times=100)
    async with place.http.delete(f"{place.url}/control/faults") as answer:
        assert answer.status == 204
    assert (await place.rest("GET", "users/@me"))[0] == 200


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("faults", {"where": "*", "fault": {"type": "nonsense"}}),
        ("bots", {}),
        ("say", {"token": "nobody's", "person": "17", "text": "hi"}),
        ("say", {"token": TOKEN, "person": "17", "text": "hi"}),
        ("guilds", {"name": "g", "members": ["17"]}),
        ("access", {"token": TOKEN, "channel": "17"}),
        ("submit", {"token": TOKEN, "person": "{ada}", "interaction": "17"}),
        ("delete", {"channel": "{dm}"}),
    ],
)
async def test_orders_that_mean_nothing_are_refused_in_words(
    place: Square, path: str, fields: dict[str, Any]
) -> None:
    filled = {
        name: value.format(ada=place.ada, dm=place.dm) if isinstance(value, str) else value
        for name, value in fields.items()
    }
    refused = await place.order(path, status_=400, **filled)
    assert refused["error"]


async def test_calls_are_listed_without_secrets(place: Square) -> None:
    await place.post("hi")
    [call] = await place.look("calls", method=SEND)
    assert (call["params"], call["body"]) == ({"id": place.dm}, {"content": "hi"})
    assert (call["status"], call["bot"]) == (200, place.bot)
    assert TOKEN not in str(await place.look("calls"))
    async with place.http.delete(f"{place.url}/control/calls") as answer:
        assert answer.status == 204
    assert await place.look("calls") == []


async def test_a_watcher_is_told_of_every_change(place: Square) -> None:
    async with place.http.ws_connect(f"{place.url}/control/watch") as socket:

        async def next_type() -> str:
            return str((await socket.receive_json(timeout=3))["type"])

        await place.say("hi")
        assert await next_type() == "message"
        interaction = await place.began()
        assert [await next_type(), await next_type()] == ["message", "began"]
        await place.answer(interaction, 7, content="Done.")
        assert [await next_type(), await next_type()] == ["edited", "answered"]
        await place.rest("POST", f"channels/{place.dm}/typing")
        assert await next_type() == "typing"
        await place.rest("DELETE", f"channels/{place.dm}/messages/{interaction['message']}")
        assert await next_type() == "deleted"
        made = await place.order("guilds", name="Fair", members=[place.ada, TOKEN])
        assert await next_type() == "joined"
        await place.order("delete", channel=made["channels"]["general"])
        assert await next_type() == "removed"


async def test_somebody_known_can_change_their_name(place: Square) -> None:
    await place.order("closed-dms", person=place.ada, closed=True)
    again = await place.order("people", first_name="Augusta", id=place.ada)
    assert again["id"] == place.ada
    assert (await place.rest("GET", f"users/{place.ada}"))[1]["global_name"] == "Augusta"
    assert (await place.rest("POST", f"channels/{place.dm}/messages", {"content": "x"}))[0] == 403


async def test_a_stop_lets_go_of_what_hangs_and_of_open_lines() -> None:
    async with asyncio.timeout(5):
        async with square() as place:
            await fault(place, type="hang", seconds=3600)
            path = f"{place.url}/api/v10/channels/{place.dm}/messages"
            headers = {"Authorization": f"Bot {TOKEN}"}
            async with aiohttp.ClientSession() as other:
                hanging = asyncio.create_task(other.post(path, json={}, headers=headers))
                line = await other.ws_connect(f"{place.url}/gateway?v=10")
                watch = await other.ws_connect(f"{place.url}/control/watch")
                await line.receive()
                while not place.stand_in.calls.of(SEND):
                    await asyncio.sleep(0)
                await place.stop()
                with pytest.raises(aiohttp.ClientError):
                    await hanging
                assert (await line.receive()).type is aiohttp.WSMsgType.CLOSE
                assert (await watch.receive()).type is aiohttp.WSMsgType.CLOSE
