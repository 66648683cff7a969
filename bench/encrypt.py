"""What encryption costs a turn: the same dialogue with and without it, beside each other.

    python -m bench.encrypt --seconds 20

People hold the dialogue of `bench.turns` through the real intake and turn over SQLite, in clear for
a moment, then encrypted for a moment, and so on (`bench.turn_about`). What is compared is the
processor's time a turn. With `--strangers` nothing is remembered: each person's key is found and
unwrapped whenever they speak, and all that is read is decrypted.

At the end a word of a person is looked for in the files: in clear it is there, encrypted it is not.
One JSON line a case; `cost` is how much more an encrypted turn takes, `size` how much its rows do.
"""

import asyncio
import os
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.turn_about import Way, turn_about, warm_up
from bench.turns import SCRIPT, Crowd, asking, at_work, check, tell
from bot.dialogue.publishing.library import Library
from bot.store.database import Store, open_store
from bot.store.sealing.keyring import MOST_REMEMBERED
from bot.store.sealing.master_keys import MasterKeys
from bot.store.sealing.vault import Vault

WORDS = SCRIPT[2].encode()
"""What a person answers in their own words."""


@dataclass
class Keeping(Way):
    """One way to keep what is said."""

    path: Path
    vault: Vault | None

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


async def talk(library: Library, ways: Sequence[Keeping], seconds: float) -> None:
    """Let people talk both ways, after a warm-up."""
    async with AsyncExitStack() as stack:
        engines = [
            await stack.enter_async_context(at_work(library, await way.open(), way.crowd.observe))
            for way in ways
        ]
        both = list(zip(ways, engines, strict=True))
        await warm_up(both)
        await turn_about(both, seconds)


def case(
    library: Library, home: Path, size: int, seconds: float, remembered: int
) -> dict[str, object]:
    """Measure both ways, and compare them."""
    vault = Vault(MasterKeys([os.urandom(32)]), {library.brand.id}, remembered)
    clear = Keeping(Crowd(size), home / f"clear-{size}.db", None)
    sealed = Keeping(Crowd(size), home / f"sealed-{size}.db", vault)
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
    parser = asking("bench.encrypt", __doc__, seconds=20.0)
    parser.add_argument("--strangers", action="store_true", help="remember nothing")
    options = parser.parse_args(arguments)
    remembered = 1 if options.strangers else MOST_REMEMBERED
    return tell(partial(case, remembered=remembered), options)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
