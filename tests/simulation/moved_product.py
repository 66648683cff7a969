"""The product over one database, with a platform in memory and a clock that only tests move."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot.broadcasts.feed_fetch import Marks
from bot.broadcasts.feed_keeping import Read, keep, standing
from bot.broadcasts.feed_post import post_of
from bot.broadcasts.planner import Planner, Surroundings
from bot.channels.capabilities import Capabilities
from bot.channels.contract import ChannelSettings, Group
from bot.core.events import Happening, Incoming, Sender
from bot.core.ids import ChannelName
from bot.core.outcomes import Accepted, Outcome
from bot.dialogue.publishing.library import Library
from bot.engine.engine import Engine
from bot.engine.facts import as_person
from bot.engine.outside import OutsideEvent
from bot.engine.report import TurnReport
from bot.store.connection import Connection
from bot.store.database import Store, open_store
from bot.understanding import words

if TYPE_CHECKING:
    from bot.core.content import Message

CHANNEL = ChannelName("web")
A_WHILE = timedelta(seconds=1)
"""After which one looks again where something is due and cannot happen yet."""

MOST_LOOKS = 200


def utc(text: str) -> datetime:
    """Return a moment of UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Clock:
    """A clock that tells what it was set to."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Memory:
    """A platform that takes everything, and remembers who was told what, and when."""

    name = "webchat"
    capabilities = Capabilities(buttons=100, groups=True)

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.tries = 0
        self.tried: list[Group] = []
        self.heard: list[tuple[datetime, str, Message]] = []
        self.answers: list[Sequence[Outcome]] = []
        """How the next groups end; then everything is taken."""
        self.clock = clock

    def faults(self, settings: ChannelSettings) -> Sequence[str]:
        return ()

    async def open(self, settings: ChannelSettings, intake: object) -> None: ...

    async def close(self) -> None: ...

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        self.tries += 1
        self.tried.append(group)
        outcomes = await self.answer(group)
        for part, outcome in zip(group.parts, outcomes, strict=True):
            if isinstance(outcome, Accepted):
                self.heard.append((self.clock(), group.to, part.message))
        return outcomes

    async def answer(self, group: Group) -> Sequence[Outcome]:
        """Say how a group ends."""
        return self.answers.pop(0) if self.answers else [Accepted()] * len(group.parts)

    def texts(self, who: str) -> list[str]:
        """Return what somebody was told."""
        return [message.text for _, to, message in self.heard if to == who]

    def times(self, who: str) -> list[datetime]:
        """Return when somebody was told something."""
        return [at for at, to, _ in self.heard if to == who]


class Process:
    """Engine, planner and outbox of one brand: one process of the product.

    Args:
        library: the brand.
        clock: tells the time.
        platform: where everybody is.
        url: the database, which outlives the process where it is a file.
        surroundings: where the database is, and by which zones.
        observe: told of every turn.
    """

    def __init__(  # noqa: PLR0917 - all that a process is made of
        self,
        library: Library,
        clock: Clock,
        platform: Memory,
        url: str = "sqlite://",
        surroundings: Surroundings | None = None,
        observe: Callable[[TurnReport], None] | None = None,
    ) -> None:
        self.library = library
        self.clock = clock
        self.platform = platform
        self.store: Store
        self.engine: Engine
        self.planner: Planner
        self._url = url
        self._surroundings = surroundings or Surroundings(as_person, "here", "2030a")
        self._observe = observe
        self._told = 0
        self._began = clock()
        self._turns = 0
        self.shares = False
        """Whether another process sends on its channel."""

    async def start(self) -> "Process":
        brand = self.library.brand.id
        brands = {brand: self.library}
        self.store = await open_store(self._url)
        self.engine = Engine(
            self.store,
            brands,
            {(brand, CHANNEL): self.platform},
            words,
            self.clock,
            owner=f"process of {self._began} {id(self)}",
            observe=self._seen,
            fingerprint=self._surroundings.fingerprint,
        )
        self.planner = Planner(self.store, brands, self.clock, self._surroundings)
        self.settings = ChannelSettings(brand, CHANNEL, self.platform.name)
        await self.engine.start(shares=self.shares)
        return self

    async def stop(self) -> None:
        await self.engine.stop(0)
        await self.store.close()

    def _seen(self, report: TurnReport) -> None:
        self._turns += 1
        if self._observe is not None:
            self._observe(report)

    async def rest(self) -> datetime | None:
        """Let everything happen that is due now; return when there is more, None: never."""
        now = self.clock()
        due: datetime | None = None
        for _ in range(MOST_LOOKS):
            done = self._done
            planned = await self.planner.look()
            await self.engine.settled()
            due = min(self._times(planned, await self.engine.look()), default=None)
            if done == self._done and (due is None or due > now):
                return due
        return now + A_WHILE

    @property
    def _done(self) -> tuple[int, int]:
        return self._turns, self.platform.tries

    def _times(self, *times: datetime | None) -> list[datetime]:
        """Return when something is due; of the outbox nobody else is told when it goes on."""
        waits = [one._seconds_until_next() for one in self.engine._dispatchers.values()]
        later = [self.clock() + timedelta(seconds=wait) for wait in waits if wait is not None]
        return [*(time for time in times if time is not None), *later]

    async def until(self, moment: datetime) -> None:
        """Let time pass from one moment at which something is due to the next."""
        due = await self.rest()
        while due is not None and due <= moment:
            self.clock.now = max(due, self.clock.now)
            due = await self.rest()
        self.clock.now = max(moment, self.clock.now)
        await self.rest()

    async def later(self, **passed: float) -> None:
        """Let time pass."""
        await self.until(self.clock() + timedelta(**passed))

    async def take_in(
        self, who: str, happening: Happening, zone: str | None = None, space: str | None = None
    ) -> None:
        """Let somebody do something, and go on while it is being answered."""
        self._told += 1
        incoming = Incoming(
            f"{self._began} {id(self)} {self._told}", Sender(who, timezone=zone), happening, space
        )
        await self.engine.take_in(self.settings, [incoming])

    async def act(
        self, who: str, happening: Happening, zone: str | None = None, space: str | None = None
    ) -> None:
        """Let somebody do something, and return when all that follows now is done."""
        await self.take_in(who, happening, zone, space)
        await self.rest()

    async def happened(self, name: str, data: dict[str, str], who: str | None = None) -> None:
        """Let something happen elsewhere, about one person or about everybody."""
        self._told += 1
        channel = None if who is None else CHANNEL
        brand = self.library.brand.id
        event = OutsideEvent(brand, f"{self._began} {self._told}", name, data, channel, who)
        await self.engine.happened(event)

    async def posted(self, feed: str, titles: Sequence[str]) -> None:
        """Let a feed have these posts, as if it had been fetched now."""
        brand, of = self.library.brand.id, self.library.brand.feeds[feed]
        at = self.clock()
        found = (post_of(title, title, f"https://feed.example/{title}", "", at) for title in titles)
        posts = tuple(post for post in found if post is not None)

        def unit(connection: Connection) -> None:
            if standing(connection, brand, of) is None:
                keep(connection, brand, of, Read((), Marks()), at)
            keep(connection, brand, of, Read(posts, Marks()), at)

        await self.store.run(unit)

    async def execute(self, sql: str) -> None:
        await self.store.run(lambda one: one.exec_driver_sql(sql) and None)

    async def rows(self, question: str) -> list[tuple[object, ...]]:
        """Return what the database answers."""
        return await self.store.run(partial(_ask, question=question))


def _ask(connection: Connection, question: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(f"SELECT {question}")]


async def soon() -> None:
    """Let what is under way go on a little."""
    for _ in range(3):
        await asyncio.sleep(0)
