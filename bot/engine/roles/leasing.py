"""Which leases a process takes, and what it may believe of its roles afterwards: pure decisions."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from bot.store.leases import Lease
from bot.store.moments import SECOND

RENEWED_AFTER = 1 / 3
"""The share of a lease after which it is renewed: two tries may fail before it is over."""

MARGIN = 1 / 6
"""The share of a lease before whose end its owner stops: what it has begun then is on its way, and
no two clocks run evenly."""


class Seen(Struct, frozen=True):
    """The leases that were looked at, as they were left, at a moment of the database's clock.

    `free` are roles that were not taken, though they might be.
    """

    now: int
    leases: tuple[Lease, ...]
    free: tuple[str, ...] = ()


class Changes(Struct, frozen=True):
    """What a look has shown of the roles that are wanted.

    `lost` are those that we had, `gained` and `kept` have their leases.
    """

    gained: tuple[Lease, ...]
    kept: tuple[Lease, ...]
    lost: tuple[str, ...]


def to_take(seen: Seen, roles: Collection[str], owner: str, seconds: float | None) -> Sequence[str]:
    """Return which roles to take: those that are free, and ours that are to be renewed.

    Args:
        seen: the leases as they are.
        roles: which are wanted.
        owner: who looks.
        seconds: how long a lease is; None: without an end, of somebody who is alone.
    """
    if seconds is None:
        return sorted(roles)
    early = round(seconds * (1 - RENEWED_AFTER) * SECOND)
    found = {lease.role: lease for lease in seen.leases}
    return sorted(
        role
        for role in roles
        if (lease := found.get(role)) is None or _is_takable(lease, owner, seen.now, early)
    )


def _is_takable(lease: Lease, owner: str, now: int, early: int) -> bool:
    if lease.until is None:
        return True  # given back, or of somebody who was alone here and is gone
    return lease.until - (early if lease.owner == owner else 0) <= now


def changes(believed: Mapping[str, int], leases: Iterable[Lease], owner: str) -> Changes:
    """Return what has changed.

    Args:
        believed: the fencing numbers of the roles that we had, as far as we know.
        leases: all that are wanted, as they are now.
        owner: who we are.
    """
    ours = {lease.role: lease for lease in leases if lease.owner == owner}
    kept = [one for role, one in ours.items() if believed.get(role) == one.fence]
    gained = [one for role, one in ours.items() if believed.get(role) != one.fence]
    still = {one.role for one in kept}
    return Changes(
        tuple(gained), tuple(kept), tuple(role for role in believed if role not in still)
    )


def safe_until(asked_at: float, now: int, lease: Lease, seconds: float) -> float:
    """Return until when a lease is certainly ours, by our own steady clock (seconds).

    Args:
        asked_at: a moment of that clock before the database was asked for its own.
        now: what the database's clock said then (microseconds).
        lease: ours.
        seconds: how long a lease is.
    """
    left = ((lease.until or now) - now) / SECOND
    return asked_at + left - seconds * MARGIN
