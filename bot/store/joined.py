"""Accounts that are joined: one person on many platforms.

An account points to its person. Joining points it to another one, its *host*, and leaves the person
that it was by itself (`own`) as they were, for the day when it is parted again. What belongs to an
account stays its own: its consents, and what was said to it. See decision 47.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, select, update

from bot.core.ids import BrandId, ChannelName, PersonId, RunId
from bot.core.values import Value
from bot.store.connection import Connection
from bot.store.people import Account
from bot.store.schema import (
    calls,
    conversations,
    events,
    handoffs,
    identities,
    runs,
    subscriptions,
)
from bot.store.sealing.plan import sealing
from bot.store.statement import always, among, fixed
from bot.store.subscriptions import topics_of


class Member(Struct, frozen=True):
    """One account of a person who has several; `spoke_at` in microseconds.

    `lent` is what it has told of the person, as JSON, None for nothing.
    """

    account: Account
    person: PersonId
    own: PersonId
    lent: str | None
    spoke_at: int
    blocked: bool

    @property
    def is_host(self) -> bool:
        """Whether it is the account whose person they all are."""
        return self.own == self.person


class Standing(Struct, frozen=True):
    """How an account stands among others, None where it stands alone."""

    brand: BrandId
    channel: ChannelName
    external_id: str
    person: PersonId
    own: PersonId | None = None
    lent: str | None = None
    spoke_at: int | None = None


class Spoken(Struct, frozen=True):
    """A joined account has spoken."""

    brand: BrandId
    channel: ChannelName
    external_id: str
    at: int


class Lent(Struct, frozen=True):
    """What an account has told of the person that it is now, as JSON."""

    brand: BrandId
    channel: ChannelName
    external_id: str
    own: PersonId
    lent: str | None


class EndedRun(Struct, frozen=True):
    """A run that has ended: of which dialogue, and what it left in its slots."""

    dialogue: str
    slots: dict[str, Value]


class _Moved(Struct, frozen=True):
    """An account talks in another conversation than before."""

    brand: BrandId
    channel: ChannelName
    external_id: str
    old: PersonId
    new: PersonId


class _Handed(Struct, frozen=True):
    """What waits for one account waits for another."""

    brand: BrandId
    id: str
    channel: ChannelName
    external_id: str


_I, _S = identities.c, subscriptions.c
_OF_ACCOUNT = (
    _I.brand == bindparam("brand"),
    _I.channel == bindparam("channel"),
    _I.external_id == bindparam("external_id"),
)
_MEMBERS = always(
    select(
        _I.brand,
        _I.channel,
        _I.external_id,
        _I.person,
        _I.own,
        _I.lent,
        _I.spoke_at,
        _I.blocked_at,
    ).where(_I.brand == bindparam("brand"), among(_I.person, "persons"), _I.own.is_not(None)),
)
_STAND = always(
    update(identities)
    .where(*_OF_ACCOUNT)
    .values(
        person=bindparam("person"),
        own=bindparam("own"),
        lent=bindparam("lent"),
        spoke_at=bindparam("spoke_at"),
    ),
    sealing(identities, ("lent",), by="own"),
)
_LEND = always(
    update(identities).where(*_OF_ACCOUNT, _I.own.is_not(None)).values(lent=bindparam("lent")),
    sealing(identities, ("lent",), by="own"),
)
_SPEAK = always(
    update(identities).where(*_OF_ACCOUNT, _I.own.is_not(None)).values(spoke_at=bindparam("at")),
)
_OPEN_RUNS = always(
    select(runs.c.id, runs.c.person).where(
        runs.c.brand == bindparam("brand"),
        among(runs.c.person, "persons"),
        runs.c.ended_at.is_(None),
    ),
)
_WHOSE_RUNS = always(
    select(runs.c.id, runs.c.person).where(
        runs.c.brand == bindparam("brand"), among(runs.c.id, "ids")
    ),
)
_LAST_RUN = always(
    select(runs.c.dialogue, runs.c.slots, runs.c.id, runs.c.person)
    .where(
        runs.c.brand == bindparam("brand"),
        among(runs.c.person, "persons"),
        runs.c.ended_at > bindparam("since"),
        runs.c.slots.is_not(None),
    )
    # Of those that ended in one turn, whoever began first has called the others.
    .order_by(runs.c.ended_at.desc(), runs.c.began_at)
    .limit(fixed(1))
    .offset(fixed(0)),
)
_MOVED_RUNS, _MOVED_HANDOFFS = (
    always(
        update(table)
        .where(
            table.c.brand == bindparam("brand"),
            table.c.person == bindparam("new"),
            table.c.conversation == bindparam("old"),
        )
        .values(conversation=bindparam("new"))
    )
    for table in (runs, handoffs)
)
_SINCE = always(
    select(conversations.c.updated_at).where(
        conversations.c.brand == bindparam("brand"), conversations.c.id == bindparam("id")
    )
)
_SLOTS = msgspec.json.Decoder(dict[str, Value])
_CONSENTS = always(
    update(subscriptions)
    .where(
        _S.brand == bindparam("brand"),
        _S.channel == bindparam("channel"),
        _S.recipient == bindparam("external_id"),
        _S.space.is_(None),
        _S.conversation == bindparam("old"),
    )
    .values(conversation=bindparam("new")),
)
_HANDED_EVENTS = always(
    update(events)
    .where(
        events.c.brand == bindparam("brand"),
        events.c.id == bindparam("id"),
        events.c.done_at.is_(None),
    )
    .values(channel=bindparam("channel"), sender=bindparam("external_id")),
)
_HANDED_CALLS = always(
    update(calls)
    .where(calls.c.brand == bindparam("brand"), calls.c.id == bindparam("id"))
    .values(channel=bindparam("channel"), external_id=bindparam("external_id")),
)
_HANDED_HANDOFFS = always(
    update(handoffs)
    .where(
        handoffs.c.brand == bindparam("brand"),
        handoffs.c.conversation == bindparam("id"),
        handoffs.c.space.is_(None),
        handoffs.c.ended_at.is_(None),
    )
    .values(channel=bindparam("channel"), recipient=bindparam("external_id")),
)


def members_of(
    connection: Connection, brand: BrandId, persons: Sequence[PersonId]
) -> dict[PersonId, list[Member]]:
    """Return the accounts of those among these people who have several, the host's first."""
    found: dict[PersonId, list[Member]] = {}
    for row in _MEMBERS.read(connection, brand=brand, persons=list(persons)):
        member = Member(Account(*row[:3]), row[3], row[4], row[5], row[6] or 0, row[7] is not None)
        found.setdefault(member.person, []).append(member)
    for members in found.values():
        members.sort(
            key=lambda one: (not one.is_host, one.account.channel, one.account.external_id)
        )
    return found


