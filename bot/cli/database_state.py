"""What `convivio doctor` says of the database: tables, disk, clock, who runs on it, what stands."""

import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from msgspec import Struct

from bot.brand.wording import counted
from bot.cli.diagnosis import Finding, State, written
from bot.clock import now
from bot.core.ids import BrandId, ChannelName
from bot.store.alone import known_by_holder
from bot.store.condition import Condition, condition_of
from bot.store.connection import Connection
from bot.store.leases import ONCE_A_BRAND, Lease, leases_of, of_channel
from bot.store.moments import from_moment, to_moment
from bot.store.place import file_of, without_password
from bot.store.queues import Oldest, Queue, oldest_waiting
from bot.store.schema import HEAD
from bot.store.stuck import Standstill, standstill_in

_LITTLE, _NEXT_TO_NOTHING = 1 << 30, 50 << 20
"""Bytes: with less, look after it soon; with less, the next burst fills it."""

_APART = timedelta(seconds=2)
"""Two clocks that are so far apart are not both right."""

_LONG = timedelta(minutes=5)
"""Whatever has been waiting for so long is not about to have its turn."""

_SHOWN_OWNER = 8
"""Characters of a process' name that tell it from the others."""

_WAITING: dict[Queue, str] = {
    "events": "what came in has not been played",
    "due": "what is due has not been done",
    "replies": "replies have not been sent",
    "bulk": "messages to many have not been sent",
    "emissions": "outgoing events have not been taken",
    "calls": "calls have not been made",
}


class Standing(Struct, frozen=True):
    """How a database and what is in it stand, and by how much its clock is ahead of ours."""

    condition: Condition
    ahead: timedelta
    leases: Sequence[Lease]
    oldest: Sequence[Oldest]
    standstill: Standstill


def look_at_standing(
    connection: Connection, brand: BrandId, channels: Collection[ChannelName]
) -> Standing:
    """Return how it stands.

    Args:
        connection: one of the store's, inside a transaction.
        brand: whose.
        channels: its channels.
    """
    condition, ours = condition_of(connection), now()
    return Standing(
        condition,
        from_moment(condition.now) - ours,
        leases_of(connection, brand, [*map(of_channel, channels), *ONCE_A_BRAND]),
        oldest_waiting(connection, brand, channels, to_moment(ours)),
        standstill_in(connection, brand, condition.now),
    )


def database_state(folder: Path, url: str, standing: Standing) -> Iterator[Finding]:
    """Tell how a database stands, with what is to be done.

    Args:
        folder: the brand's.
        url: where the database is.
        standing: how it was found.
    """
    condition = standing.condition
    told = f"{without_password(url)} can be read and written: {condition.kind}, "
    told += f"tables {condition.tables}"
    if condition.unsafe is None:
        yield Finding("database", "fine", f"{told}, every commit is on the disk")
    else:
        words = f"{told}, but {condition.unsafe}: what was confirmed may be lost with the power"
        yield Finding("database", "trouble", f"{words}. Change that setting of the server.")
    file = file_of(url)
    if file is None:
        yield _clock(standing.ahead)
    else:
        yield _disk(file)
    runs = _runs(file, standing)
    yield from _processes(folder, standing, runs=runs)
    yield from _stands(folder, standing, runs=runs)


def older_tables(url: str, tables: str) -> Finding:
    """Tell of tables that the next start will bring up to date: doctors change nothing."""
    words = (
        f"{without_password(url)} has tables {tables}: the next start brings them up to {HEAD}, "
        "which this program writes. Back it up before; what is in it is looked at afterwards."
    )
    return Finding("database", "fine", words)


def future_database(file: Path) -> Finding:
    """Tell where a database will be."""
    if os.access(file.parent, os.W_OK):
        return Finding("database", "fine", f"{file} will be begun at the first start")
    words = f"{file.parent} cannot be written. Set CONVIVIO_DATABASE to another path."
    return Finding("database", "broken", words)


