"""One performance from the first visit to the last, and everything that it left behind."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.store.database import store_url
from bot.store.sealing.master_keys import SETTING
from tests.databases.at_rest import places_of
from tests.faults.books import Books, read_books, unfinished
from tests.faults.market import encrypt, write_whole_market
from tests.faults.people import OWN_WORDS
from tests.faults.reading_judge import Sent
from tests.faults.receiver import Arrival
from tests.faults.theatre.at_page import AtPage
from tests.faults.theatre.at_site import AtSite, Letterbox
from tests.faults.theatre.database import SENT, Database, File, Server
from tests.faults.theatre.director import Director
from tests.faults.theatre.hearing import Hearing
from tests.faults.theatre.on_platforms import (
    FIRST_DISCORD,
    FIRST_TELEGRAM,
    OnDiscord,
    OnTelegram,
    connected,
    watch,
)
from tests.faults.theatre.person import Company, Person
from tests.faults.theatre.processes import Process, Processes
from tests.faults.theatre.programme import Programme
from tests.faults.theatre.repertoire import rehearse
from tests.faults.theatre.samples import Samples
from tests.faults.theatre.stage import Stage
from tests.faults.theatre.verdict import sent_by
from tests.platforms.balancer import balancing
from tests.platforms.on_discord import Discord
from tests.platforms.on_telegram import Telegram
from tests.platforms.process import Addresses, standing_in

TELEGRAM_TOKEN, DISCORD_TOKEN = "1:telegram-token", "discord-token"
REST_SECONDS = 180.0
"""Time for the last deliveries to be tried again until they are taken, however slow the machine."""

SETTLE_SECONDS = 2.0
"""Time for a turn done twice to show itself after the last expected answer."""


@dataclass
class Outcome:
    """What a performance left behind.

    `readable_in` is where the words of people stand in clear though all of them are encrypted.
    """

    stage: Stage
    director: Director
    samples: Samples
    arrivals: Sequence[Arrival]
    sent: dict[tuple[str, str], list[Sent]]
    books: Books
    unfinished: dict[str, int]
    readable_in: set[str]
    waits: Sequence[tuple[float, str]]
    seconds: float
    log: str

    @property
    def people(self) -> Sequence[Person]:
        """Everybody who talked."""
        return self.stage.people


def database_for(programme: Programme, home: Path, disk: Path | None) -> Database:
    """Return a place for the product's books."""
    return File(home) if programme.database == "sqlite" else Server(disk)


async def perform(programme: Programme, home: Path, disk: Path | None = None) -> Outcome:
    """Play a programme and return what it left behind.

    Args:
        programme: what is played.
        home: a folder for everything.
        disk: for a server alone, to be filled.
    """
    database = await asyncio.to_thread(database_for, programme, home, disk)
    hearing = Hearing()
    letterbox = Letterbox(programme.secret, hearing, random.Random(f"{programme.seed}/letterbox"))
    await letterbox.open()
    try:
        with standing_in() as addresses:
            mode = "webhook" if programme.webhook else "polling"
            brand = write_whole_market(home / "market", letterbox.url, addresses, mode)
            if programme.encrypt:
                encrypt(brand)
            repertoire = await rehearse(brand, programme.seed, home)
            company = Company(hearing, repertoire, programme.people / programme.rate)
            processes = _processes(programme, brand, home, database)
            try:
                async with balancing(processes.urls) as (_, url):
                    processes.reached_at(url)
                    return await _play(
                        programme, company, processes, letterbox, addresses, database
                    )
            finally:
                processes.close()
    finally:
        await letterbox.close()
        await asyncio.to_thread(database.close)


def _processes(programme: Programme, brand: Path, home: Path, database: Database) -> Processes:
    settings = {
        "SITE_SECRET": programme.secret,
        "TELEGRAM_TOKEN": TELEGRAM_TOKEN,
        "DISCORD_TOKEN": DISCORD_TOKEN,
        "CONVIVIO_DATABASE": database.url,
        SETTING: programme.key,
    }
    everyone = [
        Process(brand, home / f"process-{number}", number, **settings)
        for number in range(programme.processes)
    ]
    return Processes(everyone, random.Random(f"{programme.seed}/balancer"))


