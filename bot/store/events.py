"""The inbox: what came in, stored once under the platform's own id, and what became of it.

What is not due yet (timers, and what is held back) is in `bot.store.due_events`.
"""

from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import Struct
from sqlalchemy import and_, bindparam, delete, func, null, select, update

from bot.core.ids import BrandId, ChannelName, EventId, PersonId
from bot.store.connection import Connection
from bot.store.schema import calls, events
from bot.store.sealing.plan import sealing
from bot.store.statement import always, among, fixed, insert_new

EventOutcome = Literal["done", "failed"]
HeldFor = Literal["quiet", "busy"]
"""Why an event was held back: until quiet hours end, or until a dialogue under way does."""


class NewEvent(Struct, frozen=True):
    """One event as it is written; `sender_facts` and `happening` are JSON.

    `due_at` is None where it waits for its turn at once. A timer that `follows` a delivery moves
    on, where that is taken later, by its `span` in microseconds. `waiter` names who waits for
    what is said to it until `waits_until`, where another process may play it.
    """

    brand: BrandId
    id: EventId
    seq: int
    channel: ChannelName
    sender: str
    sender_facts: str
    space: str | None
    happening: str
    raw: bytes | None
    received_at: int
    done_at: int | None = None
    outcome: EventOutcome | None = None
    due_at: int | None = None
    held: HeldFor | None = None
    follows: str | None = None
    span: int | None = None
    waiter: str | None = None
    waits_until: int | None = None


class PendingEvent(Struct, frozen=True):
    """One event that waits for its turn; `held` says that it was held back on the way.

    `waiter` names who waits for what is said to it, until the moment `waits_until`.
    """

    id: EventId
    seq: int
    channel: ChannelName
    sender: str
    sender_facts: str
    space: str | None
    happening: str
    received_at: int
    held: HeldFor | None = None
    waiter: str | None = None
    waits_until: int | None = None


class EventMove(Struct, frozen=True):
    """A space of a channel has a new address."""

    brand: BrandId
    channel: ChannelName
    space: str
    new_space: str


class EventKey(Struct, frozen=True):
    """One event by its id."""

    brand: BrandId
    id: EventId


class EventEnd(Struct, frozen=True):
    """How an event's turn ended.

    `happening` is what it was, where that is kept as theirs whose turn it was: their key seals it
    from now on.
    """

    brand: BrandId
    id: EventId
    done_at: int
    outcome: EventOutcome
    happening: str | None = None
    owner: PersonId | None = None


_ADD = insert_new(events)
_SEQUENCES = always(
    lambda: select(events.c.id, events.c.seq).where(
        events.c.brand == bindparam("brand"), among(events.c.id, "ids")
    ),
)
PENDING_COLUMNS = (
    events.c.id,
    events.c.seq,
    events.c.channel,
    events.c.sender,
    events.c.sender_facts,
    events.c.space,
    events.c.happening,
    events.c.received_at,
    events.c.held,
    events.c.waiter,
    events.c.waits_until,
)
"""The columns of a `PendingEvent`, in order."""

_IS_PENDING = and_(events.c.done_at.is_(None), events.c.due_at.is_(None))
_PENDING = always(
    lambda: (
        select(*PENDING_COLUMNS)
        .where(events.c.brand == bindparam("brand"), _IS_PENDING)
        .order_by(events.c.seq)
        .limit(bindparam("most"))
        .offset(fixed(0))
    ),
)
_BACKLOG = always(
    lambda: select(func.count(), func.max(events.c.seq)).where(
        events.c.brand == bindparam("brand"), _IS_PENDING
    ),
)
_END = always(
    lambda: (
        update(events)
        .where(events.c.brand == bindparam("brand"), events.c.id == bindparam("id"))
        .values(
            done_at=bindparam("done_at"),
            outcome=bindparam("outcome"),
            happening=func.coalesce(bindparam("happening"), events.c.happening),
            raw=null(),
            sender_facts=null(),
            due_at=null(),
            held=null(),
            follows=null(),
            span=null(),
        )
    ),
    sealing(events, ("happening",), by="owner"),
    ("brand", "id"),
)
_FORGET = always(
    lambda: (
        update(events)
        .where(events.c.brand == bindparam("brand"), events.c.id == bindparam("id"))
        .values(sender=null(), space=null(), happening=null())
    ),
)
_WAIT = always(
    lambda: (
        update(events)
        .where(
            events.c.brand == bindparam("brand"),
            events.c.id == bindparam("id"),
            events.c.done_at.is_(None),
        )
        .values(waiter=bindparam("waiter"), waits_until=bindparam("waits_until"))
    ),
)
_WAITER = always(
    lambda: (
        select(events.c.waiter, events.c.waits_until)
        .join(calls, and_(calls.c.brand == events.c.brand, calls.c.event == events.c.id))
        .where(calls.c.brand == bindparam("brand"), calls.c.id == bindparam("id"))
    )
)
_TAKE_BACK = always(
    lambda: delete(events).where(
        events.c.brand == bindparam("brand"), events.c.id == bindparam("id"), _IS_PENDING
    ),
)
_MOVE = always(
    lambda: (
        update(events)
        .where(
            events.c.brand == bindparam("brand"),
            _IS_PENDING,
            # Hidden from the indexes: all of a channel's past would be looked at for what waits.
            func.coalesce(events.c.channel, fixed("")) == bindparam("channel"),
            events.c.space == bindparam("space"),
        )
        .values(space=bindparam("new_space"))
    ),
)
_MOVE_LATER = always(
    lambda: (
        update(events)
        .where(
            events.c.brand == bindparam("brand"),
            events.c.done_at.is_(None),
            events.c.due_at.is_not(None),
            func.coalesce(events.c.channel, fixed("")) == bindparam("channel"),
            func.coalesce(events.c.space, fixed("")) == bindparam("space"),
        )
        .values(space=bindparam("new_space"))
    ),
)
_ENDED = always(
    lambda: select(
        events.c.seq, events.c.done_at, events.c.sender, events.c.channel, events.c.space
    ).where(events.c.brand == bindparam("brand"), events.c.id == bindparam("id")),
)


