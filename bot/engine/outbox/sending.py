"""One group on its way out: hand it to the adapter, part by part or all at once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import msgspec
from msgspec import Struct

from bot.channels.contract import Adapter, Group, Part
from bot.core.content import Message
from bot.core.outcomes import Accepted, Outcome, Rejected, Unknown
from bot.store.deliveries import ClaimedPart

SEND_SECONDS = 60.0
"""A send that takes longer has an unknown outcome, whatever the adapter's own time-out is."""


Turn = Callable[[Group], Awaitable[float | None]]
"""Wait until this may go out; returns the seconds after which to ask again where it may not."""

Heard = Callable[[ClaimedPart, Accepted], None]
"""Told of each part that was taken, while others of its group are still to go."""


class Tried(Struct, frozen=True):
    """What came of a group: one outcome for each part that was tried, in order.

    `rest` is how many seconds the others have to wait for their turn.
    """

    outcomes: Sequence[Outcome]
    rest: float = 0.0


def as_part(row: ClaimedPart) -> Part:
    """Return a stored message as adapters know it."""
    return Part(row.id, msgspec.json.decode(row.content, type=Message), row.earlier)


async def send(adapter: Adapter, rows: Sequence[ClaimedPart], turn: Turn, heard: Heard) -> Tried:
    """Hand a group to its adapter: all at once, or one part after the other while they go well.

    Args:
        adapter: the open channel.
        rows: the group as it was claimed.
        turn: waited for before each call of the adapter; its time is no part of a send's.
        heard: told of parts that were taken before the last one is.
    """
    first = rows[0]
    try:
        parts = tuple(as_part(row) for row in rows)
    except msgspec.MsgspecError:
        return Tried([Rejected("the stored message cannot be read")] * len(rows))
    group = Group(first.group_id, first.recipient, first.space, parts, first.attempts)
    if not adapter.capabilities.groups:
        return await _one_by_one(adapter, rows, group, turn, heard)
    later = await turn(group)
    return Tried([], later) if later is not None else Tried(await _deliver(adapter, group))


async def _one_by_one(
    adapter: Adapter, rows: Sequence[ClaimedPart], group: Group, turn: Turn, heard: Heard
) -> Tried:
    outcomes: list[Outcome] = []
    for row, part in zip(rows, group.parts, strict=True):
        alone = msgspec.structs.replace(group, parts=(part,), attempt=row.attempts)
        later = await turn(alone)
        if later is not None:
            return Tried(outcomes, later)
        (outcome,) = await _deliver(adapter, alone)
        outcomes.append(outcome)
        if not isinstance(outcome, Accepted):
            break
        if row is not rows[-1]:
            heard(row, outcome)
    return Tried(outcomes)


async def _deliver(adapter: Adapter, group: Group) -> list[Outcome]:
    try:
        async with asyncio.timeout(SEND_SECONDS):
            outcomes = list(await adapter.deliver(group))
    except TimeoutError:
        outcomes = [Unknown("no answer in time")] * len(group.parts)
    except asyncio.CancelledError:
        if _is_cut():
            raise
        outcomes = [Unknown("cancelled by its adapter")] * len(group.parts)
    except Exception as error:  # noqa: BLE001 - whatever an adapter does, the outbox goes on
        outcomes = [Unknown(type(error).__name__)] * len(group.parts)
    missing = len(group.parts) - len(outcomes)
    return (outcomes + [Unknown("no outcome")] * missing)[: len(group.parts)]


def _is_cut() -> bool:
    """Say whether it is us who end this send, and not something inside of its adapter."""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0
