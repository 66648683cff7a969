"""Turns of the product beside those of others who keep what was said, turn about in one run.

    python -m venv peers
    peers/bin/pip install python-telegram-bot "aiogram[redis]" opsdroid aiosqlite "setuptools<80"
    redis-server --port 0 --unixsocket "$PWD/redis.sock" --save "" &
    python -m bench.peers --python peers/bin/python --redis "unix://$PWD/redis.sock"

The others are no dependency of ours: they live in an environment of their own, and those that are
not there are left out. All hold the same dialogue of four messages, and nobody sends: replies go to
a stand-in. The others do less for it: they keep where people are, and neither what was said to
them nor the reply, and none of them keeps both together. So whatever the comparison says, it is
in their favour.

- python-telegram-bot: a ConversationHandler, 20 people, its pickle files rewritten after each turn.
- aiogram: its state machine over Redis with `appendfsync always`, 100 people, 10 at once.
- opsdroid: one skill over its own SQLite database, 100 people.

Prints one JSON line each: turns a second and CPU microseconds of the process, medians of the
rounds, and the product's rate with 64 people at once as a multiple, against what was asked of it.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.turns import Measure, product, write_brand
from bot.dialogue.publishing.library import Library

HERE = Path(__file__).parent
AT_ONCE = 64
WANTED = {"ptb": 4.0, "aiogram_redis": 7.0, "opsdroid_sqlite": 15.0}
"""How many times the rate of each the product is to have."""


def peer(name: str, python: str, seconds: float, redis: str) -> Measure | None:
    """Return what a peer's turns cost, None where it is not installed."""
    run = subprocess.run(
        [python, str(HERE / f"{name}.py"), str(seconds), redis],
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        sys.stderr.write(f"{name} is left out: {run.stderr.strip().splitlines()[-1:]}\n")
        return None
    turns, took, spent = run.stdout.split()
    return Measure(int(turns), float(took), float(spent))


def ours(library: Library, home: Path, seconds: float) -> Measure:
    """Return what turns of the product cost, in a database of their own."""
    with tempfile.TemporaryDirectory(dir=home) as folder:
        return asyncio.run(product(library, Path(folder) / "turns.db", AT_ONCE, seconds))


def measure(
    name: str, library: Library, home: Path, given: argparse.Namespace
) -> dict[str, object]:
    """Return the line of one peer: it and the product, turn about."""
    theirs, own = [], []
    for _ in range(given.rounds):
        found = peer(name, given.python, given.seconds, given.redis)
        if found is None:
            return {"peer": name, "verdict": "left out"}
        theirs.append(found)
        own.append(ours(library, home, given.seconds))
    times = statistics.median(one.rate / other.rate for one, other in zip(own, theirs, strict=True))
    return {
        "peer": name,
        "peer_turns_per_second": round(statistics.median(one.rate for one in theirs)),
        "peer_cpu_us": round(statistics.median(one.cpu_us for one in theirs)),
        "our_turns_per_second": round(statistics.median(one.rate for one in own)),
        "our_cpu_us": round(statistics.median(one.cpu_us for one in own)),
        "times": round(times, 1),
        "wanted": WANTED[name],
        "verdict": "kept" if times >= WANTED[name] else "broken",
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    parser.add_argument("--python", required=True, help="of the environment that holds the peers")
    parser.add_argument("--redis", default="redis://localhost", help="where Redis is")
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=3)
    given, verdicts = parser.parse_args(arguments), set()
    with tempfile.TemporaryDirectory() as folder:
        library = write_brand(Path(folder) / "brand")
        for name in WANTED:
            line = measure(name, library, Path(folder), given)
            verdicts.add(line["verdict"])
            print(json.dumps(line), flush=True)
    return 1 if "broken" in verdicts else 0


if __name__ == "__main__":
    sys.exit(main())
