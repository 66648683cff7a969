"""Speaking first: whoever is due is asked for at the gate, and what passes becomes an event.

All of it happens in the transaction in which the recipients are marked as spoken to, so that two
occasions that race for the last place under a cap cannot both have it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol, assert_never

import msgspec
from msgspec import Struct

from bot.brand.brand import Brand
from bot.consent.gate import Go, Hold, Skip
from bot.core.events import Began, Sender
from bot.core.ids import BrandId, ChannelName, ConversationId, EventId, derive
from bot.engine.permission import Asked, Decided, Occasion, ask_gate
from bot.engine.turns.scene import Scene
from bot.store.armings import may_leave, note_begun
from bot.store.connection import Connection
from bot.store.events import NewEvent, PendingEvent, add_events
from bot.store.joined_recipients import Readdressed, readdress, voices
from bot.store.moments import from_moment, to_moment
from bot.store.numbers import numbers_of
from bot.store.occurrences import OccurrenceRow, end_finished, live_occurrences
from bot.store.people import Account
from bot.store.recipients import (
    Planned,
    RecipientHold,
    RecipientsOpened,
    Share,
    count_under_way,
    due_recipients,
    free_recipients,
    held_recipients,
    hold_recipients,
    mark_opened,
    next_due_recipient,
    skip_planned,
)
from bot.store.values import to_json
from bot.store.waterfall import RecipientEnd, end_recipients

MOST_OPENED = 64
"""People spoken to in one transaction: with their turns it takes some 30 ms of the one writer."""


class Ways(Protocol):
    """The ways out, as far as they decide how many may be spoken to at once."""

    def window(self, channel: ChannelName) -> int:
        """Return how many openings of a channel may be under way."""
        ...


class Opened(Struct, frozen=True):
    """What one look came to: `more` says that it stopped before everything due was done.

    `next_at` is when the next recipient is due, None where nobody waits for a time.
    """

    opened: int = 0
    more: bool = False
    next_at: datetime | None = None


def open_due(
    connection: Connection, brand: Brand, ways: Ways, now: datetime, scene: Scene
) -> Opened:
    """Open what is due, as far as the channels have room; the events then wait for their turn.

    Args:
        connection: inside a transaction.
        brand: whose.
        ways: its ways out.
        now: the present moment.
        scene: what the gate reads is added to it.
    """
    live = live_occurrences(connection, brand.id)
    if not live:
        return Opened()
    look = _Look(connection, brand, ways, now, scene)
    for occurrence in live:
        look.at(occurrence)
    end_finished(connection, brand.id, to_moment(now))
    return Opened(look.opened, look.more, min(look.waits, default=None))


class Awake(Struct, frozen=True):
    """Conversations in which somebody has just written."""

    brand: Brand
    ways: Ways
    conversations: Sequence[ConversationId]
    now: datetime


def released(connection: Connection, awake: Awake, fingerprint: str | None) -> list[PendingEvent]:
    """Open what quiet hours hold back from people who have just written.

    Args:
        connection: inside a transaction.
        awake: who.
        fingerprint: tells where the database is, None where that does not matter.

    Returns:
        The events, to be played before what was written, in order.
    """
    brand, now = awake.brand, awake.now
    held = held_recipients(connection, brand.id, awake.conversations, "quiet")
    if not held or not may_leave(connection, brand.id, fingerprint):
        return []
    live = {one.id: one for one in live_occurrences(connection, brand.id)}
    done: list[PendingEvent] = []
    for planned in held:
        occurrence = live.get(planned.occurrence)
        if occurrence is not None and _runs(occurrence, to_moment(now)):
            occasion = Occasion(brand, occurrence, now, present=True)
            done += _open(connection, occasion, [planned])
    if done:
        note_begun(connection, brand.id, to_moment(now))
    return done


def freed(
    connection: Connection, brand: BrandId, conversations: Sequence[ConversationId], now: datetime
) -> int:
    """Make due what waited until these conversations had no question waiting; say how much."""
    return free_recipients(connection, brand, conversations, to_moment(now))


class _Look:
    """One look at everything of a brand that may be due."""

    def __init__(
        self, connection: Connection, brand: Brand, ways: Ways, now: datetime, scene: Scene
    ) -> None:
        self.opened = 0
        self.more = False
        self.waits: list[datetime] = []
        self._connection = connection
        self._brand = brand
        self._ways = ways
        self._now = now
        self._moment = to_moment(now)
        self._scene = scene
        self._rooms: dict[ChannelName, int] = {}

    def at(self, occurrence: OccurrenceRow) -> None:
        """Give up what is over, and open what is due."""
        if (why := _over(occurrence, self._moment)) is not None:
            brand = self._brand.id
            given_up = skip_planned(self._connection, brand, occurrence.id, why, self._moment)
            self.more = self.more or given_up > 0
        elif _runs(occurrence, self._moment):
            for channel in self._brand.channels:
                self._open(occurrence, Share(self._brand.id, occurrence.id, channel))

    def _open(self, occurrence: OccurrenceRow, share: Share) -> None:
        most = min(self._room(share.channel), MOST_OPENED - self.opened)
        if most > 0:
            found = due_recipients(self._connection, share, self._moment, most)
            occasion = Occasion(self._brand, occurrence, self._now, scene=self._scene)
            done = _open(self._connection, occasion, found)
            self.opened += len(done)
            self._rooms[share.channel] -= len(done)
            # Where there is no room, whoever makes some asks for a look.
            self.more = self.more or (len(found) == most and self._room(share.channel) > 0)
        due = next_due_recipient(self._connection, share)
        if due is not None and due > self._moment:
            self.waits.append(from_moment(due))

    def _room(self, channel: ChannelName) -> int:
        room = self._rooms.get(channel)
        if room is None:
            under_way = count_under_way(self._connection, self._brand.id, channel)
            room = self._rooms[channel] = self._ways.window(channel) - under_way
        return room


def _runs(occurrence: OccurrenceRow, moment: int) -> bool:
    return occurrence.status == "running" and occurrence.starts_at <= moment


def _over(occurrence: OccurrenceRow, moment: int) -> str | None:
    """Return why nobody more is to be spoken to for it, None where it goes on."""
    if occurrence.status == "cancelled":
        return "cancelled"
    expired = occurrence.expires_at is not None and occurrence.expires_at <= moment
    return "expired" if expired else None


def _open(
    connection: Connection, occasion: Occasion, found: Sequence[Planned]
) -> list[PendingEvent]:
    """Ask the gate, and write down what it says; return the events of those who are spoken to."""
    if not found:
        return []
    brand, conversations = occasion.brand.id, [one.conversation for one in found]
    best = voices(connection, brand, occasion.occurrence.topic, conversations)
    found = [_at(one, best.get(one.conversation)) for one in found]
    happening, moment = _happening(occasion.occurrence), to_moment(occasion.now)
    number = numbers_of(connection)
    asked = [Asked(one, _event(one, happening, number(), moment)) for one in found]
    decided = ask_gate(connection, occasion, asked)
    hold_recipients(connection, list(_holds(brand, decided)))
    end_recipients(connection, list(_skips(brand, decided, moment)))
    goes = [one for one, decision in decided if isinstance(decision, Go)]
    if goes:
        begun_at = None if occasion.occurrence.kind == "test" else moment
        conversations = [one.planned.conversation for one in goes]
        opened = RecipientsOpened(brand, occasion.occurrence.id, conversations, begun_at)
        mark_opened(connection, opened)
        moved = [one.planned for one in goes if one.planned.conversation in best]
        readdress(connection, [_address(brand, one) for one in moved])
        add_events(connection, [_new_event(brand, one.event) for one in goes])
    return [one.event for one in goes]


def _at(planned: Planned, account: Account | None) -> Planned:
    """Return whom is spoken to, where they spoke last of the accounts that have consented."""
    if account is None:
        return planned
    return msgspec.structs.replace(planned, channel=account.channel, recipient=account.external_id)


def _address(brand: BrandId, planned: Planned) -> Readdressed:
    return Readdressed(
        brand, planned.occurrence, planned.conversation, planned.channel, planned.recipient
    )


def _happening(occurrence: OccurrenceRow) -> str:
    """Return what happens to each of its people: the same for all of them."""
    data = None if occurrence.data is None else msgspec.json.decode(occurrence.data)
    began = Began(occurrence.dialogue, occurrence.topic, occurrence.id, occurrence.name, data)
    return to_json(began)


def _event(planned: Planned, happening: str, seq: int, moment: int) -> PendingEvent:
    return PendingEvent(
        # Somebody who was left out, and is planned anew, is opened once more.
        id=EventId(derive("began", planned.occurrence, planned.conversation, seq)),
        seq=seq,
        channel=planned.channel,
        sender=planned.recipient,
        sender_facts=to_json(Sender(planned.recipient)),
        space=planned.space,
        happening=happening,
        received_at=moment,
    )


def _holds(brand: BrandId, decided: Sequence[Decided]) -> Iterator[RecipientHold]:
    for one, decision in decided:
        if isinstance(decision, Hold):
            planned, until = one.planned, to_moment(decision.until)
            yield RecipientHold(
                brand, planned.occurrence, planned.conversation, until, decision.reason
            )


def _skips(brand: BrandId, decided: Sequence[Decided], moment: int) -> Iterator[RecipientEnd]:
    for one, decision in decided:
        match decision:
            case Skip(reason):
                planned = one.planned
                yield RecipientEnd(
                    brand, planned.occurrence, planned.conversation, "skipped", reason, moment
                )
            case Go() | Hold():
                pass
            case _:
                assert_never(decision)


def _new_event(brand: BrandId, event: PendingEvent) -> NewEvent:
    return NewEvent(
        brand=brand,
        id=event.id,
        seq=event.seq,
        channel=event.channel,
        sender=event.sender,
        sender_facts=event.sender_facts,
        space=event.space,
        happening=event.happening,
        raw=None,
        received_at=event.received_at,
    )
