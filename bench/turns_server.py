"""Durable turns per second on PostgreSQL, beside asyncpg on the same server in the same run.

    python -m bench.turns_server --seconds 5

The people of `bench.turns` talk, in a process of their own; the server is one that is started for
it, with its usual settings, every commit on the disk. asyncpg then writes what a turn writes at
least (what came in, where the conversation stands, two answers) by 8 connections at once: 64 turns
a commit with a list for each column, and three statements a turn; and one turn at a time by one.
Last, as many people talk to two processes: what that costs each of them and the server.

One JSON line a case; CPU is in microseconds a turn. Only ratios within a line mean anything.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import asyncpg
import psycopg

from bench.turns import SCRIPT, Crowd, Measure, at_work, measured, write_brand
from bot.store.database import open_store
from tests.databases.packaged import serving

CONNECTIONS, GROUP = 8, 64
PEOPLE, MANY = 64, 128
DATABASE = "turns"
SERVING = f" {DATABASE} [local]".encode()
"""What a process of the server says that serves a connection to our database."""
STATE = json.dumps({"slots": {"text": "x" * 1_000}})
TABLES = """
CREATE TABLE inbox (channel text, key text, body text, done_at bigint, PRIMARY KEY (channel, key));
CREATE TABLE talks (id text PRIMARY KEY, state text, revision int);
CREATE TABLE outbox (id text PRIMARY KEY, talk text, body text, status text);
"""
INBOX = "INSERT INTO inbox {} ON CONFLICT DO NOTHING"
TALKS = (
    "INSERT INTO talks {} ON CONFLICT (id) DO UPDATE"
    " SET state = excluded.state, revision = talks.revision + 1"
)
OUTBOX = "INSERT INTO outbox {} ON CONFLICT DO NOTHING"


def spent() -> float:
    """Return the processor seconds of those of the server's processes that serve us."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if SERVING not in stat.with_name("cmdline").read_bytes():
                continue
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


async def talk(url: str, brand: Path, people: int, first: int, seconds: float) -> None:
    """Let people talk, once whoever started us says so, and stay until they have seen what it took.

    It is printed as turns, seconds and processor seconds.
    """
    store = await open_store(url, "shared")
    library, crowd = write_brand(brand), Crowd(people, first)
    async with at_work(library, store, crowd.observe, f"bench-{first}") as engine:
        await crowd.talk(engine, seconds / 4)
        warm, times = crowd.turns, list[float]()
        print(warm, flush=True)
        sys.stdin.readline()
        with measured(times):
            await crowd.talk(engine, seconds)
        print(json.dumps([crowd.turns - warm, *times]), flush=True)
        sys.stdin.readline()


