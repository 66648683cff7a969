"""What happens to one process of the product."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from tests.faults.theatre.database import full_disk
from tests.faults.theatre.fault import Act, Fault
from tests.faults.theatre.processes import Process
from tests.faults.theatre.stage import Stage

SECOND_KILL = 0.15
"""How often a kill is followed by another one during the start."""

MOST_LIFE_SECONDS = 8.0
"""So long at most one that was killed has before it may be killed again: some time to work."""

MOST_WRONG_SECONDS = 240.0
"""How far a clock goes wrong: what is signed by it would be refused from 300 seconds on."""


@asynccontextmanager
async def killed(process: Process, stage: Stage, dice: random.Random) -> AsyncIterator[None]:
    """SIGKILL at any point, sometimes once more while it starts."""
    process.down()
    await stage.count_in_flight()
    yield
    if dice.random() < SECOND_KILL:
        process.start()
        stage.details["kills during start-up"] += 1
        await asyncio.sleep(dice.uniform(0, 1.5))
        process.down()
        await stage.count_in_flight()
    await process.up()
    await asyncio.sleep(dice.uniform(0, MOST_LIFE_SECONDS))


@asynccontextmanager
async def stopped(process: Process, stage: Stage, dice: random.Random) -> AsyncIterator[None]:
    """SIGSTOP, and SIGCONT after its leases have ended."""
    process.stand_still()
    yield
    process.go_on()


@asynccontextmanager
async def restarted(process: Process, stage: Stage, dice: random.Random) -> AsyncIterator[None]:
    """SIGTERM and a start, as in a rolling update."""
    await process.leave()
    yield
    await process.up()


@asynccontextmanager
async def jumping(process: Process, stage: Stage, dice: random.Random) -> AsyncIterator[None]:
    """Its clock jumps, forwards or back, and is put right again.

    By no more than the play is long: `wait: 2s` in a dialogue goes by the wall, and so whoever
    began it while the wall was ahead waits as long as it was.
    """
    most = min(MOST_WRONG_SECONDS, stage.programme.seconds)
    process.hand.wrong_by = dice.uniform(-most, most)
    yield
    process.hand.wrong_by = 0.0


@asynccontextmanager
async def disk_full(process: Process, stage: Stage, dice: random.Random) -> AsyncIterator[None]:
    """No file of it may grow, its log included."""
    with full_disk(process):
        yield


def faults_of(
    name: str,
    act: Callable[[Process, Stage, random.Random], object],
    seconds: tuple[float, float],
    stage: Stage,
    what: str = "process",
) -> list[Fault]:
    """Return one fault for each process; it holds its process, or something else of it."""
    return [
        Fault(name, frozenset({f"{what} {number}"}), seconds, _act(act, process))
        for number, process in enumerate(stage.processes.all)
    ]


def _act(act: Callable[[Process, Stage, random.Random], object], process: Process) -> Act:
    return partial(act, process)  # type: ignore[return-value] - what is left are stage and dice
