"""Subscribers as they would be recipients: by the planner's own times and the gate's own facts."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from bot.broadcasts.audience import Tally, due_of
from bot.broadcasts.occurring import start_of
from bot.cli.broadcast_reading import Concerned
from bot.consent.gate import Facts
from bot.core.ids import EventId
from bot.engine.permission import Asked, Occasion, facts_at_gate
from bot.store.connection import Connection
from bot.store.events import PendingEvent
from bot.store.joined_recipients import voices
from bot.store.moments import from_moment, to_moment
from bot.store.occurrences import OccurrenceRow, terms_of
from bot.store.outlook import already_met
from bot.store.planning import Subscriber
from bot.store.recipients import Planned

UNFIT = "left the audience"
PASSED = "slot passed"
MET = "had it already"
SHARED = "told in the same space"
NOWHERE = "no such channel"
ELSEWHERE = "told on another account of theirs"


class Prospect(Struct, frozen=True):
    """One subscriber who would be planned: when they are due, and what the gate would know."""

    subscriber: Subscriber
    due: int
    facts: Facts


class Rehearsal(Struct, frozen=True):
    """What is gone through: one occurrence, as it would be, at the present moment."""

    about: Concerned
    row: OccurrenceRow
    now: datetime

    @property
    def moment(self) -> int:
        """From when on it could be asked for at the gate, in microseconds."""
        return max(self.row.starts_at, to_moment(self.now))


def prospects(
    connection: Connection, rehearsal: Rehearsal, page: Sequence[Subscriber], tally: Tally
) -> Iterator[Prospect | str]:
    """Yield each subscriber of a page as they would be asked for, or why they would not be.

    Args:
        connection: inside a transaction.
        rehearsal: what is gone through.
        page: who.
        tally: counts those whose time zone is not known.
    """
    brand, row = rehearsal.about.library.brand, rehearsal.row
    conversations = [one.conversation for one in page]
    met = already_met(connection, brand.id, row.id, conversations)
    places = voices(connection, brand.id, row.topic, conversations)
    dues = [due_of(brand, row, one, _launch(rehearsal), tally) for one in page]
    asked = [_asked(row, one, due.at, due.expires_at) for one, due in zip(page, dues, strict=True)]
    occasion = Occasion(brand, row, from_moment(rehearsal.moment))
    facts = facts_at_gate(connection, occasion, asked)
    for one, due, (_, known) in zip(page, dues, facts, strict=True):
        place = places.get(one.conversation)
        if place is not None and (place.channel, place.external_id) != (one.channel, one.recipient):
            yield ELSEWHERE
        elif one.conversation in met:
            yield MET
        elif one.channel not in brand.channels:
            yield NOWHERE
        elif not known.fits:
            yield UNFIT
        elif due.missed:
            yield PASSED
        else:
            at = max(due.at, to_moment(rehearsal.now))
            yield Prospect(one, at, replace(known, begun=tuple(known.begun)))


def _launch(rehearsal: Rehearsal) -> int:
    """Return when it begins, as the planner takes it: a follow-up is planned all the time."""
    row = rehearsal.row
    return start_of(row) if terms_of(row).after is None else to_moment(rehearsal.now)


def event_of(one: Subscriber, at: int) -> PendingEvent:
    """Return what stands for somebody's event where only the people concerned are looked up."""
    return PendingEvent(
        id=EventId(""),
        seq=0,
        channel=one.channel,
        sender=one.recipient,
        sender_facts="",
        space=one.space,
        happening="",
        received_at=at,
    )


def _asked(row: OccurrenceRow, one: Subscriber, due: int, expires: int | None) -> Asked:
    planned = Planned(
        occurrence=row.id,
        conversation=one.conversation,
        person=one.person.id,
        topic=row.topic,
        channel=one.channel,
        recipient=one.recipient,
        space=one.space,
        due_at=due,
        expires_at=expires,
    )
    return Asked(planned, event_of(one, due))
