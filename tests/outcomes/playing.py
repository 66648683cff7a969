"""Plays the whole table on one running product: every row by a person and a bot of its own."""

import asyncio
import re
import sqlite3
from collections import defaultdict
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from sandbox.discord.endpoint.signing import public_key_of
from tests.faults.books import unfinished
from tests.outcomes.echo import ANSWERS, QUESTION, WORDS, variable, write_echo
from tests.outcomes.persons import LASTING, DiscordPerson, Person, TelegramPerson, WhatsAppPerson
from tests.outcomes.row import Fault, Move, Row
from tests.outcomes.sections import Case, cases
from tests.platforms.on_discord import Discord
from tests.platforms.on_telegram import Telegram
from tests.platforms.on_whatsapp import NUMBER, VERIFY, WhatsApp, secret_of
from tests.platforms.process import Addresses, standing_in
from tests.product import Product

AT_ONCE = 24
"""Rows under way: they wait most of the time, and this machine is not to be what they wait for."""

PATIENCE = 40.0
LOOK_EVERY = 0.15
HEARTBEAT_SECONDS = 3.0
UNDER_WAY = frozenset({"pending", "claimed"})
_UNKNOWN = re.compile(r'convivio_deliveries_unknown_total\{brand="echo",channel="(\w+)"\} ([\d.]+)')

DELIVERIES = """
SELECT channel, status, attempts, doubts, reason FROM deliveries
WHERE channel = coalesce(?, channel) ORDER BY channel, seq, position
"""
EVENTS = """
SELECT channel, count(*) FROM events WHERE sender IS NOT NULL
AND happening NOT LIKE '{"type":"undelivered"%' AND happening NOT LIKE '{"type":"blocked"%'
GROUP BY channel
"""
"""What people did: of what Telegram itself tells (a group has moved) no sender is kept."""


class Impatient(Product):
    """The product with its times cut short."""

    program = "tests.outcomes.impatient"
    is_forked = False  # its times are put in place before the product is loaded


@dataclass(frozen=True)
class Delivery:
    """One message of ours, as the outbox knows it."""

    status: str
    attempts: int
    doubts: int
    reason: str | None


@dataclass
class Played:
    """What became of one row; `hindrances` is all that `/health/ready` said of its channel."""

    read: list[str] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    events: int = 0
    unknown: int = 0
    hindrances: set[str] = field(default_factory=set)
    error: Exception | None = None

    def tells(self, hindered: str) -> bool:
        """Say whether this stood in what was said."""
        return any(hindered in said for said in self.hindrances)


@dataclass
class Table:
    """What became of all rows, by their channels."""

    played: dict[str, Played]
    exit_code: int = -1
    log: str = ""
    books: dict[str, int] = field(default_factory=dict)


async def play_all(home: Path, chosen: list[Case] | None = None) -> Table:
    """Play every row and return what became of each.

    Args:
        home: an empty folder.
        chosen: the rows to play; all of them where absent.
    """
    played = chosen or cases()
    with standing_in() as addresses:
        product = _product(home, addresses, played)
        playing = Playing(product, addresses, played)
        try:
            await playing.run()
            exit_code = await asyncio.to_thread(product.stop)
        finally:
            product.close()
    playing.read_database()
    return Table(playing.played, exit_code, product.read_log(), unfinished(product.database))


def _product(home: Path, addresses: Addresses, played: list[Case]) -> Product:
    channels: dict[str, dict[str, bool]] = defaultdict(dict)
    keys: dict[str, str | None] = {}
    for case in played:
        channels[case.section.platform][case.channel] = case.section.called
        if case.section.platform == "discord":
            keys[case.channel] = public_key_of(token_of(case)) if case.section.called else None
    numbers = {name: number_of(name) for name in channels["whatsapp"]}
    brand = write_echo(home / "echo", addresses, channels["telegram"], keys, numbers)
    tokens = {variable(case.channel): token_of(case) for case in played}
    for case in played:
        tokens[f"SECRET_{variable(case.channel)}"] = secret_of(token_of(case))
    product = Impatient(brand, home, CONVIVIO_LOG="debug", VERIFY=VERIFY, **tokens)
    product.environ["CONVIVIO_PUBLIC_URL"] = product.url
    return product


