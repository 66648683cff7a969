"""What a turn costs of somebody with two accounts, beside one of somebody with one.

    python -m bench.joined --seconds 20

People hold the dialogue of `bench.turns` through the real intake and turn over SQLite, each on one
account; of the others this account is joined to another one, whose conversation goes on. They take
turns, a moment each: whatever else the machine does meets both alike. What is compared is the
processor's time a turn, of the slice that is better than three quarters of the others, and how many
statements a turn takes, which SQLite counts.

One JSON line a case; `cost` is how much more a turn of a joined person takes.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench.turns import CASES, SETTINGS, Crowd, at_work, measured, write_brand
from bot.core.events import Incoming, Said, Sender
from bot.core.ids import BrandId, ChannelName
from bot.dialogue.publishing.library import Library
from bot.engine.engine import Engine
from bot.engine.joining import join_accounts
from bot.store.connection import Connection
from bot.store.database import Store, open_store
from bot.store.people import Account

SLICE = 0.1
"""Seconds for which people of one kind talk before those of the other do."""


@dataclass
class Kind:
    """People of one kind, with what their slices took: microseconds of processor a turn."""

    store: Store
    crowd: Crowd
    joined: bool
    slices: list[float] = field(default_factory=list)
    statements: int = 0
    turns: int = 0

    @property
    def cost(self) -> float:
        """What a turn takes, in microseconds of the processor, where little else disturbs it."""
        return statistics.quantiles(self.slices, n=4)[0]

    def count(self, connection: Connection) -> None:
        """Count the statements of the one connection that writes, from now on."""
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(self._counted)

    def _counted(self, _statement: str) -> None:
        self.statements += 1


async def join(engine: Engine, store: Store, size: int) -> None:
    """Let everybody of a crowd be the guest of an account that has spoken before."""
    for person in range(size):
        hosts, guests = f"host-{person}", f"person-{person}"
        for who in (hosts, guests):
            hello = Incoming(f"hello-{who}", Sender(who, "Ada", language="en"), Said("hello"))
            await engine.take_in(SETTINGS, (hello,))
        await engine.settled()
        host, guest = (
            Account(BrandId("bench"), ChannelName("site"), who) for who in (hosts, guests)
        )
        refused = await store.run(
            lambda found, host=host, guest=guest: join_accounts(found, host, guest, 1)
        )
        if refused is not None:
            raise SystemExit(f"nobody was joined: {refused}")


async def talk(library: Library, home: Path, size: int, seconds: float) -> list[Kind]:
    """Let people talk, now of one kind and now of the other, after a warm-up."""
    kinds: list[Kind] = []
    async with AsyncExitStack() as stack:
        engines = []
        for joined in (False, True):
            store = await open_store(f"sqlite:///{home / f'{joined}-{size}.db'}")
            kind = Kind(store, Crowd(size), joined)
            engine = await stack.enter_async_context(at_work(library, store, kind.crowd.observe))
            if joined:
                await join(engine, store, size)
            await store.run(kind.count)
            kinds.append(kind)
            engines.append(engine)
        both = list(zip(kinds, engines, strict=True))
        for turn in range(-2, max(2, int(seconds / SLICE / 2))):
            for kind, engine in both if turn % 2 else reversed(both):
                await _slice(kind, engine, warm=turn < 0)
    return kinds


async def _slice(kind: Kind, engine: Engine, *, warm: bool) -> None:
    turns, statements, times = kind.crowd.turns, kind.statements, list[float]()
    with measured(times):
        await kind.crowd.talk(engine, SLICE)
    done = kind.crowd.turns - turns
    if warm or not done:
        kind.statements = statements
    else:
        kind.slices.append(times[1] / done * 1e6)
        kind.turns += done


def case(library: Library, home: Path, size: int, seconds: float) -> dict[str, object]:
    """Measure both kinds, and compare them."""
    alone, joined = asyncio.run(talk(library, home, size, seconds))
    return {
        "case": f"{size} at once",
        "slices": len(alone.slices),
        "turns": alone.turns + joined.turns,
        "alone_cpu_us_per_turn": round(alone.cost, 1),
        "joined_cpu_us_per_turn": round(joined.cost, 1),
        "cost": round(joined.cost / alone.cost - 1, 3),
        "alone_statements_per_turn": round(alone.statements / alone.turns, 2),
        "joined_statements_per_turn": round(joined.statements / joined.turns, 2),
    }


def main(arguments: Sequence[str]) -> int:
    """Run the cases and print one JSON line each."""
    parser = argparse.ArgumentParser(prog="bench.joined", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0, help="for each case")
    parser.add_argument("--size", type=int, action="append", help="people at once; may be repeated")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        library = write_brand(Path(folder) / "brand")
        for size in options.size or CASES:
            print(json.dumps(case(library, Path(folder), size, options.seconds)), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
