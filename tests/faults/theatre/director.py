"""Whoever lets things go wrong: at seeded moments, each for a while, never two that exclude."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence

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
        self._begun: list[asyncio.Task[None]] = []

    @property
    def is_cause(self) -> bool:
        """Whether something goes wrong now, or did a while ago."""
        return bool(self._held) or time.monotonic() - self._latest < SECONDS_AFTER

    async def direct(self, seconds: float) -> None:
        """Let things go wrong for so long, and return once all is right again."""
        last = time.monotonic() + seconds
        families = faults_on(self._stage)
        while time.monotonic() < last and len(self._begun) < self._stage.programme.most:
            pause = self._dice.expovariate(1 / self._stage.programme.gap)
            await asyncio.sleep(min(pause, max(0.0, last - time.monotonic())))
            if families and time.monotonic() < last:
                self._choose(self._dice.choice(families))
        await asyncio.gather(*self._begun)

    def _choose(self, family: Sequence[Fault]) -> None:
        """Begin one of a family that may happen now, where there is one."""
        free = [fault for fault in family if not fault.holds & self._held]
        if free:
            self._begin(self._dice.choice(free))

    def _begin(self, fault: Fault) -> None:
        self._held |= fault.holds
        self._begun.append(asyncio.create_task(self._do(fault, random.Random(self._dice.random()))))

    async def _do(self, fault: Fault, dice: random.Random) -> None:
        try:
            async with fault.act(self._stage, dice):
                await asyncio.sleep(dice.uniform(*fault.seconds))
            self.done[fault.name] += 1
        finally:
            self._held -= fault.holds
            self._latest = time.monotonic()
