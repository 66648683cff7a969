"""What goes along with an account that is joined or parted: runs, waits, desks, consents."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct
from sqlalchemy import Table, bindparam, select, update

from bot.core.ids import BrandId, ChannelName, PersonId, RunId
from bot.core.values import Value
from bot.store.connection import Connection
from bot.store.people import Account
from bot.store.schema import calls, conversations, events, handoffs, runs, subscriptions
from bot.store.statement import Statement, always, among, fixed


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


_S = subscriptions.c
_OPEN_RUNS = always(
    lambda: select(runs.c.id, runs.c.person).where(
        runs.c.brand == bindparam("brand"),
        among(runs.c.person, "persons"),
        runs.c.ended_at.is_(None),
    ),
)
_WHOSE_RUNS = always(
    lambda: select(runs.c.id, runs.c.person).where(
        runs.c.brand == bindparam("brand"), among(runs.c.id, "ids")
    ),
)
_LAST_RUN = always(
    lambda: (
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
        .offset(fixed(0))
    ),
)


def _moved(table: Table) -> Statement:
    """Return what lets the rows of a person in a conversation be of another one."""
    return always(
        lambda: (
            update(table)
            .where(
                table.c.brand == bindparam("brand"),
                table.c.person == bindparam("new"),
                table.c.conversation == bindparam("old"),
            )
            .values(conversation=bindparam("new"))
        )
    )


_MOVED_RUNS, _MOVED_HANDOFFS = _moved(runs), _moved(handoffs)
_SINCE = always(
    lambda: select(conversations.c.updated_at).where(
        conversations.c.brand == bindparam("brand"), conversations.c.id == bindparam("id")
    )
)
_SLOTS = msgspec.json.Decoder(dict[str, Value])
_CONSENTS = always(
    lambda: (
        update(subscriptions)
        .where(
            _S.brand == bindparam("brand"),
            _S.channel == bindparam("channel"),
            _S.recipient == bindparam("external_id"),
            _S.space.is_(None),
            _S.conversation == bindparam("old"),
        )
        .values(conversation=bindparam("new"))
    ),
)
_HANDED_EVENTS = always(
    lambda: (
        update(events)
        .where(
            events.c.brand == bindparam("brand"),
            events.c.id == bindparam("id"),
            events.c.done_at.is_(None),
        )
        .values(channel=bindparam("channel"), sender=bindparam("external_id"))
    ),
)
_HANDED_CALLS = always(
    lambda: (
        update(calls)
        .where(calls.c.brand == bindparam("brand"), calls.c.id == bindparam("id"))
        .values(channel=bindparam("channel"), external_id=bindparam("external_id"))
    ),
)
_HANDED_HANDOFFS = always(
    lambda: (
        update(handoffs)
        .where(
            handoffs.c.brand == bindparam("brand"),
            handoffs.c.conversation == bindparam("id"),
            handoffs.c.space.is_(None),
            handoffs.c.ended_at.is_(None),
        )
        .values(channel=bindparam("channel"), recipient=bindparam("external_id"))
    ),
)


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


def hand_over_waiting(connection: Connection, ids: Sequence[str], to: Account) -> None:
    """Let timers and calls happen to another account of the one whose conversation waits."""
    rows = [_Handed(to.brand, one, to.channel, to.external_id) for one in ids]
    _HANDED_EVENTS.write(connection, rows)
    _HANDED_CALLS.write(connection, rows)


def hand_over_desk(connection: Connection, conversation: PersonId, to: Account) -> None:
    """Let what the desk says in a conversation go to this account."""
    row = _Handed(to.brand, conversation, to.channel, to.external_id)
    _HANDED_HANDOFFS.write(connection, [row])
