"""What is written after a send: how each part ended, and what follows for the person or space."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import get_args

import msgspec
from msgspec import Struct

from bot.core.ids import BrandId, ChannelName, derive, space_conversation
from bot.core.outcomes import Misconfigured
from bot.engine.outbox.kinds import POLICIES
from bot.engine.outbox.moving import SpaceMove
from bot.engine.outbox.sending import Tried
from bot.engine.retry import AS_REPLY, Again, Decision, Ending, Manner, Settle, Tries, decide
from bot.store.bell import Shown
from bot.store.clearances import Standing
from bot.store.closed_spaces import ClosedSpace
from bot.store.deliveries import ClaimedPart, Settlement, opening_of
from bot.store.incidents import IncidentRow
from bot.store.moments import from_moment, to_moment
from bot.store.pauses import PauseRow
from bot.store.people import ClosedDoor
from bot.store.waterfall import Opening, OpeningEnd

_WORST: tuple[Ending, ...] = get_args(Ending)


class Sent(Struct, frozen=True):
    """What is to be written after a send.

    `again_after` is in how many seconds something has to be sent again, None: nothing has.
    `closed` are accounts that cannot be written to and `closed_spaces` groups, `moved` says that
    the space has moved. `openings` may have ended for people to whom the brand spoke first, and
    `ends` certainly have; `at` is when (microseconds). `pause` is what the channel was asked for.
    `shown` names who may have pages open elsewhere.
    """

    settlements: tuple[Settlement, ...]
    incidents: tuple[IncidentRow, ...] = ()
    again_after: float | None = None
    closed: tuple[ClosedDoor, ...] = ()
    moved: SpaceMove | None = None
    openings: tuple[Opening, ...] = ()
    ends: tuple[OpeningEnd, ...] = ()
    at: int = 0
    closed_spaces: tuple[ClosedSpace, ...] = ()
    pause: PauseRow | None = None
    shown: Shown | None = None

    @property
    def doubts(self) -> int:
        """How many messages ended, or were left, without anybody knowing whether they came."""
        return sum(row.doubts for row in self.settlements)


def manner_of(row: ClaimedPart, standing: Standing | None, recognises: float | None) -> Manner:
    """Return how a message is tried.

    Args:
        row: the message.
        standing: the occurrence that it belongs to, if any.
        recognises: for how many seconds its platform knows a repetition; None: never.
    """
    if POLICIES[row.kind].repeats:
        return AS_REPLY
    unsure = "leave" if standing is None else standing.unsure
    ends = standing is not None and standing.expires_at is not None
    return Manner(unsure == "send again", recognises or 0.0, patient=ends)


def decisions_for(
    rows: Sequence[ClaimedPart],
    tried: Tried,
    now: datetime,
    *,
    together: bool,
    manner: Manner = AS_REPLY,
) -> list[Decision]:
    """Return what becomes of each part.

    Parts that were not tried wait for the one before them, or for their turn. Where the platform
    takes a group as one, a repetition holds the same parts as the first try.
    """
    decisions = [
        decide(outcome, Tries(row.attempts, from_moment(row.first_tried_at)), now, manner)
        for row, outcome in zip(rows, tried.outcomes, strict=False)
    ]
    again = next((one for one in decisions if isinstance(one, Again)), None)
    if together and again is not None:
        doubt = any(one.doubt for one in decisions)
        return [msgspec.structs.replace(again, doubt=doubt)] * len(rows)
    if again is None:
        untried = Again(tried.rest, "waits for its turn", untried=True)
    else:
        untried = msgspec.structs.replace(again, doubt=False, untried=True)
    return decisions + [untried] * (len(rows) - len(decisions))


def as_sent(
    brand: BrandId,
    channel: ChannelName,
    rows: Sequence[ClaimedPart],
    decisions: Sequence[Decision],
    now: datetime,
) -> Sent:
    """Return what is to be written."""
    decided = list(zip(rows, decisions, strict=True))
    settlements = tuple(_settlement(brand, row, decision, now) for row, decision in decided)
    ends = [(row, one) for row, one in decided if isinstance(one, Settle)]
    waits = [one for one in decisions if isinstance(one, Again)]
    at = to_moment(now)
    at_once = None if waits else _end_at_once(brand, ends, at)
    return Sent(
        settlements,
        tuple(_incident(brand, row, end, now) for row, end in ends if end.status == "rejected"),
        max((one.after for one in waits), default=None),
        _closed(brand, channel, ends, now),
        _moved(brand, channel, rows[0], waits),
        _openings(brand, channel, (row for row, _ in ends), at) if at_once is None else (),
        () if at_once is None else (at_once,),
        at,
        _closed_spaces(brand, channel, ends, at),
    )


def _settlement(brand: BrandId, row: ClaimedPart, decision: Decision, now: datetime) -> Settlement:
    match decision:
        case Settle():
            at = to_moment(now)
            return Settlement(
                brand=brand,
                id=row.id,
                claimed_fence=row.fence,
                status=decision.status,
                due_at=at,
                reason=decision.reason,
                platform_message=decision.platform_message,
                poll=decision.poll,
                settled_at=at,
                doubts=int(decision.doubt),
                kind=row.kind,
            )
        case Again():
            return Settlement(
                brand=brand,
                id=row.id,
                claimed_fence=row.fence,
                status="pending",
                due_at=to_moment(now),
                reason=decision.reason,
                # A space that has moved takes its lane along; a person keeps theirs.
                recipient=decision.to if row.space is None else None,
                doubts=int(decision.doubt),
                kind=row.kind,
                untried=int(decision.untried),
            )


def _closed(
    brand: BrandId,
    channel: ChannelName,
    ends: Iterable[tuple[ClaimedPart, Settle]],
    now: datetime,
) -> tuple[ClosedDoor, ...]:
    """Return the account that a private message did not reach."""
    for row, end in ends:
        if end.status == "unreachable" and row.space is None:
            at = to_moment(now)
            return (ClosedDoor(brand, channel, row.recipient, at, row.first_tried_at),)
    return ()


def _closed_spaces(
    brand: BrandId, channel: ChannelName, ends: Iterable[tuple[ClaimedPart, Settle]], at: int
) -> tuple[ClosedSpace, ...]:
    """Return the group that a message did not reach."""
    for row, end in ends:
        if end.status == "unreachable" and row.space is not None:
            conversation = space_conversation(channel, row.space)
            return (ClosedSpace(brand, channel, conversation, row.space, at),)
    return ()


def _end_at_once(
    brand: BrandId, ends: Sequence[tuple[ClaimedPart, Settle]], at: int
) -> OpeningEnd | None:
    """Return the end of an opening that was claimed once: nothing else of it went before."""
    row, end = min(ends, key=lambda one: _WORST.index(one[1].status))
    if row.occurrence is None or row.conversation is None or row.fence != 1:
        return None
    return OpeningEnd(brand, row.occurrence, row.conversation, end.status, end.reason, at, row.id)


def _openings(
    brand: BrandId, channel: ChannelName, ended: Iterable[ClaimedPart], at: int
) -> tuple[Opening, ...]:
    """Return whose opening may have ended with these messages."""
    openings = (opening_of(brand, channel, row, at) for row in ended)
    return tuple(dict.fromkeys(one for one in openings if one is not None))


def _moved(
    brand: BrandId, channel: ChannelName, row: ClaimedPart, waits: Sequence[Again]
) -> SpaceMove | None:
    new = next((one.to for one in waits if one.to is not None), None)
    if row.space is None or new is None:
        return None
    return SpaceMove(brand, channel, row.space, new)


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
