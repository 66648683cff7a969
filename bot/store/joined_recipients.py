"""What the brand wants to say first to somebody with several accounts: once, and where.

A joined person has one conversation, and an occurrence speaks once to each. What was planned for
an account by itself is for that one; where both were, or one has had it already, the other is left
out for the reason `joined`, and planned again where the accounts are parted.
"""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import ColumnElement, bindparam, delete, exists, null, select, update

from bot.core.ids import BrandId, ChannelName, ConversationId, PersonId
from bot.store.connection import Connection
from bot.store.people import Account
from bot.store.recipients import RecipientRow, add_recipients
from bot.store.schema import identities, occurrences, recipients, subscriptions
from bot.store.statement import always, among, fixed

JOINED = "joined"
"""The ground on which somebody is left out: they are spoken to on another account of theirs."""


class Readdressed(Struct, frozen=True):
    """Somebody is spoken to for an occurrence on another account of theirs."""

    brand: BrandId
    occurrence: str
    conversation: str
    channel: ChannelName
    recipient: str


class _Pair(Struct, frozen=True):
    """An account that is kept under one person, and was kept under another."""

    brand: BrandId
    channel: ChannelName
    recipient: str
    this: PersonId
    that: PersonId
    at: int


_I, _R, _S = identities.c, recipients.c, subscriptions.c
_OF_THIS = (
    _R.brand == bindparam("brand"),
    # In private they are the same; by people they are found.
    _R.person == bindparam("this"),
    _R.conversation == bindparam("this"),
)
_ON_ACCOUNT = (_R.channel == bindparam("channel"), _R.recipient == bindparam("recipient"))
_IS_PLANNED = _R.status == fixed("planned")
_IS_JOINED = (_R.status == fixed("skipped"), _R.reason == fixed(JOINED))
_HAD = ("opened", "accepted", "unreachable", "rejected", "unknown")
_LEAVES_OUT = {"status": fixed("skipped"), "reason": fixed(JOINED), "ended_at": bindparam("at")}
_PLANS = {"status": fixed("planned"), "reason": null(), "ended_at": null()}


def _and_other(*, had: bool = False) -> ColumnElement[bool]:
    """Return the condition that the other is planned for the same, or has had it."""
    that = recipients.alias("there").c
    there = (
        that.brand == _R.brand,
        that.occurrence == _R.occurrence,
        that.conversation == bindparam("that"),
    )
    has_had = (that.status.in_([fixed(one) for one in _HAD]),) if had else ()
    return exists(select(fixed(1)).where(*there, *has_had))


def _goes_on() -> ColumnElement[bool]:
    """Return the condition that the occurrence has not ended."""
    return exists().where(
        occurrences.c.brand == _R.brand,
        occurrences.c.id == _R.occurrence,
        occurrences.c.ended_at.is_(None),
    )


_LEAVE_OUT_WHO_HAD = always(
    lambda: (
        update(recipients).where(*_OF_THIS, _IS_PLANNED, _and_other(had=True)).values(**_LEAVES_OUT)
    )
)
_LEAVE_OUT = always(
    lambda: update(recipients).where(*_OF_THIS, _IS_PLANNED, _and_other()).values(**_LEAVES_OUT)
)
_TAKE = always(
    lambda: (
        update(recipients)
        .where(*_OF_THIS, *_ON_ACCOUNT, _IS_PLANNED, _R.space.is_(None), ~_and_other())
        .values(conversation=bindparam("that"), person=bindparam("that"))
    )
)
_PLAN_AGAIN = always(
    lambda: (
        update(recipients).where(*_OF_THIS, *_IS_JOINED, *_ON_ACCOUNT, _goes_on()).values(**_PLANS)
    )
)
_PLAN_OTHER = always(
    lambda: (
        update(recipients)
        .where(*_OF_THIS, *_IS_JOINED, _and_other(had=True), _goes_on())
        .values(**_PLANS)
    )
)
_FORGET = always(lambda: delete(recipients).where(*_OF_THIS, *_ON_ACCOUNT, *_IS_JOINED))
_HAVE_HAD = always(
    lambda: select(*(_R[name] for name in RecipientRow.__struct_fields__)).where(
        *_OF_THIS,
        *_ON_ACCOUNT,
        _R.status.in_([fixed(one) for one in _HAD]),
        _goes_on(),
    )
)
_OPENED = always(
    lambda: (
        select(fixed(1))
        .where(*_OF_THIS, _R.status == fixed("opened"))
        .limit(fixed(1))
        .offset(fixed(0))
    )
)
_VOICES = always(
    lambda: (
        select(_S.conversation, _I.brand, _I.channel, _I.external_id)
        .select_from(
            subscriptions.join(
                identities,
                (_I.brand == _S.brand)
                & (_I.channel == _S.channel)
                & (_I.external_id == _S.recipient),
            )
        )
        .where(
            _S.brand == bindparam("brand"),
            among(_S.conversation, "conversations"),
            _S.topic == bindparam("topic"),
            _S.space.is_(None),
            _I.own.is_not(None),
            _I.blocked_at.is_(None),
        )
        .order_by(_I.spoke_at, _I.channel, _I.external_id)
    ),
)
_READDRESS = always(
    lambda: (
        update(recipients)
        .where(
            _R.brand == bindparam("brand"),
            _R.occurrence == bindparam("occurrence"),
            _R.conversation == bindparam("conversation"),
        )
        .values(channel=bindparam("channel"), recipient=bindparam("recipient"))
    ),
)


