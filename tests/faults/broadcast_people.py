"""The brand that speaks first while it is killed, and who subscribed to it, or did not."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import msgspec

from bot.core.ids import BrandId, ChannelName, ConversationId, PersonId, derive
from bot.store.connection import Connection
from bot.store.consents import ConsentRow, add_consents, wording_hash
from bot.store.database import open_store, store_url
from bot.store.people import IdentityRow, PersonRow, add_identities, save_persons
from bot.store.subscriptions import SubscriptionRow, add_subscriptions
from tests.brand_folder import write_files
from tests.platforms.on_discord import Discord
from tests.platforms.on_telegram import Telegram
from tests.platforms.process import Addresses

BRAND, TOPIC, BROADCAST = BrandId("gazette"), "news", "daily"
TELEGRAM_TOKEN, DISCORD_TOKEN = "1:telegram-token", "discord-token"
SITE, TELEGRAM, DISCORD = map(ChannelName, ("site", "telegram", "discord"))
WORDING = "Shall I tell you the news?"
SINCE = 1_700_000_000_000_000
"""When everybody subscribed, in microseconds since 1970."""

FIRST_TELEGRAM, FIRST_DISCORD = 1_000, 90_000_000_000_000_000
STEP = 1_000
"""People in one unit of work, or asked for at a time."""

FILES = {
    "brand.yaml": """\
brand: gazette
title: The gazette
languages: [en]
timezone: Europe/Rome
topics:
  news: {title: News, wording: Shall I tell you the news?}
channels:
""",
    "dialogues/news.yaml": """\
dialogue: news
steps:
  - say: Good morning {person.first_name}, here is the news.
""",
    "broadcasts/daily.yaml": """\
broadcast: daily
dialogue: news
topic: news
when: now
for: person.seat == 'kept'
""",
}
CHANNELS = {
    SITE: """\
  site: {{adapter: webhook, secret: "${{SITE_SECRET}}", deliver_to: "{deliver_to}"}}
""",
    TELEGRAM: """\
  telegram: {{adapter: telegram, token: "${{TELEGRAM_TOKEN}}", api_base: "{telegram_api}"}}
""",
    DISCORD: """\
  discord: {{adapter: discord, token: "${{DISCORD_TOKEN}}", api_base: "{discord_api}",
            gateway: "{discord_gateway}"}}
""",
}


@dataclass(frozen=True)
class Reader:
    """Somebody whom the brand knows; only who `subscribed` and `fits` is to get anything."""

    channel: ChannelName
    account: str
    name: str
    subscribed: bool = True
    fits: bool = True

    @property
    def meant(self) -> bool:
        """Whether the broadcast is for them."""
        return self.subscribed and self.fits

    @property
    def person(self) -> PersonId:
        """The id by which the database knows them."""
        return PersonId(derive("person", self.channel, self.account))

    @property
    def text(self) -> str:
        """What they are told, once."""
        return f"Good morning {self.name}, here is the news."


def readers(site: int, telegram: int, discord: int) -> list[Reader]:
    """Return so many readers on each channel, and a few besides whom it is not for."""
    return [
        *_on(SITE, site, lambda number: f"reader-{number}"),
        *_on(TELEGRAM, telegram, lambda number: str(FIRST_TELEGRAM + number)),
        *_on(DISCORD, discord, lambda number: str(FIRST_DISCORD + number)),
    ]


def _on(channel: ChannelName, count: int, account) -> Iterable[Reader]:
    others = min(count, max(1, count // 50))
    for number in range(count + 2 * others):
        name = f"{channel.title()} {number}"
        subscribed, fits = number < count + others, number < count or number >= count + others
        yield Reader(channel, account(number), name, subscribed, fits)


def write_gazette(
    folder: Path, people: Iterable[Reader], deliver_to: str, addresses: Addresses
) -> Path:
    """Write the brand's folder, with the channels on which there are people, and return it."""
    there = {one.channel for one in people}
    channels = "".join(text for channel, text in CHANNELS.items() if channel in there)
    files = FILES | {
        "brand.yaml": FILES["brand.yaml"]
        + channels.format(
            deliver_to=deliver_to,
            telegram_api=addresses.telegram_api,
            discord_api=addresses.discord_api,
            discord_gateway=addresses.discord_gateway,
        )
    }
    return write_files(folder, files)


