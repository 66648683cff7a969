"""Whoever pulls the plug: at random points of the talk, and at times while it starts up again."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.faults.progress import Progress
from tests.product import Product

DOWN_SECONDS = 0.3
READY_SECONDS = 60.0
"""On a machine that does much else besides; how long it took is told in the certificate."""
SECOND_KILL = 0.15
"""How often a kill is followed by another one during the start-up."""


@dataclass
class Kills:
    """What was done: `startup` counts those that hit before the product was ready again."""

    done: int = 0
    startup: int = 0
    ready_seconds: list[float] = field(default_factory=list)


def moments(kills: int, happenings: int, dice: random.Random) -> list[int]:
    """Return how much must have happened before each kill: spread over nine tenths of the talk."""
    last = max(1, int(happenings * 0.9))
    return sorted(dice.randrange(1, last + 1) for _ in range(kills))


async def pull_the_plug(
    products: Sequence[Product], progress: Progress, plan: list[int], dice: random.Random
) -> Kills:
    """Kill one of these at each moment of `plan`, and restart it; returns when all is done."""
    kills = Kills()
    while kills.done < len(plan):
        await progress.reaches(plan[kills.done])
        await asyncio.sleep(dice.uniform(0, 0.03))
        product = dice.choice(products)
        product.kill()
        kills.done += 1
        await asyncio.sleep(dice.uniform(0, DOWN_SECONDS))
        product.start()
        if kills.done < len(plan) and dice.random() < SECOND_KILL:
            await asyncio.sleep(dice.uniform(0, 1))
            product.kill()
            kills.done += 1
            kills.startup += 1
            product.start()
        kills.ready_seconds.append(await asyncio.to_thread(product.wait_ready, READY_SECONDS))
    return kills
