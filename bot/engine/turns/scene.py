"""Everybody and everything that a batch of events concerns, read in a few statements."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct, field

from bot.core.events import Event, Happening, Sender
from bot.core.ids import BrandId, ChannelName, ConversationId, PersonId, derive
from bot.store.connection import Connection
from bot.store.conversations import states
from bot.store.events import PendingEvent
from bot.store.handoffs import HandoffRow, at_desk
from bot.store.moments import from_moment
from bot.store.people import Account, PersonRow, acquaintances
from bot.store.subscriptions import topics_in, topics_of

_SENDER = msgspec.json.Decoder(Sender)
_HAPPENING: msgspec.json.Decoder[Happening] = msgspec.json.Decoder(Happening)


class Scene(Struct):
    """What is known before and, turn by turn, within a batch; `shared` are the topics of groups.

    `handed_over` are the conversations, by id, that the desk has taken over and speaks of.
    """

    persons: dict[PersonId, PersonRow] = field(default_factory=dict)
    accounts: dict[tuple[ChannelName, str], PersonId] = field(default_factory=dict)
    states: dict[ConversationId, str] = field(default_factory=dict)
    subscribed: dict[PersonId, set[str]] = field(default_factory=dict)
    blocked: set[tuple[ChannelName, str]] = field(default_factory=set)
    shared: dict[ConversationId, set[str]] = field(default_factory=dict)
    handed_over: dict[str, HandoffRow] = field(default_factory=dict)

    def known(self, account: Account) -> PersonRow | None:
        """Return the person behind an account."""
        person = self.accounts.get((account.channel, account.external_id))
        return None if person is None else self.persons[person]

    def remember(self, account: Account, person: PersonRow, subscribed: set[str]) -> None:
        """Let later events of the batch find a person as they are now."""
        self.accounts[account.channel, account.external_id] = person.id
        self.persons[person.id] = person
        self.subscribed[person.id] = subscribed


def set_scene(
    connection: Connection,
    brand: BrandId,
    events: Sequence[PendingEvent],
    desk: ChannelName | None = None,
    known: Scene | None = None,
) -> Scene:
    """Read what these events need.

    Args:
        connection: inside a transaction.
        brand: whose.
        events: which.
        desk: the brand's channel for handing over.
        known: what was read before in this transaction, and still holds; the rest is added to it.
    """
    scene = Scene() if known is None else known
    spoken_of = [event.sender for event in events if event.channel == desk]
    if spoken_of:
        scene.handed_over = at_desk(connection, brand, spoken_of)
    senders: dict[ChannelName, set[str]] = {}
    for event in events:
        if (event.channel, event.sender) not in scene.accounts:
            senders.setdefault(event.channel, set()).add(event.sender)
    strangers = list[PersonId]()
    for channel, external_ids in senders.items():
        for found in acquaintances(connection, brand, channel, list(external_ids)):
            scene.accounts[channel, found.external_id] = found.person.id
            scene.persons[found.person.id] = found.person
            strangers.append(found.person.id)
            if found.blocked:
                scene.blocked.add((channel, found.external_id))
            if found.state is not None:
                scene.states[ConversationId(found.person.id)] = found.state
    spaces = {
        space_conversation(event.channel, event.space)
        for event in events
        if event.space is not None
    }
    if spaces:
        scene.states.update(states(connection, brand, list(spaces)))
        scene.shared.update(topics_in(connection, brand, list(spaces)))
    if strangers:
        scene.subscribed.update(topics_of(connection, brand, strangers))
    return scene


def space_conversation(channel: ChannelName, space: str) -> ConversationId:
    """Return the id of the conversation in a group or thread."""
    return ConversationId(derive("space", channel, space))


def conversation_of(row: PendingEvent, person: PersonRow) -> ConversationId:
    """Return the id of the conversation that an event belongs to."""
    if row.space is not None:
        return space_conversation(row.channel, row.space)
    return ConversationId(person.id)


def read_event(row: PendingEvent, now: datetime) -> Event:
    """Return a stored event as the machine sees it: what was held back happens only now."""
    at = from_moment(row.received_at) if row.held is None else now
    return Event(row.id, at, _HAPPENING.decode(row.happening))


def read_sender(row: PendingEvent) -> Sender:
    """Return who an event is from, in the platform's own words."""
    return _SENDER.decode(row.sender_facts)
