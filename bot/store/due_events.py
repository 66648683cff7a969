"""Events that are not due yet: timers written in advance, and what is held back for a while.

They are rows of the inbox with a `due_at`. A timer that comes due takes its place in the order
then; what was held back keeps the place that it had.
"""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import BigInteger, and_, bindparam, delete, exists, func, null, select, update

from bot.core.ids import BrandId, ChannelName, DeliveryId, EventId
from bot.store.connection import Connection
from bot.store.deliveries import IS_UNDER_WAY
from bot.store.events import PENDING_COLUMNS, HeldFor, PendingEvent
from bot.store.moments import SECOND
from bot.store.numbers import numbers_of
from bot.store.people import Account
from bot.store.schema import deliveries, events
from bot.store.statement import Statement, always, among, fixed


class Released(Struct, frozen=True):
    """What came due: how many events wait for their turn now, and whether there may be more."""

    events: int = 0
    more: bool = False


class EventHold(Struct, frozen=True):
    """Hold an event back until a moment, or until what it waits for has ended."""

    brand: BrandId
    id: EventId
    due_at: int
    held: HeldFor


class EventDue(Struct, frozen=True):
    """What an event was held back for has ended: it is due at this moment."""

    brand: BrandId
    id: EventId
    due_at: int


class TimerKey(Struct, frozen=True):
    """A timer by its id, which is its event's."""

    brand: BrandId
    id: EventId


class TimerMove(Struct, frozen=True):
    """The delivery that timers follow was taken at `moment`: their time begins only then."""

    brand: BrandId
    follows: DeliveryId
    moment: int


class _Due(Struct, frozen=True):
    """A timer that came due: its new place in the order."""

    brand: BrandId
    id: EventId
    seq: int
    received_at: int


class _Later(Struct, frozen=True):
    """A timer that is put off."""

    brand: BrandId
    id: EventId
    new_due_at: int


_E = events.c
_WAITS = (_E.done_at.is_(None), _E.due_at.is_not(None))
_THIS = (_E.brand == bindparam("brand"), _E.id == bindparam("id"), *_WAITS)
_FOLLOWS_WHAT_IS_UNDER_WAY = exists(
    select(fixed(1)).where(
        deliveries.c.brand == _E.brand,
        deliveries.c.id == _E.follows,
        IS_UNDER_WAY,
    )
)
_DUE = always(
    lambda: (
        select(
            _E.id,
            _E.held,
            _E.span,
            and_(_E.follows.is_not(None), _FOLLOWS_WHAT_IS_UNDER_WAY),
        )
        .where(_E.brand == bindparam("brand"), *_WAITS, _E.due_at <= bindparam("now"))
        .order_by(_E.due_at, _E.seq)
        .limit(bindparam("most"))
        .offset(fixed(0))
    ),
)
_NEXT = always(
    lambda: (
        select(_E.due_at)
        .where(_E.brand == bindparam("brand"), *_WAITS)
        .order_by(_E.due_at)
        .limit(fixed(1))
        .offset(fixed(0))
    ),
)
_LATEST = always(lambda: select(func.max(_E.seq)).where(_E.brand == bindparam("brand"), *_WAITS))
_RELEASE_TIMER = always(
    lambda: (
        update(events)
        .where(*_THIS)
        .values(
            seq=bindparam("seq"),
            received_at=bindparam("received_at"),
            due_at=null(),
            follows=null(),
            span=null(),
        )
    ),
)
_RELEASE_HELD = always(lambda: update(events).where(*_THIS).values(due_at=null()))
_PUT_OFF = always(lambda: update(events).where(*_THIS).values(due_at=bindparam("new_due_at")))
_HOLD = always(
    lambda: (
        update(events)
        .where(_E.brand == bindparam("brand"), _E.id == bindparam("id"), _E.done_at.is_(None))
        .values(due_at=bindparam("due_at"), held=bindparam("held"))
    ),
)
_FREE = always(
    lambda: (
        update(events).where(*_THIS, _E.held == fixed("busy")).values(due_at=bindparam("due_at"))
    ),
)
_FOLLOWED = always(
    lambda: select(_E.follows).where(
        _E.brand == bindparam("brand"),
        among(_E.follows, "deliveries"),
        # The index of what follows has this condition, and so must the question.
        _E.follows.is_not(None),
    ),
)
_MOVE = always(
    lambda: (
        update(events)
        .where(
            _E.brand == bindparam("brand"),
            # Only a timer that is not due yet follows anything.
            _E.follows == bindparam("follows"),
        )
        .values(due_at=bindparam("moment", type_=BigInteger) + _E.span, follows=null())
    ),
)
# One that is due already has its turn all the same: somebody counts on that.
_DROP = always(lambda: delete(events).where(*_THIS), key=("brand", "id"))


