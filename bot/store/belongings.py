"""Which rows of each table are a person's: the ground of both export and erasure.

Of somebody with several accounts, what each of them was by itself is theirs too.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, CompoundSelect, and_, false, or_, select

from bot.core.ids import BrandId, PersonId
from bot.store.connection import Connection
from bot.store.people import Account
from bot.store.schema import (
    answers,
    calls,
    consents,
    conversations,
    deliveries,
    emissions,
    events,
    handoffs,
    identities,
    link_attempts,
    link_codes,
    metadata,
    persons,
    recipients,
    runs,
    subscriptions,
    upload_parts,
    uploads,
)

OWN_TABLES = (
    persons.name,
    identities.name,
    conversations.name,
    consents.name,
    subscriptions.name,
    runs.name,
    answers.name,
    handoffs.name,
    events.name,
    deliveries.name,
    recipients.name,
    emissions.name,
    calls.name,
    uploads.name,
    upload_parts.name,
    link_codes.name,
    link_attempts.name,
)
"""The tables that hold rows of people, in the order in which an export tells them."""

_BY_ACCOUNT = {events.name: events.c.sender, deliveries.name: deliveries.c.recipient}
"""What is kept by the account that it came from or goes to, not by person."""


def own_talks(connection: Connection, brand: BrandId, people: Sequence[PersonId]) -> list[str]:
    """Return the names of somebody's conversations: in private, and of their own in groups."""
    theirs = belongs(conversations.name, brand, people, ())
    rows = connection.execute(select(conversations.c.id).where(theirs))
    return list(dict.fromkeys([*people, *(row[0] for row in rows)]))


def belongs(
    table: str, brand: BrandId, people: Sequence[PersonId], accounts: Sequence[Account]
) -> ColumnElement[bool]:
    """Return the condition that a row of a table is this person's.

    Args:
        table: which.
        brand: whose.
        people: the person, and whom accounts joined with theirs are by themselves.
        accounts: all of theirs, and those by which desks know them.
    """
    columns = metadata.tables[table].c
    return and_(columns.brand == brand, _is_theirs(table, brand, people, accounts))


def _is_theirs(
    table: str, brand: BrandId, people: Sequence[PersonId], accounts: Sequence[Account]
) -> ColumnElement[bool]:
    columns = metadata.tables[table].c
    if table == persons.name:
        return columns.id.in_(people)
    if table == conversations.name:
        return columns.id.in_(_talks(brand, people))
    if table == answers.name:
        return and_(columns.run.in_(_runs(brand, people)), columns.person.in_(people))
    if table == link_codes.name:
        return or_(columns.person.in_(people), columns.taker.in_(people))
    if table in _BY_ACCOUNT:
        return _any_account(columns.channel, _BY_ACCOUNT[table], accounts)
    return columns.person.in_(people)


def _runs(brand: BrandId, people: Sequence[PersonId]) -> CompoundSelect[str]:
    """Return the runs in which somebody can have answered: their own, and those of groups."""
    own = select(runs.c.id).where(runs.c.brand == brand, runs.c.person.in_(people))
    there = answers.alias("there").c
    shared = there.shared.is_not(None) & there.person.in_(people)
    return own.union_all(select(there.run).where(there.brand == brand, shared))


def _talks(brand: BrandId, people: Sequence[PersonId]) -> CompoundSelect[str]:
    """Return the names of conversations: each kind by the index that has it, not with an "or"."""
    talk = conversations.alias("talk").c
    private = select(talk.id).where(talk.brand == brand, talk.id.in_(people))
    in_groups = talk.space.is_not(None) & talk.person.in_(people)
    return private.union_all(select(talk.id).where(talk.brand == brand, in_groups))


def _any_account(
    channel: ColumnElement[str], external_id: ColumnElement[str], accounts: Sequence[Account]
) -> ColumnElement[bool]:
    return or_(
        false(),
        *(
            and_(channel == account.channel, external_id == account.external_id)
            for account in accounts
        ),
    )
