"""The gate in the claim: what nobody has just asked for is looked at once more before it leaves.

It is asked in the transaction of the claim, so that a stop that is committed a moment before wins.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from bot.core.ids import BrandId, ChannelName, ConversationId
from bot.engine.outbox.verdicts import QUIET, Back, Drop, Known, Rules, is_gated, judge
from bot.store.armings import may_leave
from bot.store.claiming import waiting_in_lane
from bot.store.clearances import Standing, clearances, listeners, standings
from bot.store.connection import Connection
from bot.store.deliveries import ClaimedPart, Settlement, opening_of, settle
from bot.store.moments import from_moment, to_moment
from bot.store.people import closed_among
from bot.store.subscriptions import standing
from bot.store.waterfall import Opening, end_openings

Parts = tuple[ClaimedPart, ...]


class Checkpoint(Struct, frozen=True):
    """Where and when the gate is asked; `moment` in microseconds."""

    brand: BrandId
    channel: ChannelName
    rules: Rules
    moment: int


class Cleared(Struct):
    """What came of the groups of one claim; `lanes` are those of the groups that do not go."""

    go: list[Parts] = field(default_factory=list)
    lanes: list[str] = field(default_factory=list)
    standings: Mapping[str, Standing] = field(default_factory=dict)


def clear(connection: Connection, where: Checkpoint, groups: Sequence[Parts]) -> Cleared:
    """Let go what may leave now, put back or end what may not.

    Args:
        connection: inside the transaction of their claim.
        where: where and when.
        groups: what was claimed.
    """
    gated = [_head(group) for group in groups if is_gated(group[0])]
    if not gated:
        return Cleared(list(groups))
    known = _read(connection, where, gated)
    cleared = Cleared(standings=known.standings)
    settlements: list[Settlement] = []
    openings: list[Opening] = []
    for group in groups:
        first = _head(group)
        verdict = _verdict(connection, where, first, known)
        if verdict is None:
            cleared.go.append(group)
            continue
        cleared.lanes.append(first.lane)
        settlements += [_settlement(where, part, verdict) for part in group]
        opening = opening_of(where.brand, where.channel, first, where.moment)
        if isinstance(verdict, Drop) and opening is not None:
            openings.append(opening)
    settle(connection, settlements)
    end_openings(connection, openings)
    return cleared


def _head(group: Parts) -> ClaimedPart:
    """Return the message by which a group is judged: the first that is about a topic, if any is."""
    return next((part for part in group if part.topic is not None), group[0])


def _verdict(
    connection: Connection, where: Checkpoint, part: ClaimedPart, known: Known
) -> Back | Drop | None:
    if not is_gated(part):
        return None
    verdict = judge(where.rules, part, known, from_moment(where.moment))
    if isinstance(verdict, Back) and _is_answered(connection, where, part, verdict):
        return None
    return verdict


def _read(connection: Connection, where: Checkpoint, gated: Sequence[ClaimedPart]) -> Known:
    brand = where.brand
    private = {
        one.conversation: one.recipient
        for one in gated
        if one.space is None and one.conversation is not None
    }
    by_occurrence: dict[str, list[ConversationId]] = {}
    by_topic: dict[str, list[ConversationId]] = {}
    for one in gated:
        if one.occurrence is not None and one.conversation is not None:
            by_occurrence.setdefault(one.occurrence, []).append(one.conversation)
        elif one.topic is not None and one.conversation is not None:
            by_topic.setdefault(one.topic, []).append(one.conversation)
    return Known(
        standings(connection, brand, list(by_occurrence)) if by_occurrence else {},
        {
            (occurrence, conversation): clearance
            for occurrence, conversations in by_occurrence.items()
            for conversation, clearance in clearances(
                connection, brand, occurrence, conversations
            ).items()
        },
        listeners(connection, brand, list(private)) if private else {},
        may_leave(connection, brand, where.rules.fingerprint),
        closed_among(connection, brand, where.channel, list(private.values())) if private else (),
        {
            (topic, conversation)
            for topic, conversations in by_topic.items()
            for conversation in standing(connection, brand, topic, conversations)
        },
    )


def _is_answered(connection: Connection, where: Checkpoint, part: ClaimedPart, back: Back) -> bool:
    """Say whether a group is awake: something that was just said there is being answered."""
    if part.space is None or back.why != QUIET:
        return False
    behind = waiting_in_lane(connection, where.brand, where.channel, part.lane)
    return any(one.kind == "reply" for one in behind)


def _settlement(where: Checkpoint, part: ClaimedPart, verdict: Back | Drop) -> Settlement:
    if isinstance(verdict, Back):
        return Settlement(
            brand=where.brand,
            id=part.id,
            claimed_fence=part.fence,
            status="pending",
            due_at=to_moment(verdict.until),
            kind=part.kind,
            reason=verdict.why,
            untried=1,
        )
    return Settlement(
        brand=where.brand,
        id=part.id,
        claimed_fence=part.fence,
        # What may have come after all did not end here: nobody knows how it ended.
        status="unknown" if part.topic is not None and part.doubts else "cancelled",
        due_at=where.moment,
        kind=part.kind,
        reason=verdict.why,
        settled_at=where.moment,
        untried=1,
    )
