"""People talk on Telegram and on Discord while the product is killed and the platforms fail.

    python -m tests.faults.platform_talk --people 50 --kills 100 --seed 7

Half of the people are on each platform. The platforms are stand-ins in a process that is not
killed; between them and the product are real sockets and the platforms' own libraries. Sends are
refused, cut off before and after they are taken, and left without an answer; polls are cut, and
sessions of the gateway are lost. What everybody reads and what is written down must be what the
same lines give in memory. Prints a certificate (JSON); exit code 0 means that every promise was
kept.
"""

import asyncio
import random
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.core.ids import derive
from tests.faults.books import Books, differing, read_books, unfinished
from tests.faults.certificate import (
    Size,
    come_to_rest,
    kills_done,
    log_faults,
    run_program,
    versions,
)
from tests.faults.foretold import Foretold, Message, foretell
from tests.faults.killer import Kills, moments, pull_the_plug
from tests.faults.market import write_platform_market
from tests.faults.people import Line, script
from tests.faults.platform_judge import Judged, Sent, judge
from tests.faults.platform_people import (
    FIRST_DISCORD,
    FIRST_TELEGRAM,
    OnDiscord,
    OnTelegram,
    Sight,
    read_discord,
    read_telegram,
)
from tests.faults.progress import Progress
from tests.faults.troubles import EVERY, Troubles
from tests.platforms.discord import Discord
from tests.platforms.process import Addresses, standing_in
from tests.platforms.telegram import Telegram
from tests.product import Product

MODULE = "tests.faults.platform_talk"
SETTLE_SECONDS = 2.0
"""Time for a turn done twice to show itself after the last expected answer."""

MOST_SECONDS_BETWEEN = 3.0

TELEGRAM_TOKEN, DISCORD_TOKEN = "1:telegram-token", "discord-token"
SENT = """
SELECT recipient, group_id, doubts FROM deliveries WHERE recipient IS NOT NULL
ORDER BY recipient, seq, position
"""
TAKEN = "SELECT id FROM events"


@dataclass
class Outcome:
    """What a run left behind."""

    read: dict[str, list[Message]]
    sent: dict[str, list[Sent]]
    books: Books
    unfinished: dict[str, int]
    log: str
    exit_code: int
    seconds: float
    kills: Kills
    troubles: dict[str, int]
    not_taken: int
    given_up: int
    said: int
    judged: dict[str, Judged] = field(default_factory=dict)


def names(size: Size) -> list[str]:
    """Return the ids of everybody: every other one is on Discord."""
    return [
        str((FIRST_DISCORD if number % 2 else FIRST_TELEGRAM) + number)
        for number in range(size.people)
    ]


