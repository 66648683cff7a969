"""What the talks over every channel have in common: size, end, and what they certify."""

import argparse
import asyncio
import json
import platform
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.faults.books import unfinished
from tests.faults.killer import Kills

REST_SECONDS = 60.0
"""Time for the last deliveries to be tried again until they are taken."""


@dataclass(frozen=True)
class Size:
    """How large a run is; the same size and seed give the same lines."""

    people: int = 50
    kills: int = 100
    visits: int = 3
    seed: int = 7

    def command(self, module: str) -> str:
        """Return the command that runs it again."""
        return (
            f"python -m {module} --people {self.people} --kills {self.kills}"
            f" --visits {self.visits} --seed {self.seed}"
        )


async def come_to_rest(database: Path | str, seconds: float) -> None:
    """Let what was refused at first be delivered, then wait `seconds` for what is extra."""
    end = time.monotonic() + REST_SECONDS
    while unfinished(database)["deliveries_not_accepted"] and time.monotonic() < end:
        await asyncio.sleep(0.2)
    await asyncio.sleep(seconds)


def log_faults(log: str, words: Iterable[str], secrets: Iterable[str]) -> dict[str, int]:
    """Return what an operator's log must never hold, counted.

    Args:
        log: the product's.
        words: what people wrote; single ones may stand in it by chance.
        secrets: of the channels.
    """
    told = [word for word in set(words) if " " in word and word in log]
    return {
        "tracebacks_in_log": log.count("Traceback"),
        "secrets_in_log": sum(log.count(secret) for secret in secrets),
        "peoples_words_in_log": len(told),
    }


def kills_done(kills: Kills) -> dict[str, float | int | None]:
    """Return what was killed, and how soon it was ready again."""
    ready = sorted(kills.ready_seconds)
    return {
        "kills": kills.done,
        "kills_during_start_up": kills.startup,
        "ready_again_seconds_median": round(ready[len(ready) // 2], 2) if ready else None,
        "ready_again_seconds_worst": round(ready[-1], 2) if ready else None,
    }


def versions(*names: str) -> dict[str, str]:
    """Return the versions of everything that took part."""
    return {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: version(name) for name in ("convivio", *names)},
    }


def run_program(
    module: str,
    description: str | None,
    run: Callable[[Size], tuple[dict[str, Any], str]],
    arguments: Sequence[str] | None,
) -> int:
    """Read a size from the command line, run it, print its certificate; return the exit code.

    Args:
        module: how the program is called.
        description: what it does.
        run: returns the certificate and the product's log.
        arguments: of the command line; those of this process where absent.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=description)
    for name, default in (("people", 50), ("kills", 100), ("visits", 3), ("seed", 7)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--log", type=Path, help="keep the product's log of the disturbed run here")
    given = parser.parse_args(arguments)
    told, log = run(Size(given.people, given.kills, given.visits, given.seed))
    if given.log:
        given.log.write_text(log)
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    return 0 if told["verdict"] == "kept" else 1
