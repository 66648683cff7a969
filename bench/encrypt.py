"""What encryption costs a turn: the same dialogue with and without it, beside each other.

    python -m bench.encrypt --seconds 20

People hold the dialogue of `bench.turns` through the real intake and turn over SQLite, in clear for
a moment, then encrypted for a moment, and so on: whatever else the machine does meets both alike.
What is compared is the processor's time a turn, of the slice that is better than three quarters of
the others: what a busy machine does to the rest is not the product's. With `--strangers` nothing is
remembered: each person's key is found and unwrapped whenever they speak, and all that is read is
decrypted.

At the end a word of a person is looked for in the files: in clear it is there, encrypted it is not.
One JSON line a case; `cost` is how much more an encrypted turn takes, `size` how much its rows do.
"""

import argparse
import asyncio
import json
import os
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from bench.turns import SCRIPT, Crowd, at_work, check, measured, write_brand
from bot.dialogue.publishing.library import Library
from bot.store.database import Store, open_store
from bot.store.sealing.keyring import MOST_REMEMBERED
from bot.store.sealing.master_keys import MasterKeys
from bot.store.sealing.vault import Vault

CASES = (1, 64, 256)
SLICE = 0.1
"""Seconds for which people talk one way before they talk the other way."""

WORDS = SCRIPT[2].encode()
"""What a person answers in their own words."""


@dataclass
class Way:
    """One way to keep what is said, with what its slices took: microseconds of processor a turn."""

    path: Path
    vault: Vault | None
    crowd: Crowd
    slices: list[float] = field(default_factory=list)

    @property
    def cost(self) -> float:
        """What a turn takes, in microseconds of the processor, where little else disturbs it."""
        return statistics.quantiles(self.slices, n=4)[0]

    @property
    def size(self) -> float:
        """What a turn leaves in the file, in bytes."""
        with closing(sqlite3.connect(self.path)) as database:
            turns: int = database.execute("SELECT count(*) FROM events").fetchone()[0]
        return self.path.stat().st_size / turns

    async def open(self) -> Store:
        """Open the store, its file made where it does not exist."""
        return await open_store(f"sqlite:///{self.path}", vault=self.vault)

    def verify(self) -> None:
        """Fail unless every turn is there, and is as readable as it should be."""
        check(self.path, self.crowd.turns)
        files = self.path.parent.glob(f"{self.path.name}*")
        if any(WORDS in file.read_bytes() for file in files) is (self.vault is not None):
            raise SystemExit(f"{self.path.name} is readable, or should be")


async def talk(library: Library, ways: Sequence[Way], seconds: float) -> None:
    """Let people talk, now one way and now the other, after a warm-up."""
    async with AsyncExitStack() as stack:
        engines = [
            await stack.enter_async_context(at_work(library, await way.open(), way.crowd.observe))
            for way in ways
        ]
        both = list(zip(ways, engines, strict=True))
        for turn in range(-2, max(2, int(seconds / SLICE / len(ways)))):
            for way, engine in both if turn % 2 else reversed(both):
                before, times = way.crowd.turns, list[float]()
                with measured(times):
                    await way.crowd.talk(engine, SLICE)
                turns = way.crowd.turns - before
                if turn >= 0 and turns:
                    way.slices.append(times[1] / turns * 1e6)


def case(
    library: Library, home: Path, size: int, seconds: float, remembered: int
) -> dict[str, object]:
    """Measure both ways, and compare them."""
    vault = Vault(MasterKeys([os.urandom(32)]), {library.brand.id}, remembered)
    clear = Way(home / f"clear-{size}.db", None, Crowd(size))
    sealed = Way(home / f"sealed-{size}.db", vault, Crowd(size))
    asyncio.run(talk(library, (clear, sealed), seconds))
    for way in (clear, sealed):
        way.verify()
    return {
        "case": f"{size} at once" + ("" if remembered > 1 else ", nothing remembered"),
        "slices": len(clear.slices),
        "turns": clear.crowd.turns + sealed.crowd.turns,
        "clear_cpu_us_per_turn": round(clear.cost, 1),
        "sealed_cpu_us_per_turn": round(sealed.cost, 1),
        "cost": round(sealed.cost / clear.cost - 1, 3),
        "size": round(sealed.size / clear.size, 2),
    }


def main(arguments: Sequence[str]) -> int:
    """Run the cases and print one JSON line each."""
    parser = argparse.ArgumentParser(prog="bench.encrypt", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0, help="for each case")
    parser.add_argument("--size", type=int, action="append", help="people at once; may be repeated")
    parser.add_argument("--strangers", action="store_true", help="remember nothing")
    options = parser.parse_args(arguments)
    remembered = 1 if options.strangers else MOST_REMEMBERED
    with tempfile.TemporaryDirectory() as folder:
        library = write_brand(Path(folder) / "brand")
        for size in options.size or CASES:
            line = case(library, Path(folder), size, options.seconds, remembered)
            print(json.dumps(line), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