def add_events(connection: Connection, rows: Sequence[NewEvent]) -> set[EventId]:
    """Write events, each once for ever.

    Args:
        connection: inside a transaction.
        rows: events of one brand; their sequence numbers are new.

    Returns:
        The ids of those that had been written before.
    """
    if _ADD.write(connection, rows) == len(rows):
        return set()
    ours = {row.seq for row in rows}
    stored = _SEQUENCES.read(connection, brand=rows[0].brand, ids=[row.id for row in rows])
    return {EventId(row[0]) for row in stored if row[1] not in ours}


def set_timers(connection: Connection, rows: Sequence[NewEvent]) -> None:
    """Write what becomes due later, each once for ever."""
    _ADD.put(connection, rows)


def pending_events(connection: Connection, brand: BrandId, most: int) -> list[PendingEvent]:
    """Return the oldest events that wait for their turn, in order."""
    return ask_pending_events(connection, brand, most)()


def ask_pending_events(
    connection: Connection, brand: BrandId, most: int
) -> Callable[[], list[PendingEvent]]:
    """Ask for the oldest events that wait for their turn now, and return them later, in order."""
    rows = _PENDING.ask(connection, brand=brand, most=most)
    return lambda: [PendingEvent(*row) for row in rows()]


def backlog(connection: Connection, brand: BrandId) -> tuple[int, int]:
    """Return how many events wait for their turn, and the last one's sequence number (0: none)."""
    rows = _BACKLOG.read(connection, brand=brand)
    return rows[0][0], rows[0][1] or 0


def end_events(connection: Connection, rows: Sequence[EventEnd]) -> None:
    """Mark events as handled, and drop what only their turn needed."""
    _END.put(connection, rows)


def forget_events(connection: Connection, rows: Sequence[EventEnd]) -> None:
    """Keep of events that they came, and nothing of whom they were about."""
    _FORGET.put(connection, rows)


def wait_for_events(connection: Connection, rows: Sequence[NewEvent]) -> None:
    """Let somebody else wait for these events, as far as they have not had their turn."""
    _WAIT.put(connection, rows)


def waiter_of_call(
    connection: Connection, brand: BrandId, call: EventId
) -> tuple[str | None, int | None]:
    """Return who waits for what is said to the event whose turn asked for a call, until when."""
    rows = _WAITER.read(connection, brand=brand, id=call)
    return (rows[0][0], rows[0][1]) if rows else (None, None)


def take_back_events(connection: Connection, keys: Sequence[EventKey]) -> None:
    """Delete events that wait for their turn: they never came, and may come later."""
    _TAKE_BACK.put(connection, keys)


def move_events(connection: Connection, moves: Sequence[EventMove]) -> None:
    """Give events that wait for their turn, or for their time, the new address of their space."""
    _MOVE.put(connection, moves)
    _MOVE_LATER.put(connection, moves)


class EventPlace(Struct, frozen=True):
    """Where an event stands in the order, whether its turn is done, and whose it is."""

    seq: int
    done: bool
    sender: str | None
    channel: ChannelName
    space: str | None


def event_place(connection: Connection, brand: BrandId, event: EventId) -> EventPlace | None:
    """Return where an event stands, None where it never came."""
    rows = _ENDED.read(connection, brand=brand, id=event)
    if not rows:
        return None
    seq, done_at, sender, channel, space = rows[0]
    return EventPlace(seq, done_at is not None, sender, channel, space)