def token_of(case: Case) -> str:
    """Return the token of a row's bot, in the form of its platform."""
    number = case.channel.rpartition("_")[2]
    match case.section.platform:
        case "telegram":
            return f"{number}:telegram-token"
        case "discord":
            return f"discord{number}"
        case "whatsapp":
            return f"whatsapp-token-{number}"


def number_of(channel: str) -> str:
    """Return Meta's id of a channel's number."""
    return str(int(NUMBER) + int(channel.rpartition("_")[2]))


class Playing:
    """One product, and everybody who talks with it."""

    def __init__(self, product: Product, addresses: Addresses, played: list[Case]) -> None:
        self._product = product
        self._addresses = addresses
        self._cases = played
        self._people: dict[str, Person] = {}
        self.played = {case.channel: Played() for case in played}

    async def run(self) -> None:
        """Play all rows."""
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            self._session = session
            self._people = {case.channel: await self._begin(case) for case in self._cases}
            await self._set_pace()
            for case in self._cases:
                if case.row.at_start:
                    await _suffer(self._people[case.channel], case.row)
            self._product.start()
            watching = asyncio.create_task(self._watch())
            await asyncio.to_thread(self._product.wait_ready, 2 * PATIENCE)
            await self._play_all()
            await self._rest()
            watching.cancel()
            await self._look()

    async def _set_pace(self) -> None:
        """Let a lost heartbeat show soon, and people wait however slow this machine is."""
        control = Discord(self._session, self._addresses).control
        await control.post("heartbeat", seconds=HEARTBEAT_SECONDS)
        await control.post("patience", seconds=PATIENCE)

    async def _begin(self, case: Case) -> Person:
        name = f"{case.channel}_bot"
        if case.section.platform == "telegram":
            telegram = TelegramPerson(
                Telegram(self._session, self._addresses, token_of(case)), name
            )
            await telegram.begin(in_group=case.row.in_group)
            return telegram
        if case.section.platform == "whatsapp":
            token, number = token_of(case), number_of(case.channel)
            whatsapp = WhatsApp(self._session, self._addresses, token, number)
            person = WhatsAppPerson(whatsapp, f"{self._product.url}/platforms/echo/{case.channel}")
            await person.begin()
            return person
        url = f"{self._product.url}/platforms/echo/{case.channel}" if case.section.called else None
        speaker = Discord(self._session, self._addresses, token_of(case))
        discord = DiscordPerson(speaker, name, url)
        await discord.begin()
        return discord

    async def _play_all(self) -> None:
        """Play side by side what hurts nobody else, and in the end what hurts everybody."""
        room = asyncio.Semaphore(AT_ONCE)

        async def play(case: Case) -> None:
            async with room:
                await self._play(case)

        await asyncio.gather(*(play(case) for case in self._cases if not case.row.apart))
        for case in self._cases:
            if case.row.apart:
                await play(case)

    async def _play(self, case: Case) -> None:
        try:
            await self._talk(case)
        except Exception as error:  # noqa: BLE001 - the test of this row tells it
            self.played[case.channel].error = error

    async def _talk(self, case: Case) -> None:
        person, row = self._people[case.channel], case.row
        if row.at_start:
            await self._seen(case)
        await person.listened_to()
        await self._begin_to_talk(person, row)
        await _reads(person, QUESTION)
        await person.say(WORDS[0])
        await _reads(person, ANSWERS[0])
        if not (row.by_command or row.at_start):
            await self._ended(case, 2)
            await _suffer(person, row)
        await person.say(WORDS[1])
        if not row.at_start:
            await self._seen(case)
        if isinstance(person, TelegramPerson) and any(
            isinstance(one, Move) for one in row.injuries
        ):
            await person.move()
        if row.ends == "accepted":
            await _reads(person, row.reads or ANSWERS[1], row.copies)
        else:
            await self._ended(case, 3)
        await person.say(WORDS[2])
        await _reads(person, ANSWERS[2])
        for injury in row.injuries:
            if isinstance(injury, Fault):
                await _suffered(person, injury)

    async def _begin_to_talk(self, person: Person, row: Row) -> None:
        if row.by_command and isinstance(person, DiscordPerson):
            await _suffer(person, row)
            await person.command("echo")
        else:
            await person.say(f"/{row.starts}")

    async def _ended(self, case: Case, count: int) -> None:
        """Wait until so many deliveries have come to an end: the next injury is another one's."""
        async with asyncio.timeout(PATIENCE):
            while not self._are_ended(case, count):
                await asyncio.sleep(LOOK_EVERY)

    def _are_ended(self, case: Case, count: int) -> bool:
        found = _deliveries(self._product.database, case.channel)
        rows = found[case.channel][:count]
        return len(rows) == count and all(row.status not in UNDER_WAY for row in rows)

    async def _seen(self, case: Case) -> None:
        """Wait until `/health/ready` has said what hinders the channel, and let that go well."""
        person, row = self._people[case.channel], case.row
        if row.hindered is None or not row.lasts:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while not self.played[case.channel].tells(row.hindered):
                    await asyncio.sleep(LOOK_EVERY)
        for injury in row.injuries:
            if isinstance(injury, Fault):
                await person.order(injury, 0)

    async def _watch(self) -> None:
        """Keep all that is said of the channels while the rows are played."""
        while True:
            with suppress(aiohttp.ClientError, TimeoutError):
                async with self._session.get(f"{self._product.url}/health/ready") as answer:
                    for channel in (await answer.json()).get("channels", ()):
                        said = self.played[channel["channel"]].hindrances
                        said.update(filter(None, [channel.get("reason")]))
            await asyncio.sleep(LOOK_EVERY)

    async def _rest(self) -> None:
        """Wait until nothing more is to be sent, and see what everybody has read by then."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while unfinished(self._product.database)["events_not_done"] or any(
                    one.status in UNDER_WAY
                    for rows in _deliveries(self._product.database).values()
                    for one in rows
                ):
                    await asyncio.sleep(LOOK_EVERY)

    async def _look(self) -> None:
        for channel, person in self._people.items():
            self.played[channel].read = await person.read()
        async with self._session.get(f"{self._product.url}/metrics") as answer:
            for channel, count in _UNKNOWN.findall(await answer.text()):
                self.played[channel].unknown = int(float(count))

    def read_database(self) -> None:
        """Read what the product has written down."""
        for channel, rows in _deliveries(self._product.database).items():
            self.played[channel].deliveries = rows
        with closing(sqlite3.connect(f"file:{self._product.database}?mode=ro", uri=True)) as found:
            for channel, count in found.execute(EVENTS):
                self.played[channel].events = count


async def _suffer(person: Person, row: Row) -> None:
    """Let happen what a row tells."""
    for injury in row.injuries:
        if isinstance(injury, Fault) and row.lasts:
            await person.order(injury, LASTING)
        else:
            await person.suffer(injury)


async def _reads(person: Person, words: str, times: int = 1) -> None:
    """Wait until somebody has read something so often."""
    end = asyncio.get_running_loop().time() + PATIENCE
    while (read := await person.read()).count(words) < times:
        if asyncio.get_running_loop().time() > end:
            raise TimeoutError(f"{words!r} did not come after {read}")
        await asyncio.sleep(LOOK_EVERY)


def _deliveries(database: Path, channel: str | None = None) -> dict[str, list[Delivery]]:
    """Return what the outbox knows by channels, or of one alone."""
    found: dict[str, list[Delivery]] = defaultdict(list)
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        for name, *rest in connection.execute(DELIVERIES, (channel,)):
            found[name].append(Delivery(*rest))
    return found


async def _suffered(person: Person, fault: Fault) -> None:
    """Wait until all went wrong that was to."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while await person.suffered(fault) < fault.times:
                await asyncio.sleep(LOOK_EVERY)
    hurt = await person.suffered(fault)
    assert hurt >= fault.times, f"{hurt} requests to {fault.where} were hurt"


def expected(row: Row) -> list[str]:
    """Return what somebody reads in a row, in order."""
    second = [row.reads or ANSWERS[1]] * (row.copies if row.ends == "accepted" else 0)
    return [QUESTION, ANSWERS[0], *second, ANSWERS[2]]
