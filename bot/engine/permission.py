"""What the gate has to know of those to whom the brand wants to speak first, and what it says."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct, field

from bot.brand.brand import Brand
from bot.consent.caps import LONGEST
from bot.consent.gate import Beginning, Decision, Facts, Manners, decide, manners_of
from bot.core.ids import BrandId, ConversationId
from bot.dialogue.expressions.audience import fits, mentions_slots
from bot.dialogue.machine.state import State, rests
from bot.engine.facts import as_person, zone_of
from bot.engine.turns.scene import Scene, set_scene
from bot.store.connection import Connection
from bot.store.events import PendingEvent
from bot.store.joined import owners_of
from bot.store.moments import from_moment, to_moment
from bot.store.occurrences import OccurrenceRow, terms_of
from bot.store.people import Account, PersonRow
from bot.store.recipients import Planned, begun_since
from bot.store.runs import last_slots
from bot.store.subscriptions import standing

PATIENCE = timedelta(hours=6)
"""A question that nobody has answered for so long is no conversation under way any more."""

ON_ITS_WAY = timedelta(days=2)
"""How long what was begun may take until it comes: held by night, or tried again and again."""


class Asked(Struct, frozen=True):
    """One recipient at the gate, with the event that would open the conversation."""

    planned: Planned
    event: PendingEvent


Decided = tuple[Asked, Decision]


class Occasion(Struct, frozen=True):
    """What people would be spoken to for, and when.

    `present` says that they have just written. `scene` is what was read in this transaction: what
    the gate reads is added to it.
    """

    brand: Brand
    occurrence: OccurrenceRow
    now: datetime
    present: bool = False
    scene: Scene = field(default_factory=Scene)


class _Known(Struct, frozen=True):
    """What was read for all who are asked for on one occasion."""

    scene: Scene
    subscribed: set[ConversationId]
    begun: Mapping[ConversationId, Sequence[Beginning]]


def ask_gate(connection: Connection, occasion: Occasion, asked: Sequence[Asked]) -> list[Decided]:
    """Return what the gate says of each recipient of one occasion.

    Args:
        connection: inside the transaction in which the answer is carried out.
        occasion: what for, and when.
        asked: who.
    """
    manners, topic = manners_of(occasion.brand), occasion.occurrence.topic
    return [
        (one, decide(manners, topic, facts, occasion.now))
        for one, facts in facts_at_gate(connection, occasion, asked)
    ]


def facts_at_gate(
    connection: Connection, occasion: Occasion, asked: Sequence[Asked]
) -> list[tuple[Asked, Facts]]:
    """Return what the gate has to know of each recipient of one occasion.

    Args:
        connection: inside a transaction.
        occasion: what for, and when.
        asked: who.
    """
    if not asked:
        return []
    brand, topic = occasion.brand, occasion.occurrence.topic
    conversations = [one.planned.conversation for one in asked]
    known = _Known(
        set_scene(connection, brand.id, [one.event for one in asked], known=occasion.scene),
        standing(connection, brand.id, topic, conversations),
        _begun(connection, brand.id, manners_of(brand), conversations, occasion.now),
    )
    audience = _Audience(connection, occasion, known.scene)
    return [(one, _facts(occasion, known, audience, one.planned)) for one in asked]


def _begun(
    connection: Connection,
    brand: BrandId,
    manners: Manners,
    conversations: Sequence[ConversationId],
    now: datetime,
) -> Mapping[ConversationId, Sequence[Beginning]]:
    found: dict[ConversationId, list[Beginning]] = {}
    if manners.started_by_us is None and not manners.at_most:
        return found
    for row in begun_since(connection, brand, conversations, to_moment(now - LONGEST - ON_ITS_WAY)):
        # What is on its way may come at any moment from now on.
        beginning = Beginning(row.topic, now if row.at is None else from_moment(row.at))
        found.setdefault(row.conversation, []).append(beginning)
    return found


class _Audience:
    """Whether people are still among those for whom an occasion is meant."""

    def __init__(self, connection: Connection, occasion: Occasion, scene: Scene) -> None:
        self._occasion = occasion
        self._filter = terms_of(occasion.occurrence).filter
        reads_slots = self._filter is not None and mentions_slots(self._filter)
        owners = owners_of(scene.members, scene.persons) if reads_slots else {}
        self._slots = last_slots(connection, occasion.brand.id, owners) if owners else {}

    def has(self, row: PersonRow, planned: Planned) -> bool:
        """Say whether a person is."""
        if self._filter is None:
            return True
        brand = self._occasion.brand
        topics = self._occasion.scene.topics(row.id)
        person = as_person(brand, row, planned.channel, row.last_said, topics)
        slots = self._slots.get(person.id, {})
        return fits(self._filter, person, slots, self._occasion.now, brand)


def _facts(occasion: Occasion, known: _Known, audience: _Audience, planned: Planned) -> Facts:
    brand, occurrence, scene = occasion.brand, occasion.occurrence, known.scene
    row = scene.known(Account(brand.id, planned.channel, planned.recipient))
    expires = occurrence.expires_at if planned.expires_at is None else planned.expires_at
    if row is None and brand.posts(occurrence.topic, planned.channel, planned.space):
        until = None if expires is None else from_moment(expires)
        return Facts(brand.timezone, subscribed=True, expires=until)
    if row is None:
        return Facts(brand.timezone, subscribed=False, known=False)
    return Facts(
        zone=zone_of(brand, row) if planned.space is None else brand.timezone,
        subscribed=planned.conversation in known.subscribed,
        stopped=row.stopped_at is not None,
        blocked=(planned.channel, planned.recipient) in scene.blocked,
        fits=audience.has(row, planned),
        expires=None if expires is None else from_moment(expires),
        busy_until=_busy_until(scene.states.get(planned.conversation), row),
        present=occasion.present,
        urgent=occurrence.kind == "test",
        begun=known.begun.get(planned.conversation, ()),
    )


def _busy_until(stored: str | None, row: PersonRow) -> datetime | None:
    """Return until when the conversation is not interrupted; None where no question waits."""
    if stored is None or row.last_said is None:
        return None
    try:
        resting = rests(msgspec.json.decode(stored, type=State))
    except msgspec.MsgspecError:
        return None
    return None if resting else from_moment(row.last_said) + PATIENCE
