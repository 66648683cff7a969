"""The Telegram channel passes the suite that every channel passes."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from msgspec import structs

from adapters.telegram import Telegram
from adapters.telegram.decode import decode
from adapters.telegram.webhook import SECRET_HEADER, secret_of
from bot.brand.brand import Option
from bot.channels.capabilities import Thing
from bot.channels.conformance import CHECKS, Failure, Sample, Shown
from bot.channels.contract import Adapter, ChannelSettings, Group
from bot.channels.doors import PlatformCall
from bot.channels.support import Block
from bot.core.events import Incoming, Said
from bot.core.outcomes import Outcome
from tests.adapters.telegram_stage import QUICK, TOKEN, Square, settings_for, square
from tests.adapters.test_telegram_decode import ME, NOTHING, TOLD, sample
from tests.eventually import eventually
from tests.outcomes.failures import failing
from tests.outcomes.row import Fault
from tests.outcomes.telegram_rows import SENDING
from tests.ports import free_port

SHOWING: Mapping[str, Block | None] = {
    "sendMessage": None,
    "sendPhoto": "image",
    "sendVideo": "video",
    "sendAudio": "audio",
    "sendVoice": "voice",
    "sendDocument": "file",
    "sendLocation": "location",
    "sendContact": "contact",
    "sendPoll": "poll",
    "editMessageText": "edit",
}
"""The methods that show a message, and what it then is beside its text."""

SENT: Mapping[Thing, dict[str, Any]] = {
    "image": {"kind": "photo", "media_type": "image/png", "content": "AAAA"},
    "file": {"kind": "document", "name": "a.pdf", "content": "AAAA"},
    "location": {"kind": "location", "latitude": 45.5, "longitude": 9.25},
    "contact": {"kind": "contact", "phone_number": "+390212345"},
}


class Acquainted(Telegram):
    """Knows people by the names that the suite calls them by."""

    def __init__(self, person: int) -> None:
        super().__init__(QUICK)
        self._person = person

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        return await super().deliver(structs.replace(group, to=str(self._person)))


class Stage:
    """The stand-in, with Ada in front of it."""

    def __init__(self, place: Square) -> None:
        self.place = place
        self.settings = place.settings()
        self.broken = [
            self._with(token=None),
            self._with(token="4001"),
            self._with(token="4001:a b"),
            self._with(api_base="api.telegram.org"),
            self._with(api_base="ftp://api.telegram.org"),
            self._with(mode="webhook"),
            self._with(tokens=TOKEN),
        ]
        self._next = 0
        self.space = ""
        address = "http://127.0.0.1:1/platforms/market/tg"
        self.samples = samples()
        self.failures = [
            Failure(row.name, outcome, partial(self._order, fault))
            for row, outcome, fault in failing(SENDING)
        ]
        self.called = structs.replace(self._with(mode="webhook"), address=address)

    def _with(self, **options: Option) -> ChannelSettings:
        return structs.replace(self.settings, options={**self.settings.options, **options})

    def make(self) -> Adapter:
        return Acquainted(self.place.ada)

    def make_dead(self) -> tuple[Adapter, ChannelSettings]:
        return self.make(), settings_for(f"http://127.0.0.1:{free_port()}")

    async def _order(self, fault: Fault) -> None:
        await self.place.post("faults", where=fault.where, fault=fault.fault, times=fault.times)

    def shown(self) -> Sequence[Shown]:
        calls = self.place.stand_in.serving.calls
        return [shown_by(one.method, one.params) for one in calls if one.method in SHOWING]

    def sent_to_all(self) -> Sequence[str]:
        calls = self.place.stand_in.serving.calls
        return [str(one.params) for one in calls if one.params.get("chat_id") == self.space]

    async def shut(self) -> bool:
        await self._act("block")
        return True

    def decode(self, raw: bytes) -> Incoming | None:
        return decode(raw, ME)

    async def say(self, adapter: Adapter, update: str, person: str, text: str) -> None:
        await self.place.is_confirmed(await self.place.say(text))

    async def give(self, adapter: Adapter, thing: Thing) -> None:
        if thing == "reaction":
            message = (await self.place.messages())[-1]["message_id"]
            given = await self._act("react", message_id=message, emoji="👍")
        else:
            given = await self._act("send", **SENT[thing])
        await self.place.is_confirmed(given["update_id"])

    async def vote(self, adapter: Adapter, label: str) -> None:
        message = (await self.place.messages())[-1]["message_id"]
        voted = await self._act("vote", message_id=message, labels=[label])
        await self.place.is_confirmed(voted["update_id"])

    async def typed(self, adapter: Adapter) -> bool:
        await self.place.say("hello")
        return bool(await eventually(lambda: self.place.calls("sendChatAction")))

    async def _act(self, path: str, **more: Any) -> Any:
        return await self.place.post(path, person=self.place.ada, **more)

    def call(self, update: str, person: str, text: str) -> PlatformCall:
        sender = {"id": int(person), "first_name": "Ada"}
        message = {"message_id": 1, "chat": {**sender, "type": "private"}, "from": sender}
        body = json.dumps({"update_id": int(update), "message": {**message, "text": text}})
        headers = {SECRET_HEADER: secret_of(TOKEN)}
        return PlatformCall("POST", {}, headers, body.encode(), datetime.now(UTC))

    async def ready(self, adapter: Adapter) -> None:
        assert isinstance(adapter, Telegram)
        async with asyncio.timeout(5):
            while adapter._line is None or adapter._line.posted.me is None:
                await asyncio.sleep(0.002)

    def confirmed(self) -> int:
        polls = [c for c in self.place.stand_in.serving.calls if c.method == "getUpdates"]
        offsets = [int(poll.params["offset"]) for poll in polls if "offset" in poll.params]
        return max(offsets) - self._next

    async def greet(self) -> None:
        """Let Ada begin, as nobody can be written to before; her greeting is dealt with."""
        members = [self.place.ada, TOKEN]
        made = await self.place.post("groups", title="A", members=members, kind="supergroup")
        self.space = str(made["id"])
        self._next = await self.place.say("/start") + 1
        await self.place.api("getUpdates", offset=self._next)


def samples() -> list[Sample]:
    """Return the captured updates; what they say has the number of its message."""
    told = [Sample(name, sample(name), TOLD[name][0]) for name in TOLD]
    return [numbered(one) for one in told] + [Sample(name, sample(name), None) for name in NOTHING]


def numbered(one: Sample) -> Sample:
    if not isinstance(one.tells, Said):
        return one
    number = str(json.loads(one.raw)["message"]["message_id"])
    return structs.replace(one, tells=structs.replace(one.tells, message=number))


def shown_by(method: str, params: Mapping[str, str]) -> Shown:
    """Return what a person sees of a call."""
    text = params.get("text") or params.get("caption") or params.get("question") or ""
    markup = json.loads(params.get("reply_markup", "{}"))
    keys = [key for row in markup.get("inline_keyboard", ()) for key in row]
    found: set[Block | None] = {SHOWING[method]}
    found |= {"link" if "url" in key else "reply" for key in keys}
    for key in (key for row in markup.get("keyboard", ()) for key in row):
        found.add("share_contact" if "request_contact" in key else "share_location")
    if "reply_parameters" in params:
        found.add("quote")
    return Shown(text, blocks=frozenset(block for block in found if block is not None))


@pytest.mark.parametrize("check", CHECKS)
async def test_telegram(check: str):
    async with square() as place:
        stage = Stage(place)
        await stage.greet()
        assert await CHECKS[check](stage) == []