async def know(place: str, people: Sequence[Reader]) -> None:
    """Write everybody into the database, as if they had all subscribed in their conversations."""
    store = await open_store(store_url(place, Path()))
    try:
        for begin in range(0, len(people), STEP):
            some = people[begin : begin + STEP]
            await store.run(
                lambda connection, some=some, begin=begin: _know(connection, some, begin)
            )
    finally:
        await store.close()


def _know(connection: Connection, people: Sequence[Reader], number: int) -> None:
    save_persons(connection, [_person(one) for one in people])
    add_identities(
        connection,
        [IdentityRow(BRAND, one.channel, one.account, one.person, SINCE) for one in people],
    )
    subscribed = [one for one in people if one.subscribed]
    add_consents(connection, [_consent(one, number + seq) for seq, one in enumerate(subscribed)])
    add_subscriptions(connection, [_subscription(one) for one in subscribed])


def _person(one: Reader) -> PersonRow:
    return PersonRow(
        brand=BRAND,
        id=one.person,
        name=one.name,
        first_name=one.name,
        language="en",
        timezone=None,
        chosen_language=None,
        chosen_timezone=None,
        facts=msgspec.json.encode({"seat": "kept" if one.fits else "left"}).decode(),
        since=SINCE,
        last_said=SINCE,
    )


def _consent(one: Reader, seq: int) -> ConsentRow:
    return ConsentRow(
        brand=BRAND,
        id=derive("consent", one.person),
        person=one.person,
        seq=seq,
        topic=TOPIC,
        given=True,
        wording=WORDING,
        wording_hash=wording_hash(WORDING),
        language="en",
        source="survey/1",
        channel=one.channel,
        message=None,
        at=SINCE,
    )


def _subscription(one: Reader) -> SubscriptionRow:
    return SubscriptionRow(
        brand=BRAND,
        topic=TOPIC,
        person=one.person,
        conversation=ConversationId(one.person),
        channel=one.channel,
        recipient=one.account,
        space=None,
        since=SINCE,
    )


async def meet(
    session: aiohttp.ClientSession, addresses: Addresses, people: Sequence[Reader]
) -> tuple[Telegram, Discord]:
    """Let everybody exist on the platforms; on Telegram they have started the bot, long before.

    Nobody hears of that any more: the updates are taken away.
    """
    telegram = Telegram(session, addresses, TELEGRAM_TOKEN)
    discord = Discord(session, addresses, DISCORD_TOKEN)
    await telegram.begin()
    await discord.begin()
    for begin in range(0, len(people), STEP):
        await asyncio.gather(
            *(_exist(telegram, discord, one) for one in people[begin : begin + STEP])
        )
    await _forget_updates(session, addresses)
    return telegram, discord


async def _exist(telegram: Telegram, discord: Discord, one: Reader) -> None:
    if one.channel == TELEGRAM:
        post, number = telegram.control.post, int(one.account)
        await post("people", first_name=one.name, language="en", id=number)
        await telegram.say(number, "Hello")
    elif one.channel == DISCORD:
        await discord.control.post("people", first_name=one.name, language="en", id=one.account)


async def _forget_updates(session: aiohttp.ClientSession, addresses: Addresses) -> None:
    url = f"{addresses.telegram_api}/bot{TELEGRAM_TOKEN}/getUpdates"
    async with session.get(url, params={"offset": "-1", "timeout": "0"}) as answer:
        latest = (await answer.json())["result"]
    if latest:
        offset = str(latest[-1]["update_id"] + 1)
        async with session.get(url, params={"offset": offset, "timeout": "0"}) as answer:
            assert (await answer.json())["result"] == []
