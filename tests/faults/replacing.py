"""People talk on Telegram while whoever has the channel is killed, stopped or told to end.

    python -m tests.faults.replacing --rounds 30 --seed 7

Two processes of the product share a PostgreSQL server that is started for it. In each round
something happens to the one that owns the channel, and it is measured how long it takes until the
other one has it. Then it is started again, or goes on and must find out. Everybody must have heard
each answer once, in order; a second time only what was in doubt. Prints a certificate (JSON);
exit code 0 means that every promise was kept.
"""

import argparse
import asyncio
import json
import random
import signal
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import psycopg

from tests.databases import server
from tests.faults.certificate import log_faults, versions
from tests.platforms.on_telegram import Telegram
from tests.product import Product
from tests.several import TOKEN, Several, has_it, knows, sharing_a_bot, state_in, until

MODULE = "tests.faults.replacing"
DIALOGUE = """
dialogue: echo
starts: [{command: echo}]
steps:
  - say: "You said {event.text}"
"""
REPLACED_SECONDS = 10.0
"""The promise: so soon another process has what a killed one had."""

KINDS = ("SIGKILL", "SIGSTOP", "SIGTERM")


@dataclass(frozen=True)
class Size:
    """How much is done."""

    rounds: int
    people: int
    seed: int
    lease: float

    def command(self) -> str:
        """Return how to do it again."""
        return (
            f"python -m {MODULE} --rounds {self.rounds} --people {self.people}"
            f" --seed {self.seed} --lease {self.lease:g}"
        )


