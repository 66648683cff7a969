"""What follows of what a platform tells about the way to somebody."""

from typing import assert_never

from bot.core.effects import CloseDoor, MarkUndelivered, MoveSpace
from bot.core.ids import derive
from bot.engine.outbox.moving import SpaceMove, move_space
from bot.engine.turns.effects import Stage
from bot.store.bell import DeliveriesWait, ring
from bot.store.cancelling import cancel_private
from bot.store.connection import Connection
from bot.store.incidents import IncidentRow, add_incidents
from bot.store.people import ClosedDoor, close_doors
from bot.store.subscriptions import withdraw_of_accounts
from bot.store.undelivered import Undelivery, mark_undelivered


def settle_way(
    connection: Connection, stage: Stage, effect: CloseDoor | MoveSpace | MarkUndelivered
) -> None:
    """Do what follows, once the rows of the turn are written."""
    match effect:
        case CloseDoor():
            _close(connection, stage)
        case MoveSpace(to):
            _move(connection, stage, to)
        case MarkUndelivered():
            _mark_undelivered(connection, stage, effect)
        case _:
            assert_never(effect)


def _close(connection: Connection, stage: Stage) -> None:
    """Mark the account, and cancel what waits for it in private: groups stay open to all."""
    account, at = stage.account, stage.at
    door = ClosedDoor(account.brand, account.channel, account.external_id, at, at)
    close_doors(connection, [door])
    cancel_private(connection, account, before=stage.number(), now=at)
    withdraw_of_accounts(connection, [account], "blocked", at)


def _move(connection: Connection, stage: Stage, to: str) -> None:
    """Let the space of this turn go to its new address, and whoever sends look for it there."""
    if stage.space is None:
        return
    move = SpaceMove(stage.brand.id, stage.account.channel, stage.space, to)
    move_space(connection, move, stage.at)
    ring(connection, DeliveriesWait(move.brand, move.channel, 0))


def _mark_undelivered(connection: Connection, stage: Stage, effect: MarkUndelivered) -> None:
    """Keep a message among the rejected, and report it, the first time that it is told."""
    brand, channel = stage.brand.id, stage.account.channel
    row = Undelivery(brand, channel, effect.delivery, effect.reason, stage.at)
    if mark_undelivered(connection, row):
        name, event = derive(effect.delivery, "undelivered"), stage.event.id
        report = IncidentRow(brand, name, "delivery", effect.reason, event, stage.at)
        add_incidents(connection, [report])
