"""Fuzzes every way in, as often as one likes, and certifies what came of it.

    python -m tests.fuzz.certificate --mutations 1000000 --posts 2000 --seed 7

Each update is wrong in one to four places, or has its bytes broken; what an adapter decodes all
the same is taken in, and its turn is played. Afterwards requests go to a running product over HTTP.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.databases import server
from tests.databases.kinds import KINDS, database_of
from tests.faults.certificate import versions
from tests.fuzz.decoding import Tried, try_door
from tests.fuzz.doors import DOORS
from tests.fuzz.keeping import Keeping
from tests.fuzz.posting import Answered, post_to_all


@dataclass
class Fuzzed:
    """What came of it: by door, what was left in the store, and over HTTP."""

    doors: dict[str, Tried] = field(default_factory=dict)
    taken: int = 0
    left: dict[str, int] = field(default_factory=dict)
    answered: Answered = field(default_factory=Answered)
    seconds: float = 0.0

    @property
    def mutated(self) -> int:
        """How many updates there were."""
        return sum(tried.mutated for tried in self.doors.values())

    @property
    def broken(self) -> list[str]:
        """Every promise that was not kept."""
        found = [f"{name}: {words}" for name, tried in self.doors.items() for words in tried.broken]
        found += [f"{count} {name} in the store" for name, count in self.left.items() if count]
        return found + self.answered.broken


async def fuzz(mutations: int, posts: int, seed: int, database: str = "sqlite") -> Fuzzed:
    """Send wrong updates through every door, and wrong requests to a product.

    Args:
        mutations: of updates, over all doors.
        posts: of requests to each address.
        seed: from which all chance comes.
        database: of which kind what was decoded is kept in.
    """
    fuzzed, begun = Fuzzed(), time.perf_counter()
    with tempfile.TemporaryDirectory() as home:
        with database_of(database, Path(home) / "kept.db") as url:
            await _keep(fuzzed, Keeping(url, Path(home) / "brand"), mutations, seed)
        fuzzed.seconds = time.perf_counter() - begun
        if posts:
            fuzzed.answered = await post_to_all(Path(home) / "product", posts, seed)
    return fuzzed


async def _keep(fuzzed: Fuzzed, keeping: Keeping, mutations: int, seed: int) -> None:
    await keeping.start()
    for place, name in enumerate(DOORS):
        count = (mutations + place) // len(DOORS)
        fuzzed.doors[name] = await try_door(name, count, seed, keeping.take)
    fuzzed.taken, fuzzed.left = keeping.taken, await keeping.left()
    await keeping.stop()


def certificate(fuzzed: Fuzzed, options: argparse.Namespace) -> dict[str, Any]:
    """Return what is certified."""
    statuses = fuzzed.answered.statuses
    return {
        "command": f"python -m tests.fuzz.certificate {' '.join(sys.argv[1:])}",
        "seed": options.seed,
        "verdict": "broken" if fuzzed.broken else "kept",
        "broken": fuzzed.broken[:20],
        "mutated": fuzzed.mutated,
        "decoded": sum(tried.decoded for tried in fuzzed.doors.values()),
        "taken_in_and_played": fuzzed.taken,
        "seconds": round(fuzzed.seconds, 1),
        "updates_per_second": round(fuzzed.mutated / fuzzed.seconds),
        "left_in_the_store": fuzzed.left,
        "doors": {name: asdict(tried) for name, tried in fuzzed.doors.items()},
        "http_requests": fuzzed.answered.requests,
        "http_statuses": {name: dict(sorted(one.items())) for name, one in statuses.items()},
        "page_frames": fuzzed.answered.frames,
        "versions": versions("msgspec", "aiohttp", "discord.py", "python-telegram-bot"),
    }


def main() -> int:
    """Fuzz, and print the certificate; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutations", type=int, default=100_000)
    parser.add_argument("--posts", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--database", choices=KINDS, default="sqlite")
    options = parser.parse_args()
    size = (options.mutations, options.posts, options.seed)
    server.prepare()
    try:
        fuzzed = asyncio.run(fuzz(*size, options.database))
    finally:
        server.stop()
    sys.stdout.write(json.dumps(certificate(fuzzed, options), indent=1) + "\n")
    return 1 if fuzzed.broken else 0


if __name__ == "__main__":
    sys.exit(main())