class Talking:
    """Everybody at once, and those who disturb them."""

    def __init__(self, product: Product, addresses: Addresses, size: Size) -> None:
        self.progress = Progress()
        self.sight = Sight(self.progress)
        self._product = product
        self._addresses = addresses
        self._size = size
        self._dice = random.Random(f"{size.seed}/disturbance")
        self.kills = Kills()
        self.not_taken = 0

    async def run(self, scripts: dict[str, tuple[Line, ...]], foretold: Foretold) -> None:
        """Let everybody say all their lines and hear every answer."""
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            telegram = Telegram(session, self._addresses, TELEGRAM_TOKEN)
            discord = Discord(session, self._addresses, DISCORD_TOKEN)
            self.troubles = Troubles(telegram, discord, self._dice)
            self.people = await self._invite(telegram, discord, scripts, foretold)
            watching = await self._watch(session, telegram, discord)
            self._product.start()
            await asyncio.to_thread(self._product.wait_ready)
            await _connected(discord)
            talking = asyncio.create_task(self._talk(scripts, telegram))
            await asyncio.wait([talking, *watching], return_when=asyncio.FIRST_COMPLETED)
            for task in watching:
                task.cancel()
            await asyncio.gather(*watching, return_exceptions=True)
            if not talking.done():
                talking.cancel()
                raise RuntimeError([task.exception() for task in watching if not task.cancelled()])
            await talking

    async def _invite(
        self,
        telegram: Telegram,
        discord: Discord,
        scripts: dict[str, tuple[Line, ...]],
        foretold: Foretold,
    ) -> dict[str, OnTelegram | OnDiscord]:
        await telegram.begin()
        await discord.begin()
        people: dict[str, OnTelegram | OnDiscord] = {}
        for account in scripts:
            known = (account, self.sight, foretold, self.progress)
            if int(account) < FIRST_DISCORD:
                control = telegram.control
                await control.post("people", first_name="Ada", language="en", id=int(account))
                people[account] = OnTelegram(telegram, *known)
            else:
                control = discord.control
                await control.post("people", first_name="Ada", language="en-GB", id=account)
                people[account] = OnDiscord(discord, *known)
        return people

    async def _watch(
        self, session: aiohttp.ClientSession, telegram: Telegram, discord: Discord
    ) -> list[asyncio.Task[None]]:
        tasks = []
        for control, read in (
            (telegram.control, read_telegram),
            (discord.control, read_discord),
        ):
            opened = asyncio.Event()
            watch = self.sight.watch(session, control.base, read, opened)
            tasks.append(asyncio.create_task(watch))
            await opened.wait()
        return tasks

    async def _talk(self, scripts: dict[str, tuple[Line, ...]], telegram: Telegram) -> None:
        """Let everybody get to know the brand first: a bot that is away never meets anybody."""
        await asyncio.gather(
            *(self.people[one].talk(lines[:1], 0) for one, lines in scripts.items())
        )
        begun = self.progress.count
        left = sum(2 * len(lines[1:]) for lines in scripts.values())
        plan = [begun + moment for moment in moments(self._size.kills, left, self._dice)]
        hurting = asyncio.create_task(self._hurt())
        talking = asyncio.gather(
            *(self.people[one].talk(lines[1:], 1) for one, lines in scripts.items())
        )
        for moment in plan:
            await self._kill(moment, telegram)
        await talking
        hurting.cancel()
        await telegram.control.clear_faults()
        await come_to_rest(self._product.database, SETTLE_SECONDS)

    async def _kill(self, moment: int, telegram: Telegram) -> None:
        """Kill once, and see that whatever was confirmed to Telegram is on disk."""
        done = await pull_the_plug(self._product, self.progress, [moment], self._dice)
        # A gateway takes longer to reach than a poll: those on Discord get a word in, too.
        await asyncio.sleep(self._dice.uniform(0, MOST_SECONDS_BETWEEN))
        self.kills.done += done.done
        self.kills.ready_seconds += done.ready_seconds
        self.not_taken += await self._confirmed_but_not_taken(telegram)

    async def _confirmed_but_not_taken(self, telegram: Telegram) -> int:
        calls = await telegram.control.get("calls", method="getUpdates")
        confirmed = max((int(call["params"].get("offset", 0)) for call in calls), default=0)
        database = f"file:{self._product.database}?mode=ro"
        with closing(sqlite3.connect(database, uri=True)) as connection:
            taken = {event for (event,) in connection.execute(TAKEN)}
        return sum(
            derive("telegram", str(update)) not in taken
            for person in self.people.values()
            if isinstance(person, OnTelegram)
            for update in person.updates
            if update < confirmed
        )

    async def _hurt(self) -> None:
        """Let something go wrong again and again, as long as people talk."""
        while True:
            await self.progress.reaches(self.progress.count + self._dice.randrange(1, 2 * EVERY))
            await self.troubles.one()


async def _connected(discord: Discord) -> None:
    control = discord.control
    async with asyncio.timeout(20):
        while not (await control.get("sessions", token=control.token))["sessions"]:
            await asyncio.sleep(0.05)


async def converse(
    size: Size, scripts: dict[str, tuple[Line, ...]], home: Path
) -> tuple[Outcome, Foretold]:
    """Let everybody talk with the product, and return what that left and what it had to be."""
    with standing_in() as addresses:
        brand = write_platform_market(home / "market", addresses)
        foretold = await foretell(brand, scripts, home)
        product = Product(brand, home, TELEGRAM_TOKEN=TELEGRAM_TOKEN, DISCORD_TOKEN=DISCORD_TOKEN)
        talking = Talking(product, addresses, size)
        begun = time.monotonic()
        try:
            await talking.run(scripts, foretold)
            seconds = time.monotonic() - begun
            exit_code = await asyncio.to_thread(product.stop)
        finally:
            product.close()
    outcome = Outcome(
        read={who: talking.sight.messages(one.chat) for who, one in talking.people.items()},
        sent=_sent(product.database),
        books=read_books(product.database),
        unfinished=unfinished(product.database),
        log=product.read_log(),
        exit_code=exit_code,
        seconds=seconds,
        kills=talking.kills,
        troubles=dict(sorted(talking.troubles.done.items())),
        not_taken=talking.not_taken,
        given_up=sum(person.given_up for person in talking.people.values()),
        said=sum(person.said for person in talking.people.values()),
    )
    outcome.judged = {
        who: judge(outcome.read[who], foretold.messages(who), outcome.sent.get(who, []))
        for who in scripts
    }
    return outcome, foretold


