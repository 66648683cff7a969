"""Whatever is cut off goes on at the next start: events, deliveries, claims, older dialogues."""

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
from acting import BRAND, SITE, Platform, Theatre

from bot.brand.brand import Brand
from bot.core.text import Text
from bot.dialogue.program import Dialogue, End, Program, Say
from bot.dialogue.publishing.library import Library
from bot.engine.engine import Engine
from bot.engine.history import keep_versions
from bot.engine.outbox.claims import Claimed
from bot.store.connection import Connection
from bot.store.errors import StoreUnavailable


async def abandon(theatre: Theatre) -> None:
    """End a process without letting it finish anything, as near to a kill as one may come."""
    for dispatcher in theatre.engine._dispatchers.values():
        await dispatcher.stop(0)
    for player in theatre.engine._players.values():
        player._stopping = True
    await theatre.store.close()


async def test_events_without_a_turn_are_played_after_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    theatre = Theatre(tmp_path)
    await theatre.start()
    monkeypatch.setattr(theatre.engine._players[BRAND], "request", lambda: None)
    for text in ("one", "two"):
        await theatre.hear(text)
    await abandon(theatre)
    await theatre.start()
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["one", "two"]
    await theatre.stop()


async def test_a_delivery_that_was_cut_is_sent_again_under_its_ids(tmp_path: Path):
    theatre = Theatre(tmp_path)
    await theatre.start()
    theatre.platform.hanging.clear()
    await theatre.hear("one two")
    await theatre.hear("three")
    while not theatre.platform.tried:
        await asyncio.sleep(0.01)
    await asyncio.wait_for(theatre.stop(0.05), 3)
    assert theatre.platform.under_way == []
    theatre.platform.hanging.set()
    await theatre.start()
    await theatre.engine.settled()
    first, second, _ = theatre.platform.tried
    assert (first.id, first.parts) == (second.id, second.parts)
    assert theatre.platform.texts() == ["one", "two", "three"]
    await theatre.stop()


async def test_what_is_claimed_while_the_process_stops_goes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    theatre = Theatre(tmp_path)
    await theatre.start()
    claims: list[asyncio.Future[object]] = []
    stopped, submit = asyncio.Event(), theatre.store.submit

    async def told_late(answer: asyncio.Future[object]) -> object:
        claimed = await answer
        if isinstance(claimed, Claimed) and claimed.groups:
            claims.append(answer)
            await stopped.wait()
        return claimed

    def submit_and_tell_late(*unit: object) -> asyncio.Future[object]:
        return asyncio.ensure_future(told_late(submit(*unit)))  # type: ignore[arg-type]

    monkeypatch.setattr(theatre.store, "submit", submit_and_tell_late)
    await theatre.hear("one")
    while not claims:
        await asyncio.sleep(0.001)
    stopping = asyncio.create_task(theatre.stop(5))
    await asyncio.sleep(0)
    stopped.set()
    await stopping
    assert theatre.platform.tried == []
    await theatre.start()
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["one"]
    assert await theatre.rows("attempts, doubts FROM deliveries") == [(1, 0)]
    await theatre.stop()


async def test_replies_held_by_a_process_that_died_are_delivered(tmp_path: Path):
    theatre = Theatre(tmp_path)
    await theatre.start()
    receipt = await theatre.hear("hello", hold=True)
    assert await theatre.engine.replies(BRAND, receipt.event, 5) is not None
    await abandon(theatre)
    await theatre.start()
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["hello"]
    await theatre.stop()


async def test_what_waits_for_another_try_is_tried_at_once_by_the_next_process(tmp_path: Path):
    theatre = Theatre(tmp_path)
    await theatre.start()
    theatre.platform.failing["ada"] = lambda group: _crash()
    await theatre.say("one")
    await theatre.later(1)
    await theatre.stop()
    theatre.platform.failing.clear()
    await theatre.start()
    await theatre.say("two")
    assert theatre.platform.texts() == ["one", "two"]
    await theatre.stop()


def _crash() -> Sequence[object]:
    raise ConnectionError("down")


async def test_a_start_with_a_clock_set_back_keeps_the_order(tmp_path: Path):
    theatre = Theatre(tmp_path)
    theatre.platform = Platform()
    await theatre.start()
    theatre.platform.failing["ada"] = lambda group: _crash()
    await theatre.say("one")
    await theatre.stop()
    theatre.clock.move(-(10**6))
    await theatre.start()
    await theatre.say("two")
    theatre.platform.failing.clear()
    await theatre.later(10**6 + 60)
    assert theatre.platform.texts() == ["one", "two"]
    await theatre.stop()


async def test_nothing_is_taken_in_while_the_process_stops(theatre: Theatre):
    await theatre.engine.stop(0)
    assert (await theatre.hear("late")).taken == "full"


async def test_a_store_that_fails_is_told_to_the_platform_and_recovers(tmp_path: Path):
    theatre = Theatre(tmp_path)
    await theatre.start()
    await theatre.store.run(lambda one: one.exec_driver_sql("PRAGMA busy_timeout = 10"))
    somebody = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    somebody.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable):
        await theatre.hear("lost", key="k")
    somebody.execute("ROLLBACK")
    somebody.close()
    assert (await theatre.say("kept", key="k")).taken == "new"
    assert theatre.platform.texts() == ["kept"]
    await theatre.stop()


def library(text: str) -> Library:
    program = Program(
        "hello",
        Text("Hello"),
        "en",
        (Say("steps.0", (Text(text),)), End("end")),
        version=f"version of {text}",
    )
    brand = Brand(BRAND, "Fair", ("en",), "Europe/Rome")
    return Library(brand, {"hello": Dialogue("hello", (), program)})


async def test_versions_that_are_no_longer_published_stay_known(theatre: Theatre):
    old, new = library("old"), library("new")

    def publish_both(connection: Connection) -> Library:
        keep_versions(connection, old, 1)
        keep_versions(connection, old, 2)
        return keep_versions(connection, new, 3)

    known = await theatre.store.run(publish_both)
    assert set(known.older) == {"version of old"}
    assert known.program("hello", "version of old") == old.dialogues["hello"].program
    assert known.program("hello", "version of new") == new.dialogues["hello"].program


async def test_a_stored_version_that_cannot_be_read_is_left_out(theatre: Theatre):
    def publish(connection: Connection) -> Library:
        keep_versions(connection, library("old"), 1)
        connection.exec_driver_sql("UPDATE dialogue_versions SET program = '{}'")
        return keep_versions(connection, library("new"), 2)

    assert dict((await theatre.store.run(publish)).older) == {}


async def test_an_engine_takes_nothing_in_before_it_has_started(theatre: Theatre):
    other = Engine(theatre.store, {}, {}, None, theatre.clock, "other")  # type: ignore[arg-type]
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(other.take_in(SITE, []), 0.05)
