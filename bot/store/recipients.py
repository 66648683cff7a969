"""To whom the brand speaks first: planned, held back, opened; one row an occurrence for ever.

How one ends is written in `bot.store.waterfall`, who is planned in `bot.store.planning`.
"""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct
from sqlalchemy import bindparam, func, null, select, update

from bot.core.ids import BrandId, ChannelName, ConversationId, PersonId
from bot.store.connection import Connection
from bot.store.schema import recipients
from bot.store.statement import always, among, fixed, insert_new

MOST_SKIPPED = 2_000
"""People given up in one step: some 20 ms of the one writer's time."""

RecipientStatus = Literal[
    "planned", "opened", "accepted", "unreachable", "rejected", "unknown", "skipped"
]


class RecipientRow(Struct, frozen=True):
    """One row of `recipients`; `reason` says why one is held back, or how it ended."""

    brand: BrandId
    occurrence: str
    conversation: ConversationId
    person: PersonId | None
    topic: str
    channel: ChannelName
    recipient: str | None
    space: str | None
    status: RecipientStatus
    due_at: int
    expires_at: int | None = None
    reason: str | None = None
    opened_at: int | None = None
    ended_at: int | None = None


class Share(Struct, frozen=True):
    """The people of one occurrence on one channel."""

    brand: BrandId
    occurrence: str
    channel: ChannelName


class Planned(Struct, frozen=True):
    """Somebody who is to be spoken to: where, what for, from when on and until when."""

    occurrence: str
    conversation: ConversationId
    person: PersonId
    topic: str
    channel: ChannelName
    recipient: str
    space: str | None
    due_at: int
    expires_at: int | None


class RecipientHold(Struct, frozen=True):
    """Somebody who is not to be spoken to before `until`."""

    brand: BrandId
    occurrence: str
    conversation: ConversationId
    until: int
    why: str


class RecipientsOpened(Struct, frozen=True):
    """Who is spoken to now for an occurrence; `begun_at` is None where that counts in no cap."""

    brand: BrandId
    occurrence: str
    conversations: list[ConversationId]
    begun_at: int | None


class BegunRow(Struct, frozen=True):
    """One time that the brand began a conversation; `at` is None while that is on its way."""

    conversation: ConversationId
    topic: str
    at: int | None


_R = recipients.c
_OF_OCCURRENCE = (_R.brand == bindparam("brand"), _R.occurrence == bindparam("occurrence"))
_IS_PLANNED = _R.status == fixed("planned")
_PLANNED = (
    _R.occurrence,
    _R.conversation,
    _R.person,
    _R.topic,
    _R.channel,
    _R.recipient,
    _R.space,
    _R.due_at,
    _R.expires_at,
)

_ADD = insert_new(recipients)
_DUE = always(
    lambda: (
        select(*_PLANNED)
        .where(
            *_OF_OCCURRENCE,
            _R.channel == bindparam("channel"),
            _IS_PLANNED,
            _R.due_at <= bindparam("now"),
        )
        .order_by(_R.due_at, _R.conversation)
        .limit(bindparam("most"))
        .offset(fixed(0))
    ),
)
_NEXT = always(
    lambda: select(func.min(_R.due_at)).where(
        *_OF_OCCURRENCE, _R.channel == bindparam("channel"), _IS_PLANNED
    ),
)
_HELD = always(
    lambda: (
        select(*_PLANNED)
        .where(
            _R.brand == bindparam("brand"),
            among(_R.conversation, "conversations"),
            _IS_PLANNED,
            _R.reason == bindparam("why"),
            # The index of what is held has this condition, and so must the question.
            _R.reason.is_not(None),
        )
        .order_by(_R.due_at, _R.occurrence)
    ),
)
_HOLD = always(
    lambda: (
        update(recipients)
        .where(*_OF_OCCURRENCE, _R.conversation == bindparam("conversation"), _IS_PLANNED)
        .values(due_at=bindparam("until"), reason=bindparam("why"))
    ),
)
_OPEN = always(
    lambda: (
        update(recipients)
        .where(
            *_OF_OCCURRENCE,
            among(_R.conversation, "conversations"),
            # Hidden from the indexes: all who are planned would be looked at.
            func.coalesce(_R.status, fixed("")) == fixed("planned"),
        )
        .values(status=fixed("opened"), reason=null(), opened_at=bindparam("begun_at"))
    ),
)
_TAKE_BACK = always(
    lambda: (
        update(recipients)
        .where(
            *_OF_OCCURRENCE,
            _R.conversation == bindparam("conversation"),
            _R.status == fixed("opened"),
        )
        .values(
            status=fixed("planned"),
            due_at=bindparam("until"),
            reason=bindparam("why"),
            opened_at=null(),
        )
    ),
)
_SKIP = always(
    lambda: (
        update(recipients)
        .where(
            *_OF_OCCURRENCE,
            _IS_PLANNED,
            _R.conversation.in_(
                select(_R.conversation)
                .where(*_OF_OCCURRENCE, _IS_PLANNED)
                .limit(bindparam("most"))
                .offset(fixed(0))
                .correlate(None)
            ),
        )
        .values(status=fixed("skipped"), reason=bindparam("why"), ended_at=bindparam("now"))
    ),
)
_FREE = always(
    lambda: (
        update(recipients)
        .where(
            _R.brand == bindparam("brand"),
            among(_R.conversation, "conversations"),
            _IS_PLANNED,
            _R.reason == fixed("busy"),
            _R.reason.is_not(None),
        )
        .values(due_at=bindparam("now"))
    ),
)
_BEGUN = always(
    lambda: select(_R.conversation, _R.topic, _R.ended_at).where(
        _R.brand == bindparam("brand"),
        among(_R.conversation, "conversations"),
        _R.opened_at > bindparam("since"),
        _R.opened_at.is_not(None),
        # Of the others it is known that nobody has got anything.
        _R.status.not_in((fixed("skipped"), fixed("unreachable"))),
    ),
)
_UNDER_WAY = always(
    lambda: select(func.count()).where(
        _R.brand == bindparam("brand"),
        _R.channel == bindparam("channel"),
        _R.status == fixed("opened"),
    ),
)


