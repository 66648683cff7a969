"""Forget a person: every column of theirs is gone, and a receipt says how much it was."""

import msgspec
from msgspec import Struct
from sqlalchemy import delete, insert, update

from bot.core.ids import BrandId, PersonId, derive
from bot.store.belongings import OWN_TABLES, belongs
from bot.store.connection import Connection
from bot.store.people import accounts_of
from bot.store.personal import columns_of
from bot.store.schema import erasures, events, metadata
from bot.store.sqlite import ask_to_scrub


class ErasureReceipt(Struct, frozen=True):
    """Proof that an erasure was done; it names nobody. `counts` is rows by table."""

    id: str
    at: int
    counts: dict[str, int]


def erase_person(
    connection: Connection, brand: BrandId, person: PersonId, at: int
) -> ErasureReceipt:
    """Erase a person now.

    Rows of theirs are deleted. Of events the key alone stays, so that a platform's repetition of
    an old update is not taken for a new one. Messages that wait for their turn are left: what
    somebody writes after the erasure begins anew.

    Args:
        connection: inside a transaction.
        brand: whose person it is.
        person: who.
        at: when, in microseconds since 1970.

    Returns:
        What was erased, as it is also kept.
    """
    accounts = accounts_of(connection, brand, person)
    counts: dict[str, int] = {}
    for name in reversed(OWN_TABLES):
        theirs = belongs(name, brand, person, accounts)
        if name == events.name:
            blank = columns_of(name, frozenset({"identity", "content"}))
            statement = (
                update(events)
                .where(theirs, events.c.done_at.is_not(None))
                .values(dict.fromkeys(blank))
            )
            counts[name] = connection.execute(statement).rowcount
        else:
            counts[name] = connection.execute(delete(metadata.tables[name]).where(theirs)).rowcount
    ask_to_scrub(connection)
    receipt = ErasureReceipt(derive("erasure", person, at), at, counts)
    connection.execute(
        insert(erasures).values(
            brand=brand, id=receipt.id, at=at, counts=msgspec.json.encode(counts).decode()
        )
    )
    return receipt
