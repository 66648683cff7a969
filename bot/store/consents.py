"""The consent ledger: only ever appended to; the last line about a topic holds.

What stands of it is kept in `bot.store.subscriptions`, written in the same transaction.
"""

from collections.abc import Sequence
from hashlib import sha256

from msgspec import Struct

from bot.core.ids import BrandId, ChannelName, PersonId
from bot.store.connection import Connection
from bot.store.schema import consents
from bot.store.statement import insert_new


class ConsentRow(Struct, frozen=True):
    """One line of the ledger; `wording` is what the person had read, None for a withdrawal."""

    brand: BrandId
    id: str
    person: PersonId
    seq: int
    topic: str
    given: bool
    wording: str | None
    wording_hash: str | None
    language: str | None
    source: str
    channel: ChannelName
    message: str | None
    at: int
    space: str | None = None


_ADD = insert_new(consents)


def wording_hash(wording: str) -> str:
    """Return the name of a version of a wording: 16 hexadecimal digits of its SHA-256."""
    return sha256(wording.encode()).hexdigest()[:16]


def add_consents(connection: Connection, rows: Sequence[ConsentRow]) -> None:
    """Append lines to the ledger."""
    _ADD.put(connection, rows)
