"""What happens outside the conversation: taken in once, as an order of a shop that was shipped.

Of an event that no dialogue uses, nothing is kept but that it came, so that its repetition is
known.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from msgspec import Struct

from bot.core.events import Happened, Sender
from bot.core.ids import BrandId, ChannelName, EventId, PersonId, derive
from bot.core.values import Value
from bot.dialogue.events.handed_over import DESK_EVENTS
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.starts import EventStart
from bot.store.connection import Connection
from bot.store.events import NewEvent, add_events
from bot.store.joined import people_with
from bot.store.moments import to_moment
from bot.store.numbers import numbers_of
from bot.store.occurrences import OccurrenceRow, add_occurrences, occurrence_id
from bot.store.people import Account, person_of
from bot.store.recipients import RecipientRow, add_recipients
from bot.store.subscriptions import SubscriptionRow, subscriptions_of
from bot.store.values import to_json

TakenAs = Literal["new", "duplicate", "nobody"]
"""`nobody`: it is about a person who never began a conversation; nothing is kept of it."""

_NO_CHANNEL = ChannelName("")

_WORTH = timedelta(days=8)
"""How long an event of a topic may wait for quiet hours, caps and dialogues under way: a day
longer than a cap by the week may hold it."""


class OutsideEvent(Struct, frozen=True):
    """Something that happened elsewhere: to the person `person` of `channel`, or to everybody.

    `external_id` is the sender's own id of it, unique among the brand's outside events; `data` is
    what the sender told.
    """

    brand: BrandId
    external_id: str
    name: str
    data: Value = None
    channel: ChannelName | None = None
    person: str | None = None

    @property
    def account(self) -> Account | None:
        """The account that it is about, None where it concerns everybody."""
        if self.channel is None or self.person is None:
            return None
        return Account(self.brand, self.channel, self.person)


class Taken(Struct, frozen=True):
    """What became of an outside event.

    `used` says whether any dialogue has a use for it. `waits` says that it waits for its turn,
    `begins` that the brand may speak first because of it.
    """

    outcome: TakenAs
    used: bool = False
    waits: bool = False
    begins: bool = False


def take_outside(
    connection: Connection,
    event: OutsideEvent,
    library: Library,
    now: datetime,
) -> Taken:
    """Write down that an event came, and let happen what it is for.

    Args:
        connection: inside a transaction.
        event: what was told.
        library: the brand's dialogues.
        now: the present time.
    """
    account, person = event.account, None
    if account is not None:
        person = person_of(connection, account)
        if person is None:
            return Taken("nobody")
    starts = library.event_starts(event.name)
    topical = [start for start in starts if start.topic is not None]
    awaited = event.name in DESK_EVENTS or library.awaits(event.name)
    waits = account is not None and (awaited or len(topical) < len(starts))
    at = to_moment(now)
    row = _row(event, account if waits else None, numbers_of(connection)(), at)
    if add_events(connection, [row]):
        return Taken("duplicate")
    occurrences = [_occurrence(event, row.id, start, now) for start in topical]
    if person is None:
        add_occurrences(connection, occurrences)
        begins = bool(occurrences)
    else:
        begins = _begin_with(connection, person, occurrences)
    return Taken("new", used=bool(starts) or awaited, waits=waits, begins=begins)


def _row(event: OutsideEvent, account: Account | None, number: int, at: int) -> NewEvent:
    """Return the event: it waits for its turn where it is to be played for an account."""
    key = EventId(derive("outside", event.external_id, ""))
    if account is None:
        return NewEvent(
            event.brand, key, number, _NO_CHANNEL, "", "", None, "", None, at, at, "done"
        )
    sender, happened = Sender(account.external_id), Happened(event.name, event.data)
    return NewEvent(
        brand=event.brand,
        id=key,
        seq=number,
        channel=account.channel,
        sender=account.external_id,
        sender_facts=to_json(sender),
        space=None,
        happening=to_json(happened),
        raw=None,
        received_at=at,
    )


def _begin_with(
    connection: Connection, person: PersonId, occurrences: Sequence[OccurrenceRow]
) -> bool:
    """Plan one person alone, for what they are subscribed to; say whether that is anything."""
    if not occurrences:
        return False
    brand = occurrences[0].brand
    people = people_with(connection, brand, person)
    places = [row for one in people for row in subscriptions_of(connection, brand, one)]
    standing = {row.topic: row for row in places}
    meant = [
        msgspec.structs.replace(one, planned_at=one.created_at)
        for one in occurrences
        if one.topic in standing
    ]
    add_occurrences(connection, meant)
    add_recipients(connection, [_recipient(one, standing[one.topic]) for one in meant])
    return bool(meant)


def _occurrence(
    event: OutsideEvent, key: EventId, start: EventStart, now: datetime
) -> OccurrenceRow:
    """Return what a dialogue begins because of it, once, however often the event is told."""
    topic = start.topic or ""
    return OccurrenceRow(
        brand=event.brand,
        id=occurrence_id("event", event.name, derive(key, start.dialogue, topic)),
        kind="event",
        source=event.name,
        topic=topic,
        dialogue=start.dialogue,
        name=event.name,
        data=to_json(event.data),
        created_at=to_moment(now),
        starts_at=to_moment(now),
        expires_at=to_moment(now + _WORTH),
    )


def _recipient(occurrence: OccurrenceRow, place: SubscriptionRow) -> RecipientRow:
    return RecipientRow(
        brand=place.brand,
        occurrence=occurrence.id,
        conversation=place.conversation,
        person=place.person if place.space is not None else PersonId(place.conversation),
        topic=place.topic,
        channel=place.channel,
        recipient=place.recipient,
        space=place.space,
        status="planned",
        due_at=occurrence.starts_at,
    )
