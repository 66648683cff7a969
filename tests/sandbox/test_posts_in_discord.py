"""Endpoints at the stand-in for Discord: saved only where they answer as they must."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.sandbox.discord_square import TOKEN, Square, square

Answer = Callable[[dict[str, Any]], web.Response]


class Receiver:
    """An endpoint; `answer` says what it answers, `checks` whether it verifies signatures."""

    def __init__(self) -> None:
        self.key = ""
        self.checks = True
        self.came: list[dict[str, Any]] = []
        self.answer: Answer = lambda _: web.json_response({"type": 6})
        self.pong: Answer = lambda _: web.json_response({"type": 1})
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        if self.checks and not self._is_genuine(request, body):
            return web.Response(status=401)
        told = json.loads(body)
        if told["type"] == 1:
            return self.pong(told)
        self.came.append(told)
        return self.answer(told)

    def _is_genuine(self, request: web.Request, body: bytes) -> bool:
        timestamp = request.headers.get("X-Signature-Timestamp", "")
        try:
            signature = bytes.fromhex(request.headers.get("X-Signature-Ed25519", ""))
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key))
            key.verify(signature, timestamp.encode() + body)
        except (InvalidSignature, ValueError):
            return False
        return True


@asynccontextmanager
async def receiving(place: Square) -> AsyncIterator[Receiver]:
    receiver = Receiver()
    receiver.key = (await place.rest("GET", "applications/@me"))[1]["verify_key"]
    app = web.Application()
    app.router.add_post("/discord", receiver.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/discord"
    try:
        yield receiver
    finally:
        await runner.cleanup()


@pytest.fixture
async def place() -> AsyncIterator[Square]:
    async with square() as made:
        await made.order("limits", on=False)
        yield made


async def portal(place: Square) -> Any:
    return (await place.rest("GET", "applications/@me"))[1]["interactions_endpoint_url"]


async def pressed(place: Square) -> dict[str, Any]:
    """Let Ada press, and return the interaction once its post has ended."""
    before = len(place.stand_in.caller.posts)
    await place.began()
    async with asyncio.timeout(5):
        while len(place.stand_in.caller.posts) == before:
            await asyncio.sleep(0.005)
    return dict((await place.look("interactions"))[-1])


async def test_an_endpoint_that_answers_as_it_must_is_saved_and_posted_to(place: Square):
    async with receiving(place) as receiver:
        await place.order("endpoint", token=TOKEN, url=receiver.url)
        assert await portal(place) == receiver.url
        assert (await pressed(place))["answer"] == 6
        (told,) = receiver.came
        assert (told["type"], told["application_id"]) == (3, place.bot)
        await place.order("endpoint", token=TOKEN, url=None)
        assert await portal(place) is None


WRONG: dict[str, Callable[[Receiver], None]] = {
    "one that believes everything": lambda one: setattr(one, "checks", False),
    "one that answers no ping": lambda one: setattr(one, "pong", lambda _: web.Response()),
    "one that is not there": lambda one: setattr(one, "url", "http://127.0.0.1:1/x"),
    "one elsewhere": lambda one: setattr(one, "url", "https://bot.example.org/x"),
    "one that is no address": lambda one: setattr(one, "url", "http://10.0.0.1/x"),
}


@pytest.mark.parametrize("name", WRONG)
async def test_any_other_is_not(place: Square, name: str):
    async with receiving(place) as receiver:
        WRONG[name](receiver)
        with pytest.raises(AssertionError, match="endpoint"):
            await place.order("endpoint", token=TOKEN, url=receiver.url)
        assert await portal(place) is None


async def test_one_that_begins_to_believe_everything_is_removed(place: Square):
    async with receiving(place) as receiver:
        await place.order("endpoint", token=TOKEN, url=receiver.url)
        assert set((await place.order("probe", token=TOKEN)).values()) == {401}
        assert await portal(place) == receiver.url
        receiver.checks = False
        assert 401 not in (await place.order("probe", token=TOKEN)).values()
        assert await portal(place) is None


UNANSWERED: dict[str, Answer] = {
    "an error": lambda _: web.Response(status=500),
    "no JSON": lambda _: web.Response(text="ok"),
    "nothing that is an answer": lambda _: web.json_response({"type": 3}),
    "left to the callback route": lambda _: web.Response(status=202),
}


@pytest.mark.parametrize("name", UNANSWERED)
async def test_what_is_no_answer_leaves_an_interaction_open(place: Square, name: str):
    async with receiving(place) as receiver:
        receiver.answer = UNANSWERED[name]
        await place.order("endpoint", token=TOKEN, url=receiver.url)
        interaction = await pressed(place)
        assert interaction["answer"] is None
        (told,) = receiver.came
        assert await place.answer(told, 6) == (204, None)
