"""The consent ledger: only ever appended to; the last line about a topic holds."""

from collections.abc import Sequence
from hashlib import sha256

from msgspec import Struct
from sqlalchemy import bindparam, select

from bot.core.ids import BrandId, ChannelName, PersonId
from bot.store.connection import Connection
from bot.store.schema import consents
from bot.store.statement import always, among, insert_new


class ConsentRow(Struct, frozen=True):
    """One line of the ledger; `wording` is what the person had read, None for a withdrawal."""

    brand: BrandId
    id: str
    person: PersonId
    seq: int
    topic: str
    given: int
    wording: str | None
    wording_hash: str | None
    language: str | None
    source: str
    channel: ChannelName
    message: str | None
    at: int


_ADD = insert_new(consents)
_LEDGER = always(
    select(consents.c.person, consents.c.topic, consents.c.given)
    .where(consents.c.brand == bindparam("brand"), among(consents.c.person, "persons"))
    .order_by(consents.c.seq, consents.c.id),
)


def wording_hash(wording: str) -> str:
    """Return the name of a version of a wording: 16 hexadecimal digits of its SHA-256."""
    return sha256(wording.encode()).hexdigest()[:16]


def add_consents(connection: Connection, rows: Sequence[ConsentRow]) -> None:
    """Append lines to the ledger."""
    _ADD.write(connection, rows)


def subscriptions(
    connection: Connection, brand: BrandId, persons: Sequence[PersonId]
) -> dict[PersonId, set[str]]:
    """Return the topics that each of these people has a standing consent to."""
    topics: dict[PersonId, set[str]] = {}
    for person, topic, given in _LEDGER.read(connection, brand=brand, persons=list(persons)):
        held = topics.setdefault(person, set())
        if given:
            held.add(topic)
        else:
            held.discard(topic)
    return topics
