"""Whoever lets things go wrong: at seeded moments, each for a while, never two that exclude."""

import asyncio
import random
import time
from collections import Counter

from tests.faults.theatre.families import faults_on
from tests.faults.theatre.fault import Fault
from tests.faults.theatre.stage import Stage

SECONDS_AFTER = 45.0
"""So long after a fault its consequences are its own: what is tried again waits at most 30 s."""


class Director:
    """Chooses a family, then a fault of it that may happen now, as long as the play goes on."""

    def __init__(self, stage: Stage) -> None:
        self.done: Counter[str] = Counter()
        self._stage = stage
        self._dice = random.Random(f"{stage.programme.seed}/faults")
        self._held: set[str] = set()
        self._latest = time.monotonic()
        self._under_way: set[asyncio.Task[None]] = set()

    @property
    def is_cause(self) -> bool:
        """Whether something goes wrong now, or did a while ago."""
        return bool(self._under_way) or time.monotonic() - self._latest < SECONDS_AFTER

    async def direct(self, seconds: float) -> None:
        """Let things go wrong for so long, and return once all is right again."""
        last = time.monotonic() + seconds
        families = faults_on(self._stage)
        while families:
            pause = self._dice.expovariate(1 / self._stage.programme.gap)
            if time.monotonic() + pause >= last:
                break
            await asyncio.sleep(pause)
            free = [fault for fault in self._dice.choice(families) if not fault.holds & self._held]
            if free:
                self._begin(self._dice.choice(free))
        await asyncio.sleep(max(0.0, last - time.monotonic()))
        await asyncio.gather(*self._under_way)

    def _begin(self, fault: Fault) -> None:
        self._held |= fault.holds
        task = asyncio.create_task(self._do(fault, random.Random(self._dice.random())))
        self._under_way.add(task)

    async def _do(self, fault: Fault, dice: random.Random) -> None:
        try:
            async with fault.act(self._stage, dice):
                await asyncio.sleep(dice.uniform(*fault.seconds))
            self.done[fault.name] += 1
        finally:
            self._held -= fault.holds
            self._latest = time.monotonic()
            self._under_way.discard(asyncio.current_task())  # type: ignore[arg-type]
