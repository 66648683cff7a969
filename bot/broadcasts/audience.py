"""Who of a topic's subscribers is planned for an occurrence, and when each of them is due."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.brand.brand import Brand
from bot.broadcasts.zones import persons_zone
from bot.core.ids import ChannelName, PersonId, space_conversation
from bot.core.person import Person
from bot.core.wall_time import moment_of
from bot.dialogue.expressions.audience import Slots, fits, mentions_slots
from bot.store.connection import Connection
from bot.store.joined import members_of, owners_of, topics_together
from bot.store.moments import SECOND, from_moment, to_moment
from bot.store.occurrences import OccurrenceRow, Terms, terms_of
from bot.store.people import PersonRow
from bot.store.planning import Subscriber
from bot.store.recipients import RecipientRow
from bot.store.runs import last_slots

Introduce = Callable[[Brand, PersonRow, ChannelName, int | None, set[str]], Person]
"""Makes of a row a person as expressions see them; takes when they last spoke, and their topics."""

_DAY = timedelta(days=1)


class Tally(Struct):
    """How many people had no zone of their own to go by."""

    unknown: int = 0
    invalid: int = 0


class Fitting:
    """Which subscribers of one page an occurrence is meant for.

    Args:
        connection: inside a transaction.
        brand: whose.
        row: the occurrence.
        introduce: makes persons of rows.
        now: the present moment.
    """

    def __init__(
        self,
        connection: Connection,
        brand: Brand,
        row: OccurrenceRow,
        introduce: Introduce,
        now: datetime,
    ) -> None:
        self._connection = connection
        self._brand = brand
        self._filter = terms_of(row).filter
        self._introduce = introduce
        self._now = now

    def of(self, page: Sequence[Subscriber]) -> Sequence[Subscriber]:
        """Return those of a page who are meant, in its order."""
        if self._filter is None:
            return page
        people = [one.person.id for one in page]
        slots = self._slots(self._filter, people)
        topics = self._topics(self._filter, people)
        return [
            one
            for one in page
            if self._fits(self._filter, one, slots.get(one.person.id, {}), topics)
        ]

    def _fits(
        self, source: str, one: Subscriber, slots: Slots, topics: dict[PersonId, set[str]]
    ) -> bool:
        row = one.person
        subscribed = topics.get(row.id, set())
        person = self._introduce(self._brand, row, one.channel, row.last_said, subscribed)
        return fits(source, person, slots, self._now, self._brand)

    def _slots(self, source: str, people: list[PersonId]) -> Mapping[PersonId, Slots]:
        if not mentions_slots(source):
            return {}
        members = members_of(self._connection, self._brand.id, people)
        return last_slots(self._connection, self._brand.id, owners_of(members, people))

    def _topics(self, source: str, people: list[PersonId]) -> dict[PersonId, set[str]]:
        if "subscribed" not in source:
            return {}
        return topics_together(self._connection, self._brand.id, people)


class Due(Struct, frozen=True):
    """When somebody is due, until when, and whether that is to be written down as missed."""

    at: int
    expires_at: int | None
    missed: bool = False


def recipient_of(row: OccurrenceRow, one: Subscriber, due: Due, now: int) -> RecipientRow:
    """Return a subscriber as the recipient of an occurrence."""
    return RecipientRow(
        brand=row.brand,
        occurrence=row.id,
        conversation=one.conversation,
        # What is said in a space is said to nobody in particular.
        person=one.person.id if one.space is None else None,
        topic=row.topic,
        channel=one.channel,
        recipient=one.recipient,
        space=one.space,
        status="skipped" if due.missed else "planned",
        reason="expired" if due.missed else None,
        due_at=due.at,
        expires_at=due.expires_at,
        ended_at=now if due.missed else None,
    )


def due_of(brand: Brand, row: OccurrenceRow, one: Subscriber, launch: int, tally: Tally) -> Due:
    """Return when a subscriber is due.

    Args:
        brand: whose.
        row: the occurrence.
        one: the subscriber.
        launch: when it began, in microseconds since 1970.
        tally: counts those whose zone is not known.
    """
    terms = terms_of(row)
    if terms.after is not None:
        return _after_subscribing(terms, one, launch)
    if terms.zones == "brand":
        return Due(row.starts_at, None)
    zone = brand.timezone
    if one.space is None:
        found = persons_zone(one.person.chosen_timezone, one.person.timezone, brand.timezone)
        tally.unknown += found.standing == "unknown"
        tally.invalid += found.standing == "invalid"
        zone = found.zone
    return due_in_zone(terms, row.slot or "", zone, max(launch, 0))


def posts_of(brand: Brand, row: OccurrenceRow, launch: int) -> list[RecipientRow]:
    """Return the brand's own spaces as recipients of an occurrence: it is posted there once.

    What is for some of the subscribers, or for each at a time of their own, is for no such space.

    Args:
        brand: whose.
        row: the occurrence.
        launch: when it began, in microseconds since 1970.
    """
    terms, topic = terms_of(row), brand.topics.get(row.topic)
    is_for_some = terms.only or terms.after is not None or terms.filter is not None
    if topic is None or is_for_some:
        return []
    due = Due(row.starts_at, None)
    if terms.zones == "person":
        due = due_in_zone(terms, row.slot or "", brand.timezone, max(launch, 0))
    return [
        RecipientRow(
            brand=row.brand,
            occurrence=row.id,
            conversation=space_conversation(channel, space),
            person=None,
            topic=row.topic,
            channel=channel,
            recipient=space,
            space=space,
            status="skipped" if due.missed else "planned",
            reason="expired" if due.missed else None,
            due_at=due.at,
            expires_at=due.expires_at,
            ended_at=launch if due.missed else None,
        )
        for channel, space in topic.posted_in.items()
    ]


def _after_subscribing(terms: Terms, one: Subscriber, launch: int) -> Due:
    at = one.since + (terms.after or 0) * SECOND
    return Due(at, at + (terms.expires or 0) * SECOND, at < launch - terms.late * SECOND)


@lru_cache(maxsize=4096)
def due_in_zone(terms: Terms, slot: str, zone: str, launch: int) -> Due:
    """Return when people in a zone are due, if an occurrence begins at `launch`.

    Whose time is further back than it may begin late gets it the next day, now, or not.
    """
    there, local = ZoneInfo(zone), datetime.fromisoformat(slot)
    began, worth = from_moment(launch), timedelta(seconds=terms.expires or 0)
    at = moment_of(local, there)
    if at + timedelta(seconds=terms.late) >= began:
        return Due(to_moment(at), to_moment(at + worth))
    match terms.passed:
        case "now":
            return Due(launch, to_moment(began + worth))
        case "next day":
            while at < began:
                local += _DAY
                at = moment_of(local, there)
            return Due(to_moment(at), to_moment(at + worth))
        case "skip":
            return Due(to_moment(at), to_moment(at + worth), missed=True)