def _sent(database: Path) -> dict[str, list[Sent]]:
    found: dict[str, list[Sent]] = defaultdict(list)
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        for recipient, group, doubts in connection.execute(SENT):
            found[recipient].append(Sent(group, doubts))
    return found


def _comparable(books: Books) -> Books:
    """Return the books without channels and times, and without what only a platform tells."""
    return {
        "runs": {who: sorted(rows, key=repr) for who, rows in books["runs"].items()},
        "answers": {who: sorted(rows, key=repr) for who, rows in books["answers"].items()},
        "consents": {
            who: [(*row[:3], row[4]) for row in rows] for who, rows in books["consents"].items()
        },
        "facts": {who: facts for who, (_, facts) in books["facts"].items()},
        "events": books["events"],
        "deliveries": books["deliveries"],
    }


def promises(outcome: Outcome, foretold: Foretold) -> dict[str, int]:
    """Return every count that is 0 where the product kept its promises."""
    judged = outcome.judged.values()
    books, wanted = _comparable(outcome.books), _comparable(foretold.books)
    words = [message for read in outcome.read.values() for message, _ in read]
    return {
        "lost": sum(one.lost for one in judged),
        "unlike_or_overtaken": sum(one.unlike for one in judged),
        "doubled_without_doubt": sum(one.doubled_without_doubt for one in judged),
        "turns_done_twice": max(0, books["events"] - wanted["events"]),
        "confirmed_but_not_taken_in": outcome.not_taken,
        "people_given_up": outcome.given_up,
        **differing(books, wanted),
        **{name: count for name, count in outcome.unfinished.items() if name != "incidents"},
        **log_faults(outcome.log, words, [TELEGRAM_TOKEN, DISCORD_TOKEN]),
        "exit_codes_not_zero": int(outcome.exit_code != 0),
    }


def certificate(size: Size, outcome: Outcome, foretold: Foretold) -> dict[str, Any]:
    """Return the certificate: what was done, what was counted, the verdict."""
    broken = promises(outcome, foretold)
    doubled = {
        platform: sum(
            one.doubled
            for who, one in outcome.judged.items()
            if (int(who) < FIRST_DISCORD) == (platform == "telegram")
        )
        for platform in ("telegram", "discord")
    }
    return {
        "certificate": "people talk on Telegram and Discord while the product is killed",
        "command": size.command(MODULE),
        "verdict": "kept" if not any(broken.values()) else "broken",
        "must_be_zero": broken,
        "unknown": {
            "tries_of_unknown_end": sum(
                one.doubts for sent in outcome.sent.values() for one in sent
            ),
            "messages_read_twice": doubled,
        },
        "done": {
            **kills_done(outcome.kills),
            "people": len(outcome.read),
            "messages_said": outcome.said,
            "messages_read": sum(map(len, outcome.read.values())),
            "troubles": outcome.troubles,
            "incidents_reported": outcome.unfinished["incidents"],
            "seconds": round(outcome.seconds, 1),
        },
        "versions": versions("aiohttp", "sqlalchemy", "python-telegram-bot", "discord.py"),
    }


def run(size: Size) -> tuple[dict[str, Any], Outcome]:
    """Do the run and return its certificate and what it left."""
    scripts = {who: script(who, size.visits, size.seed) for who in names(size)}
    with tempfile.TemporaryDirectory() as folder:
        outcome, foretold = asyncio.run(converse(size, scripts, Path(folder)))
    return certificate(size, outcome, foretold), outcome


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""

    def certified(size: Size) -> tuple[dict[str, Any], str]:
        told, outcome = run(size)
        return told, outcome.log

    return run_program(MODULE, __doc__, certified, arguments)


if __name__ == "__main__":
    sys.exit(main())
