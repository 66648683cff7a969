"""Which rows of each table are a person's: the ground of both export and erasure."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, or_

from bot.core.ids import BrandId, PersonId
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
)
"""The tables that hold rows of people, in the order in which an export tells them."""


def belongs(
    table: str, brand: BrandId, person: PersonId, accounts: Sequence[Account]
) -> ColumnElement[bool]:
    """Return the condition that a row of a table is this person's."""
    columns = metadata.tables[table].c
    return and_(columns.brand == brand, _is_theirs(table, person, accounts))


def _is_theirs(table: str, person: PersonId, accounts: Sequence[Account]) -> ColumnElement[bool]:
    columns = metadata.tables[table].c
    if table == persons.name:
        return columns.id == person
    if table == events.name:
        return _any_account(columns.channel, columns.sender, accounts)
    if table == deliveries.name:
        return _any_account(columns.channel, columns.recipient, accounts)
    return columns.person == person


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
