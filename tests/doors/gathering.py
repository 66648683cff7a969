"""Everybody plays every script through every door of one running product, at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from bot.stories.story import AnyOf, Hears
from tests.databases.file import new_file
from tests.doors import by_telegram, by_terminal
from tests.doors.brand import write_example, write_shop
from tests.doors.by_discord import DiscordTalker
from tests.doors.by_socket import SocketTalker
from tests.doors.by_telegram import TelegramTalker
from tests.doors.by_webhook import WebhookTalker
from tests.doors.by_whatsapp import WhatsAppTalker
from tests.doors.connections import peers
from tests.doors.gift import find_gift
from tests.doors.neutral import Heard, Line, Press, Say, Talker, lines_of, listen, plain
from tests.doors.scripts import EXAMPLE, Reference, Script, play_in_memory, scripts, stories
from tests.doors.written_down import Kept, kept_of
from tests.faults.books import unfinished
from tests.platforms.on_discord import Discord
from tests.platforms.on_telegram import Telegram
from tests.platforms.on_whatsapp import NUMBER, VERIFY, WhatsApp
from tests.platforms.process import Addresses, standing_in
from tests.product import Product
from tests.signing import new_secret

DOORS = ("webhook", "page", "telegram", "discord", "whatsapp", "terminal")

NAMING = frozenset({"telegram", "whatsapp"})
"""The doors at which the platform tells of everybody what they are called."""

AT_ONCE = 8
"""Scripts under way at each door: enough to overlap, not so many that this machine is the limit."""

SECRET = new_secret("doors")
TELEGRAM_TOKEN, DISCORD_TOKEN = "1:token-of-telegram", "token-of-discord"
SHOP_TELEGRAM_TOKEN, SHOP_DISCORD_TOKEN = "2:token-of-telegram", "second-token-of-discord"
WHATSAPP_TOKEN, SHOP_WHATSAPP_TOKEN = "EAA-token-of-whatsapp", "EAA-second-token-of-whatsapp"
SECONDS = 20.0


@dataclass(frozen=True)
class Played:
    """How a script went at one door: what everybody read, and what is kept of them."""

    lines: dict[str, list[Line]]
    kept: dict[str, Kept]


@dataclass
class Gathering:
    """What came of it all, by door and script; where it could not be played, why not.

    `wanted` is how it goes in memory, with a name at doors which always tell one. `gifts` is what
    the gift finder of the shop, a second brand of the same product, showed at each door.
    """

    wanted: dict[tuple[str, str], Played] = field(default_factory=dict)
    played: dict[tuple[str, str], Played | Exception] = field(default_factory=dict)
    gifts: dict[str, list[Heard]] = field(default_factory=dict)
    log: str = ""
    exit_code: int = -1
    peers: set[str] = field(default_factory=set)


NewTalker = Callable[[str], Awaitable[Talker]]


@dataclass(frozen=True)
class Door:
    """One way in: `talker` brings a new person to it."""

    name: str
    talker: NewTalker


def variants() -> dict[str, str]:
    """Return for every variant of a text the first one: which is said depends on the person."""
    expected = [
        step.expected
        for story in stories().values()
        for step in story.steps
        if isinstance(step, Hears)
    ]
    return {
        plain(text): plain(one.texts[0])
        for one in expected
        if isinstance(one, AnyOf)
        for text in one.texts
    }


def neutral_lines(heard: Sequence[Heard]) -> list[Line]:
    """Return messages line by line, each variant as its first."""
    first = variants()
    return [line for one in heard for line in lines_of(first.get(one.text, one.text), one.labels)]


def can_be_typed(reference: Reference) -> bool:
    """Say whether a keyboard can play a script: one line a message, and only buttons in sight."""
    in_sight: dict[str, set[str]] = {}
    for (who, act), heard in zip(reference.script.acts, reference.heard, strict=True):
        match act:
            case Say(text) if "\n" in text:
                return False
            case Press(label) if label not in in_sight.get(who, ()):
                return False
        in_sight[who] = {label for message in heard for label in message.labels}
    return True


async def gather(home: Path) -> Gathering:
    """Play everything and return what came of it.

    Args:
        home: an empty folder.
    """
    gathering = Gathering()
    references = [await _in_memory(script, home, gathering) for script in scripts().values()]
    with standing_in() as addresses:
        await asyncio.gather(
            asyncio.to_thread(_at_the_terminal, references, home, gathering),
            _at_the_others(addresses, references, home, gathering),
        )
    return gathering


async def _in_memory(script: Script, home: Path, gathering: Gathering) -> Reference:
    """Note how a script goes; how long it takes is the same with a name and without."""
    place = home / script.name
    place.mkdir()
    reference = await play_in_memory(script, place)
    named = await play_in_memory(script, place, by_telegram.NAME)
    for door in DOORS:
        one = named if door in NAMING else reference
        lines = {who: neutral_lines(one.heard_by(who)) for who in script.people}
        gathering.wanted[door, script.name] = Played(lines, one.kept)
    return reference


def _at_the_terminal(references: list[Reference], home: Path, gathering: Gathering) -> None:
    parts = [(one, who) for one in references if can_be_typed(one) for who in one.script.people]
    talks = [
        by_terminal.Talk(
            new_file(home / one.script.name / f"{who}.db"),
            tuple(act for actor, act in one.script.acts if actor == who),
        )
        for one, who in parts
    ]
    for (one, who), talk, read in zip(parts, talks, by_terminal.hold(EXAMPLE, talks), strict=True):
        first = variants()
        lines = [(kind, first.get(text, text)) for kind, text in read]
        (kept,) = kept_of(talk.database).values()
        key = ("terminal", one.script.name)
        played = gathering.played.setdefault(key, Played({}, {}))
        assert isinstance(played, Played)
        played.lines[who] = lines
        played.kept[who] = kept


async def _at_the_others(
    addresses: Addresses, references: list[Reference], home: Path, gathering: Gathering
) -> None:
    product = Product(
        write_example(home / "brand", addresses),
        home,
        str(write_shop(home / "shop", addresses)),
        SITE_SECRET=SECRET,
        TELEGRAM_TOKEN=TELEGRAM_TOKEN,
        DISCORD_TOKEN=DISCORD_TOKEN,
        TILL_SECRET=SECRET,
        DESK_SECRET=SECRET,
        SHOP_TELEGRAM_TOKEN=SHOP_TELEGRAM_TOKEN,
        SHOP_DISCORD_TOKEN=SHOP_DISCORD_TOKEN,
        WHATSAPP_TOKEN=WHATSAPP_TOKEN,
        WHATSAPP_SECRET=f"app-secret-of-{WHATSAPP_TOKEN}",
        WHATSAPP_VERIFY=VERIFY,
        SHOP_WHATSAPP_TOKEN=SHOP_WHATSAPP_TOKEN,
        SHOP_WHATSAPP_SECRET=f"app-secret-of-{SHOP_WHATSAPP_TOKEN}",
        SHOP_WHATSAPP_VERIFY=VERIFY,
    )
    try:
        async with _doors(product, addresses) as (doors, doors_of_shop):
            *finished, gathering.gifts = await asyncio.gather(
                *(_all(door, references) for door in doors), _gifts(doors_of_shop)
            )
            gathering.peers = peers(product.process.pid)
            await _come_to_rest(product.database)
            talks = {key: talk for one in finished for key, talk in one.items()}
            heard = {key: await _heard(talk) for key, talk in talks.items()}
        gathering.exit_code = await asyncio.to_thread(product.stop)
    finally:
        product.close()
        gathering.log = product.read_log()
    kept = kept_of(product.database)
    for key, talk in talks.items():
        gathering.played[key] = (
            talk
            if isinstance(talk, Exception)
            else Played(
                {who: neutral_lines(one) for who, one in heard[key].items()},
                {who: kept[talker.account] for who, talker in talk.items()},
            )
        )


Talk = dict[str, Talker] | Exception


async def _heard(talk: Talk) -> dict[str, list[Heard]]:
    people = {} if isinstance(talk, Exception) else talk
    return {who: await talker.heard() for who, talker in people.items()}


@asynccontextmanager
async def _doors(product: Product, addresses: Addresses):
    """Start the product, and yield the doors of its two brands: the example, and the shop."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        telegram = Telegram(session, addresses, TELEGRAM_TOKEN)
        discord = Discord(session, addresses, DISCORD_TOKEN)
        shop_telegram = Telegram(session, addresses, SHOP_TELEGRAM_TOKEN)
        shop_discord = Discord(session, addresses, SHOP_DISCORD_TOKEN)
        await telegram.begin()
        await discord.begin()
        whatsapp = WhatsApp(session, addresses, WHATSAPP_TOKEN)
        shop_whatsapp = WhatsApp(session, addresses, SHOP_WHATSAPP_TOKEN, str(int(NUMBER) + 1))
        await whatsapp.begin()
        await shop_whatsapp.begin()
        await shop_telegram.begin("shop_bot")
        await shop_discord.begin("shop")
        await discord.control.post("limits", on=False)
        product.start()
        await asyncio.to_thread(product.wait_ready)
        await _listening(telegram, discord)
        await _listening(shop_telegram, shop_discord)
        await whatsapp.enter(f"{product.url}/platforms/we-converse/whatsapp")
        await shop_whatsapp.enter(f"{product.url}/platforms/bottega-zagara/whatsapp")

        def doors_of(
            brand: str, channel: str, telegram: Telegram, discord: Discord, whatsapp: WhatsApp
        ) -> list[Door]:
            async def by_socket(name: str) -> Talker:
                talker = await SocketTalker.new(session, product, brand, name)
                stack.push_async_callback(talker.close)
                return talker

            async def by_webhook(name: str) -> Talker:
                return WebhookTalker(session, product, f"{brand}/{channel}", SECRET, name)

            return [
                Door("webhook", by_webhook),
                Door("page", by_socket),
                Door("telegram", lambda _: TelegramTalker.new(telegram)),
                Door("discord", lambda name: DiscordTalker.new(discord, name)),
                Door("whatsapp", lambda _: WhatsAppTalker.new(whatsapp)),
            ]

        yield (
            doors_of("we-converse", "site", telegram, discord, whatsapp),
            doors_of("bottega-zagara", "till", shop_telegram, shop_discord, shop_whatsapp),
        )


