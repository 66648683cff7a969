"""A quarter of a brand's life in minutes: nobody is told what they did not agree to.

    python -m tests.simulation.quarter --people 2000 --days 90 --seed 7

People in 20 zones come, agree, wander, stop, block, come back and have themselves erased at random
hours; the brand begins by broadcasts, a follow-up, a feed and events, within quiet hours and caps;
the platform refuses and loses messages. All of the product is real but the platform and the clock,
which goes from one moment at which something is due to the next. A judge with books of its own
counts what broke a promise. Prints a certificate (JSON); exit code 0 means that nothing did.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.core.events import Said
from tests.brand_folder import library_of
from tests.faults.certificate import versions
from tests.simulation.moved_product import Clock, Process
from tests.simulation.quarter_brand import brand_files
from tests.simulation.quarter_judge import TOPICS, Judge, told_by, wall
from tests.simulation.quarter_people import TICK, ZONES, Crowd, Deed
from tests.simulation.quarter_platform import Square
from tests.simulation.quarter_waterfall import Waterfall

MODULE = "tests.simulation.quarter"
BEGIN = datetime(2030, 3, 4, 0, 0, tzinfo=UTC)
"""A Monday; within five weeks clocks are set in America, in Europe, and in the south."""

REST = timedelta(days=8)
"""How long nobody does anything at the end: what waits for a cap has come or expired by then."""

HOURS_BETWEEN = {"posts": 40, "sale": 120}
"""Between two things that happen elsewhere, on average."""

PERSONAL = 0.02
"""Events about somebody that come for each person and day."""


@dataclass(frozen=True)
class Size:
    """How large a run is."""

    people: int = 2000
    days: int = 90
    seed: int = 7

    @property
    def command(self) -> str:
        """The command that runs it again."""
        return f"python -m {MODULE} --people {self.people} --days {self.days} --seed {self.seed}"


class Outside:
    """What happens elsewhere, at random times."""

    def __init__(self, size: Size, process: Process, judge: Judge, names: Sequence[str]) -> None:
        self._dice = random.Random(f"{size.seed}/outside")
        self._process = process
        self._judge = judge
        self._names = names
        self._count = 0
        personal = 24 / max(0.01, PERSONAL * size.people)
        self._hours = {**HOURS_BETWEEN, "personal": personal}
        self._next = {what: self._after(BEGIN, what) for what in self._hours}

    def next_at(self) -> datetime:
        """Return when something happens next."""
        return min(self._next.values())

    async def happen(self, now: datetime) -> bool:
        """Let happen what happens now; say whether anything did."""
        due = [what for what, at in self._next.items() if at <= now]
        for what in due:
            self._next[what] = self._after(now, what)
            await {"posts": self._post, "sale": self._sale, "personal": self._concern}[what](now)
        return bool(due)

    def _after(self, now: datetime, what: str) -> datetime:
        ticks = self._dice.expovariate(1 / (6 * self._hours[what]))
        return now + TICK * max(1, round(ticks))

    def _code(self) -> str:
        self._count += 1
        return str(self._count)

    async def _post(self, now: datetime) -> None:
        titles = [f"post-{self._code()}" for _ in range(self._dice.choice((1, 1, 1, 2, 5)))]
        self._judge.posted.update(dict.fromkeys(titles, now))
        await self._process.posted("blog", titles)

    async def _sale(self, _now: datetime) -> None:
        await self._process.happened("sale.began", {"code": self._code()})

    async def _concern(self, _now: datetime) -> None:
        name = self._dice.choice(("order.shipped", "parcel.lost", "points.won"))
        await self._process.happened(name, {"code": self._code()}, self._dice.choice(self._names))


class Quarter:
    """One run: the product, everybody, and who judges."""

    def __init__(self, size: Size, folder: Path) -> None:
        self.size = size
        self.clock = Clock(BEGIN)
        self.judge = Judge()
        self.square = Square(self.clock, self.judge, size.seed)
        self.process = Process(library_of(folder, brand_files()), self.clock, self.square)
        self.crowd = Crowd(size.people, BEGIN, self.square, self.judge, size.seed)
        self.outside = Outside(size, self.process, self.judge, self.crowd.names)
        self.waterfall = Waterfall(self.process, self.judge)
        self.moments = self.deeds = self.races = 0
        self.acting: set[str] = set()
        self.day = BEGIN

    async def run(self) -> None:
        """Let the days pass, and a few more in which nobody does anything."""
        end = BEGIN + timedelta(days=self.size.days)
        self.square.race = self._race
        await self.process.start()
        due = await self._moment(BEGIN)
        while due < end:
            due = await self._moment(due, end)
        self.crowd.rest()
        self.square.race = None
        while due < end + REST:
            due = await self._moment(due, end + REST, calm=True)
        self.judge.close(self.clock())
        await self._check()
        await self.process.stop()

    async def _moment(
        self, now: datetime, end: datetime | None = None, *, calm: bool = False
    ) -> datetime:
        """Let everything happen that happens now; return when there is more, at most `end`."""
        self.clock.now = now
        self.moments += 1
        while now >= self.day + timedelta(days=1):
            self.day += timedelta(days=1)
            await self._check()
        deeds = self.crowd.deeds(now)
        self.acting = {one.who for one in deeds}
        await self._do(deeds)
        happened = not calm and await self.outside.happen(now)
        if happened or now == BEGIN or _something_begins(now):
            self.waterfall.begins(now)
        due = await self.process.rest()
        times = [due, self.crowd.next_at(), None if calm else self.outside.next_at(), end]
        return min(at for at in times if at is not None)

    async def _do(self, deeds: Sequence[Deed]) -> None:
        if not deeds:
            return
        self.deeds += len(deeds)
        for one in deeds:
            self.judge.note(one.who, self.clock(), f"{one.happening}")
        await asyncio.gather(
            *(self.process.take_in(one.who, one.happening, one.zone) for one in deeds)
        )
        await self.process.engine.settled()

    async def _race(self, text: str, chance: float) -> None:
        """Let somebody who may be next change their mind, while an opening is under way."""
        told, names = told_by(text), self.crowd.names
        place = int(chance * len(names))
        for who in (*names[place:], *names[:place])[:64]:
            entry = self.judge.entries[who]
            meant = told.topic in entry.agreed and entry.keys.isdisjoint(told.keys)
            # One thing at a time: what somebody meant last would not be certain.
            if meant and who not in self.square.blocked and who not in self.acting:
                self.acting.add(who)
                self.races += 1
                self.judge.spoke(who, self.clock(), None)
                words = "stop" if chance < 0.5 else f"/leave_{told.topic}"
                self.judge.note(who, self.clock(), f"{words} while others are told")
                await self.process.take_in(who, Said(words))
                return

    async def _check(self) -> None:
        await self.waterfall.check(self.clock())


def _something_begins(now: datetime) -> bool:
    """Say whether a broadcast begins: at 9:30 where days begin first, at 10:00 by the brand's."""
    there = wall(None, now)
    weekly = (there.weekday(), there.hour, there.minute) == (0, 10, 0)
    return weekly or (now.hour, now.minute, now.second) == (19, 30, 0)