async def _play(  # noqa: PLR0917 - all that a play needs
    programme: Programme,
    company: Company,
    processes: Processes,
    letterbox: Letterbox,
    addresses: Addresses,
    database: Database,
) -> Outcome:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        telegram = Telegram(session, addresses, TELEGRAM_TOKEN)
        discord = Discord(session, addresses, DISCORD_TOKEN)
        stage = Stage(programme, database, processes, letterbox, telegram, discord)
        director = Director(stage)
        samples = Samples(stage, lambda: director.is_cause)
        stage.people = await _invite(stage, company, session)
        await processes.up()
        await connected(discord)
        begun = time.monotonic()
        async with _beside(
            watch(session, telegram, company.hearing),
            watch(session, discord, company.hearing),
            processes.look_after(),
            samples.keep_looking(),
        ):
            await _converse(stage, company, director)
        seconds = time.monotonic() - begun
        await processes.leave()
        samples.read_logs()
    return Outcome(
        stage,
        director,
        samples,
        letterbox.arrivals,
        sent_by(database.ask(SENT)),
        read_books(database.url, programme.vault),
        unfinished(database.url, programme.vault),
        places_of(OWN_WORDS, store_url(database.url, Path())) if programme.encrypt else set(),
        company.waits,
        seconds,
        "\n".join(one.read_log() for one in processes.all),
    )


async def _converse(stage: Stage, company: Company, director: Director) -> None:
    """Let everybody get to know the brand first: a bot that is away never meets anybody."""
    await asyncio.gather(*(person.meet() for person in stage.people))
    talking = asyncio.gather(*(person.talk() for person in stage.people))
    try:
        await director.direct(stage.programme.seconds)
        company.end()
        await talking
        await _come_to_rest(stage)
    finally:
        talking.cancel()
        await asyncio.gather(*(person.leave() for person in stage.people))


async def _come_to_rest(stage: Stage) -> None:
    """Wait until nothing is under way any more, then a little for what is too much."""
    last = time.monotonic() + REST_SECONDS
    while any(await asyncio.to_thread(stage.queues)) and time.monotonic() < last:
        await asyncio.sleep(0.5)
    await asyncio.sleep(SETTLE_SECONDS)


async def _invite(stage: Stage, company: Company, session: aiohttp.ClientSession) -> list[Person]:
    """Return everybody: the same number on each channel."""
    programme, processes = stage.programme, stage.processes
    await stage.telegram.begin()
    await stage.discord.begin()
    people: list[Person] = []
    for number in range(programme.people):
        dice = random.Random(f"{programme.seed}/person {number}")
        match number % 4:
            case 0:
                name, box, secret = f"user-{number}", stage.letterbox, programme.secret
                people.append(AtSite(name, company, dice, session, processes, box, secret))
            case 1:
                people.append(AtPage(f"visitor-{number}", company, dice, session, processes))
            case 2:
                somebody = OnTelegram(str(FIRST_TELEGRAM + number), company, dice, stage.telegram)
                await somebody.appear()
                people.append(somebody)
            case _:
                other = OnDiscord(str(FIRST_DISCORD + number), company, dice, stage.discord)
                await other.appear()
                people.append(other)
    return people


@asynccontextmanager
async def _beside(*running) -> AsyncIterator[None]:
    """Let this run meanwhile; where any of it fails, so does everything."""
    tasks = [asyncio.ensure_future(one) for one in running]
    here = asyncio.current_task()

    def failed(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None and here is not None:
            here.cancel()

    for task in tasks:
        task.add_done_callback(failed)
    try:
        yield
    finally:
        wrong = [task.exception() for task in tasks if task.done() and not task.cancelled()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if wrong:
            raise RuntimeError(wrong)
