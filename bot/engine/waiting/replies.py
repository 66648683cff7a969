"""What a waiting request takes with it: a turn's messages, claimed until they are handed over."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from msgspec import Struct

from bot.channels.contract import Part
from bot.core.ids import BrandId, EventId
from bot.engine.outbox.sending import as_part
from bot.engine.turns.ways_out import LEASE_MICROSECONDS
from bot.store.bell import DeliveriesWait, ring
from bot.store.calls import calls_made
from bot.store.claiming import Claim, claim_groups
from bot.store.clock import waiting_time
from bot.store.connection import Connection
from bot.store.deliveries import (
    ClaimedPart,
    DeliveryStatus,
    Settlement,
    replies_to,
    settle,
)
from bot.store.due_events import TimerMove, move_timers
from bot.store.events import event_place
from bot.store.moments import to_moment
from bot.store.people import Account


class Replies(Struct, frozen=True):
    """A turn's messages for one space.

    `settle` has to be awaited once: with true where they were handed over, otherwise the channel
    delivers them, under the same ids. `are_ours` is false where it delivers some of them already.
    """

    to: str
    space: str | None
    parts: tuple[Part, ...]
    settle: Callable[[bool], Awaitable[None]]
    are_ours: bool = True


class Asked(Struct, frozen=True):
    """Whose replies to which event are asked for; everything from the number `since` on."""

    account: Account
    space: str | None
    event: EventId
    since: int


class Found(Struct, frozen=True):
    """What the store holds of a turn's replies; `ours` are claimed by the waiting request."""

    account: Account
    space: str | None
    rows: tuple[ClaimedPart, ...]
    ours: tuple[ClaimedPart, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """The messages as adapters know them."""
        return tuple(as_part(row) for row in self.rows)


class Past(Struct, frozen=True):
    """What is known of an event's turn: all of it where it is done.

    `waits_for` is the last event of it that is known: itself, or the answer to a call.
    """

    waits_for: EventId
    is_done: bool = False
    asked: tuple[Asked, ...] = ()


def ask_again(connection: Connection, brand: BrandId, event: EventId) -> Past:
    """Return whose event this was, and with which answers to calls its turn went on.

    Where the person was erased since, nothing will be found for it.
    """
    first = event_place(connection, brand, event)
    past, place = Past(event), first
    while first is not None and place is not None and place.done:
        account = Account(brand, first.channel, first.sender or "")
        asked = (*past.asked, Asked(account, first.space, past.waits_for, place.seq))
        called = calls_made(connection, brand, past.waits_for)
        if not called:
            return Past(past.waits_for, is_done=True, asked=asked)
        past = Past(called[0], asked=asked)
        place = event_place(connection, brand, past.waits_for)
    return past


def find_replies(connection: Connection, asked: Asked, waiter: str, now: datetime) -> Found:
    """Return the replies to an event, claiming for the waiter what nobody is sending."""
    account = asked.account
    rows = replies_to(connection, account, asked.event, asked.since)
    if any(row.status == "pending" for row in rows):
        _claim(connection, account, rows, waiter, now)
        rows = replies_to(connection, account, asked.event, asked.since)
    ours = [row for row in rows if row.status == "claimed" and row.lease_owner == waiter]
    return Found(account, asked.space, tuple(rows), tuple(ours))


def _claim(
    connection: Connection,
    account: Account,
    rows: Sequence[ClaimedPart],
    waiter: str,
    now: datetime,
) -> None:
    claim = Claim(
        brand=account.brand,
        channel=account.channel,
        seqs=(rows[0].seq,),
        lease_owner=waiter,
        lease_until=waiting_time(connection, now) + LEASE_MICROSECONDS,
        now=to_moment(now),
    )
    claim_groups(connection, claim)


def hand_over(connection: Connection, found: Found, now: int) -> None:
    """Record that the waiting request has taken these messages: whoever asks waits from now on."""
    brand, ours = found.account.brand, found.ours
    settle(connection, [_settlement(brand, row, "accepted", now) for row in ours])
    move_timers(connection, [TimerMove(brand, row.id, now) for row in ours])


def give_back(connection: Connection, found: Found, now: int, *, reaches: bool) -> None:
    """Leave these messages to the channel, or to a later request where it has no way out."""
    account, ours = found.account, found.ours
    status: DeliveryStatus = "pending" if reaches else "kept"
    settle(connection, [_settlement(account.brand, row, status, now) for row in ours])
    if reaches:
        seq = min(row.seq for row in ours)
        ring(connection, DeliveriesWait(account.brand, account.channel, seq))


def _settlement(brand: BrandId, row: ClaimedPart, status: DeliveryStatus, now: int) -> Settlement:
    return Settlement(
        brand=brand,
        id=row.id,
        claimed_fence=row.fence,
        status=status,
        due_at=now,
        kind=row.kind,
        settled_at=None if status == "pending" else now,
    )
