"""Which rows of each table are a person's: the ground of both export and erasure.

Of somebody with several accounts, what each of them was by itself is theirs too.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, or_, select

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
    return and_(columns.brand == brand, _is_theirs(table, people, accounts))


def _is_theirs(
    table: str, people: Sequence[PersonId], accounts: Sequence[Account]
) -> ColumnElement[bool]:
    columns = metadata.tables[table].c
    if table == persons.name:
        return columns.id.in_(people)
    if table == link_codes.name:
        return or_(columns.person.in_(people), columns.taker.in_(people))
    if table == events.name:
        return _any_account(columns.channel, columns.sender, accounts)
    if table == deliveries.name:
        return _any_account(columns.channel, columns.recipient, accounts)
    return columns.person.in_(people)


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
