"""Forget a person: every column of theirs is gone, and a receipt says how much it was."""

from collections.abc import Sequence
from uuid import uuid4

from msgspec import Struct
from sqlalchemy import and_, case, delete, insert, select, update

from bot.core.ids import BrandId, PersonId, derive
from bot.store.belongings import OWN_TABLES, belongs, own_talks
from bot.store.cancelling import IS_SHARED
from bot.store.connection import Connection
from bot.store.data_keys import destroy_keys
from bot.store.deliveries import IS_UNDER_WAY
from bot.store.due_events import drop_waiting
from bot.store.handoffs import desk_accounts
from bot.store.joined import people_with
from bot.store.people import Account, accounts_of
from bot.store.personal import columns_of
from bot.store.schema import (
    data_keys,
    deliveries,
    erasures,
    events,
    metadata,
    recipients,
)
from bot.store.sqlite import ask_to_scrub
from bot.store.values import to_json


class ErasureReceipt(Struct, frozen=True):
    """Proof that an erasure was done; it names nobody. `counts` is rows by table."""

    id: str
    at: int
    counts: dict[str, int]


class _Whose(Struct, frozen=True):
    """Who is erased, and when."""

    brand: BrandId
    people: Sequence[PersonId]
    accounts: Sequence[Account]
    at: int


def erase_rows(connection: Connection, brand: BrandId, person: PersonId, at: int) -> ErasureReceipt:
    """Erase the rows of a person, on all of their accounts.

    What they answered in what groups share is in rows that stay: `bot.engine.erasing` clears that
    first.

    Rows of theirs are deleted, and their key is destroyed: what is left of them in other places,
    encrypted with it, nobody can read any more. Of events the key alone stays, so that a platform's
    repetition of an old update is not taken for a new one; timers are deleted. Messages that wait
    for their turn are left: what somebody writes after the erasure begins anew. That they were
    among those to whom the brand spoke first still counts, under a name that leads nowhere.

    Args:
        connection: inside a transaction.
        brand: whose person it is.
        person: who.
        at: when, in microseconds since 1970.

    Returns:
        What was erased, as it is also kept.
    """
    people = people_with(connection, brand, person)
    accounts = accounts_of(connection, brand, person)
    talks = own_talks(connection, brand, people)
    accounts += desk_accounts(connection, brand, talks)
    whose = _Whose(brand, people, accounts, at)
    _readdress(connection, whose)
    counts = {name: _erase_from(connection, name, whose) for name in reversed(OWN_TABLES)}
    counts[data_keys.name] = destroy_keys(connection, brand, talks)
    ask_to_scrub(connection)
    receipt = ErasureReceipt(derive("erasure", person, at), at, counts)
    connection.execute(
        insert(erasures).values(brand=brand, id=receipt.id, at=at, counts=to_json(counts))
    )
    return receipt


def _readdress(connection: Connection, whose: _Whose) -> None:
    """Let what a group is still to hear, as an answer to this person, be said to the group."""
    theirs = belongs(deliveries.name, whose.brand, whose.people, whose.accounts)
    statement = update(deliveries).where(theirs, IS_UNDER_WAY, IS_SHARED)
    connection.execute(statement.values(recipient=deliveries.c.space))


def _erase_from(connection: Connection, name: str, whose: _Whose) -> int:
    """Erase a person from one table, and return how many rows it was."""
    if name == events.name:
        return _blank_events(connection, whose)
    if name == recipients.name:
        return _disguise(connection, whose)
    theirs = belongs(name, whose.brand, whose.people, whose.accounts)
    return connection.execute(delete(metadata.tables[name]).where(theirs)).rowcount


def _blank_events(connection: Connection, whose: _Whose) -> int:
    dropped = sum(drop_waiting(connection, account) for account in whose.accounts)
    blank = columns_of(events.name, frozenset({"identity", "content"}))
    theirs = belongs(events.name, whose.brand, whose.people, whose.accounts)
    statement = (
        update(events).where(theirs, events.c.done_at.is_not(None)).values(dict.fromkeys(blank))
    )
    return dropped + connection.execute(statement).rowcount


def _disguise(connection: Connection, whose: _Whose) -> int:
    """Take from recipients who they were; those who were still to be spoken to never will be."""
    columns = recipients.c
    theirs = belongs(recipients.name, whose.brand, whose.people, whose.accounts)
    rows = connection.execute(select(columns.occurrence, columns.conversation).where(theirs)).all()
    is_open = columns.status.in_(("planned", "opened"))
    for occurrence, conversation in rows:
        this = and_(
            columns.brand == whose.brand,
            columns.occurrence == occurrence,
            columns.conversation == conversation,
        )
        statement = (
            update(recipients)
            .where(this)
            .values(
                conversation=uuid4().hex[:24],
                person=None,
                recipient=None,
                space=None,
                status=case((is_open, "skipped"), else_=columns.status),
                reason=case((is_open, "erased"), else_=columns.reason),
                ended_at=case((is_open, whose.at), else_=columns.ended_at),
            )
        )
        connection.execute(statement)
    return len(rows)
