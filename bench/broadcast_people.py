"""A brand with any number of subscribers, as if each had once said yes to its one topic."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from bot.core.ids import BrandId, ChannelName
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import read_brand
from bot.store.connection import Connection
from bot.store.database import open_store
from bot.store.looking import look_into

BRAND = BrandId("bench")
CHANNEL = ChannelName("site")
TOPIC = "news"
BROADCAST = "news"

_BRAND = """brand: bench
title: Bench
languages: [en]
timezone: UTC
channels:
  site: {{adapter: webhook, secret: "${{SITE_SECRET}}", deliver_to: "{deliver_to}"}}
topics:
  news: {{title: News, wording: Shall I tell you what is new?}}
"""
_DIALOGUES = {
    "news": """dialogue: news
title: News
starts: [{command: news}]
steps:
  - ask: There is news from the market, the figs are here. Shall I keep some for you?
    as: figs
    type: yes_no
""",
    "hello": """dialogue: hello
title: Hello
starts: [{command: hello}]
steps:
  - say: Hello to you.
""",
}
_BROADCAST = """broadcast: news
topic: news
dialogue: news
when: now
"""

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
_RANDOM = {"sqlite": "lower(hex(randomblob(12)))", "postgresql": "left(md5(CAST(i AS text)), 24)"}
_LONG_AGO = 1_700_000_000_000_000

_FILL = {
    "persons (brand, id, language, facts, since, last_said)": (
        "SELECT '{brand}', {random}, 'en', '{{}}', {at}, {at} FROM n"
    ),
    "identities (brand, channel, external_id, person, since)": (
        "SELECT '{brand}', '{channel}', 'user-' || id, id, since FROM persons"
        " WHERE brand = '{brand}'"
    ),
    "consents": "SELECT brand, 'c-' || id, id, 1, '{topic}', true, 'Shall I tell you what is new?',"
    " 'bench', 'en', 'bench', '{channel}', NULL, since, NULL FROM persons WHERE brand = '{brand}'",
    "subscriptions": "SELECT brand, '{topic}', id, id, '{channel}', 'user-' || id, NULL, since"
    " FROM persons WHERE brand = '{brand}'",
}


def write_brand(folder: Path, deliver_to: str) -> Path:
    """Write the brand's files, and return their folder."""
    for name in ("dialogues", "broadcasts"):
        (folder / name).mkdir(parents=True)
    texts = {
        "brand.yaml": _BRAND.format(deliver_to=deliver_to),
        "broadcasts/news.yaml": _BROADCAST,
        **{f"dialogues/{name}.yaml": text for name, text in _DIALOGUES.items()},
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def read_library(folder: Path, secret: str) -> Library:
    """Return the brand as the product reads it."""
    reading = read_brand(folder, {**os.environ, "SITE_SECRET": secret}, {"webhook"})
    if reading.library is None:
        raise SystemExit("\n".join(str(fault) for fault in reading.faults))
    return reading.library


def write_subscribers(url: str, count: int) -> None:
    """Make a database in which so many people subscribe to the topic.

    Args:
        url: where there is nothing yet.
        count: people, each with an account, a consent in the ledger and a subscription.
    """
    asyncio.run(_make(url, count))


async def _make(url: str, count: int) -> None:
    def fill(connection: Connection) -> None:
        random = _RANDOM[connection.dialect.name]
        values = {"brand": BRAND, "channel": CHANNEL, "topic": TOPIC, "at": _LONG_AGO}
        for table, rows in _FILL.items():
            numbers = _NUMBERS.format(count=count) if " FROM n" in rows else ""
            selected = rows.format(random=random, **values)
            connection.exec_driver_sql(f"INSERT INTO {table} {numbers} {selected}")

    store = await open_store(url)
    await store.run(fill)
    await store.close()


def counts(url: str, questions: Sequence[str]) -> list[int]:
    """Return how many rows each of these `FROM` clauses has."""
    return look_into(
        url,
        lambda found: [
            int(found.exec_driver_sql(f"SELECT count(*) FROM {one}").scalar_one())
            for one in questions
        ],
    )
