"""The gate in the claim: what nobody has just asked for is looked at once more before it leaves.

It is asked in the transaction of the claim, so that a stop that is committed a moment before wins.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct, field

from bot.brand.brand import Quiet
from bot.consent.quiet import quiet_until
from bot.core.ids import BrandId, ChannelName, ConversationId
from bot.engine.facts import known_zone
from bot.store.claiming import waiting_in_lane
from bot.store.clearances import (
    Clearance,
    Listener,
    Standing,
    clearances,
    listeners,
    standings,
)
from bot.store.connection import Connection
from bot.store.deliveries import ClaimedPart, Settlement, opening_of, settle
from bot.store.moments import from_moment, to_moment
from bot.store.waterfall import Opening, end_openings

QUIET = "held: quiet hours"
PAUSED = "held: paused"
HELD = frozenset({QUIET, PAUSED})
"""Why a message waits that was not tried: a reply does not wait behind it."""

PAUSE = timedelta(seconds=1)
"""Between two looks at something that is paused."""

Parts = tuple[ClaimedPart, ...]


class Rules(Struct, frozen=True):
    """The brand's quiet hours, and the zone of groups and of people whose own is not known."""

    quiet: Quiet | None = None
    zone: str = "UTC"


class Checkpoint(Struct, frozen=True):
    """Where and when the gate is asked; `moment` in microseconds."""

    brand: BrandId
    channel: ChannelName
    rules: Rules
    moment: int


class Back(Struct, frozen=True):
    """Not now: it is looked at again at `until`."""

    until: datetime
    why: str


class Drop(Struct, frozen=True):
    """Not any more."""

    why: str


class Known(Struct, frozen=True):
    """What is known of those to whom the groups of one claim go."""

    standings: Mapping[str, Standing] = {}
    clearances: Mapping[tuple[str, ConversationId], Clearance] = {}
    listeners: Mapping[ConversationId, Listener] = {}


class Cleared(Struct):
    """What came of the groups of one claim; `lanes` are those of the groups that do not go."""

    go: list[Parts] = field(default_factory=list)
    lanes: list[str] = field(default_factory=list)
    standings: Mapping[str, Standing] = field(default_factory=dict)


def is_gated(part: ClaimedPart) -> bool:
    """Say whether nobody has just asked for this."""
    return part.kind in {"service", "topic"}


def clear(connection: Connection, where: Checkpoint, groups: Sequence[Parts]) -> Cleared:
    """Let go what may leave now, put back or end what may not.

    Args:
        connection: inside the transaction of their claim.
        where: where and when.
        groups: what was claimed.
    """
    gated = [group[0] for group in groups if is_gated(group[0])]
    if not gated:
        return Cleared(list(groups))
    known = _read(connection, where.brand, gated)
    cleared = Cleared(standings=known.standings)
    settlements: list[Settlement] = []
    openings: list[Opening] = []
    for group in groups:
        first = group[0]
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


def _verdict(
    connection: Connection, where: Checkpoint, part: ClaimedPart, known: Known
) -> Back | Drop | None:
    if not is_gated(part):
        return None
    verdict = judge(where.rules, part, known, from_moment(where.moment))
    if isinstance(verdict, Back) and _is_answered(connection, where, part, verdict):
        return None
    return verdict


def judge(rules: Rules, part: ClaimedPart, known: Known, now: datetime) -> Back | Drop | None:
    """Return why a message may not leave now, None where it may.

    Args:
        rules: what the brand has promised.
        part: the first message of its group.
        known: what was read of whom it goes to.
        now: the present moment.
    """
    listener = None
    if part.conversation is not None and part.space is None:
        listener = known.listeners.get(part.conversation)
        if listener is None:
            return Drop("erased")
        if listener.stopped_at is not None:
            return Drop("stopped")
    standing = None if part.occurrence is None else known.standings.get(part.occurrence)
    if part.kind == "topic":
        key = (part.occurrence or "", part.conversation or ConversationId(""))
        barred = _barred(standing, known.clearances.get(key), now)
        if barred is not None:
            return barred
    if standing is not None and standing.kind == "test":
        return None  # somebody asked for it by hand
    return _quiet(rules, part, listener, now)


def expiry(standing: Standing, clearance: Clearance) -> int | None:
    """Return until when a message is worth something (microseconds), None: for ever."""
    return standing.expires_at if clearance.expires_at is None else clearance.expires_at


def _barred(
    standing: Standing | None, clearance: Clearance | None, now: datetime
) -> Back | Drop | None:
    if standing is None or clearance is None:
        return Drop("erased")
    if standing.status == "cancelled":
        return Drop("cancelled")
    expires = expiry(standing, clearance)
    if expires is not None and expires <= to_moment(now):
        return Drop("expired")
    if not clearance.subscribed:
        return Drop("no consent")
    return Back(now + PAUSE, PAUSED) if standing.status == "paused" else None


def _quiet(
    rules: Rules, part: ClaimedPart, listener: Listener | None, now: datetime
) -> Back | None:
    """Hold what was said before quiet hours began, unless the person has spoken since.

    What was said within them was let through where it was caused: it is urgent, or they are awake.
    """
    zone = _zone(rules, listener)
    until = quiet_until(rules.quiet, zone, now)
    if until is None or quiet_until(rules.quiet, zone, from_moment(part.created_at)) == until:
        return None
    if listener is not None and (listener.last_said or 0) > part.created_at:
        return None
    return Back(until, QUIET)


def _zone(rules: Rules, listener: Listener | None) -> str:
    if listener is not None:
        for name in (listener.chosen_timezone, listener.timezone):
            if name is not None and known_zone(name):
                return name
    return rules.zone


def _read(connection: Connection, brand: BrandId, gated: Sequence[ClaimedPart]) -> Known:
    private = [one.conversation for one in gated if one.space is None and one.conversation]
    by_occurrence: dict[str, list[ConversationId]] = {}
    for one in gated:
        if one.occurrence is not None and one.conversation is not None:
            by_occurrence.setdefault(one.occurrence, []).append(one.conversation)
    return Known(
        standings(connection, brand, list(by_occurrence)) if by_occurrence else {},
        {
            (occurrence, conversation): clearance
            for occurrence, conversations in by_occurrence.items()
            for conversation, clearance in clearances(
                connection, brand, occurrence, conversations
            ).items()
        },
        listeners(connection, brand, private) if private else {},
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
        reason=verdict.why,
        settled_at=where.moment,
        untried=1,
    )
