"""What the doctor says of a database: tables, disk, clock, who runs on it, what does not go on."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text

from bot.cli import database_state
from bot.cli.records import in_database
from bot.clock import now
from bot.core.ids import BrandId
from bot.store.alone import alone_with
from bot.store.connection import Connection
from bot.store.leases import take_leases
from bot.store.moments import to_moment
from bot.store.schema import HEAD, calls, deliveries, events
from tests.cli.doctor import ask_doctor, fair, found
from tests.databases.kinds import KINDS, database_of
from tests.databases.server import new_database
from tests.store.crowded import row

BRAND = BrandId("fair")


@pytest.fixture(params=KINDS)
def url(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A database of either kind, with its tables, and named by the environment."""
    with database_of(request.param, tmp_path / "fair.db") as made:
        monkeypatch.setenv("CONVIVIO_DATABASE", made)
        put(made, lambda _: None)
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fair(tmp_path / "fair", "channels: {web: {adapter: webchat}}\n")


def put(url: str, unit: Callable[[Connection], Any]) -> None:
    asyncio.run(in_database(url, unit))


def test_a_database_is_told_with_its_kind_and_tables(folder: Path, url: str):
    ((state, words),) = found(folder, "database")
    kind = "SQLite 3." if url.startswith("sqlite") else "PostgreSQL 1"
    assert f"can be read and written: {kind}" in words
    assert f"tables {HEAD}" in words
    # The server of the tests is made fast by what no server in use should do.
    assert state == ("fine" if url.startswith("sqlite") else "trouble")
    assert ("every commit is on the disk" in words) == url.startswith("sqlite")
    assert ("fsync is off" in words) != url.startswith("sqlite")
    assert ask_doctor(folder).exit_code == 0


def test_tables_of_an_older_program_are_left_as_they_are(folder: Path, url: str):
    put(url, lambda one: one.execute(text("UPDATE alembic_version SET version_num = '0001'")))
    ((state, words),) = found(folder, "database")
    assert state == "fine"
    assert f"has tables 0001: the next start brings them up to {HEAD}" in words
    assert found(folder, "database") == [(state, words)]  # nothing has changed


def test_tables_of_a_newer_program_are_broken(folder: Path, url: str):
    put(url, lambda one: one.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    result = ask_doctor(folder)
    assert result.exit_code == 1
    assert "newer version of Convivio" in result.output


def test_without_a_process_it_is_said_how_to_start_one(folder: Path, url: str):
    assert found(folder, "processes") == [("fine", f"none runs now: convivio run {folder}")]


def test_who_runs_is_told_with_their_roles(folder: Path, url: str):
    on_server = not url.startswith("sqlite")
    seconds = 60.0 if on_server else None
    roles = ["channel/web", "planning"]
    put(url, lambda one: take_leases(one, BRAND, roles, "0123456789abcdef", seconds))
    with alone_with(url):
        ((state, words),) = found(folder, "processes")
    assert state == "fine"
    assert words.startswith("01234567 has channel/web since 20")
    assert ", planning since 20" in words


def test_a_role_that_nobody_has_any_more_is_told_of(folder: Path):
    with new_database() as url, pytest.MonkeyPatch.context() as patched:
        patched.setenv("CONVIVIO_DATABASE", url)
        roles = ["channel/web", "channel/of an earlier brand.yaml"]
        put(url, lambda one: take_leases(one, BRAND, roles, "gone", 0.0))
        put(url, lambda one: take_leases(one, BRAND, ["planning"], "here", 60.0))
        told = found(folder, "processes")
    assert told[0][1].startswith("here has planning since")
    assert told[1][0] == "trouble"
    assert told[1][1].startswith("nobody has channel/web since")


def test_a_clock_of_the_server_that_is_wrong_is_told_of(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    with new_database() as url:
        monkeypatch.setenv("CONVIVIO_DATABASE", url)
        assert found(folder, "clock") == [("fine", "the same here and at the database")]
        monkeypatch.setattr(database_state, "now", lambda: now() - timedelta(seconds=60))
        ((state, words),) = found(folder, "clock")
    assert state == "trouble"
    assert words.startswith("the database's clock is 60 s ahead of this machine's")


@pytest.mark.parametrize(
    ("free", "state", "code"), [(5 << 30, "fine", 0), (1 << 29, "trouble", 0), (1, "broken", 1)]
)
def test_a_disk_that_fills_is_told_of(
    folder: Path, free: int, state: str, code: int, monkeypatch: pytest.MonkeyPatch
):
    url = f"sqlite:///{folder / 'convivio.db'}"
    monkeypatch.delenv("CONVIVIO_DATABASE", raising=False)
    put(url, lambda _: None)
    usage = shutil.disk_usage(folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=free))
    ((told, words),) = found(folder, "disk")
    assert told == state
    assert (state == "fine") == ("Make room" not in words)
    assert ask_doctor(folder).exit_code == code


def write(connection: Connection, table: Any, number: int, **values: Any) -> None:
    connection.execute(insert(table).values({**row(table, number), "brand": BRAND, **values}))


def long_ago() -> int:
    return to_moment(now() - timedelta(minutes=10))


def test_what_waits_too_long_is_told_of(folder: Path, url: str):
    def fill(one: Connection) -> None:
        since = long_ago()
        write(one, events, 1, received_at=since, done_at=None, due_at=None, held=None)
        pending = {"status": "pending", "channel": "web", "created_at": since, "bulk": 0}
        write(one, deliveries, 1, **pending)
        write(one, events, 2, received_at=since, done_at=None, due_at=since * 2, held="quiet")

    put(url, fill)
    told = found(folder, "waiting")
    assert [state for state, _ in told] == ["trouble", "trouble", "fine"]
    assert told[0][1].startswith("what came in has not been played since 20")
    assert told[1][1].startswith("replies have not been sent on web since 20")
    assert told[0][1].endswith(f": convivio run {folder}")
    assert told[2][1].startswith("1 held back until quiet hours end, the first since 20")


def test_what_a_process_left_is_told_of(folder: Path, url: str):
    def fill(one: Connection) -> None:
        claimed = {"status": "claimed", "channel": "web", "lease_owner": "gone"}
        write(one, deliveries, 1, **claimed, lease_until=None)
        waited_for = claimed | {"lease_owner": "elsewhere/wait"}
        write(one, deliveries, 2, **waited_for, lease_until=to_moment(now() + timedelta(minutes=1)))
        write(one, calls, 1, status="claimed", lease_until=long_ago(), at=to_moment(now()))
        take_leases(one, BRAND, ["channel/web"], "here", None)

    put(url, fill)
    told = [words for state, words in found(folder, "waiting") if state == "trouble"]
    assert [words.partition(":")[0] for words in told] == [
        "1 on web was left by a process that is gone",
        "1 call was left by a process that is gone",
    ]


def test_where_all_goes_on_nothing_is_said_to_wait(folder: Path, url: str):
    assert found(folder, "waiting") == []
