"""Two ways of the same turns beside each other: a moment of one, a moment of the other, and so on.

Whatever else the machine does meets both alike.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.turns import Crowd, measured
from bot.engine.engine import Engine

SLICE = 0.1
"""Seconds for which people talk one way before they talk the other way."""

_WARM_UP = 2
"""Slices of each way that do not count."""


@dataclass
class Way:
    """One way of turns, with what its slices took: microseconds of processor a turn."""

    crowd: Crowd
    slices: list[float] = field(default_factory=list, init=False)

    @property
    def cost(self) -> float:
        """What a turn takes, in microseconds of the processor, where little else disturbs it.

        It is that of the slice that is better than three quarters of the others: what a busy
        machine does to the rest is not the product's.
        """
        return statistics.quantiles(self.slices, n=4)[0]

    async def talk(self, engine: Engine) -> None:
        """Let people talk for a slice."""
        before, times = self.crowd.turns, list[float]()
        with measured(times):
            await self.crowd.talk(engine, SLICE)
        self.slices.append(times[1] / (self.crowd.turns - before) * 1e6)


async def warm_up(ways: Sequence[tuple[Way, Engine]]) -> None:
    """Let people talk before it counts."""
    await _take_turns(ways, _WARM_UP)
    for way, _ in ways:
        way.slices.clear()


async def turn_about(ways: Sequence[tuple[Way, Engine]], seconds: float) -> None:
    """Let people talk, now one way and now the other, for so long in all."""
    await _take_turns(ways, max(2, int(seconds / SLICE / len(ways))))


async def _take_turns(ways: Sequence[tuple[Way, Engine]], slices: int) -> None:
    for number in range(slices):
        for way, engine in ways if number % 2 else reversed(ways):
            await way.talk(engine)