def is_opened(connection: Connection, brand: BrandId, conversation: PersonId) -> bool:
    """Say whether the brand is just beginning to speak in a conversation."""
    return bool(_OPENED.read(connection, brand=brand, this=conversation))


def join_recipients(
    connection: Connection, guest: Account, own: PersonId, host: PersonId, at: int
) -> None:
    """Plan a person once for what they were planned for on both sides.

    Args:
        connection: inside a transaction.
        guest: the account that is joined.
        own: whose it was.
        host: whose it is now.
        at: when, in microseconds since 1970.
    """
    theirs, ours = _pair(guest, own, host, at), _pair(guest, host, own, at)
    _LEAVE_OUT_WHO_HAD.write(connection, [ours])
    _TAKE.write(connection, [theirs])
    _LEAVE_OUT.write(connection, [theirs])
    _note_had(connection, guest, own, host, at)


def part_recipients(
    connection: Connection, guest: Account, own: PersonId, host: PersonId, at: int
) -> None:
    """Plan both sides for what they were planned for by themselves; the rest as when joining."""
    theirs, ours = _pair(guest, own, host, at), _pair(guest, host, own, at)
    _FORGET.write(connection, [ours])
    _PLAN_OTHER.write(connection, [ours])
    _TAKE.write(connection, [ours])
    _PLAN_AGAIN.write(connection, [theirs])
    _note_had(connection, guest, host, own, at)


def voices(
    connection: Connection, brand: BrandId, topic: str, conversations: Sequence[str]
) -> dict[str, Account]:
    """Return where those who have several accounts are told of a topic.

    It is the one that spoke last, of those that have consented themselves and have an open door.
    """
    rows = _VOICES.read(connection, brand=brand, topic=topic, conversations=list(conversations))
    return {conversation: Account(*account) for conversation, *account in rows}


def readdress(connection: Connection, rows: Sequence[Readdressed]) -> None:
    """Let people be spoken to on another account of theirs."""
    _READDRESS.write(connection, rows)


def _note_had(
    connection: Connection, guest: Account, had: PersonId, other: PersonId, at: int
) -> None:
    """Write down that somebody has had on their account what still goes on: never twice."""
    row = _pair(guest, had, other, at)
    rows = _HAVE_HAD.read(
        connection,
        brand=row.brand,
        channel=row.channel,
        recipient=row.recipient,
        this=row.this,
    )
    found = [RecipientRow(*one) for one in rows]
    add_recipients(connection, [_left_out(one, other, at) for one in found])


def _left_out(row: RecipientRow, other: PersonId, at: int) -> RecipientRow:
    return RecipientRow(
        brand=row.brand,
        occurrence=row.occurrence,
        conversation=ConversationId(other),
        person=other,
        topic=row.topic,
        channel=row.channel,
        recipient=row.recipient,
        space=row.space,
        status="skipped",
        reason=JOINED,
        due_at=row.due_at,
        expires_at=row.expires_at,
        ended_at=at,
    )


def _pair(guest: Account, this: PersonId, that: PersonId, at: int) -> _Pair:
    return _Pair(guest.brand, guest.channel, guest.external_id, this, that, at)
