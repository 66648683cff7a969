"""What is seen of the product while it is played: memory, queues, and what it complains of."""

import asyncio
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.faults.theatre.database import TROUBLED
from tests.faults.theatre.processes import Process
from tests.faults.theatre.stage import Stage

BETWEEN_SECONDS = 2.0
MB = 2**20
SETTLED_SECONDS = 60.0
"""So long a process grows because it has just begun."""

_ERROR = re.compile(r'level["\']?[=:]\s*["\']?(?:error|critical)', re.IGNORECASE)
_EVENT = re.compile(r'event["\']?[=:]\s*["\']?([^"\']{1,60})')


@dataclass
class Samples:
    """Everything that was seen, by the second.

    `memory` has a list for each life of a process: age in seconds and bytes.
    """

    stage: Stage
    has_cause: Callable[[], bool]
    memory: dict[tuple[int, int], list[tuple[float, int]]] = field(default_factory=dict)
    waiting: list[int] = field(default_factory=list)
    undone: list[int] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    without_cause: list[str] = field(default_factory=list)
    _read: dict[int, int] = field(default_factory=dict)

    async def keep_looking(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            self._look_at_processes()
            await asyncio.to_thread(self._look_at_queues)
            self.read_logs()
            await asyncio.sleep(BETWEEN_SECONDS)

    def _look_at_processes(self) -> None:
        for one in self.stage.processes.all:
            if one.is_meant_to_run and one._process is not None and one.process.poll() is None:
                life = self.memory.setdefault((one.number, one.process.pid), [])
                life.append((time.monotonic() - one.since, one.memory()))

    def _look_at_queues(self) -> None:
        try:
            waiting, undone = self.stage.queues()
        except TROUBLED:
            return
        self.waiting.append(waiting)
        self.undone.append(undone)

    def read_logs(self) -> None:
        """Read what was written since the last time, and ask for the cause of each error."""
        for one in self.stage.processes.all:
            for line in self._news(one):
                if _ERROR.search(line):
                    found = _EVENT.search(line)
                    self.errors[found[1] if found else line[:60]] += 1
                    if not self.has_cause():
                        self.without_cause.append(line[:300])

    def _news(self, one: Process) -> list[str]:
        with one.log.open("rb") as log:
            log.seek(self._read.get(one.number, 0))
            news = log.read()
        whole = news.rpartition(b"\n")[0] + b"\n" if b"\n" in news else b""
        self._read[one.number] = self._read.get(one.number, 0) + len(whole)
        return whole.decode(errors="replace").splitlines()

    def told(self) -> dict[str, Any]:
        """Return it in short."""
        life = max(self.memory.values(), key=lambda one: one[-1][0] - one[0][0], default=[])
        settled = [size / MB for age, size in life if age > SETTLED_SECONDS]
        return {
            "longest_life_seconds": round(life[-1][0]) if life else 0,
            "memory_mb_of_it_by_quarters": [round(each, 1) for each in quarters(settled)],
            "memory_mb_most": round(
                max(size for one in self.memory.values() for _, size in one) / MB, 1
            ),
            "deliveries_waiting_by_quarters": quarters(self.waiting),
            "deliveries_waiting_most": max(self.waiting, default=0),
            "events_undone_by_quarters": quarters(self.undone),
            "events_undone_most": max(self.undone, default=0),
            "errors_in_log": dict(self.errors.most_common()),
        }


def quarters(values: list[Any]) -> list[float]:
    """Return the median of each quarter of what was seen in a row."""
    size = len(values) // 4
    if not size:
        return []
    return [statistics.median(values[begin : begin + size]) for begin in range(0, 4 * size, size)]
