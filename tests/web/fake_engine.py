"""A small engine: it takes in once, and answers at once with an echo."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from bot.channels.contract import ChannelSettings, Group, Part, Receipt
from bot.core.content import Button, Media, Message
from bot.core.events import Blocked, Incoming, Opened, Pressed, Said, Unblocked
from bot.core.ids import BrandId, ChannelName, DeliveryId, EventId, GroupId, derive
from bot.engine.figures import BrandFigures, CallFigures, ChannelFigures, Figures
from bot.engine.open_pages import Pages
from bot.engine.outside import OutsideEvent, Taken
from bot.engine.turns.times import TurnTime, TurnTimes
from bot.store.commits import Commits
from bot.store.moments import to_moment

if TYPE_CHECKING:
    from adapters.webchat import Webchat


class Held(Struct):
    to: str
    space: str | None
    parts: tuple[Part, ...]
    settle: Callable[[bool], Awaitable[None]]
    are_ours: bool = True


class Line(Struct, frozen=True):
    id: str
    speaker: Literal["person", "bot"]
    text: str
    markdown: str
    buttons: tuple[Button, ...] = ()
    media: tuple[Media, ...] = ()

    @property
    def message(self) -> Message:
        return Message(self.text, self.markdown, self.buttons, self.media)


class FakeEngine:
    def __init__(self) -> None:
        self.taken: dict[str, tuple[ChannelSettings, Incoming]] = {}
        self.settled: list[bool] = []
        self.is_full = False
        self.is_silent = False
        self.fails: Exception | None = None
        self.turn_seconds = 0.0
        self.happenings: dict[str, OutsideEvent] = {}
        self.used: set[str] = set()
        self.waiting = 7
        self.is_measured = False
        self.fares: ChannelFigures | None = None
        self.is_store_gone = False
        self.is_store_stuck = False
        self.lines: list[Line] = []
        self.channel: Webchat | None = None
        self.pages = Pages()

    async def take_in(
        self,
        settings: ChannelSettings,
        incoming: Sequence[Incoming],
        hold_replies: float = 0.0,
    ) -> Sequence[Receipt]:
        if self.fails is not None:
            raise self.fails
        receipts = [self._take(settings, one) for one in incoming]
        for receipt, one in zip(receipts, incoming, strict=True):
            if receipt.taken == "new" and self.channel is not None:
                await self._answer(receipt.event, one)
        return receipts

    async def _answer(self, event: str, one: Incoming) -> None:
        assert self.channel is not None
        said = one.happening.text if isinstance(one.happening, Said) else ""
        part = echo(event, one)
        spoken = Line(
            part.id, "bot", part.message.text, part.message.markdown, part.message.buttons
        )
        self.lines += [Line(event, "person", said, said), spoken]
        await self.channel.deliver(Group(GroupId(event), one.sender.id, None, (part,)))

    async def happened(self, happened: OutsideEvent) -> Taken:
        if happened.person not in {None, "user-17"}:
            return Taken("nobody")
        if happened.external_id in self.happenings:
            return Taken("duplicate")
        self.happenings[happened.external_id] = happened
        return Taken("new", used=happened.name in self.used)

    async def is_reachable(self) -> bool:
        if self.is_store_stuck:
            await asyncio.sleep(60)
        return not self.is_store_gone

    def figures(self) -> Figures:
        brand, site = BrandId("acme"), ChannelName("site")
        turns = {(site, "done"): len(self.taken)}
        closed = ChannelFigures(brand, site, "closed", {("accepted", "reply"): 3}, 2)
        channel = self.fares or closed
        if not self.is_measured:
            return Figures((BrandFigures(brand, self.waiting, turns),), (channel,))
        times, commits = TurnTimes(), Commits()
        now = to_moment(datetime.now(UTC))
        times.committed([TurnTime(0.001, now - 200_000), TurnTime(0.2, now - 3_000_000)], now)
        commits.begin()
        commits.end(2, refused=False)
        commits.begin()
        commits.end(1, refused=True)
        brands = (BrandFigures(brand, self.waiting, turns, times.figures()),)
        return Figures(brands, (channel,), (CallFigures(brand, 1, {"ok": 2}),), commits.figures())

    async def transcript(
        self, brand: Any, channel: Any, external_id: str, after: str | None, limit: int
    ) -> Sequence[Line]:
        ids = [line.id for line in self.lines]
        begin = ids.index(after) + 1 if after in ids else 0
        return self.lines[begin:][:limit]

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
        case Blocked() | Unblocked():
            said = "You came and went"
    buttons = (Button("b.0", "Yes"), Button("b.1", "More", url="https://example.org/"))
    return Part(DeliveryId(derive(event, 0)), Message(said, f"**{said}**", buttons))
