"""Messages per second through every channel, and updates per second into a committed intake.

    python -m bench.delivery --seconds 2

Sends go to a peer in another process that always agrees (`bench.canned`), over plain HTTP on
loopback, to pages that are open (`bench.canned_pages`), or into a pipe. In each round every client
has its turn with the same number in flight, so that whatever else the machine does hurts all of
them. The product's channel is called as the outbox calls it, without the outbox itself; "bare"
makes the same calls with aiohttp alone, and the SDK's own ways to send are in the same run.

One JSON line a case: messages a second and processor time of a message for each client, and ours
as a part of each of the others, by either. Goals are judged by processor time. Every case checks
its own counts. The outbox as well (`bench.outbox`) is measured beside the bare client alone, with
its database in a file and on a PostgreSQL that is started for it. Updates (`bench.intake`) come
last.
"""

import argparse
import asyncio
import json
import logging
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from adapters.webchat import Webchat
from bench.intake import MOST_UPDATES, POLL, inbound_case
from bench.outbox import outbox_of
from bench.processes import counting
from bench.racing import Goal, Racer, race, told
from bench.senders import CHATS, Opening, opened, to_discord, to_telegram, to_webhook, to_whatsapp
from bench.senders_here import PageServer, to_pages, to_terminal
from bench.turns import write_brand
from tests.databases.packaged import serving

FLIGHTS = (1, 8, 16, 64)
"""Messages in flight: 16 is what the goals name."""

OVER_HTTP: Mapping[str, tuple[Opening, Sequence[Goal]]] = {
    "telegram": (to_telegram, (Goal("bare", 0.4), Goal("httpx", 6.0))),
    "discord": (to_discord, (Goal("bare", 0.6),)),
    "whatsapp": (to_whatsapp, ()),
    "webhook": (to_webhook, ()),
}
OUTBOXES = {"outbox": False, "outbox_on_a_server": True}
"""Whether the database of a case is on a server."""

CASES = (*OVER_HTTP, "webchat", "terminal", *OUTBOXES, "updates")
WITH_OUTBOX = Goal("bare", 0.3)
GOALS_FROM = 16
"""Messages in flight from which on the goals hold."""


async def over_http(name: str, flight: int, seconds: float) -> dict[str, object]:
    """Measure a platform that is posted to."""
    opening, goals = OVER_HTTP[name]
    async with (
        counting("bench.canned") as (port, taken),
        opening(f"http://127.0.0.1:{port}") as ways,
    ):
        await race(ways.clients, flight, seconds)
    check(ways.clients, taken)
    return told(name, flight, ways.clients, goals if flight >= GOALS_FROM else ())


async def from_outbox(name: str, seconds: float, place: str) -> dict[str, object]:
    """Measure a platform that is posted to, with the outbox in a database, where all waits."""
    opening, _ = OVER_HTTP[name]
    async with (
        counting("bench.canned") as (port, taken),
        opening(f"http://127.0.0.1:{port}") as ways,
        outbox_of(ways.channel, place, spaces=ways.spaces) as ours,
    ):
        bare = next(client for client in ways.clients if client.name == "bare")
        racers = [bare, ours]
        await race(racers, GOALS_FROM, seconds)
    check(racers, taken)
    kind = place.partition(":")[0]
    return told(f"{name} from the outbox in {kind}", GOALS_FROM, racers, [WITH_OUTBOX])


@contextmanager
def databases(folder: Path, *, server: bool) -> Iterator[Sequence[str]]:
    """Yield a database for each platform that is posted to, in which there is nothing yet."""
    if not server:
        yield [f"sqlite:///{folder / name}.db" for name in OVER_HTTP]
        return
    with serving(folder / "data", *OVER_HTTP) as urls:
        yield urls


def outbox_cases(seconds: float, *, server: bool) -> Iterator[object]:
    """Measure what waits in the outbox, platform by platform."""
    with (
        tempfile.TemporaryDirectory() as folder,
        databases(Path(folder), server=server) as places,
    ):
        for name, place in zip(OVER_HTTP, places, strict=True):
            yield asyncio.run(from_outbox(name, seconds, place))


async def to_open_pages(flight: int, seconds: float) -> dict[str, object]:
    """Measure the web chat."""
    pages, count = "bench.canned_pages", str(CHATS)
    async with (
        opened(channel := Webchat()),
        (server := PageServer(channel)).serving() as url,
        counting(pages, f"{url}/ours", count) as (_, taken),
        counting(pages, f"{url}/bare", count) as (_, taken_bare),
    ):
        clients = to_pages(channel, server)
        await race(clients, flight, seconds)
    check(clients, [*taken, *taken_bare])
    return told("webchat", flight, clients)


async def to_a_reader(flight: int, seconds: float) -> dict[str, object]:
    """Measure the terminal."""
    there, here = os.pipe()
    async with counting("bench.canned_reader", str(there), files=[there]) as (_, taken):
        os.close(there)
        async with to_terminal(here) as clients:
            await race(clients, flight, seconds)
        os.close(here)
    check(clients, taken)
    return told("terminal", flight, clients)


def check(clients: Sequence[Racer], taken: Sequence[int]) -> None:
    """Fail unless the peers took every message that was sent."""
    sent = sum(client.sent + client.warm for client in clients)
    if sum(taken) != sent:
        raise SystemExit(f"{sent} were sent, the peer took {taken}")


def cases(flights: Sequence[int], seconds: float, only: Sequence[str]) -> Iterator[object]:
    """Run every case."""
    for flight in flights:
        for name in OVER_HTTP:
            if name in only:
                yield asyncio.run(over_http(name, flight, seconds))
        if "webchat" in only:
            yield asyncio.run(to_open_pages(flight, seconds))
        if "terminal" in only:
            yield asyncio.run(to_a_reader(flight, seconds))
    for case, server in OUTBOXES.items():
        if case in only:
            yield from outbox_cases(seconds, server=server)
    if "updates" in only:
        yield from inbound_cases(seconds)


def inbound_cases(seconds: float) -> Iterator[object]:
    """Measure updates that come in, one a poll and many."""
    most = int(min(MOST_UPDATES, 2_000 * seconds))
    with tempfile.TemporaryDirectory() as folder:
        library = write_brand(Path(folder) / "brand")
        yield inbound_case(library, Path(folder), 1, most // 4)
        yield inbound_case(library, Path(folder), POLL, most)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the cases and print one JSON line each."""
    parser = argparse.ArgumentParser(prog="python -m bench.delivery", description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="for each client of a case")
    parser.add_argument("--at-once", type=int, nargs="+", default=FLIGHTS, help="in flight")
    parser.add_argument("--only", nargs="+", choices=CASES, default=CASES, help="of the cases")
    options = parser.parse_args(arguments)
    for name in ("httpx", "discord"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    for line in cases(options.at_once, options.seconds, options.only):
        print(json.dumps(line), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
