"""A brand with broadcasts in a folder, and people in its database, written by the store's own."""

from collections.abc import Iterable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
from msgspec import Struct
from sqlalchemy import func, select

from bot.cli.records import ask_database
from bot.core.ids import BrandId, ChannelName, ConversationId, PersonId
from bot.store.armings import ArmingRow, arm
from bot.store.connection import Connection
from bot.store.moments import to_moment
from bot.store.people import (
    Account,
    ClosedDoor,
    IdentityRow,
    PersonRow,
    add_identities,
    close_doors,
    save_persons,
)
from bot.store.schema import metadata
from bot.store.subscriptions import SubscriptionRow, add_subscriptions

BRAND = BrandId("tiny")
SINCE = to_moment(datetime(2026, 1, 1, tzinfo=UTC))

COMMANDS_WITH_A_CLOCK = ("list", "orders", "rehearsal", "status", "steering", "why")

BRAND_FILE = """\
brand: tiny
title: Tiny
languages: [en]
timezone: Europe/Rome
channels:
  web: {adapter: webchat}
  telegram: {adapter: telegram, token: "${TELEGRAM_TOKEN}"}
topics:
  news: {title: News, wording: Shall I tell you the news?}
quiet: {from: "21:30", to: "08:30"}
"""

DIALOGUE = """\
dialogue: hello
starts:
  - command: hello
steps:
  - say: Hello {person.first_name or 'you'}!
  - ask: How are you?
    as: mood
    choices: {good: Good, bad: Bad}
"""


class Somebody(Struct, frozen=True):
    """One person; `topics` is what they subscribed to in private."""

    id: str
    channel: str = "web"
    first_name: str | None = None
    timezone: str | None = None
    topics: tuple[str, ...] = ("news",)
    stopped: bool = False
    blocked: bool = False
    since: int = SINCE


def brand(folder: Path, **broadcasts: str) -> Path:
    """Write the brand, with each broadcast's lines after its name, dialogue and topic."""
    for name in ("dialogues", "broadcasts", "tests"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "brand.yaml").write_text(BRAND_FILE, encoding="utf-8")
    (folder / "dialogues" / "hello.yaml").write_text(DIALOGUE, encoding="utf-8")
    for name, lines in broadcasts.items():
        head = f"broadcast: {name}\ndialogue: hello\ntopic: news\n"
        (folder / "broadcasts" / f"{name}.yaml").write_text(head + lines, encoding="utf-8")
    return folder


def database(folder: Path) -> str:
    """Return the URL of the brand's own database."""
    return f"sqlite:///{folder / 'convivio.db'}"


def know(folder: Path, people: Iterable[Somebody]) -> None:
    """Write these people into the brand's database."""
    everybody = list(people)

    def unit(connection: Connection) -> None:
        save_persons(connection, [_person(one) for one in everybody])
        add_identities(connection, [_identity(one) for one in everybody])
        subscribed = [_subscription(one, topic) for one in everybody for topic in one.topics]
        add_subscriptions(connection, subscribed)
        doors = [one for one in everybody if one.blocked]
        close_doors(connection, [_door(one) for one in doors])

    ask_database(database(folder), unit)


def stop_clocks(monkeypatch: pytest.MonkeyPatch, at: datetime) -> datetime:
    """Let it be this moment for every command."""
    for name in COMMANDS_WITH_A_CLOCK:
        monkeypatch.setattr(import_module(f"bot.cli.broadcast_{name}"), "now", lambda: at)
    return at


def rows_of(folder: Path) -> dict[str, int]:
    """Return how many rows each table of the brand's database has."""

    def unit(connection: Connection) -> dict[str, int]:
        tables = metadata.sorted_tables
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables
        }

    return ask_database(database(folder), unit)


def arm_elsewhere(folder: Path) -> None:
    """Let the database remember that broadcasts left from another place."""
    row = ArmingRow(BRAND, "another place", SINCE)
    ask_database(database(folder), lambda connection: arm(connection, row))


def person_id(who: str) -> PersonId:
    """Return the id by which the database knows somebody."""
    return PersonId(f"person-{who}")


def account(one: Somebody) -> Account:
    """Return somebody's account."""
    return Account(BRAND, ChannelName(one.channel), one.id)


def _person(one: Somebody) -> PersonRow:
    return PersonRow(
        brand=BRAND,
        id=person_id(one.id),
        name=one.first_name,
        first_name=one.first_name,
        language="en",
        timezone=one.timezone,
        chosen_language=None,
        chosen_timezone=None,
        facts="{}",
        since=one.since,
        last_said=one.since,
        stopped_at=one.since if one.stopped else None,
    )


def _identity(one: Somebody) -> IdentityRow:
    return IdentityRow(BRAND, ChannelName(one.channel), one.id, person_id(one.id), one.since)


def _door(one: Somebody) -> ClosedDoor:
    return ClosedDoor(BRAND, ChannelName(one.channel), one.id, one.since + 1, one.since)


def _subscription(one: Somebody, topic: str) -> SubscriptionRow:
    return SubscriptionRow(
        brand=BRAND,
        topic=topic,
        person=person_id(one.id),
        conversation=ConversationId(person_id(one.id)),
        channel=ChannelName(one.channel),
        recipient=one.id,
        space=None,
        since=one.since,
    )