@dataclass
class Outcome:
    """What a run left behind: `seconds` until the other had the channel, by what had happened."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    found_out: list[float] = field(default_factory=list)
    exit_codes: list[int] = field(default_factory=list)
    said: dict[int, int] = field(default_factory=dict)
    heard: dict[int, list[str]] = field(default_factory=dict)
    doubts: int = 0
    log: str = ""


class Talk:
    """Somebody who says one number after the other, each once the last one was answered."""

    def __init__(self, telegram: Telegram, person: int) -> None:
        self.person = person
        self.said = 0
        self._telegram = telegram
        self._is_over = False

    async def go_on(self) -> None:
        """Talk until it is to end, and hear the last answer."""
        while not self._is_over:
            self.said += 1
            await self._telegram.say(self.person, f"/echo {self.said}")
            await until(self._is_answered, 120)
            await asyncio.sleep(0.1)

    def end(self) -> None:
        """Say nothing more."""
        self._is_over = True

    async def heard(self) -> list[str]:
        """Return all that the bot has said."""
        return await self._telegram.heard(self.person)

    async def _is_answered(self) -> bool:
        return f"You said {self.said}" in await self.heard()


class Rounds:
    """What happens to the owner, again and again."""

    def __init__(self, several: Several, size: Size, outcome: Outcome) -> None:
        self._several = several
        self._size = size
        self._outcome = outcome
        self._dice = random.Random(f"{size.seed}/replacing")

    async def run(self) -> None:
        """Do all rounds, each kind as often as the others."""
        owner, other = await self._several.new(), await self._several.new()
        for number in range(self._size.rounds):
            await has_it(owner)
            await asyncio.sleep(self._dice.uniform(0, self._size.lease))
            owner, other = await self._replace(KINDS[number % len(KINDS)], owner, other)

    async def _replace(self, kind: str, owner: Product, other: Product) -> tuple[Product, Product]:
        assert await state_in(other) == "elsewhere"
        match kind:
            case "SIGKILL":
                owner.kill()
            case "SIGSTOP":
                owner.process.send_signal(signal.SIGSTOP)
            case _:
                self._outcome.exit_codes.append(await asyncio.to_thread(owner.stop))
        self._outcome.seconds[kind].append(await has_it(other))
        if kind == "SIGSTOP":
            owner.process.send_signal(signal.SIGCONT)
            self._outcome.found_out.append(await knows(owner))
            return other, owner
        owner.start()
        await asyncio.to_thread(owner.wait_ready, 60.0)
        return other, owner


async def replace(size: Size, folder: Path, database: str) -> Outcome:
    """Let people talk through all rounds, and return what came of it."""
    outcome = Outcome()
    async with sharing_a_bot(folder, database, DIALOGUE, size.lease) as (several, telegram):
        people = [await telegram.person("Ada") for _ in range(size.people)]
        talks = [Talk(telegram, person) for person in people]
        talking = asyncio.gather(*(talk.go_on() for talk in talks))
        await Rounds(several, size, outcome).run()
        for talk in talks:
            talk.end()
        await talking
        await several.rest()
        await _look(outcome, talks, database)
    outcome.log = "".join(process.read_log() for process in several.all)
    return outcome


async def _look(outcome: Outcome, talks: Sequence[Talk], database: str) -> None:
    for talk in talks:
        outcome.said[talk.person] = talk.said
        outcome.heard[talk.person] = await talk.heard()
    with psycopg.connect(database) as connection:
        found = connection.execute("SELECT coalesce(sum(doubts), 0) FROM deliveries").fetchone()
    outcome.doubts = int(found[0]) if found else 0


def judged(outcome: Outcome) -> dict[str, int]:
    """Return what must be zero, and how much was heard twice."""
    lost = doubled = unlike = 0
    for person, said in outcome.said.items():
        heard = outcome.heard[person]
        once = [text for text, _ in groupby(heard)]
        wanted = [f"You said {number}" for number in range(1, said + 1)]
        lost += len(set(wanted) - set(heard))
        doubled += len(heard) - len(once)
        unlike += once != wanted
    return {
        "lost": lost,
        "reordered_or_unlike": unlike,
        "doubled": doubled,
        "doubled_without_doubt": max(0, doubled - outcome.doubts),
    }


def certificate(size: Size, outcome: Outcome) -> dict[str, Any]:
    """Return the certificate of a run."""
    counts = judged(outcome)
    doubled = counts.pop("doubled")
    replaced = [one for seconds in outcome.seconds.values() for one in seconds]
    must_be_zero = {
        **counts,
        "replaced_too_late": sum(seconds > REPLACED_SECONDS for seconds in replaced),
        "exit_codes_not_zero": sum(code != 0 for code in outcome.exit_codes),
        **log_faults(outcome.log, (), (TOKEN,)),
    }
    return {
        "certificate": "people talk while the owner of their channel is replaced",
        "command": size.command(),
        "verdict": "broken" if any(must_be_zero.values()) else "kept",
        "must_be_zero": must_be_zero,
        "said": sum(outcome.said.values()),
        "unknown": outcome.doubts,
        "doubled": doubled,
        "seconds_until_another_has_it": {
            kind: _spread(seconds) for kind, seconds in outcome.seconds.items()
        },
        "seconds_until_one_that_goes_on_knows": _spread(outcome.found_out),
        "versions": versions("aiohttp", "sqlalchemy", "psycopg", "python-telegram-bot"),
    }


def _spread(seconds: Sequence[float]) -> dict[str, float | int]:
    return {
        "rounds": len(seconds),
        "median": round(statistics.median(seconds), 2) if seconds else 0.0,
        "worst": round(max(seconds, default=0.0), 2),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    parser = argparse.ArgumentParser(
        prog=f"python -m {MODULE}",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--lease", type=float, default=6.0)
    size = Size(**vars(parser.parse_args(arguments)))
    server.prepare()
    try:
        with tempfile.TemporaryDirectory() as folder, server.new_database() as database:
            outcome = asyncio.run(replace(size, Path(folder), database))
    finally:
        server.stop()
    told = certificate(size, outcome)
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    return int(told["verdict"] != "kept")


if __name__ == "__main__":
    raise SystemExit(main())
