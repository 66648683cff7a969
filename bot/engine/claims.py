"""Choose and claim what is to be sent next: one unit of work, and the intent is on record."""

from itertools import groupby
from operator import attrgetter

from msgspec import Struct, field

from bot.core.ids import BrandId, ChannelName
from bot.engine.effects import LEASE_MICROSECONDS
from bot.store.connection import Connection
from bot.store.deliveries import (
    Claim,
    ClaimedPart,
    Waiting,
    claim_groups,
    first_in_lane,
    waiting_groups,
)

_PAGE = 256
"""Waiting groups that one look reads at most."""


class Wanted(Struct, frozen=True):
    """What a dispatcher asks for.

    `ready` lanes were busy before and may go on; `busy` lanes may not; all others are free, and
    go first with `new_first`. Everything up to the number `after` was seen before.
    """

    brand: BrandId
    channel: ChannelName
    owner: str
    ready: tuple[str, ...]
    busy: frozenset[str]
    after: int
    room: int
    now: int
    new_first: bool = False


class Claimed(Struct):
    """What it gets: groups of messages in order, and what was seen on the way.

    `later` are lanes with the time (microseconds) at which their first group is due, `behind` are
    busy lanes with more to come, `empty` are ready lanes that had nothing. `unseen` says that
    there was no room to look at everything.
    """

    after: int
    groups: list[tuple[ClaimedPart, ...]] = field(default_factory=list)
    later: dict[str, int] = field(default_factory=dict)
    behind: set[str] = field(default_factory=set)
    empty: list[str] = field(default_factory=list)
    unseen: bool = False


def claim_next(connection: Connection, wanted: Wanted) -> Claimed:
    """Claim up to `room` groups, at most one a lane."""
    claimed = Claimed(after=wanted.after)
    picked: dict[str, int] = {}
    steps = (_pick_new, _pick_ready) if wanted.new_first else (_pick_ready, _pick_new)
    for pick in steps:
        pick(connection, wanted, claimed, picked)
    parts = claim_groups(connection, [_claim(wanted, seq) for seq in picked.values()])
    claimed.groups = [tuple(group) for _, group in groupby(parts, key=attrgetter("seq"))]
    return claimed


def _pick_ready(
    connection: Connection, wanted: Wanted, claimed: Claimed, picked: dict[str, int]
) -> None:
    for lane in wanted.ready[: wanted.room - len(picked)]:
        first = first_in_lane(connection, wanted.brand, wanted.channel, lane)
        if first is None:
            claimed.empty.append(lane)
        else:
            picked[lane] = first.seq


def _pick_new(
    connection: Connection, wanted: Wanted, claimed: Claimed, picked: dict[str, int]
) -> None:
    room = wanted.room - len(picked)
    if room <= 0:
        claimed.unseen = True
        return
    page = waiting_groups(connection, wanted.brand, wanted.channel, wanted.after, _PAGE)
    claimed.unseen = len(page) == _PAGE
    for group in page:
        if group.lane in wanted.busy or group.lane in picked or group.lane in claimed.later:
            claimed.behind.add(group.lane)
        elif group.due_at > wanted.now:
            claimed.later[group.lane] = group.due_at
        elif not _pick(group, picked, wanted.room):
            claimed.unseen = True
            return
        claimed.after = group.seq


def _pick(group: Waiting, picked: dict[str, int], room: int) -> bool:
    if len(picked) >= room:
        return False
    picked[group.lane] = group.seq
    return True


def _claim(wanted: Wanted, seq: int) -> Claim:
    return Claim(
        brand=wanted.brand,
        channel=wanted.channel,
        seq=seq,
        lease_owner=wanted.owner,
        lease_until=wanted.now + LEASE_MICROSECONDS,
        now=wanted.now,
    )
