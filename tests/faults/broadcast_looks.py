"""Looks at the database from outside while a broadcast runs: how everybody stands at one time."""

import asyncio
import contextlib
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.faults.progress import Progress

Ends = dict[tuple[str, str], tuple[str, str | None]]
"""How each recipient stands, by channel and account: status and reason."""

BETWEEN_SECONDS = 0.03
PLANNED = "SELECT COUNT(*) FROM recipients"
PARTS = "SELECT status, COUNT(*) FROM recipients GROUP BY status"
OCCURRENCES = "SELECT planned_at IS NULL, ended_at IS NOT NULL FROM occurrences"
CLAIMED = """
SELECT channel, COUNT(*) FROM deliveries WHERE status = 'claimed' AND attempts > 0 GROUP BY channel
"""
STANDING = "SELECT channel, recipient, status, reason FROM recipients"
OPEN = {"planned", "opened"}
STATUSES = OPEN | {"accepted", "unreachable", "rejected", "unknown", "skipped"}


Place = Path | str
"""Where the database is: a file, or the URL of one on a server."""
AWAY = (sqlite3.OperationalError, psycopg.OperationalError)
"""What a look ends with while somebody recovers the database."""


@contextmanager
def reading(database: Place) -> Iterator[Any]:
    """Open the database for reading alone, in one transaction: all that is seen is of one time."""
    if "://" in str(database):
        with psycopg.connect(str(database)) as server:
            server.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            yield server
        return
    uri = f"file:{database}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        yield connection


@dataclass(frozen=True)
class AtKill:
    """How things stood when the process had just been killed.

    `in_flight` counts by channel what was claimed: sent, or about to be.
    """

    planning: bool
    in_flight: Counter[str]


def at_kill(database: Place) -> AtKill:
    """Look at what a killed process has left behind."""
    with reading(database) as connection:
        rows = connection.execute(OCCURRENCES).fetchall()
        claimed = Counter(dict(connection.execute(CLAIMED).fetchall()))
    return AtKill(any(planning for planning, _ in rows), claimed)


def standing(database: Place) -> Ends:
    """Return how every recipient stands."""
    with reading(database) as connection:
        rows = connection.execute(STANDING).fetchall()
    return {(channel, recipient): (status, reason) for channel, recipient, status, reason in rows}


def is_over(database: Place) -> bool:
    """Say whether the broadcast has begun and ended."""
    with reading(database) as connection:
        rows = connection.execute(OCCURRENCES).fetchall()
    return bool(rows) and all(ended for _, ended in rows)


class Planning(Progress):
    """How many people are planned so far; once all are, nothing is waited for."""

    def __init__(self, database: Place) -> None:
        super().__init__()
        self._database = database

    async def reaches(self, count: int) -> None:
        while not self._has_reached(count):
            await asyncio.sleep(0.002)

    def _has_reached(self, count: int) -> bool:
        with reading(self._database) as connection:
            ((planned,),) = connection.execute(PLANNED)
            rows = connection.execute(OCCURRENCES).fetchall()
        return planned >= count or (bool(rows) and not any(planning for planning, _ in rows))


@dataclass
class Looks:
    """What was seen: every count is 0 where the parts were what they have to be.

    The parts must sum to the plan, the plan must never shrink, and nobody who has ended begins
    again.
    """

    database: Place
    done: int = 0
    while_planning: int = 0
    not_summing: int = 0
    plan_shrunk: int = 0
    ends_undone: int = 0
    _plan: int = 0
    _ended: int = 0

    async def keep_looking(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            with contextlib.suppress(*AWAY):
                self.look()
            await asyncio.sleep(BETWEEN_SECONDS)

    def look(self) -> None:
        """Look once."""
        with reading(self.database) as connection:
            parts = Counter(dict(connection.execute(PARTS).fetchall()))
            ((plan,),) = connection.execute(PLANNED)
            rows = connection.execute(OCCURRENCES).fetchall()
        ended = sum(count for status, count in parts.items() if status not in OPEN)
        self.done += 1
        self.while_planning += any(planning for planning, _ in rows)
        self.not_summing += sum(parts.values()) != plan or not parts.keys() <= STATUSES
        self.plan_shrunk += plan < self._plan
        self.ends_undone += ended < self._ended
        self._plan, self._ended = plan, ended
