"""A stage for the engine: a platform that does as it is told, a machine that echoes, a clock."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from msgspec.structs import replace

from bot.brand.brand import Brand, Channel, Quiet
from bot.channels.capabilities import Capabilities, Pace
from bot.channels.contract import ChannelSettings, Group, Receipt
from bot.core.content import Message
from bot.core.effects import CloseDoor, Effect, MarkUndelivered, MoveSpace, OpenDoor, Send
from bot.core.events import (
    Blocked,
    Event,
    Happening,
    Incoming,
    Party,
    Said,
    Sender,
    SpaceMoved,
    Unblocked,
    Undelivered,
)
from bot.core.ids import BrandId, ChannelName
from bot.core.outcomes import Accepted, Outcome
from bot.core.person import Person
from bot.dialogue.machine.state import EMPTY
from bot.dialogue.publishing.library import Library
from bot.engine.dialogue_machine import DialogueMachine
from bot.engine.engine import Engine
from bot.engine.machine import InSpace, Played
from bot.store.connection import Connection
from bot.store.database import Store, open_store
from bot.store.numbers import numbers_of
from bot.understanding import words

if TYPE_CHECKING:
    from bot.brand.budgets import Budgets
    from bot.dialogue.program import Dialogue
    from bot.engine.calls.attempt import Outside
    from bot.engine.report import TurnReport
    from bot.store.numbers import Number

BRAND = BrandId("fair")
SITE = ChannelSettings(BRAND, ChannelName("site"), "webhook")

Answer = Callable[[Group], Sequence[Outcome]]
Says = Callable[[Event, Person], Sequence[Effect]]


def accept(group: Group) -> Sequence[Outcome]:
    return [Accepted()] * len(group.parts)


def send(text: str) -> Send:
    return Send(Message(text, text))


def echo(event: Event, person: Person) -> Sequence[Effect]:
    """Answer every word of a text with a message of its own; say nothing to silence."""
    match event.happening:
        case Said(text):
            return [send(word) for word in text.split()]
        case Blocked():
            return [CloseDoor()]
        case Unblocked():
            return [OpenDoor()]
        case SpaceMoved(to):
            return [MoveSpace(to)]
        case Undelivered(delivery, reason):
            return [MarkUndelivered(delivery, reason)]
        case _:
            return []


class Startable(Protocol):
    async def start(self) -> None: ...

    async def stop(self) -> None: ...


Made = TypeVar("Made", bound=Startable)


@asynccontextmanager
async def started(made: Made) -> AsyncIterator[Made]:
    """Start something, and stop it at the end."""
    await made.start()
    yield made
    await made.stop()


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2030, 1, 1, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Platform:
    """Keeps what it is given; `answers` says how the next deliveries end, then all are accepted.

    While `gate` is set nothing comes back.
    """

    name = "webhook"

    def __init__(
        self,
        *,
        groups: bool = True,
        reaches: bool = True,
        pace: Pace | None = None,
        recognises: float | None = None,
    ) -> None:
        self.capabilities = Capabilities(groups=groups, pace=pace, recognises=recognises)
        self.tried: list[Group] = []
        self.got: list[tuple[str, str]] = []
        self.answers: list[Answer] = []
        self.failing: dict[str, Answer] = {}
        self.hanging = asyncio.Event()
        self.hanging.set()
        self.under_way: list[str] = []
        self._reaches = reaches

    def faults(self, settings: ChannelSettings) -> Sequence[str]:
        return ()

    async def open(self, settings: ChannelSettings, intake: object) -> None: ...

    async def close(self) -> None: ...

    def reaches(self) -> bool:
        return self._reaches

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        lane = group.space or group.to
        assert lane not in self.under_way, "two groups in flight in one space"
        self.under_way.append(lane)
        try:
            self.tried.append(group)
            await self.hanging.wait()
            answer = self.failing.get(group.to) or (self.answers.pop(0) if self.answers else accept)
            outcomes = answer(group)
            for part, outcome in zip(group.parts, outcomes, strict=False):
                if isinstance(outcome, Accepted):
                    self.got.append((group.to, part.message.text))
            return outcomes
        finally:
            self.under_way.remove(lane)

    def texts(self, to: str = "ada") -> list[str]:
        return [text for who, text in self.got if who == to]


class OwnAddress(Platform):
    """A platform that comes to whichever process it likes, as other systems do."""

    def verify(self, *_: object) -> bool:
        return True

    def decode(self, *_: object) -> None: ...


class Told:
    """A machine that does as a theatre tells it."""

    def __init__(self, theatre: "Theatre") -> None:
        self._theatre = theatre

    def __call__(self, stored: str | None, event: Event, person: Person) -> Played:
        return self._theatre.play(stored, event, person)

    def in_space(self, stored: InSpace, event: Event, person: Person) -> Played:
        return self._theatre.play_in_space(stored, event, person)


class Theatre:
    """One process of the product over a database that outlives it.

    It plays its `dialogues` where it `plays`, else a machine that does as it is told. `outside` is
    what they may call. Where it `shares` the database at `url`, its channel is not its own. What is
    short waits by the clock `steady`, which is the other one unless it is set before the start.
    In groups the machine that does as it is told talks with its `party`.
    """

    def __init__(self, folder: Path | None = None, url: str | None = None) -> None:
        self.url = url or ("sqlite://" if folder is None else f"sqlite:///{folder / 'store.db'}")
        self.name = "process"
        self.shares = False
        self.clock = Clock()
        self.steady: Clock | None = None
        self.platform = Platform()
        self.says: Says = echo
        self.frees: Callable[[Event], bool] = lambda _: False
        self.quiet: Quiet | None = None
        self.pace: Budgets | None = None
        self.dialogues: dict[str, Dialogue] = {}
        self.plays = False
        self.party: Party = "person"
        self.outside: Outside | None = None
        self.reports: list[TurnReport] = []
        self.starts = 0
        self.store: Store
        self.engine: Engine
        self.number: Number
        self._said = 0

    async def start(self) -> None:
        self.starts += 1
        self.store = await open_store(self.url)
        brand = Brand(
            BRAND,
            "Fair",
            ("en", "it"),
            "Europe/Rome",
            {SITE.name: Channel(SITE.name, "webhook", pace=self.pace)},
            quiet=self.quiet,
        )
        self.engine = Engine(
            self.store,
            {BRAND: Library(brand, self.dialogues)},
            {(BRAND, SITE.name): self.platform},
            words,
            self.clock,
            f"{self.name}-{self.starts}",
            self.reports.append,
            DialogueMachine if self.plays else lambda _library, _understanding: Told(self),
            outside=self.outside,
            steady=self.steady,
        )
        await self.engine.start(shares=self.shares)
        self.number = await self.store.run(numbers_of)

    async def stop(self, grace: float = 0.0) -> None:
        await self.engine.stop(grace)
        await self.store.close()

    def play(self, stored: str | None, event: Event, person: Person) -> Played:
        effects = tuple(self.says(event, person))
        freed = self.frees(event)
        return Played(EMPTY, str(int(stored or "0") + 1), effects, (), freed=freed)

    def play_in_space(self, stored: InSpace, event: Event, person: Person) -> Played:
        """Have a talk with each in a group, or with all."""
        talk = stored.own if self.party == "person" else stored.shared
        return replace(self.play(talk, event, person), party=self.party)

    async def hear(
        self,
        text: str,
        who: str = "ada",
        *,
        key: str | None = None,
        space: str | None = None,
        hold: bool = False,
    ) -> Receipt:
        self._said += 1
        incoming = Incoming(key or f"key-{self._said}", Sender(who), Said(text), space, b"raw")
        (receipt,) = await self.engine.take_in(SITE, [incoming], 20 if hold else 0)
        return receipt

    async def do(self, happening: Happening, who: str = "ada", *, space: str | None = None) -> None:
        """Let somebody do something, and return when all that follows is done."""
        self._said += 1
        incoming = Incoming(f"key-{self._said}", Sender(who), happening, space)
        await self.engine.take_in(SITE, [incoming])
        await self.engine.settled()

    async def say(self, text: str, who: str = "ada", **more: object) -> Receipt:
        receipt = await self.hear(text, who, **more)  # type: ignore[arg-type]
        await self.engine.settled()
        return receipt

    async def later(self, seconds: float) -> None:
        self.clock.move(seconds)
        await self.engine.settled()

    async def rows(self, question: str) -> list[tuple[object, ...]]:
        def unit(connection: Connection) -> list[tuple[object, ...]]:
            return [tuple(row) for row in connection.exec_driver_sql(f"SELECT {question}")]

        return await self.store.run(unit)
