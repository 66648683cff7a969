"""One group on its way out: hand it to the adapter, and turn what came of it into rows."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from bot.channels.contract import Adapter, Group, Part
from bot.core.content import Message
from bot.core.ids import BrandId, ChannelName, derive
from bot.core.outcomes import Accepted, Misconfigured, Outcome, Rejected, Unknown
from bot.engine.retry import Again, Decision, Settle, Tries, decide
from bot.store.deliveries import ClaimedPart, Settlement
from bot.store.incidents import IncidentRow
from bot.store.moments import from_moment, to_moment

SEND_SECONDS = 60.0
"""A send that takes longer has an unknown outcome, whatever the adapter's own time-out is."""

_MESSAGE = msgspec.json.Decoder(Message)


class Sent(Struct, frozen=True):
    """What is to be written after a send; `retry_at` where something has to be sent again."""

    settlements: tuple[Settlement, ...]
    incidents: tuple[IncidentRow, ...]
    retry_at: datetime | None


def as_part(row: ClaimedPart) -> Part:
    """Return a stored message as adapters know it."""
    return Part(row.id, _MESSAGE.decode(row.content))


async def send(adapter: Adapter, rows: Sequence[ClaimedPart]) -> list[Outcome]:
    """Hand a group to its adapter: all at once, or one part after the other while they go well.

    Returns:
        One outcome for each part that was tried.
    """
    first = rows[0]
    try:
        parts = tuple(as_part(row) for row in rows)
    except msgspec.MsgspecError:
        return [Rejected("the stored message cannot be read")] * len(rows)
    group = Group(first.group_id, first.recipient, first.space, parts, first.attempts)
    if adapter.capabilities.groups:
        return await _deliver(adapter, group)
    outcomes: list[Outcome] = []
    for part in parts:
        outcomes += await _deliver(adapter, msgspec.structs.replace(group, parts=(part,)))
        if not isinstance(outcomes[-1], Accepted):
            break
    return outcomes


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


def decisions_for(
    rows: Sequence[ClaimedPart], outcomes: Sequence[Outcome], now: datetime, *, together: bool
) -> list[Decision]:
    """Return what becomes of each part.

    Parts that were not tried wait for the one before them. Where the platform takes a group as
    one, a repetition holds the same parts as the first try.
    """
    decisions = [
        decide(outcome, Tries(row.attempts, from_moment(row.first_tried_at)), now)
        for row, outcome in zip(rows, outcomes, strict=False)
    ]
    again = next((one for one in decisions if isinstance(one, Again)), None)
    untried = Again(0.0, "waits for the part before it") if again is None else again
    decisions += [untried] * (len(rows) - len(decisions))
    if together and again is not None:
        return [again] * len(rows)
    return decisions


def as_sent(
    brand: BrandId, rows: Sequence[ClaimedPart], decisions: Sequence[Decision], now: datetime
) -> Sent:
    """Return what is to be written."""
    retry_at: datetime | None = None
    settlements: list[Settlement] = []
    incidents: list[IncidentRow] = []
    for row, decision in zip(rows, decisions, strict=True):
        match decision:
            case Settle():
                settlements.append(_settled(brand, row, decision, now))
                if decision.status == "rejected":
                    incidents.append(_incident(brand, row, decision, now))
            case Again():
                due = now + timedelta(seconds=decision.after)
                retry_at = due if retry_at is None else max(retry_at, due)
                settlements.append(_waiting(brand, row, decision, due))
    return Sent(tuple(settlements), tuple(incidents), retry_at)


def _settled(brand: BrandId, row: ClaimedPart, decision: Settle, now: datetime) -> Settlement:
    return Settlement(
        brand=brand,
        id=row.id,
        claimed_fence=row.fence,
        status=decision.status,
        due_at=to_moment(now),
        reason=decision.reason,
        platform_message=decision.platform_message,
        settled_at=to_moment(now),
    )


def _waiting(brand: BrandId, row: ClaimedPart, decision: Again, due: datetime) -> Settlement:
    return Settlement(
        brand=brand,
        id=row.id,
        claimed_fence=row.fence,
        status="pending",
        due_at=to_moment(due),
        reason=decision.reason,
        recipient=decision.to,
    )


def _incident(brand: BrandId, row: ClaimedPart, decision: Settle, now: datetime) -> IncidentRow:
    return IncidentRow(
        brand=brand,
        id=derive(row.id, "rejected"),
        place="delivery",
        reason=decision.reason or "rejected",
        event=None,
        at=to_moment(now),
    )


def fault_incident(brand: BrandId, row: ClaimedPart, reason: str, now: datetime) -> IncidentRow:
    """Return the report of a send that failed inside our own code: one a group, however often."""
    return IncidentRow(
        brand=brand,
        id=derive(row.group_id, "fault"),
        place="delivery",
        reason=f"fault: {reason}",
        event=None,
        at=to_moment(now),
    )


def channel_incident(
    brand: BrandId, channel: ChannelName, outcome: Misconfigured, now: datetime
) -> IncidentRow:
    """Return the report of a channel that the other side refuses."""
    state = "closed until restart" if outcome.closed else "paused"
    return IncidentRow(
        brand=brand,
        id=derive("channel", channel, to_moment(now)),
        place=f"channel {channel}",
        reason=f"{state}: {outcome.reason}",
        event=None,
        at=to_moment(now),
    )
