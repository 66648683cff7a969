"""What is still to come of an occurrence, and who is outside of a topic: for who looks at it."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import bindparam, exists, func, select

from bot.core.ids import BrandId, ChannelName, ConversationId, PersonId
from bot.store.connection import Connection
from bot.store.recipients import RecipientRow
from bot.store.schema import identities, persons, recipients, subscriptions
from bot.store.statement import always, among, fixed
from bot.store.subscriptions import SubscriptionRow


class ToCome(Struct, frozen=True):
    """Who is still planned on one channel: how many, and when the first and last are due."""

    channel: ChannelName
    count: int
    first_due: int
    last_due: int


class Outsider(Struct, frozen=True):
    """Somebody who has not subscribed to a topic: 1 where they said stop, or are out of reach.

    Whoever has several accounts is one of them, and out of reach where all are.
    """

    person: PersonId
    stopped: int
    blocked: int


_R = recipients.c
_TO_COME = always(
    lambda: (
        select(_R.channel, func.count(), func.min(_R.due_at), func.max(_R.due_at))
        .where(
            _R.brand == bindparam("brand"),
            _R.occurrence == bindparam("occurrence"),
            _R.status == fixed("planned"),
        )
        .group_by(_R.channel)
    ),
)
_COLUMNS = tuple(recipients.c[name] for name in RecipientRow.__struct_fields__)
_ONE = always(
    lambda: select(*_COLUMNS).where(
        _R.brand == bindparam("brand"),
        _R.occurrence == bindparam("occurrence"),
        _R.conversation == bindparam("conversation"),
    ),
)
_MET = always(
    lambda: select(_R.conversation).where(
        _R.brand == bindparam("brand"),
        _R.occurrence == bindparam("occurrence"),
        among(_R.conversation, "conversations"),
    ),
)
_S, _I = subscriptions.c, identities.c
_THEIRS = (_I.brand == persons.c.brand, _I.person == persons.c.id)
# Asked so, each is looked up by its index: with "exists" PostgreSQL would read every account.
_ACCOUNTS = select(func.count()).where(*_THEIRS).scalar_subquery()
_CLOSED = select(func.count(_I.blocked_at)).where(*_THEIRS).scalar_subquery()
_OF_TOPIC = (_S.brand == persons.c.brand, _S.topic == bindparam("topic"))
_IS_SUBSCRIBED = exists().where(*_OF_TOPIC, _S.person == persons.c.id)
_IS_SUBSCRIBED_ELSEWHERE = select(func.count()).select_from(
    identities.join(subscriptions, _S.person == _I.own)
).where(*_THEIRS, *_OF_TOPIC).scalar_subquery() > fixed(0)
_PLACE = always(
    lambda: select(*(_S[name] for name in SubscriptionRow.__struct_fields__)).where(
        _S.brand == bindparam("brand"),
        _S.topic == bindparam("topic"),
        _S.person == bindparam("person"),
    ),
)
_OUTSIDERS = always(
    lambda: (
        select(persons.c.id, persons.c.stopped_at.is_not(None), _CLOSED >= _ACCOUNTS)
        .where(
            persons.c.brand == bindparam("brand"),
            persons.c.id > bindparam("after"),
            ~_IS_SUBSCRIBED,
            ~_IS_SUBSCRIBED_ELSEWHERE,
            # Who is part of somebody else has no account.
            fixed(0) < _ACCOUNTS,
        )
        .order_by(persons.c.id)
        .limit(bindparam("most"))
        .offset(fixed(0))
    ),
)


def to_come(connection: Connection, brand: BrandId, occurrence: str) -> list[ToCome]:
    """Return who is still planned in an occurrence, by channel."""
    rows = _TO_COME.read(connection, brand=brand, occurrence=occurrence)
    return [ToCome(*row) for row in rows]


def recipient(
    connection: Connection, brand: BrandId, occurrence: str, conversation: ConversationId
) -> RecipientRow | None:
    """Return how a conversation stands in an occurrence, None where it has no part in it."""
    rows = _ONE.read(connection, brand=brand, occurrence=occurrence, conversation=conversation)
    return RecipientRow(*rows[0]) if rows else None


def already_met(
    connection: Connection,
    brand: BrandId,
    occurrence: str,
    conversations: Sequence[ConversationId],
) -> set[ConversationId]:
    """Return those of these conversations that have a part in an occurrence."""
    rows = _MET.read(
        connection, brand=brand, occurrence=occurrence, conversations=list(conversations)
    )
    return {ConversationId(row[0]) for row in rows}


def subscription(
    connection: Connection, brand: BrandId, topic: str, person: PersonId
) -> SubscriptionRow | None:
    """Return somebody's consent to a topic with the place where it was given; None: none stands."""
    rows = _PLACE.read(connection, brand=brand, topic=topic, person=person)
    return SubscriptionRow(*rows[0]) if rows else None


def outsiders(
    connection: Connection, brand: BrandId, topic: str, after: str, most: int
) -> Sequence[Outsider]:
    """Return people without a consent to a topic, in the order of their ids.

    Args:
        connection: inside a transaction.
        brand: the brand's id.
        topic: what they have not subscribed to.
        after: the id of the last one that is known already; empty at first.
        most: how many to return.
    """
    rows = _OUTSIDERS.read(connection, brand=brand, topic=topic, after=after, most=most)
    return [Outsider(*row) for row in rows]
