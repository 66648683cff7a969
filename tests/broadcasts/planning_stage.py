"""A brand with broadcasts, people who subscribed, a clock that tests move, and the planner."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from bot.broadcasts.planner import Planner, Surroundings
from bot.core.ids import BrandId, ChannelName, ConversationId, PersonId
from bot.dialogue.publishing.library import Library
from bot.engine.facts import as_person
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.moments import from_moment, to_moment
from bot.store.occurrences import OccurrenceRow, live_occurrences, occurrences_of
from bot.store.people import PersonRow, save_persons
from bot.store.subscriptions import SubscriptionRow, add_subscriptions
from tests.brand_folder import library_of

BRAND = BrandId("market")
FILES = {
    "brand.yaml": """brand: market
timezone: Europe/Rome
topics:
  news: {title: News, wording: Shall I write to you?}
  other: {title: Other, wording: Shall I write to you?}
""",
    "dialogues/hello.yaml": "dialogue: hello\nsteps:\n  - say: Hello\n",
    "dialogues/survey.yaml": "dialogue: survey\nstarts: [{command: survey}]\nsteps:\n"
    "  - {ask: How much?, as: score, type: number}\n"
    "  - set: {person.city: Rome}\n"
    "  - say: Noted.\n",
}
HERE = "here"


def library_with(folder: Path, broadcasts: Mapping[str, str]) -> Library:
    """Return a brand that has these broadcasts: what its files say, by name."""
    texts = FILES | {
        f"broadcasts/{name}.yaml": f"broadcast: {name}\ntopic: news\ndialogue: hello\n{text}"
        for name, text in broadcasts.items()
    }
    return library_of(folder, texts)


class Somebody(Struct, frozen=True):
    """A person who subscribed."""

    name: str
    since: datetime
    zone: str | None = None
    facts: str = "{}"
    space: str | None = None
    topic: str = "news"


def subscribe(connection: Connection, people: Sequence[Somebody]) -> None:
    """Write people and their consents."""
    save_persons(connection, [_person(one) for one in people])
    add_subscriptions(connection, [_subscription(one) for one in people])


def _person(one: Somebody) -> PersonRow:
    return PersonRow(
        brand=BRAND,
        id=PersonId(one.name),
        name=one.name,
        first_name=one.name,
        language="en",
        timezone=one.zone,
        chosen_language=None,
        chosen_timezone=None,
        facts=one.facts,
        since=to_moment(one.since),
        last_said=None,
    )


def _subscription(one: Somebody) -> SubscriptionRow:
    return SubscriptionRow(
        brand=BRAND,
        topic=one.topic,
        person=PersonId(one.name),
        conversation=ConversationId(one.name if one.space is None else f"space {one.space}"),
        channel=ChannelName("web"),
        recipient=f"account of {one.name}",
        space=one.space,
        since=to_moment(one.since),
    )


class Row(Struct, frozen=True):
    """A recipient as a test looks at one."""

    conversation: str
    status: str
    reason: str | None
    due: datetime
    expires: datetime | None
    person: str | None


class Stage:
    """The planner of one brand over one store."""

    def __init__(self, store: Store, library: Library, now: datetime) -> None:
        self.store = store
        self.library = library
        self.now = now
        self.begin()

    def begin(self, *, place: str = HERE, edition: str = "2026a") -> None:
        """Let a new process plan: nothing is remembered but what is in the store."""
        surroundings = Surroundings(as_person, place, edition)
        self.planner = Planner(self.store, {BRAND: self.library}, lambda: self.now, surroundings)

    async def look(self, **passed: float) -> datetime | None:
        """Let time pass, and everything that is due then be planned."""
        self.now += timedelta(**passed)
        following = await self.planner.look()
        for _ in range(1000):
            if following is None or following > self.now:
                return following
            following = await self.planner.look()
        raise AssertionError("there is always something to plan")

    async def subscribe(self, *people: Somebody) -> None:
        await self.store.run(lambda connection: subscribe(connection, people))

    async def occurrences(self, source: str) -> list[OccurrenceRow]:
        """Return the occurrences of a broadcast, oldest first."""
        found = await self.store.run(lambda one: occurrences_of(one, BRAND, source, 1000))
        return sorted(found, key=lambda row: (row.starts_at, row.id))

    async def live(self) -> list[OccurrenceRow]:
        return await self.store.run(lambda one: live_occurrences(one, BRAND))

    async def recipients(self, occurrence: OccurrenceRow | None = None) -> list[Row]:
        """Return who is planned, in order of conversation."""
        which = "" if occurrence is None else f" WHERE occurrence = '{occurrence.id}'"

        def unit(connection: Connection) -> list[Row]:
            rows = connection.exec_driver_sql(
                "SELECT conversation, status, reason, due_at, expires_at, person"
                f" FROM recipients{which} ORDER BY conversation, due_at"
            )
            return [
                Row(row[0], row[1], row[2], from_moment(row[3]), _moment(row[4]), row[5])
                for row in rows
            ]

        return await self.store.run(unit)

    async def execute(self, sql: str, *values: object) -> None:
        await self.store.run(lambda one: one.exec_driver_sql(sql, values) and None)


def _moment(value: int | None) -> datetime | None:
    return None if value is None else from_moment(value)


def utc(text: str) -> datetime:
    """Return a moment of UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