def _held(*conditions: Any) -> Statement:
    return always(
        # Sorted by us: by number, all that ever came over the channel would be looked at.
        lambda: select(*PENDING_COLUMNS).where(
            _E.brand == bindparam("brand"),
            _E.channel == bindparam("channel"),
            *conditions,
            _E.held.in_((fixed("quiet"), fixed("busy"))),
            func.coalesce(_E.due_at, fixed(0)) > fixed(0),
        )
    )


_HELD_IN_PRIVATE = _held(among(_E.sender, "senders"), _E.space.is_(None))
_HELD_IN_SPACES = _held(among(_E.space, "spaces"), _E.space.is_not(None))
_OF_ACCOUNT = (
    _E.brand == bindparam("brand"),
    _E.channel == bindparam("channel"),
    _E.sender == bindparam("sender"),
    _E.done_at.is_(None),
    # Hidden from the index of what is due: everybody's timers would be looked at.
    func.coalesce(_E.due_at, fixed(0)) > fixed(0),
)
_DROP_OWN = always(lambda: delete(events).where(*_OF_ACCOUNT))


def release_due(connection: Connection, brand: BrandId, now: int, most: int) -> Released:
    """Let what is due wait for its turn, in the order of due times.

    A timer whose message is still on its way is put off: its time has not begun.

    Args:
        connection: inside a transaction.
        brand: whose.
        now: the present moment, in microseconds since 1970.
        most: events to look at at most.
    """
    number = numbers_of(connection)
    rows = _DUE.read(connection, brand=brand, now=now, most=most)
    timers = [row[0] for row in rows if row[1] is None and not row[3]]
    held = [row[0] for row in rows if row[1] is not None]
    later = [
        _Later(brand, row[0], now + max(row[2], SECOND))
        for row in rows
        if row[1] is None and row[3]
    ]
    _RELEASE_TIMER.put(connection, [_Due(brand, timer, number(), now) for timer in timers])
    _RELEASE_HELD.put(connection, [TimerKey(brand, event) for event in held])
    _PUT_OFF.put(connection, later)
    return Released(len(timers) + len(held), more=len(rows) == most)


def next_due(connection: Connection, brand: BrandId) -> int | None:
    """Return when the next event is due, None where none waits for a time."""
    rows = _NEXT.read(connection, brand=brand)
    return rows[0][0] if rows else None


def latest_due(connection: Connection, brand: BrandId) -> int:
    """Return the highest sequence number of what is not due yet, 0 where there is nothing."""
    return _LATEST.read(connection, brand=brand)[0][0] or 0


def ask_held_in_private(
    connection: Connection, brand: BrandId, channel: ChannelName, senders: Sequence[str]
) -> Callable[[], list[PendingEvent]]:
    """Ask what is held back in the private conversations of these accounts; return it later."""
    rows = _HELD_IN_PRIVATE.ask(connection, brand=brand, channel=channel, senders=list(senders))
    return lambda: [PendingEvent(*row) for row in rows()]


def ask_held_in_spaces(
    connection: Connection, brand: BrandId, channel: ChannelName, spaces: Sequence[str]
) -> Callable[[], list[PendingEvent]]:
    """Ask what is held back in these groups and threads; return it later."""
    rows = _HELD_IN_SPACES.ask(connection, brand=brand, channel=channel, spaces=list(spaces))
    return lambda: [PendingEvent(*row) for row in rows()]


def hold_events(connection: Connection, rows: Sequence[EventHold]) -> None:
    """Hold back events whose turn it was."""
    _HOLD.put(connection, rows)


def free_events(connection: Connection, rows: Sequence[EventDue]) -> None:
    """Make due what waited until a dialogue had ended."""
    _FREE.put(connection, rows)


def move_timers(connection: Connection, moves: Sequence[TimerMove]) -> None:
    """Let the time of timers begin when the delivery was taken that they follow.

    Args:
        connection: inside a transaction.
        moves: deliveries of one brand; hardly any of them is followed.
    """
    if not moves:
        return
    rows = _FOLLOWED.read(
        connection, brand=moves[0].brand, deliveries=[move.follows for move in moves]
    )
    followed = {row[0] for row in rows}
    _MOVE.put(connection, [move for move in moves if move.follows in followed])


def drop_timers(connection: Connection, keys: Sequence[TimerKey]) -> None:
    """Delete timers for which nothing waits any more; one that has come due stays."""
    _DROP.put(connection, keys)


def drop_waiting(connection: Connection, account: Account) -> int:
    """Delete the timers of an account and what is held back for it; return how many it was."""
    return _DROP_OWN.change(
        connection,
        brand=account.brand,
        channel=account.channel,
        sender=account.external_id,
    )
