"""`convivio broadcast status`: how far a broadcast is, once or every second."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console, Group
from rich.live import Live

from bot.brand.brand import Brand
from bot.broadcasts.forecast import expected_end
from bot.broadcasts.status import progress_of
from bot.channels.capabilities import Rate
from bot.channels.pace import pace_in
from bot.channels.registry import adapter_names, make_adapter
from bot.cli.broadcast_bars import Shown, drawn
from bot.cli.broadcast_reading import Concerned, concerned, found_in, is_live
from bot.cli.json_text import print_json
from bot.cli.keys_here import vault_here
from bot.cli.records import ask_database
from bot.cli.refusal import Refusal
from bot.clock import now
from bot.core.ids import ChannelName
from bot.store.connection import Connection
from bot.store.database import open_store
from bot.store.errors import StoreSettingFault, StoreUnavailable
from bot.store.moments import from_moment, to_moment
from bot.store.occurrences import OccurrenceRow
from bot.store.outlook import ToCome, to_come
from bot.store.place import is_begun
from bot.store.waterfall import parts

WATCH_SECONDS = 1.0


def show_status(folder: Path, name: str, occurrence: str | None, *, as_json: bool) -> None:
    """Write how far the broadcast is, for a person or a program."""
    about = concerned(folder, name)
    rates = rates_of(about.library.brand)
    shown = (
        ask_database(about.url, lambda connection: _look(connection, about, occurrence, rates))
        if is_begun(about.url)
        else []
    )
    if as_json:
        print_json({"broadcast": name, "occurrences": [as_document(one) for one in shown]})
    elif not shown:
        click.echo(f"{name} has not begun yet. See `convivio broadcast preview`.")
    else:
        console = Console(highlight=False)
        for one in shown:
            console.print(drawn(one))


def watch_status(folder: Path, name: str, occurrence: str | None) -> None:
    """Draw how far it is every second, until Ctrl-C or until all of it has ended.

    Raises:
        Refusal: there is nothing to watch, or the database cannot be used.
    """
    about = concerned(folder, name)
    if not is_begun(about.url):
        raise Refusal(f"{name} has not begun yet: there is nothing to watch.")
    try:
        asyncio.run(_watch(about, occurrence))
    except KeyboardInterrupt:
        return
    except (StoreSettingFault, StoreUnavailable) as error:
        raise Refusal(f"The database cannot be used: {error}. See `convivio doctor`.") from None


async def _watch(about: Concerned, occurrence: str | None) -> None:
    rates = rates_of(about.library.brand)
    store = await open_store(about.url, vault=vault_here())
    try:
        with Live(console=Console(highlight=False), auto_refresh=False) as live:
            while True:
                shown = await store.run(
                    lambda connection: _look(connection, about, occurrence, rates)
                )
                live.update(Group(*map(drawn, shown)), refresh=True)
                if not any(one.is_live for one in shown):
                    return
                await asyncio.sleep(WATCH_SECONDS)
    finally:
        await store.close()


def rates_of(brand: Brand) -> Mapping[ChannelName, Rate]:
    """Return the pace of each channel that has one."""
    installed = adapter_names()
    found: dict[ChannelName, Rate] = {}
    for channel in brand.channels.values():
        if channel.adapter in installed:
            pace = pace_in(brand, channel.name, make_adapter(channel.adapter).capabilities)
            if pace is not None and pace.channel is not None:
                found[channel.name] = pace.channel
    return found


def as_document(shown: Shown) -> dict[str, object]:
    """Return an occurrence's status as programs read it."""
    return {
        "occurrence": shown.occurrence,
        "kind": shown.kind,
        "slot": shown.slot,
        "status": shown.status,
        "reason": shown.reason,
        "starts_at": _iso(shown.starts_at),
        "planning": shown.planning,
        "plan": shown.progress.plan,
        "ended": shown.progress.ended,
        "parts": [
            {"status": part.status, "reason": part.reason, "count": part.count}
            for part in shown.progress.parts
        ],
        "next_due": _iso(shown.next_due),
        "expected_end": _iso(shown.expected_end),
    }


def _look(
    connection: Connection,
    about: Concerned,
    occurrence: str | None,
    rates: Mapping[ChannelName, Rate],
) -> list[Shown]:
    rows = found_in(connection, about, occurrence)
    return [_shown(connection, about, row, rates) for row in rows]


def _shown(
    connection: Connection,
    about: Concerned,
    row: OccurrenceRow,
    rates: Mapping[ChannelName, Rate],
) -> Shown:
    progress = progress_of(parts(connection, about.brand, row.id))
    coming = to_come(connection, about.brand, row.id)
    goes_on = row.status in {"waiting", "running"} and is_live(row)
    return Shown(
        broadcast=about.broadcast.name,
        occurrence=row.id,
        kind=row.kind,
        slot=row.slot,
        status=row.status,
        reason=row.reason,
        starts_at=from_moment(row.starts_at),
        is_live=is_live(row),
        planning=row.planned_at is None and is_live(row),
        progress=progress,
        next_due=from_moment(min(one.first_due for one in coming)) if coming else None,
        expected_end=_expected_end(coming, rates) if goes_on else None,
        zone=about.zone,
    )


def _expected_end(coming: Sequence[ToCome], rates: Mapping[ChannelName, Rate]) -> datetime | None:
    """Return when the last would leave: after their time, and after everybody before them."""
    return max((from_moment(at) for at in _ends(coming, rates)), default=None)


def _ends(coming: Iterable[ToCome], rates: Mapping[ChannelName, Rate]) -> Iterable[int]:
    present = to_moment(now())
    for one in coming:
        yield one.last_due
        yield expected_end(one.count, rates.get(one.channel), max(present, one.first_due))


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")
