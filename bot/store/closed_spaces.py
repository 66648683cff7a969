"""Groups that cannot be written to any more: what was consented to there stands no longer."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import bindparam, select

from bot.core.ids import BrandId, ChannelName, ConversationId, PersonId, derive
from bot.store.connection import Connection
from bot.store.consents import ConsentRow, add_consents
from bot.store.numbers import numbers_of
from bot.store.schema import subscriptions
from bot.store.statement import always
from bot.store.subscriptions import SubscriptionKey, drop_subscriptions


class ClosedSpace(Struct, frozen=True):
    """A group or thread that a platform says is gone, or has shut us out, and when."""

    brand: BrandId
    channel: ChannelName
    conversation: ConversationId
    space: str
    at: int


_S = subscriptions.c
_THERE = always(
    lambda: select(_S.topic, _S.person).where(
        _S.brand == bindparam("brand"), _S.conversation == bindparam("conversation")
    ),
)


def withdraw_of_spaces(connection: Connection, spaces: Sequence[ClosedSpace], source: str) -> None:
    """Withdraw what people have consented to in these groups.

    Args:
        connection: inside a transaction.
        spaces: which.
        source: what the ledger names as the ground.
    """
    number = numbers_of(connection)
    lines: list[ConsentRow] = []
    for closed in spaces:
        rows = _THERE.read(connection, brand=closed.brand, conversation=closed.conversation)
        lines += [_line(closed, topic, person, source, number()) for topic, person in rows]
    add_consents(connection, lines)
    drop_subscriptions(
        connection, [SubscriptionKey(line.brand, line.topic, line.person) for line in lines]
    )


def _line(closed: ClosedSpace, topic: str, person: PersonId, source: str, seq: int) -> ConsentRow:
    return ConsentRow(
        brand=closed.brand,
        id=derive("withdrawn", source, person, topic, seq),
        person=person,
        seq=seq,
        topic=topic,
        given=False,
        wording=None,
        wording_hash=None,
        language=None,
        source=source,
        channel=closed.channel,
        message=None,
        at=closed.at,
        space=closed.space,
    )
