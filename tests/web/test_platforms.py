"""What platforms call: one that asks first whether we are there, and signs what it tells."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

import pytest
from fake_engine import FakeEngine
from served import BRAND, Sender, refuse_intake, served

from bot.channels.capabilities import Capabilities
from bot.channels.contract import ChannelSettings, Group, Intake
from bot.channels.doors import MOST_CALL_BYTES, Answered, Declined, PlatformCall
from bot.core.events import Incoming, Said
from bot.core.events import Sender as Person
from bot.core.ids import ChannelName
from bot.core.outcomes import Outcome
from bot.store.errors import StoreUnavailable
from bot.web.limits import Limits, Rate
from bot.web.site import OpenChannel

PATH = "/platforms/acme/meta"
KEY = b"the secret of the application"
CHALLENGE = "?hub.mode=subscribe&hub.verify_token=ours&hub.challenge=1158201444"


class Meta:
    """A channel such as WhatsApp's: a challenge by GET, and signed posts."""

    name = "meta"
    capabilities = Capabilities(text_limit=4096, unit="characters", buttons=3)

    def __init__(self) -> None:
        self.intake: Intake = refuse_intake
        self.settings: ChannelSettings | None = None

    def faults(self, settings: ChannelSettings) -> Sequence[str]:
        return []

    async def open(self, settings: ChannelSettings, intake: Intake) -> None:
        self.settings, self.intake = settings, intake

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        raise AssertionError("nothing is sent here")

    async def close(self) -> None:
        self.settings = None

    def is_called(self, settings: ChannelSettings) -> bool:
        return bool(settings.options["calls"])

    def is_genuine(self, settings: ChannelSettings, call: PlatformCall) -> bool:
        if call.method == "GET":
            return call.query.get("hub.verify_token") == "ours"
        signed = "sha256=" + hmac.digest(KEY, call.body, hashlib.sha256).hex()
        return hmac.compare_digest(call.headers.get("x-hub-signature-256", ""), signed)

    async def answer(self, call: PlatformCall) -> Answered | Declined:
        if call.method == "GET":
            return Answered(call.query["hub.challenge"].encode(), "text/plain")
        if call.body == b"nonsense":
            return Declined(400, "This is no message.")
        said = Said(call.body.decode())
        assert self.settings is not None
        incoming = Incoming(call.body.decode(), Person("17"), said, raw=call.body)
        (receipt,) = await self.intake(self.settings, (incoming,))
        return Declined(503, "Come again.") if receipt.taken == "full" else Answered()


async def meta(engine: FakeEngine, name: str = "meta", *, calls: bool = True) -> Any:
    adapter = Meta()
    settings = ChannelSettings(BRAND, ChannelName(name), "meta", {"calls": calls})
    await adapter.open(settings, engine.take_in)
    return {(BRAND, ChannelName(name)): OpenChannel(settings, adapter)}


async def tell(sender: Sender, body: bytes, path: str = PATH, key: bytes = KEY) -> Any:
    signature = "sha256=" + hmac.digest(key, body, hashlib.sha256).hex()
    return await sender.post(path, body, headers={"X-Hub-Signature-256": signature})


async def test_a_challenge_is_answered_as_it_was_asked():
    engine = FakeEngine()
    async with served(engine, channels=await meta(engine)) as sender:
        async with sender.session.get(sender.base + PATH + CHALLENGE) as answer:
            assert (answer.status, answer.content_type) == (200, "text/plain")
            assert await answer.text() == "1158201444"
        wrong = CHALLENGE.replace("ours", "theirs")
        async with sender.session.get(sender.base + PATH + wrong) as answer:
            assert answer.status == 401


async def test_what_is_told_is_taken_in_once():
    engine = FakeEngine()
    async with served(engine, channels=await meta(engine)) as sender:
        for _ in range(2):
            answer = await tell(sender, b"hello")
            assert (answer.status, await answer.read()) == (200, b"")
    assert [one.happening for _, one in engine.taken.values()] == [Said("hello")]


async def test_who_is_not_the_platform_is_refused_and_soon_for_long():
    engine = FakeEngine()
    limits = Limits(forgeries=Rate(per_second=0.001, burst=2))
    async with served(engine, channels=await meta(engine), limits=limits) as sender:
        answers = [(await tell(sender, b"hello", key=b"another")).status for _ in range(3)]
        assert answers == [401, 401, 429]
        assert (await tell(sender, b"hello")).status == 200


ELSEWHERE = {
    "no such channel": "/platforms/acme/nobody",
    "no such brand": "/platforms/nobody/meta",
    "a channel that its platform does not call": "/platforms/acme/mute",
    "a channel of another kind": "/platforms/acme/site",
}


@pytest.mark.parametrize("name", ELSEWHERE)
async def test_there_is_nothing_else_to_call(name: str):
    engine = FakeEngine()
    channels = {**await meta(engine), **await meta(engine, "mute", calls=False)}
    async with served(engine, channels=channels) as sender:
        answer = await tell(sender, b"hello", ELSEWHERE[name])
        assert (answer.status, answer.content_type) == (404, "application/problem+json")


async def test_other_methods_are_refused():
    engine = FakeEngine()
    async with served(engine, channels=await meta(engine)) as sender:
        for method in ("PUT", "DELETE", "HEAD"):
            async with sender.session.request(method, sender.base + PATH) as answer:
                assert answer.status == 405


async def test_what_cannot_be_taken_now_is_to_come_again():
    engine = FakeEngine()
    async with served(engine, channels=await meta(engine)) as sender:
        engine.is_full = True
        full = await tell(sender, b"hello")
        engine.fails = StoreUnavailable("the disk is full")
        failed = await tell(sender, b"hello")
        engine.fails = ValueError("a fault of ours")
        broken = await tell(sender, b"hello")
    assert [one.status for one in (full, failed, broken)] == [503, 503, 500]
    assert full.headers["Retry-After"] == failed.headers["Retry-After"] == "1"
    assert engine.taken == {}


async def test_what_is_nothing_is_told_so():
    engine = FakeEngine()
    async with served(engine, channels=await meta(engine)) as sender:
        answer = await tell(sender, b"nonsense")
        assert answer.status == 400
        assert (await answer.json(content_type=None))["detail"] == "This is no message."
        assert "Retry-After" not in answer.headers
        assert (await tell(sender, b"x" * (MOST_CALL_BYTES + 1))).status == 413


async def test_who_tells_too_much_is_slowed_while_much_waits():
    engine = FakeEngine()
    limits = Limits(messages=Rate(per_second=0.001, burst=2), busy=100)
    async with served(engine, channels=await meta(engine), limits=limits) as sender:
        for number in range(3):
            assert (await tell(sender, b"%d" % number)).status == 200
        engine.waiting = 100
        slowed = await tell(sender, b"more")
    assert slowed.status == 429
    assert int(slowed.headers["Retry-After"]) > 0
