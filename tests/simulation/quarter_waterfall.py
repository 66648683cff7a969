"""Compares, each day, what the product wrote down of everybody with the books of others.

For every occurrence: whoever is in it stands at one place, they are as many as had agreed when it
began, and as many have it, refused it or are in doubt as the platform counts.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.simulation.moved_product import Process
from tests.simulation.quarter_judge import AT_HOME, Judge

STATES = {"planned", "opened", "accepted", "unreachable", "rejected", "unknown", "skipped"}
MOST_TOLD = 20
"""What does not fit is told in full so often, each occurrence once."""

OVER = timedelta(days=1)
"""So long after it has expired, an occurrence waits for nobody."""

FROZEN = {"weekly": "news", "daily": AT_HOME, "sale.began": "tips", "blog": "news"}
"""Of whom an occurrence has all who had agreed when it began."""

DISCREPANCIES = (
    "days_on_which_parts_do_not_sum",
    "plans_unlike_the_agreed",
    "outcomes_unlike_the_platforms",
    "never_ended",
    "not_in_the_books_of_the_platform",
)

_OCCURRENCES = (
    "id, kind, source, slot, data, created_at, expires_at, ended_at, planned_at FROM occurrences"
)
_PARTS = "occurrence, status, reason, count(*) FROM recipients GROUP BY occurrence, status, reason"
_EACH = "occurrence, count(*) FROM recipients GROUP BY occurrence"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One occurrence as the product wrote it down, with the key by which people know it."""

    id: str
    source: str
    key: str
    created: datetime
    expires: datetime | None
    ended: bool
    planned: bool


class Waterfall:
    """The comparison; `broken` counts what does not fit."""

    def __init__(self, process: Process, judge: Judge) -> None:
        self.broken: Counter[str] = Counter(dict.fromkeys(DISCREPANCIES, 0))
        self.first: list[str] = []
        self.checked = 0
        self.totals: Counter[str] = Counter()
        self._process = process
        self._judge = judge
        self._told: set[tuple[str, str]] = set()
        self._plans: dict[datetime, Mapping[str, tuple[int, int]]] = {}

    def begins(self, at: datetime) -> None:
        """Something may begin now: who has agreed?"""
        self._plans[at] = self._judge.standing()

    async def check(self, now: datetime) -> None:
        """Compare everything there is."""
        occurrences = [_occurrence(row) for row in await self._process.rows(_OCCURRENCES)]
        found: dict[str, Counter[tuple[str, str | None]]] = defaultdict(Counter)
        for occurrence, status, reason, count in await self._process.rows(_PARTS):
            found[str(occurrence)][str(status), _text(reason)] += int(str(count))
        plan = {str(one): int(str(count)) for one, count in await self._process.rows(_EACH)}
        self.totals = Counter()
        known = set()
        for one in occurrences:
            parts = found[one.id]
            known.add(one.key)
            self._compare(one, parts, plan.get(one.id, 0), now)
            for (status, reason), count in parts.items():
                self.totals[status if reason is None else f"{status}: {reason}"] += count
        for key in self._judge.tallies.keys() - known:
            self._wrong("not_in_the_books_of_the_platform", key, now, "")

    def _compare(
        self,
        one: Occurrence,
        parts: Mapping[tuple[str, str | None], int],
        plan: int,
        now: datetime,
    ) -> None:
        self.checked += 1
        by_status: Counter[str] = Counter()
        for (status, _), count in parts.items():
            by_status[status] += count
        if by_status.keys() - STATES or by_status.total() != plan:
            self._wrong("days_on_which_parts_do_not_sum", one.key, now, dict(by_status))
        self._compare_plan(one, plan, now)
        self._compare_outcomes(one, by_status, now)
        open_ones = by_status["planned"] + by_status["opened"]
        is_over = one.expires is not None and now > one.expires + OVER
        if (is_over or one.ended) and open_ones:
            self._wrong("never_ended", one.key, now, dict(by_status))
        if is_over and not one.ended:
            self._wrong("never_ended", one.key, now, "has not ended")

    def _compare_plan(self, one: Occurrence, plan: int, now: datetime) -> None:
        agreed = self._plans.get(one.created, {}).get(FROZEN.get(one.source, ""))
        if one.source not in FROZEN or not one.planned:
            return
        if agreed is None or not agreed[0] <= plan <= agreed[1]:
            self._wrong("plans_unlike_the_agreed", one.key, now, (plan, agreed))

    def _compare_outcomes(self, one: Occurrence, found: Mapping[str, int], now: datetime) -> None:
        tally = self._judge.tallies[one.key] if one.key in self._judge.tallies else Counter()
        pairs = (
            # Whoever presses a button of what was in doubt shows that it came.
            (found["accepted"] + found["unknown"], tally["accepted"] + tally["unknown"]),
            (found["unreachable"], tally["unreachable"]),
            (found["rejected"], tally["rejected"]),
        )
        if any(written != counted for written, counted in pairs):
            self._wrong("outcomes_unlike_the_platforms", one.key, now, (dict(found), dict(tally)))

    def _wrong(self, what: str, key: str, now: datetime, found: object) -> None:
        self.broken[what] += 1
        if (what, key) in self._told or len(self._told) > MOST_TOLD:
            return
        self._told.add((what, key))
        self.first.append(f"{what}: {key} on {now}: {found}")


def _occurrence(row: tuple[object, ...]) -> Occurrence:
    one, kind, source, slot, data, created, expires, ended, planned = row
    return Occurrence(
        str(one),
        str(source),
        _key(str(kind), str(source), str(slot), _text(data)),
        _moment(created),
        None if expires is None else _moment(expires),
        ended is not None,
        planned is not None,
    )


def _key(kind: str, source: str, slot: str, data: str | None) -> str:
    if kind == "broadcast":
        return "follow up" if source == "follow" else f"{source} {slot}"
    told = json.loads(data or "null")
    if kind == "feed":
        return " ".join(sorted(told.get("titles") or [told["title"]]))
    return f"{source.partition('.')[0]} {told['code']}"


def _moment(value: object) -> datetime:
    microseconds = timedelta(microseconds=int(str(value)))
    return datetime.fromisoformat("1970-01-01T00:00:00+00:00") + microseconds


def _text(value: object) -> str | None:
    return None if value is None else str(value)
