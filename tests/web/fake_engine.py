"""A small engine: it takes in once, and answers at once with an echo."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from msgspec import Struct

from bot.channels.contract import ChannelSettings, Part, Receipt
from bot.core.content import Button, Message
from bot.core.events import Incoming, Opened, Pressed, Said
from bot.core.ids import DeliveryId, EventId, derive


class Held(Struct):
    to: str
    space: str | None
    parts: tuple[Part, ...]
    settle: Callable[[bool], Awaitable[None]]


class FakeEngine:
    def __init__(self) -> None:
        self.taken: dict[str, tuple[ChannelSettings, Incoming]] = {}
        self.settled: list[bool] = []
        self.is_full = False
        self.is_silent = False
        self.fails: Exception | None = None
        self.turn_seconds = 0.0

    async def take_in(
        self,
        settings: ChannelSettings,
        incoming: Sequence[Incoming],
        hold_replies: bool = False,
    ) -> Sequence[Receipt]:
        if self.fails is not None:
            raise self.fails
        return [self._take(settings, one) for one in incoming]

    def _take(self, settings: ChannelSettings, one: Incoming) -> Receipt:
        event = EventId(derive(settings.brand, settings.name, one.external_id))
        if self.is_full:
            return Receipt("full", event)
        if event in self.taken:
            return Receipt("duplicate", event)
        self.taken[event] = (settings, one)
        return Receipt("new", event)

    async def replies(self, brand: Any, event: EventId, timeout: float) -> Held | None:
        if self.turn_seconds > timeout:
            await asyncio.sleep(timeout)
            return None
        await asyncio.sleep(self.turn_seconds)
        incoming = self.taken[event][1]
        parts = () if self.is_silent else (echo(event, incoming),)

        async def settle(delivered: bool) -> None:
            self.settled.append(delivered)

        return Held(incoming.sender.id, incoming.space, parts, settle)


def echo(event: str, incoming: Incoming) -> Part:
    match incoming.happening:
        case Said(text):
            said = f"You said {text}"
        case Pressed(button):
            said = f"You pressed {button}"
        case Opened(payload):
            said = f"You came by {payload}"
    buttons = (Button("b.0", "Yes"), Button("b.1", "More", url="https://example.org/"))
    return Part(DeliveryId(derive(event, 0)), Message(said, f"**{said}**", buttons))
