"""Writes `docs/reference/platform-errors.md`: what the product does about each error.

    python -m tests.outcomes.table

Plays every row first; the page is written only where all of them hold.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.outcomes.echo import WORDS
from tests.outcomes.playing import Played, Table, expected, play_all
from tests.outcomes.row import Row, Section
from tests.outcomes.sections import SECTIONS, Case, cases
from tests.product import ROOT

PAGE = ROOT / "docs" / "reference" / "platform-errors.md"
TRIED_AGAIN = frozenset({"throttled", "unknown", "moved", "misconfigured"})
"""Outcomes after which the same delivery is tried once more."""

HEAD = """\
# What goes wrong on platforms

<!-- Written by `python -m tests.outcomes.table`, which has each of these happen for real. -->

Each row was tried: a person talks with the running product over a platform's stand-in, it happens,
and they talk on. In no case did the process end, was something lost that was said, or was a message
of a person answered twice.

*Read* is how often the person read the answer that was hurt. It is twice only where the platform
leaves undecided whether the first try arrived; such deliveries are counted
(`convivio_deliveries_unknown_total` in `/metrics`). *Said meanwhile* is what `/health/ready` tells
of the channel.
"""
_READ = {0: "not", 1: "once", 2: "twice"}


def faults_of(case: Case, played: Played) -> list[str]:
    """Return in words what of a row does not hold."""
    row, found = case.row, []
    if played.error is not None:
        return [f"{type(played.error).__name__}: {played.error}"]
    if played.read != expected(row):
        found.append(f"read {played.read}")
    if played.events != 1 + len(WORDS):
        found.append(f"{played.events} events were taken in")
    statuses = [one.status for one in played.deliveries]
    if statuses != ["accepted", "accepted", row.ends, "accepted"]:
        return [*found, f"deliveries ended {statuses}"]
    hurt = played.deliveries[2]
    if (hurt.doubts > 0) != row.doubted or played.unknown != sum(
        one.doubts for one in played.deliveries
    ):
        found.append(f"doubts: {hurt}, {played.unknown} unknown")
    if row.outcome in TRIED_AGAIN and hurt.attempts < 2:
        found.append(f"tried once: {hurt}")
    if row.hindered is not None and not played.tells(row.hindered):
        found.append(f"nothing was said of it: {played.hindrances}")
    return found


def page() -> str:
    """Return the page."""
    return "\n".join([HEAD, *(line for section in SECTIONS for line in _section(section))])


def _section(section: Section) -> list[str]:
    head = ["what happens", "taken as", "what the product does", "read"]
    if any(row.hindered for row in section.rows):
        head.append("said meanwhile")
    rows = [_cells(row)[: len(head)] for row in section.rows]
    lines = [head, ["---"] * len(head), *rows]
    return [f"## {section.title}", "", section.note, "", *map(_line, lines), ""]


def _cells(row: Row) -> list[str]:
    copies = row.copies if row.ends == "accepted" else 0
    hindered = f"“… {row.hindered} …”" if row.hindered else ""
    return [row.name, row.outcome, row.then, _READ[copies], hindered]


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |".replace("|  |", "| |")


def _not_holding(table: Table) -> dict[str, list[str]]:
    found = {case.name: faults_of(case, table.played[case.channel]) for case in cases()}
    return {name: faults for name, faults in found.items() if faults}


def main() -> int:
    """Play the table and write the page; return the exit code."""
    with tempfile.TemporaryDirectory() as home:
        table = asyncio.run(play_all(Path(home)))
    broken = _not_holding(table)
    for name, faults in broken.items():
        sys.stdout.write(f"{name}: {'; '.join(faults)}\n")
    if broken or table.exit_code:
        return 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