def _disk(file: Path) -> Finding:
    log = file.with_name(f"{file.name}-wal")
    held = sum(one.stat().st_size for one in (file, log) if one.exists())
    free = shutil.disk_usage(file.parent).free
    words = f"{_size(free)} free beside the database, which holds {_size(held)}"
    if free >= _LITTLE:
        return Finding("disk", "fine", words)
    state: State = "trouble" if free >= _NEXT_TO_NOTHING else "broken"
    remedy = "Make room, or set CONVIVIO_DATABASE to a path with more of it."
    return Finding("disk", state, f"only {words}. {remedy}")


def _size(size: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1_000:  # noqa: PLR2004 - the step from one unit to the next
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1_000
    return f"{size:.1f} TB"


def _clock(ahead: timedelta) -> Finding:
    seconds = ahead.total_seconds()
    if abs(ahead) < _APART:
        return Finding("clock", "fine", "the same here and at the database")
    side = "ahead of" if seconds > 0 else "behind"
    words = f"the database's clock is {abs(seconds):.0f} s {side} this machine's"
    return Finding("clock", "trouble", f"{words}: let both keep time by NTP")


def _runs(file: Path | None, standing: Standing) -> bool:
    """Say whether a process runs on the database now."""
    if file is not None:
        return known_by_holder(file) is not None
    return any(_is_valid(lease, standing.condition.now) for lease in standing.leases)


def _is_valid(lease: Lease, at: int) -> bool:
    return lease.owner is not None and (lease.until is None or lease.until > at)


def _processes(folder: Path, standing: Standing, *, runs: bool) -> Iterator[Finding]:
    """Tell which process has which role since when."""
    if not runs:
        yield Finding("processes", "fine", f"none runs now: convivio run {folder}")
        return
    at = standing.condition.now
    valid = sorted(
        (one for one in standing.leases if _is_valid(one, at)), key=attrgetter("owner", "role")
    )
    for owner, roles in groupby(valid, key=attrgetter("owner")):
        held = ", ".join(f"{one.role} since {written(one.since)}" for one in roles)
        yield Finding("processes", "fine", f"{owner[:_SHOWN_OWNER]} has {held}")
    if not valid:
        yield Finding("processes", "fine", "one runs now")
    for one in standing.leases:
        if one.owner is not None and not _is_valid(one, at):
            words = f"nobody has {one.role} since {written(one.until or one.since)}"
            yield Finding("processes", "trouble", f"{words}: look at the log of those that run")


def _stands(folder: Path, standing: Standing, *, runs: bool) -> Iterator[Finding]:
    """Tell what does not go on, and why that may be."""
    remedy = "look at the log and at /health/ready" if runs else f"convivio run {folder}"
    for one in standing.oldest:
        since = from_moment(one.since)
        if now() - since > _LONG:
            where = "" if one.channel is None else f" on {one.channel}"
            words = f"{_WAITING[one.queue]}{where} since {written(one.since)}: {remedy}"
            yield Finding("waiting", "trouble", words)
    yield from _left_claimed(standing, remedy)
    for held in standing.standstill.held:
        why = "quiet hours end" if held.held == "quiet" else "the dialogue under way lets them in"
        words = f"{held.count} held back until {why}, the first since {written(held.since)}"
        yield Finding("waiting", "fine", words)


def _left_claimed(standing: Standing, remedy: str) -> Iterator[Finding]:
    """Tell of what a process has taken up that is there no more."""
    at, roles = standing.condition.now, {one.role: one for one in standing.leases}
    for claim in standing.standstill.claims:
        lease = roles.get(of_channel(claim.channel))
        owner = None if lease is None or not _is_valid(lease, at) else lease.owner
        if owner is not None and claim.owner != owner:
            yield _left(claim.count, f"{claim.count} on {claim.channel}", remedy)
    calls = standing.standstill.calls
    if calls:
        yield _left(calls, counted(calls, "call"), remedy)


def _left(count: int, what: str, remedy: str) -> Finding:
    verb = "was" if count == 1 else "were"
    words = f"{what} {verb} left by a process that is gone: {remedy}"
    return Finding("waiting", "trouble", words)