def certificate(quarter: Quarter, seconds: float) -> dict[str, Any]:
    """Return the certificate: what was done, what was counted, the verdict."""
    judge, waterfall = quarter.judge, quarter.waterfall
    broken = {**judge.broken, **waterfall.broken}
    return {
        "certificate": "a simulated quarter: nobody is told what they did not agree to",
        "command": quarter.size.command,
        "verdict": "kept" if not any(broken.values()) else "broken",
        "must_be_zero": broken,
        "done": {
            "people": quarter.size.people,
            "zones": len({one.zone for one in quarter.crowd.characters.values()} & set(ZONES)),
            "days": quarter.size.days,
            "moments": quarter.moments,
            "deeds_of_people": quarter.deeds,
            "minds_changed_while_others_are_told": quarter.races,
            "messages": dict(judge.counts),
            "occurrences_compared": waterfall.checked,
            "recipients": dict(sorted(waterfall.totals.items())),
            "subscribed_at_the_end": {
                topic: sum(topic in one.agreed for one in judge.entries.values())
                for topic in TOPICS
            },
            "seconds": round(seconds, 1),
        },
        "first": judge.first + waterfall.first,
        "versions": versions("sqlalchemy", "tzdata"),
    }


def run(size: Size) -> dict[str, Any]:
    """Do a run, and return its certificate."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        quarter = Quarter(size, Path(folder))
        asyncio.run(quarter.run())
    return certificate(quarter, time.monotonic() - begun)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    parser = argparse.ArgumentParser(prog=f"python -m {MODULE}", description=__doc__)
    for name, default in (("people", 2000), ("days", 90), ("seed", 7)):
        parser.add_argument(f"--{name}", type=int, default=default)
    told = run(Size(**vars(parser.parse_args(arguments))))
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    return 0 if told["verdict"] == "kept" else 1


if __name__ == "__main__":
    sys.exit(main())
