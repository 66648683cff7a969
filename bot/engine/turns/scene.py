"""Everybody and everything that a batch of events concerns, read in a few statements."""

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct, field

from bot.core.events import Event, Sender
from bot.core.ids import (
    BrandId,
    ChannelName,
    ConversationId,
    PersonId,
    RunId,
    own_conversation,
    space_conversation,
)
from bot.engine.happenings import read_happening
from bot.store.connection import Connection
from bot.store.conversations import states
from bot.store.events import PendingEvent
from bot.store.handoffs import HandoffRow, at_desk
from bot.store.joined import Member, members_of
from bot.store.joined_belongings import open_runs
from bot.store.moments import from_moment
from bot.store.people import Account, PersonRow, acquaintances
from bot.store.subscriptions import topics_in, topics_of

ALL = ""
"""Who an event is from that concerns what all in a group share: no account is called so."""


class Scene(Struct):
    """What is known before and, turn by turn, within a batch; `shared` are the topics of groups.

    `handed_over` are the conversations, by id, that the desk has taken over and speaks of.
    `members` are the accounts of those who have several: `subscribed` is known of each of these by
    itself, and `runs` are those under way that guests have begun, with whose they are.
    """

    persons: dict[PersonId, PersonRow] = field(default_factory=dict)
    accounts: dict[tuple[ChannelName, str], PersonId] = field(default_factory=dict)
    states: dict[ConversationId, str] = field(default_factory=dict)
    subscribed: dict[PersonId, set[str]] = field(default_factory=dict)
    blocked: set[tuple[ChannelName, str]] = field(default_factory=set)
    shared: dict[ConversationId, set[str]] = field(default_factory=dict)
    handed_over: dict[str, HandoffRow] = field(default_factory=dict)
    members: dict[PersonId, list[Member]] = field(default_factory=dict)
    runs: dict[RunId, PersonId] = field(default_factory=dict)

    def known(self, account: Account) -> PersonRow | None:
        """Return the person behind an account."""
        person = self.accounts.get((account.channel, account.external_id))
        return None if person is None else self.persons[person]

    def consents(self, person: PersonId) -> dict[PersonId, set[str]]:
        """Return what somebody has consented to, by whom their accounts are by themselves."""
        owns = [one.own for one in self.members.get(person, ())] or [person]
        return {own: self.subscribed.get(own, set()) for own in owns}

    def topics(self, person: PersonId) -> set[str]:
        """Return what somebody has consented to, on whichever account."""
        return {topic for topics in self.consents(person).values() for topic in topics}

    @property
    def homes(self) -> dict[tuple[ChannelName, str], PersonId]:
        """Whose the joined accounts are."""
        members = (one for several in self.members.values() for one in several)
        return {(one.account.channel, one.account.external_id): one.person for one in members}

    def member(self, account: Account) -> Member | None:
        """Return how an account stands among others, None where it stands alone."""
        person = self.accounts.get((account.channel, account.external_id))
        for one in () if person is None else self.members.get(person, ()):
            if one.account == account:
                return one
        return None

    def remember(
        self, account: Account, person: PersonRow, consents: dict[PersonId, set[str]]
    ) -> None:
        """Let later events of the batch find a person as they are now."""
        self.accounts[account.channel, account.external_id] = person.id
        self.persons[person.id] = person
        self.subscribed.update(consents)


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
    strangers = [
        person
        for channel, external_ids in senders.items()
        for person in _gather_people(connection, brand, scene, channel, external_ids)
    ]
    spaces = {
        space_conversation(event.channel, event.space)
        for event in events
        if event.space is not None
    }
    if spaces:
        own = {
            own_conversation(event.channel, event.space, event.sender)
            for event in events
            if event.space is not None
        }
        scene.states.update(states(connection, brand, [*spaces, *own]))
        scene.shared.update(topics_in(connection, brand, list(spaces)))
    if strangers:
        scene.subscribed.update(topics_of(connection, brand, strangers))
    return scene


def _gather_people(
    connection: Connection,
    brand: BrandId,
    scene: Scene,
    channel: ChannelName,
    external_ids: Collection[str],
) -> list[PersonId]:
    """Read who is behind these accounts; return all whose consents are to be known."""
    people, joined = list[PersonId](), list[PersonId]()
    for found in acquaintances(connection, brand, channel, list(external_ids)):
        scene.accounts[channel, found.external_id] = found.person.id
        scene.persons[found.person.id] = found.person
        people.append(found.person.id)
        if found.joined:
            joined.append(found.person.id)
        if found.blocked:
            scene.blocked.add((channel, found.external_id))
        if found.state is not None:
            scene.states[ConversationId(found.person.id)] = found.state
    return people + (_gather_members(connection, brand, scene, joined) if joined else [])


def _gather_members(
    connection: Connection, brand: BrandId, scene: Scene, joined: Sequence[PersonId]
) -> list[PersonId]:
    """Read the accounts of those who have several; return whom these are by themselves."""
    members = members_of(connection, brand, joined)
    scene.members.update(members)
    found = [one for several in members.values() for one in several]
    for one in found:
        door = one.account.channel, one.account.external_id
        scene.accounts[door] = one.person
        if one.blocked:
            scene.blocked.add(door)
    guests = [one.own for one in found if not one.is_host]
    scene.runs.update(open_runs(connection, brand, guests))
    return guests


def is_of_all(row: PendingEvent) -> bool:
    """Say whether an event is one of what all in a group share, and of nobody alone."""
    return row.space is not None and row.sender == ALL


def conversation_of(row: PendingEvent, person: PersonRow) -> ConversationId:
    """Return the conversation in whose place an event happens: in a group, that of all."""
    if row.space is not None:
        return space_conversation(row.channel, row.space)
    return ConversationId(person.id)


def read_event(row: PendingEvent, now: datetime) -> Event:
    """Return a stored event as the machine sees it: what was held back happens only now."""
    at = from_moment(row.received_at) if row.held is None else now
    return Event(row.id, at, read_happening(row.happening))


def read_sender(row: PendingEvent) -> Sender:
    """Return who an event is from, in the platform's own words."""
    return msgspec.json.decode(row.sender_facts, type=Sender)
