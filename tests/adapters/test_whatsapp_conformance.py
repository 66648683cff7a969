"""The WhatsApp channel passes the suite that every channel passes."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

import pytest
from msgspec import structs

from adapters.whatsapp import WhatsApp
from adapters.whatsapp.decode import decode
from adapters.whatsapp.signature import SIGNATURE, signature_of
from bot.brand.brand import Option
from bot.channels.capabilities import Thing
from bot.channels.conformance import CHECKS, Failure, Sample, Shown
from bot.channels.contract import Adapter, ChannelSettings, Group
from bot.channels.doors import PlatformCall
from bot.channels.support import Block
from bot.core.events import Happening, Incoming
from bot.core.outcomes import Outcome, Unknown
from sandbox.faults import Answer, Fault, Order, Reset
from sandbox.whatsapp.buckets import Bucket
from sandbox.whatsapp.marks import read_as_written
from sandbox.whatsapp.world import Line, Person
from tests.adapters.test_whatsapp_decode import PASSED_OVER, SAMPLES, post
from tests.adapters.test_whatsapp_errors import CODES, STATUSES
from tests.adapters.whatsapp_stage import (
    ADA,
    NUMBER,
    QUICK,
    SECRET,
    Square,
    called,
    settings_for,
    square,
    until,
)
from tests.ports import free_port

BLOCKS: Mapping[str, Block] = {
    "image": "image",
    "video": "video",
    "audio": "audio",
    "voice": "voice",
    "document": "file",
    "location": "location",
    "contacts": "contact",
}
"""What a line of the chat is beside its text."""

GIVEN: Mapping[Thing, tuple[str, dict[str, object]]] = {
    "image": ("image", {"id": "55", "mime_type": "image/png"}),
    "file": ("document", {"id": "56", "mime_type": "application/pdf", "filename": "a.pdf"}),
    "location": ("location", {"latitude": 45.5, "longitude": 9.25}),
}


class Acquainted(WhatsApp):
    """Knows people by the names that the suite calls them by."""

    def __init__(self) -> None:
        super().__init__(QUICK)

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        return await super().deliver(structs.replace(group, to=ADA))


class Stage:
    """The stand-in, with Ada in front of it."""

    def __init__(self, place: Square) -> None:
        self.place = place
        self.samples = samples()
        self.failures = [
            Failure(name, outcome, partial(self._order, fault))
            for name, (fault, outcome) in failures().items()
        ]
        self.settings = self.called = place.settings()
        self.broken = [
            *(self._with(**{name: None}) for name in ("token", "secret", "verify_token", "number")),
            self._with(token="two words"),
            self._with(number="+39 055 000 111"),
            self._with(account="mine"),
            self._with(template="Not One"),
            self._with(template_language="English"),
            self._with(menu="x" * 21),
            self._with(api_base="graph.facebook.com"),
            self._with(tokens="x"),
        ]

    def _with(self, **options: Option) -> ChannelSettings:
        return structs.replace(self.settings, options={**self.settings.options, **options})

    def make(self) -> Adapter:
        return Acquainted()

    def make_dead(self) -> tuple[Adapter, ChannelSettings]:
        return self.make(), settings_for(f"http://127.0.0.1:{free_port()}")

    def shown(self) -> Sequence[Shown]:
        return [self._shown(line) for line in self.place.heard]

    def _shown(self, line: Line) -> Shown:
        delivery = next(
            call.body["biz_opaque_callback_data"]
            for call in self.place.world.calls
            if call.answered == line.id
        )
        return Shown(read_as_written(line.text), str(delivery), blocks_of(line))

    def decode(self, raw: bytes) -> Incoming | None:
        heard = decode(raw, NUMBER)
        return next(iter(heard.incoming), None) if heard is not None else None

    async def say(self, adapter: Adapter, update: str, person: str, text: str) -> None:
        told = {"type": "text", "text": {"body": text}}
        await self._tell(adapter, told, text, f"wamid.{update}")

    async def give(self, adapter: Adapter, thing: Thing) -> None:
        if thing == "reaction":
            sign = {"message_id": self.place.heard[-1].id, "emoji": "👍"}
            await self._tell(adapter, {"type": "reaction", "reaction": sign})
        elif thing == "contact":
            card = {"name": {"formatted_name": "Ada"}, "phones": [{"phone": "+390212345"}]}
            await self._tell(adapter, {"type": "contacts", "contacts": [card]})
        else:
            kind, given = GIVEN[thing]
            await self._tell(adapter, {"type": kind, kind: given})

    async def typed(self, adapter: Adapter) -> bool:
        await self.say(adapter, "typed", ADA, "hello")
        await until(lambda: any("typing_indicator" in call.body for call in self.place.world.calls))
        return True

    async def _tell(
        self,
        adapter: Adapter,
        told: dict[str, object],
        text: str = "",
        message: str | None = None,
    ) -> None:
        """Let Ada do something, and wait until the post that tells it was answered."""
        assert isinstance(adapter, WhatsApp)
        async with called(adapter, self.settings) as url:
            self.place.number.callback = url
            before, people = self.confirmed(), self.place.stand_in.people
            people.tell(self.place.number, self.place.ada, told, text, message)
            await until(lambda: self.confirmed() > before)
            self.place.number.callback = None

    async def _order(self, fault: Fault) -> None:
        self.place.stand_in.faults.order(Order("messages", fault))

    def call(self, update: str, person: str, text: str) -> PlatformCall:
        body = json.dumps(told(update, person, text)).encode()
        headers = {SIGNATURE: signature_of(SECRET, body)}
        return PlatformCall("POST", {}, headers, body, datetime.now(UTC))

    async def ready(self, adapter: Adapter) -> None:
        """It takes calls as soon as it is open."""

    def confirmed(self) -> int:
        return self.place.stand_in.postman.confirmed


def told(update: str, person: str, text: str) -> dict[str, object]:
    """Return a post in which somebody writes."""
    message = {"id": f"wamid.{update}", "from": person, "type": "text", "text": {"body": text}}
    value = {
        "metadata": {"phone_number_id": NUMBER, "display_phone_number": "39055000111"},
        "contacts": [{"wa_id": person, "profile": {"name": "Ada"}}],
        "messages": [message],
    }
    changes = [{"field": "messages", "value": value}]
    return {"object": "whatsapp_business_account", "entry": [{"id": "200000", "changes": changes}]}


def samples() -> list[Sample]:
    """Return the captured updates, each in a post of its own."""
    told: list[tuple[str, dict[str, object], Happening | None]] = [
        *((name, fields, happening) for name, (fields, happening) in SAMPLES.items()),
        *((name, fields, None) for name, fields in PASSED_OVER.items()),
    ]
    return [
        Sample(name, post({"id": "wamid.1", "from": ADA, **fields}), happening)
        for name, fields, happening in told
    ]


def failures() -> dict[str, tuple[Fault, type[Outcome]]]:
    """Return every number of Meta's, every status, and what breaks."""
    return {
        **{str(code): (refused(code), outcome) for code, outcome in CODES.items()},
        **{f"HTTP {status}": (Answer(status), outcome) for status, outcome in STATUSES.items()},
        "200 with no JSON": (Answer(200, text="<html>"), Unknown),
        "cut off": (Reset(), Unknown),
        "cut off, though it was done": (Reset(after=True), Unknown),
    }


def refused(code: int) -> Answer:
    return Answer(400, {"error": {"code": code, "message": "no"}})


def blocks_of(line: Line) -> frozenset[Block]:
    """Return what stands in a line in WhatsApp's own form."""
    found: set[Block] = set()
    kind = line.shows or line.type
    if kind in BLOCKS:
        found.add(BLOCKS[kind])
    for label in line.labels:
        found.add("link" if label.url else "reply" if label.id else "share_location")
    if line.quoted is not None:
        found.add("quote")
    return frozenset(found)


@pytest.mark.parametrize("check", CHECKS)
async def test_whatsapp(check: str):
    async with square() as place:
        place.world.people["ada"] = Person("ada", "Ada")
        for person in place.world.people.values():
            person.pairs[NUMBER] = Bucket(10_000, 1.0)
        place.world.numbers[NUMBER].throughput = Bucket(10_000, 1.0)
        assert await CHECKS[check](Stage(place)) == []
