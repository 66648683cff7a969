"""What a turn costs of somebody with two accounts, beside one of somebody with one.

    python -m bench.joined --seconds 20

People hold the dialogue of `bench.turns` through the real intake and turn over SQLite, each on one
account; of the others this account is joined to another one, whose conversation goes on. They take
turns (`bench.turn_about`). What is compared is the processor's time a turn, and how many statements
a turn takes, which SQLite counts.

One JSON line a case; `cost` is how much more a turn of a joined person takes.
"""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.turn_about import Way, turn_about, warm_up
from bench.turns import SETTINGS, Crowd, asking, at_work, tell
from bot.core.events import Incoming, Said, Sender
from bot.core.ids import BrandId, ChannelName
from bot.dialogue.publishing.library import Library
from bot.engine.engine import Engine
from bot.engine.joining import join_accounts
from bot.store.connection import Connection
from bot.store.database import Store, open_store
from bot.store.people import Account


@dataclass
class Kind(Way):
    """People of one kind, with the statements that their turns took since these are counted."""

    statements: int = 0
    uncounted: int = 0

    @property
    def turns(self) -> int:
        """So many turns were counted."""
        return self.crowd.turns - self.uncounted

    def count(self, connection: Connection) -> None:
        """Count the statements of the one connection that writes, from now on."""
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(self._counted)
        self.uncounted = self.crowd.turns

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


async def talk(library: Library, home: Path, size: int, seconds: float) -> tuple[Kind, Kind]:
    """Let people of both kinds talk, those with one account and those who are joined."""
    kinds = alone, joined = Kind(Crowd(size)), Kind(Crowd(size))
    stores = [await open_store(f"sqlite:///{home / f'{size}-{n}.db'}") for n in range(len(kinds))]
    async with AsyncExitStack() as stack:
        engines = [
            await stack.enter_async_context(at_work(library, store, kind.crowd.observe))
            for store, kind in zip(stores, kinds, strict=True)
        ]
        await join(engines[1], stores[1], size)
        both = list(zip(kinds, engines, strict=True))
        await warm_up(both)
        for store, kind in zip(stores, kinds, strict=True):
            await store.run(kind.count)
        await turn_about(both, seconds)
    return alone, joined


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
    return tell(case, asking("bench.joined", __doc__, seconds=20.0).parse_args(arguments))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