def product(url: str, processes: int, people: int, seconds: float) -> tuple[list[Measure], float]:
    """Measure the product with as many processes, among which people are dealt out.

    Returns:
        What each of them did, and the processor seconds of the server.
    """
    each = people // processes
    command = [sys.executable, "-m", "bench.turns_server", "--seconds", str(seconds), "--at", url]
    first = int(time.time() * 1_000)
    workers = [
        subprocess.Popen(
            [*command, "--people", str(each), "--first", str(first + one * people)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for one in range(processes)
    ]
    heard(workers)
    before = spent()
    measures = [Measure(*json.loads(line)) for line in heard(workers, "go")]
    server = spent() - before
    for one in workers:
        one.communicate("end\n")
    return measures, server


def heard(workers: Sequence[Any], told: str | None = None) -> list[str]:
    """Return the next line of each worker, which are told something before."""
    for one in workers:
        if told is not None:
            one.stdin.write(f"{told}\n")
            one.stdin.flush()
    return [one.stdout.readline() for one in workers]


def check(url: str) -> None:
    """Fail unless every turn was done once, and left one answer."""
    with psycopg.connect(url) as there:
        counts = there.execute(
            "SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM events WHERE outcome ="
            " 'done'), (SELECT count(DISTINCT event) FROM deliveries), (SELECT count(*) FROM"
            " deliveries), (SELECT count(*) * %s FROM runs WHERE \"end\" = 'ended')",
            [len(SCRIPT)],
        ).fetchall()
    if len(set(counts[0])) != 1:
        raise SystemExit(f"rows are missing: {counts}")


Turns = Callable[[Any, int, int], Awaitable[None]]


async def by_lists(peer: Any, worker: int, turn: int) -> None:
    """Write 64 turns with one statement a table, and one commit."""
    keys = [f"{worker}-{turn}-{one}" for one in range(GROUP)]
    talks = [f"{worker}-{one}" for one in range(GROUP)]
    async with peer.transaction():
        await peer.execute(
            INBOX.format("SELECT 'c', k, 'hello', 1 FROM unnest($1::text[]) k"), keys
        )
        await peer.execute(
            TALKS.format("SELECT t, s, 1 FROM unnest($1::text[], $2::text[]) g(t, s)"),
            talks,
            [STATE] * GROUP,
        )
        await peer.execute(
            OUTBOX.format(
                "SELECT k || n, t, 'an answer', 'pending'"
                " FROM unnest($1::text[], $2::text[]) g(k, t), unnest(array['a', 'b']) n"
            ),
            keys,
            talks,
        )


async def by_statements(peer: Any, worker: int, turn: int) -> None:
    """Write one turn with three statements, and one commit."""
    key, talk = f"{worker}/{turn}", f"{worker}/{turn % GROUP}"
    async with peer.transaction():
        await peer.execute(INBOX.format("VALUES ('c', $1, 'hello', 1)"), key)
        await peer.execute(TALKS.format("VALUES ($1, $2, 1)"), talk, STATE)
        await peer.execute(
            OUTBOX.format(
                "VALUES ($1 || 'a', $2, 'an answer', 'pending'),"
                " ($1 || 'b', $2, 'an answer', 'pending')"
            ),
            key,
            talk,
        )


async def peer(url: str, connections: int, turns: Turns, each: int, seconds: float) -> float:
    """Return how many turns a second asyncpg writes, by so many connections at once."""
    peers = [await asyncpg.connect(url) for _ in range(connections)]
    await peers[0].execute(f"DROP TABLE IF EXISTS inbox, talks, outbox; {TABLES}")
    began = time.perf_counter()

    async def write(worker: int) -> int:
        done = 0
        while time.perf_counter() - began < seconds:
            await turns(peers[worker], worker, done)
            done += 1
        return done

    done = sum(await asyncio.gather(*map(write, range(connections))))
    rate = done * each / (time.perf_counter() - began)
    (written,) = await peers[0].fetchrow("SELECT count(*) FROM inbox")
    if written != done * each:
        raise SystemExit("rows of asyncpg are missing")
    for one in peers:
        await one.close()
    return rate


def beside_peers(url: str, seconds: float) -> dict[str, object]:
    """Return how the product does beside asyncpg."""
    many = asyncio.run(peer(url, CONNECTIONS, by_lists, GROUP, seconds))
    (ours,), _ = product(url, 1, PEOPLE, seconds)
    three = asyncio.run(peer(url, CONNECTIONS, by_statements, 1, seconds))
    (more,), _ = product(url, 1, 4 * PEOPLE, seconds)
    return {
        "case": f"{PEOPLE} and {4 * PEOPLE} at once",
        "turns_per_second": [round(ours.rate), round(more.rate)],
        "cpu_us_per_turn": [round(ours.cpu_us, 1), round(more.cpu_us, 1)],
        "asyncpg_lists_of_64_by_8": round(many),
        "asyncpg_three_statements_by_8": round(three),
        "of_lists": [round(one.rate / many, 3) for one in (ours, more)],
        "of_three_statements": [round(one.rate / three, 3) for one in (ours, more)],
    }


def alone(url: str, seconds: float) -> dict[str, object]:
    """Return how one person alone does beside one connection of asyncpg."""
    (ours,), _ = product(url, 1, 1, seconds)
    one = asyncio.run(peer(url, 1, by_statements, 1, seconds))
    return {
        "case": "1 at once",
        "turns_per_second": round(ours.rate),
        "cpu_us_per_turn": round(ours.cpu_us, 1),
        "asyncpg_three_statements_by_1": round(one),
        "of_three_statements": round(ours.rate / one, 3),
    }


def shared(url: str, seconds: float) -> dict[str, object]:
    """Return what two processes cost beside one, with as many people."""
    found: dict[int, tuple[float, float, float]] = {}
    for processes in (1, 2):
        measures, server = product(url, processes, MANY, seconds)
        turns = sum(one.turns for one in measures)
        found[processes] = (
            sum(one.rate for one in measures),
            sum(one.cpu for one in measures) / turns * 1e6,
            server / turns * 1e6,
        )
    one, two = found[1], found[2]
    return {
        "case": f"{MANY} at once, by 1 and 2 processes",
        "turns_per_second": [round(one[0]), round(two[0])],
        "cpu_us_per_turn": [round(one[1], 1), round(two[1], 1)],
        "server_us_per_turn": [round(one[2], 1), round(two[2], 1)],
        "rate_of_one": round(two[0] / one[0], 3),
        "cpu_of_one": round(two[1] / one[1], 3),
        "server_of_one": round(two[2] / one[2], 3),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the cases and print one JSON line each."""
    parser = argparse.ArgumentParser(prog="bench.turns_server", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each measure")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--at", help="talk at this database, as one of its processes")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        if options.at is not None:
            brand, people, first = home / "brand", options.people, options.first
            asyncio.run(talk(options.at, brand, people, first, options.seconds))
            return 0
        with serving(home / "data", DATABASE) as (url,):
            for _ in range(options.rounds):
                for line in (
                    beside_peers(url, options.seconds),
                    alone(url, options.seconds),
                    shared(url, options.seconds),
                ):
                    print(json.dumps(line), flush=True)
            check(url)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