def add_recipients(connection: Connection, rows: Sequence[RecipientRow]) -> int:
    """Plan people, each once an occurrence; return how many are new."""
    return max(0, _ADD.write(connection, rows))


def due_recipients(connection: Connection, share: Share, now: int, most: int) -> list[Planned]:
    """Return those who are due, longest due first."""
    rows = _DUE.read(
        connection,
        brand=share.brand,
        occurrence=share.occurrence,
        channel=share.channel,
        now=now,
        most=most,
    )
    return [Planned(*row) for row in rows]


def next_due_recipient(connection: Connection, share: Share) -> int | None:
    """Return when the next one is due; None: nobody is planned."""
    rows = _NEXT.read(
        connection, brand=share.brand, occurrence=share.occurrence, channel=share.channel
    )
    moment: int | None = rows[0][0]
    return moment


def held_recipients(
    connection: Connection, brand: BrandId, conversations: Sequence[ConversationId], why: str
) -> list[Planned]:
    """Return what is held back from these conversations for a reason, longest due first."""
    rows = _HELD.read(connection, brand=brand, conversations=list(conversations), why=why)
    return [Planned(*row) for row in rows]


def hold_recipients(connection: Connection, rows: Sequence[RecipientHold]) -> None:
    """Let people wait; whoever is no longer planned is left alone."""
    _HOLD.put(connection, rows)


def mark_opened(connection: Connection, opened: RecipientsOpened) -> None:
    """Write down that people are being spoken to."""
    _OPEN.change(
        connection,
        brand=opened.brand,
        occurrence=opened.occurrence,
        conversations=opened.conversations,
        begun_at=opened.begun_at,
    )


def take_back(connection: Connection, rows: Sequence[RecipientHold]) -> None:
    """Let people wait who were to be spoken to, and have not been."""
    _TAKE_BACK.put(connection, rows)


def free_recipients(
    connection: Connection, brand: BrandId, conversations: Sequence[ConversationId], now: int
) -> int:
    """Make due at once what waited for a dialogue of these conversations to end; say how much."""
    return _FREE.change(connection, brand=brand, conversations=list(conversations), now=now)


def skip_planned(
    connection: Connection, brand: BrandId, occurrence: str, why: str, now: int
) -> int:
    """Give up a step of those who are planned, with the reason; return how many it was."""
    return _SKIP.change(
        connection, brand=brand, occurrence=occurrence, why=why, now=now, most=MOST_SKIPPED
    )


def begun_since(
    connection: Connection, brand: BrandId, conversations: Sequence[ConversationId], since: int
) -> list[BegunRow]:
    """Return what the brand began in these conversations after a moment, as caps count it.

    What it began earlier may have come later.
    """
    rows = _BEGUN.read(connection, brand=brand, conversations=list(conversations), since=since)
    return [BegunRow(*row) for row in rows]


def count_under_way(connection: Connection, brand: BrandId, channel: ChannelName) -> int:
    """Return how many openings of a channel have not ended yet."""
    count: int = _UNDER_WAY.read(connection, brand=brand, channel=channel)[0][0]
    return count
