"""The consents that stand: who is subscribed to what, and where they said so.

Each row stands for the last line of the ledger (`bot.store.consents`) about a person and a topic;
both are written in one transaction.
"""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import and_, bindparam, delete, select

from bot.core.ids import BrandId, ChannelName, ConversationId, PersonId, derive
from bot.store.connection import Connection
from bot.store.consents import ConsentRow, add_consents
from bot.store.numbers import numbers_of
from bot.store.people import Account
from bot.store.schema import identities, subscriptions
from bot.store.statement import always, among, insert_or_update


class SubscriptionRow(Struct, frozen=True):
    """One standing consent, with the place where it was given: what it is for is said there."""

    brand: BrandId
    topic: str
    person: PersonId
    conversation: ConversationId
    channel: ChannelName
    recipient: str
    space: str | None
    since: int


class SubscriptionKey(Struct, frozen=True):
    """A person and a topic."""

    brand: BrandId
    topic: str
    person: PersonId


_S = subscriptions.c
_ADD = insert_or_update(subscriptions)
_DROP = always(
    lambda: delete(subscriptions).where(
        _S.brand == bindparam("brand"),
        _S.topic == bindparam("topic"),
        _S.person == bindparam("person"),
    ),
)
_TOPICS = always(
    # The place is read for SQLite's sake: without it, it would rather read a whole index.
    lambda: select(_S.person, _S.topic, _S.recipient).where(
        _S.brand == bindparam("brand"), among(_S.person, "persons")
    ),
)
_OF_PERSON = always(
    lambda: select(*(_S[name] for name in SubscriptionRow.__struct_fields__)).where(
        _S.brand == bindparam("brand"), _S.person == bindparam("person")
    ),
)
_STANDING = always(
    lambda: select(_S.conversation).where(
        _S.brand == bindparam("brand"),
        among(_S.conversation, "conversations"),
        _S.topic == bindparam("topic"),
    ),
)
_IN_CONVERSATIONS = always(
    lambda: (
        select(_S.conversation, _S.topic)
        .where(_S.brand == bindparam("brand"), among(_S.conversation, "conversations"))
        .distinct()
    ),
)
_CLOSED = always(
    lambda: (
        select(_S.topic, _S.person)
        .select_from(
            subscriptions.join(
                identities,
                and_(
                    identities.c.brand == _S.brand,
                    identities.c.channel == _S.channel,
                    identities.c.external_id == _S.recipient,
                ),
            )
        )
        .where(
            _S.brand == bindparam("brand"),
            _S.channel == bindparam("channel"),
            _S.recipient == bindparam("recipient"),
            _S.space.is_(None),
            identities.c.blocked_at.is_not(None),
        )
    ),
)


def add_subscriptions(connection: Connection, rows: Sequence[SubscriptionRow]) -> None:
    """Write standing consents; one that was given again stands where it was given last."""
    _ADD.put(connection, rows)


def drop_subscriptions(connection: Connection, keys: Sequence[SubscriptionKey]) -> None:
    """Let consents stand no more."""
    _DROP.put(connection, keys)


def topics_of(
    connection: Connection, brand: BrandId, persons: Sequence[PersonId]
) -> dict[PersonId, set[str]]:
    """Return the topics that each of these people has a standing consent to."""
    topics: dict[PersonId, set[str]] = {}
    for person, topic, _ in _TOPICS.read(connection, brand=brand, persons=list(persons)):
        topics.setdefault(person, set()).add(topic)
    return topics


def topics_in(
    connection: Connection, brand: BrandId, conversations: Sequence[ConversationId]
) -> dict[ConversationId, set[str]]:
    """Return the topics that anybody has a standing consent to in each of these conversations."""
    topics: dict[ConversationId, set[str]] = {}
    rows = _IN_CONVERSATIONS.read(connection, brand=brand, conversations=list(conversations))
    for conversation, topic in rows:
        topics.setdefault(ConversationId(conversation), set()).add(topic)
    return topics


def subscriptions_of(
    connection: Connection, brand: BrandId, person: PersonId
) -> list[SubscriptionRow]:
    """Return the standing consents of a person, with their places."""
    rows = _OF_PERSON.read(connection, brand=brand, person=person)
    return [SubscriptionRow(*row) for row in rows]


def standing(
    connection: Connection, brand: BrandId, topic: str, conversations: Sequence[ConversationId]
) -> set[ConversationId]:
    """Return the conversations among these in which a consent to a topic stands."""
    rows = _STANDING.read(connection, brand=brand, topic=topic, conversations=list(conversations))
    return {ConversationId(row[0]) for row in rows}


def withdraw_of_accounts(
    connection: Connection,
    accounts: Sequence[Account],
    source: str,
    at: int,
) -> int:
    """Withdraw what was consented to in private over accounts that are closed now.

    Whoever opens the door again can be answered, but is subscribed to nothing.

    Args:
        connection: inside a transaction, after the doors were closed; a door that is open, as its
            person has spoken meanwhile, withdraws nothing.
        accounts: whose doors.
        source: what the ledger names as the ground.
        at: when, in microseconds since 1970.

    Returns:
        How many consents stood.
    """
    number = numbers_of(connection)
    lines: list[ConsentRow] = []
    for account in accounts:
        rows = _CLOSED.read(
            connection,
            brand=account.brand,
            channel=account.channel,
            recipient=account.external_id,
        )
        for topic, person in rows:
            key = SubscriptionKey(account.brand, topic, person)
            lines.append(_withdrawn(key, account.channel, source, at, number()))
    add_consents(connection, lines)
    drop_subscriptions(
        connection, [SubscriptionKey(line.brand, line.topic, line.person) for line in lines]
    )
    return len(lines)


def _withdrawn(
    key: SubscriptionKey, channel: ChannelName, source: str, at: int, seq: int
) -> ConsentRow:
    return ConsentRow(
        brand=key.brand,
        id=derive("withdrawn", source, key.person, key.topic, seq),
        person=key.person,
        seq=seq,
        topic=key.topic,
        given=False,
        wording=None,
        wording_hash=None,
        language=None,
        source=source,
        channel=channel,
        message=None,
        at=at,
    )