_ALONE = always(
    select(_I.channel, _I.external_id).where(
        _I.brand == bindparam("brand"), among(_I.person, "persons"), _I.own.is_(None)
    ),
)
_GUESTS = always(
    select(_I.channel, _I.external_id).where(
        _I.brand == bindparam("brand"), among(_I.own, "persons"), _I.own.is_not(None)
    ),
)


def people_with(connection: Connection, brand: BrandId, person: PersonId) -> list[PersonId]:
    """Return a person, and whom the accounts joined with theirs are by themselves."""
    members = members_of(connection, brand, [person]).get(person, ())
    return list(dict.fromkeys([person, *(one.own for one in members)]))


def topics_together(
    connection: Connection, brand: BrandId, persons: Sequence[PersonId]
) -> dict[PersonId, set[str]]:
    """Return the topics that each of these people has consented to, on whichever account."""
    owners = owners_of(members_of(connection, brand, persons), persons)
    together: dict[PersonId, set[str]] = {}
    for own, topics in topics_of(connection, brand, list(owners)).items():
        together.setdefault(owners[own], set()).update(topics)
    return together


def accounts_by_themselves(
    connection: Connection, brand: BrandId, persons: Sequence[PersonId]
) -> list[Account]:
    """Return the accounts that are these people by themselves, whoever they are joined with."""
    alone = _ALONE.read(connection, brand=brand, persons=list(persons))
    guests = _GUESTS.read(connection, brand=brand, persons=list(persons))
    return [Account(brand, row[0], row[1]) for row in (*alone, *guests)]


