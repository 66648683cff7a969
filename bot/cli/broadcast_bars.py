"""How far an occurrence is, drawn for a person at a terminal."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct
from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from bot.broadcasts.status import Part, Progress

BAR_WIDTH = 30
"""Columns."""


class Shown(Struct, frozen=True):
    """One occurrence as it is shown; times are in UTC, and told in the brand's `zone`.

    `is_live` says that it is still to do something, `planning` that its plan may still grow.
    """

    broadcast: str
    occurrence: str
    kind: str
    slot: str | None
    status: str
    reason: str | None
    starts_at: datetime
    is_live: bool
    planning: bool
    progress: Progress
    next_due: datetime | None
    expected_end: datetime | None
    zone: str


def drawn(shown: Shown) -> RenderableType:
    """Return an occurrence with its bar, its parts, and what comes next."""
    progress = shown.progress
    bar = ProgressBar(total=max(progress.plan, 1), completed=progress.ended, width=BAR_WIDTH)
    line = Table.grid(padding=(0, 1))
    line.add_row(bar, Text(f"{progress.ended:,} of {progress.plan:,}{_more(shown)}"))
    lines: list[RenderableType] = [Text(_title(shown), style="bold"), line]
    if progress.parts:
        lines.append(_parts(progress.parts, progress.plan))
    lines += [Text(words) for words in _outlook(shown)]
    return Group(*lines)


def clock(at: datetime, zone: str) -> str:
    """Return a moment as the brand's clock shows it."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"


def _title(shown: Shown) -> str:
    slot = shown.slot or clock(shown.starts_at, shown.zone)
    kind = "" if shown.kind == "broadcast" else f" ({shown.kind})"
    status = shown.status if shown.reason is None else f"{shown.status}: {shown.reason}"
    return f"{shown.broadcast}{kind} of {slot}, {status} [{shown.occurrence}]"


def _more(shown: Shown) -> str:
    return ", and still planning" if shown.planning else ""


def _parts(parts: Sequence[Part], plan: int) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column()
    table.add_column(width=BAR_WIDTH)
    table.add_column(justify="right")
    table.add_column(justify="right")
    for part in parts:
        bar = ProgressBar(total=plan, completed=part.count, width=BAR_WIDTH)
        table.add_row(Text(part.words), bar, f"{part.count:,}", f"{part.count / plan:.1%}")
    return table


def _outlook(shown: Shown) -> list[str]:
    lines = []
    if shown.next_due is not None:
        lines.append(f"The next are due at {clock(shown.next_due, shown.zone)}.")
    if shown.expected_end is not None:
        lines.append(f"It would end at {clock(shown.expected_end, shown.zone)} ({shown.zone}).")
    return lines
