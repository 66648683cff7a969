"""Whatever fails, the operator reads that it did: never what anybody said, and no secret."""

import logging
import sqlite3
from collections.abc import Awaitable, Callable, Sequence

import pytest
from acting import BRAND, Platform, Theatre
from calling import calling

from bot import app
from bot.brand.brand import Brand, Channel
from bot.channels.contract import ChannelSettings
from bot.core.effects import Effect
from bot.core.events import Event
from bot.core.ids import ChannelName
from bot.core.outcomes import Outcome, Rejected, Throttled, Unknown
from bot.core.person import Person
from bot.dialogue.publishing.library import Library
from bot.engine import opening
from bot.store.connection import Connection
from bot.store.errors import StoreUnavailable
from tests.eventually import eventually
from tests.logs.writing import HIDDEN, SECRETS, Written, written

SAID = "my cat is called Swordfish"
KEPT = (*HIDDEN, SAID, "Swordfish", "ada-the-person")
Scene = Callable[[Theatre], Awaitable[None]]


def fail(*_: object) -> Sequence[Outcome]:
    raise RuntimeError(f"{SAID}, {SECRETS['TELEGRAM_TOKEN']}")


async def say(theatre: Theatre) -> None:
    await theatre.say(SAID, "ada-the-person")


async def a_platform_that_raises(theatre: Theatre) -> None:
    theatre.platform.answers = [fail]
    await say(theatre)


async def a_platform_that_answers_nonsense(theatre: Theatre) -> None:
    theatre.platform.answers = [lambda _: []]
    await say(theatre)


async def outcomes_of_all_kinds(theatre: Theatre) -> None:
    for outcome in (Unknown("HTTP 500"), Throttled(1.0), Rejected("HTTP 400")):
        theatre.platform.answers = [lambda group, one=outcome: [one] * len(group.parts)]
        await say(theatre)
        await theatre.later(2)


async def a_machine_that_raises(theatre: Theatre) -> None:
    def says(event: Event, person: Person) -> Sequence[Effect]:
        raise ValueError(SAID)

    theatre.says = says
    await say(theatre)


async def an_onlooker_that_raises(theatre: Theatre) -> None:
    def look(report: object) -> None:
        raise ValueError(SAID)

    theatre.engine._observe = look
    await say(theatre)


async def a_turn_that_cannot_be_written(theatre: Theatre) -> None:
    def refuse(connection: Connection) -> None:
        connection.exec_driver_sql(
            "CREATE TRIGGER no BEFORE UPDATE ON conversations BEGIN "
            f"SELECT RAISE(ABORT, '{SAID}'); END"
        )

    await say(theatre)
    await theatre.store.run(refuse)
    await say(theatre)


async def a_store_that_quotes(theatre: Theatre) -> None:
    def full(connection: Connection) -> None:
        raise sqlite3.IntegrityError(SAID)

    with pytest.raises(sqlite3.IntegrityError):
        await theatre.store.run(full)
    with pytest.raises(StoreUnavailable):
        await theatre.store.run(_gone)
    await say(theatre)


def _gone(connection: Connection) -> None:
    raise StoreUnavailable("disk I/O error")


SCENES: dict[Scene, str | None] = {
    a_platform_that_raises: None,
    a_platform_that_answers_nonsense: None,
    outcomes_of_all_kinds: "delivery trouble",
    a_machine_that_raises: "a turn failed",
    an_onlooker_that_raises: "an onlooker failed",
    a_turn_that_cannot_be_written: "a turn cannot be written",
    a_store_that_quotes: None,
}
"""What fails, and what the operator reads of it; None: nothing, for it is on record elsewhere."""


def assert_discreet(log: Written) -> None:
    assert log.given_away(KEPT) == []
    assert "Traceback" not in log.text


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
async def test_what_fails_gives_nothing_away(scene: Scene, theatre: Theatre):
    with written() as log:
        await scene(theatre)
    assert_discreet(log)
    told = SCENES[scene]
    assert told is None or told in {one["event"] for one in log.events}


async def test_a_call_that_fails_gives_nothing_away():
    theatre, outside = calling()
    outside.answers = [ValueError(SAID), RuntimeError(SECRETS["CRM_TOKEN"])]
    with written() as log:
        await theatre.start()
        await theatre.say("/two", "ada-the-person")
        await theatre.say("/other", "ada-the-person")
        await theatre.stop()
    assert_discreet(log)
    assert log.events[0]["event"] == "a call failed"


class Refusing(Platform):
    """Opens never, and says where it tried to."""

    async def open(self, settings: ChannelSettings, intake: object) -> None:
        logging.getLogger("adapters.refusing").info("it is opened")
        raise ConnectionError(f"https://api.example.org/bot{SECRETS['TELEGRAM_TOKEN']}/getMe")


async def test_a_channel_that_does_not_open_is_told_of_by_its_name(monkeypatch):
    monkeypatch.setattr(opening, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(app, "OPENING_SECONDS", 0.01)
    monkeypatch.setattr(app, "make_adapter", lambda _: Refusing())
    settings = ChannelSettings(BRAND, ChannelName("down"), "down", {"token": "x"})
    channels = {settings.name: Channel(settings.name, "down")}
    library = Library(Brand(BRAND, "Fair", ("en",), "Europe/Rome", channels), {})
    with written() as log:
        async with app.at_work([library], "sqlite://", [settings]):
            await eventually(lambda: "hindered" in log.text)
    assert_discreet(log)
    assert {(one["brand"], one["channel"]) for one in log.events} == {(BRAND, "down")}
    assert "it is opened" in {one["event"] for one in log.events}
