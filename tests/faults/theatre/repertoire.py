"""Visits that people may pay, and what must be heard and written down of each."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.foretold import Foretold, Message, foretell
from tests.faults.people import Line, visit_lines

VISITS, LAST_VISITS = 60, 20

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Visit:
    """One visit, the same whoever pays it: its lines, the answer to each, and what is kept."""

    lines: tuple[Line, ...]
    answers: tuple[tuple[Message, ...], ...]
    runs: Rows
    kept_answers: Rows
    consents: Rows
    facts: Any
    events: int

    def before(self, line: int) -> list[Message]:
        """Return what is heard before a line is said, where each waits for the one before."""
        return [message for answer in self.answers[:line] for message in answer]


@dataclass(frozen=True)
class Repertoire:
    """Visits of which one may follow the other in any order, and those that nothing follows.

    `first` is the shortest of them, for getting to know each other.
    """

    first: Visit
    visits: Sequence[Visit]
    last: Sequence[Visit]


async def rehearse(brand: Path, seed: int, home: Path) -> Repertoire:
    """Play every visit in memory, and return what came of each."""
    scripts = {
        f"{'last' if number >= VISITS else 'visit'}-{number}": visit_lines(
            random.Random(f"{seed}/visit {number}"), is_last=number >= VISITS
        )
        for number in range(VISITS + LAST_VISITS)
    }
    foretold = await foretell(brand, scripts, home)
    paid = [_visit(who, lines, foretold) for who, lines in scripts.items()]
    visits, last = paid[:VISITS], paid[VISITS:]
    return Repertoire(min(visits, key=lambda visit: len(visit.lines)), visits, last)


def _visit(who: str, lines: tuple[Line, ...], foretold: Foretold) -> Visit:
    books = foretold.books
    return Visit(
        lines,
        tuple(tuple(answer) for answer in foretold.answers[who]),
        books["runs"].get(who, []),
        books["answers"].get(who, []),
        [without_place(row) for row in books["consents"].get(who, [])],
        books["facts"][who][1],
        books["events_of"][who],
    )


def without_place(consent: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a consent without the language and the channel, which are not the same everywhere."""
    return (*consent[:3], consent[4])


def books_of(visits: dict[str, Sequence[Visit]]) -> dict[str, dict[str, Any]]:
    """Return what must be written down of everybody, given the visits that each has paid."""
    books: dict[str, dict[str, Any]] = defaultdict(dict)
    for who, paid in visits.items():
        books["runs"][who] = _sorted(row for visit in paid for row in visit.runs)
        books["answers"][who] = _sorted(row for visit in paid for row in visit.kept_answers)
        books["consents"][who] = [row for visit in paid for row in visit.consents]
        books["facts"][who] = paid[-1].facts if paid else {}
        books["events_of"][who] = sum(visit.events for visit in paid)
    return dict(books)


def comparable(books: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what was written down in the form of `books_of`."""
    return {
        "runs": {who: _sorted(rows) for who, rows in books["runs"].items()},
        "answers": {who: _sorted(rows) for who, rows in books["answers"].items()},
        "consents": {
            who: [without_place(row) for row in rows] for who, rows in books["consents"].items()
        },
        "facts": {who: facts for who, (_, facts) in books["facts"].items()},
        "events_of": books["events_of"],
    }


def _sorted(rows: Iterable[tuple[Any, ...]]) -> Rows:
    return sorted(rows, key=repr)
