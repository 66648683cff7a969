"""Updates per second from the bytes of a poll into a committed intake.

An update's bytes are decoded, handed to the engine, and counted once they are durable. Turns are
held back, for they have a benchmark of their own (`bench.turns`). Beside it are the same intake of
updates that are decoded already, and plain sqlite3 with the same rows.
"""

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from adapters.telegram.decode import BotName, event_of, read
from bench.senders import CHATS
from bench.turns import PRAGMAS, Rows, at_work
from bot.channels.contract import ChannelSettings
from bot.core.events import Incoming
from bot.core.ids import ChannelName
from bot.dialogue.publishing.library import Library
from bot.engine.turns.player import Player
from bot.store.database import open_store

Told = TypeVar("Told")
ROUNDS = 3
POLL = 100
"""Updates in a full poll (Bot API: getUpdates)."""

MOST_UPDATES = 9_000
"""Updates in one case: fewer than may wait for their turns."""
ME = BotName(1, "bench_bot")


def update(number: int) -> bytes:
    """Return one update as Telegram tells it."""
    person = {"id": 1_000 + number % CHATS, "is_bot": False, "first_name": "Ada"}
    message = {
        "message_id": number,
        "from": {**person, "last_name": "Lovelace", "username": "ada", "language_code": "en"},
        "chat": {**person, "type": "private"},
        "date": 1_700_000_000 + number,
        "text": "At the market, on a Saturday morning, between the fish and the flowers.",
    }
    return json.dumps({"update_id": number, "message": message}).encode()


def decoded(raw: bytes) -> Incoming:
    """Return an update as the product's Telegram channel reads it."""
    fields = read(raw)
    event = None if fields is None else event_of(fields, raw, ME)
    if event is None:
        raise SystemExit("an update was not understood")
    return event


async def intake(
    library: Library,
    path: Path,
    polls: Sequence[Sequence[Told]],
    reading: Callable[[Told], Incoming],
) -> float:
    """Take polls in, one after the other, and return updates per second.

    Args:
        library: the brand.
        path: of the new database.
        polls: what the updates are read from.
        reading: reads one.
    """
    settings = ChannelSettings(library.brand.id, ChannelName("site"), "webchat")
    store = await open_store(f"sqlite:///{path}")
    count = sum(map(len, polls))
    async with at_work(library, store) as engine:
        begun = time.perf_counter()
        for poll in polls:
            receipts = await engine.take_in(settings, [reading(one) for one in poll])
            if any(receipt.taken != "new" for receipt in receipts):
                raise SystemExit("an update was not taken in")
        seconds = time.perf_counter() - begun
    with closing(sqlite3.connect(path)) as database:
        if database.execute("SELECT count(*) FROM events").fetchone()[0] != count:
            raise SystemExit("updates are missing")
    return count / seconds


def raw_intake(kept: Path, path: Path, size: int) -> float:
    """Return rows per second of plain sqlite3 with the same rows, `size` a commit."""
    rows = Rows(kept)
    events = rows.tables["events"]
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for statement in (*PRAGMAS, *rows.schema):
            database.execute(statement)
        insert = f"INSERT INTO events VALUES ({', '.join('?' * len(events[0]))})"
        begun = time.perf_counter()
        for first in range(0, len(events), size):
            database.execute("BEGIN IMMEDIATE")
            database.executemany(insert, events[first : first + size])
            database.execute("COMMIT")
        return len(events) / (time.perf_counter() - begun)


@contextmanager
def no_turns() -> Iterator[None]:
    """Hold turns back, so that intake is measured alone."""
    request = Player.request
    Player.request = lambda _: None  # type: ignore[method-assign]
    try:
        yield
    finally:
        Player.request = request  # type: ignore[method-assign]


def inbound_case(library: Library, home: Path, size: int, updates: int) -> dict[str, object]:
    """Measure intake by polls of `size` updates: of each way the best of three, turn about."""
    raw = [update(number) for number in range(updates)]
    polls = [raw[first : first + size] for first in range(0, updates, size)]
    known = [[decoded(one) for one in poll] for poll in polls]
    best = dict.fromkeys(("ours", "already_decoded", "raw_one_commit", "raw_a_commit_a_poll"), 0.0)
    for number in range(ROUNDS):
        folder = home / f"{size}-{number}"
        folder.mkdir()
        kept = folder / "ours.db"
        with no_turns():
            rates = {
                "ours": asyncio.run(intake(library, kept, polls, decoded)),
                "already_decoded": asyncio.run(
                    intake(library, folder / "known.db", known, lambda event: event)
                ),
            }
        rates["raw_one_commit"] = raw_intake(kept, folder / "one.db", 1)
        rates["raw_a_commit_a_poll"] = raw_intake(kept, folder / "poll.db", size)
        best = {name: max(rate, rates[name]) for name, rate in best.items()}
    return {
        "case": f"updates, {size} a poll",
        **{f"{name}_per_second": round(rate) for name, rate in best.items()},
        **{
            f"of_{name}": round(best["ours"] / rate, 2)
            for name, rate in best.items()
            if name != "ours"
        },
    }