async def _gifts(doors: Sequence[Door]) -> dict[str, list[Heard]]:
    found = await asyncio.gather(
        *[find_gift(door.name, await door.talker("giver")) for door in doors]
    )
    return {door.name: heard for door, heard in zip(doors, found, strict=True)}


async def _listening(telegram: Telegram, discord: Discord) -> None:
    """Wait until both bots hear people, and their commands are there."""
    async with asyncio.timeout(SECONDS):
        while not await telegram.control.get("calls", method="getUpdates"):
            await asyncio.sleep(0.05)
        while not await discord.commands():
            await asyncio.sleep(0.05)


async def _all(door: Door, references: list[Reference]) -> dict[tuple[str, str], Talk]:
    room = asyncio.Semaphore(AT_ONCE)

    async def play(reference: Reference) -> Talk:
        async with room:
            try:
                return await _play(door, reference)
            except Exception as error:  # noqa: BLE001 - the test of this script tells it
                return error

    talks = await asyncio.gather(*map(play, references))
    return {(door.name, one.script.name): talk for one, talk in zip(references, talks, strict=True)}


async def _play(door: Door, reference: Reference) -> dict[str, Talker]:
    script = reference.script
    number = list(scripts()).index(script.name)
    people = {who: await door.talker(f"{who}-{number}") for who in script.people}
    awaited = dict.fromkeys(script.people, 0)
    for (who, act), answers in zip(script.acts, reference.heard, strict=True):
        await people[who].do(act)
        awaited[who] += len(answers)
        await listen(people[who], awaited[who])
    return people


async def _come_to_rest(database: Path) -> None:
    """Wait until everything is played and sent: what comes after the last answer is too much."""
    async with asyncio.timeout(SECONDS):
        while any(
            unfinished(database)[what] for what in ("events_not_done", "deliveries_not_accepted")
        ):
            await asyncio.sleep(0.1)
