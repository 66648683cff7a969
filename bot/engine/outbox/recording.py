"""Write down how groups ended, and what follows from it for people, spaces and timers."""

from collections.abc import Sequence

from bot.engine.outbox.moving import move_space
from bot.engine.outbox.sent import Sent
from bot.store.bell import ring
from bot.store.closed_spaces import withdraw_of_spaces
from bot.store.connection import Connection
from bot.store.deliveries import Settlement, settle
from bot.store.due_events import TimerMove, move_timers
from bot.store.incidents import add_incidents
from bot.store.pauses import save_pauses
from bot.store.people import Account, ClosedDoor, close_doors
from bot.store.subscriptions import withdraw_of_accounts
from bot.store.waterfall import end_at_once, end_openings

BLOCKED = "blocked"
"""What the ledger names as the ground where an account cannot be written to any more."""


def write_sent(connection: Connection, batch: Sequence[Sent]) -> None:
    """Write down how groups ended, and what follows from it, in one go.

    Args:
        connection: inside a transaction.
        batch: how they ended.
    """
    settlements = [row for sent in batch for row in sent.settlements]
    settle(connection, settlements)
    ring(connection, *(sent.shown for sent in batch if sent.shown is not None))
    move_timers(connection, [_timer_move(row) for row in settlements if row.status == "accepted"])
    end_at_once(connection, [row for sent in batch for row in sent.ends])
    end_openings(connection, [row for sent in batch for row in sent.openings])
    _close(connection, [row for sent in batch for row in sent.closed])
    closed_spaces = [row for sent in batch for row in sent.closed_spaces]
    withdraw_of_spaces(connection, closed_spaces, BLOCKED)
    add_incidents(connection, [row for sent in batch for row in sent.incidents])
    save_pauses(connection, [sent.pause for sent in batch if sent.pause is not None])
    for sent in batch:
        if sent.moved is not None:
            move_space(connection, sent.moved, sent.at)


def _timer_move(row: Settlement) -> TimerMove:
    return TimerMove(row.brand, row.id, row.settled_at or row.due_at)


def _close(connection: Connection, doors: Sequence[ClosedDoor]) -> None:
    """Mark accounts as closed: whoever comes back is subscribed to nothing."""
    close_doors(connection, doors)
    for door in doors:
        account = Account(door.brand, door.channel, door.external_id)
        withdraw_of_accounts(connection, [account], BLOCKED, door.blocked_at)