def owners_of(
    members: Mapping[PersonId, Sequence[Member]], persons: Iterable[PersonId]
) -> dict[PersonId, PersonId]:
    """Return whom accounts of these people are by themselves, with the person that they are now."""
    alone = {person: person for person in persons}
    return alone | {one.own: one.person for several in members.values() for one in several}


def stand(connection: Connection, rows: Sequence[Standing]) -> None:
    """Let accounts belong to these people."""
    _STAND.write(connection, rows)


def note_spoken(connection: Connection, rows: Sequence[Spoken]) -> None:
    """Write down when joined accounts have spoken."""
    _SPEAK.write(connection, rows)


def open_runs(
    connection: Connection, brand: BrandId, persons: Sequence[PersonId]
) -> dict[RunId, PersonId]:
    """Return the runs of these people that are under way, with whose they are."""
    return dict(_OPEN_RUNS.read(connection, brand=brand, persons=list(persons)))


def move_consents(connection: Connection, account: Account, old: PersonId, new: PersonId) -> None:
    """Let what an account has consented to in private be said in another conversation."""
    row = _Moved(account.brand, account.channel, account.external_id, old, new)
    _CONSENTS.write(connection, [row])


def whose_runs(
    connection: Connection, brand: BrandId, ids: Sequence[RunId]
) -> dict[RunId, PersonId]:
    """Return whose these runs are, as far as they are known."""
    return dict(_WHOSE_RUNS.read(connection, brand=brand, ids=list(ids)))


def last_run(
    connection: Connection, brand: BrandId, persons: Sequence[PersonId], since: int
) -> EndedRun | None:
    """Return which of these people's runs ended last after a moment, None where none did."""
    rows = _LAST_RUN.read(connection, brand=brand, persons=list(persons), since=since)
    return EndedRun(rows[0][0], _SLOTS.decode(rows[0][1])) if rows else None


def joined_since(connection: Connection, brand: BrandId, own: PersonId) -> int:
    """Return when an account came to its host: its own conversation rests since then."""
    rows = _SINCE.read(connection, brand=brand, id=own)
    return int(rows[0][0]) if rows else 0


def move_own(connection: Connection, account: Account, host: PersonId, own: PersonId) -> None:
    """Let the runs and the talks with the desk that an account has begun be its own again."""
    row = _Moved(account.brand, account.channel, account.external_id, host, own)
    _MOVED_RUNS.write(connection, [row])
    _MOVED_HANDOFFS.write(connection, [row])


def save_lent(connection: Connection, rows: Sequence[Lent]) -> None:
    """Write what joined accounts have told."""
    _LEND.write(connection, rows)


def hand_over_waiting(connection: Connection, ids: Sequence[str], to: Account) -> None:
    """Let timers and calls happen to another account of the one whose conversation waits."""
    rows = [_Handed(to.brand, one, to.channel, to.external_id) for one in ids]
    _HANDED_EVENTS.write(connection, rows)
    _HANDED_CALLS.write(connection, rows)


def hand_over_desk(connection: Connection, conversation: PersonId, to: Account) -> None:
    """Let what the desk says in a conversation go to this account."""
    row = _Handed(to.brand, conversation, to.channel, to.external_id)
    _HANDED_HANDOFFS.write(connection, [row])
