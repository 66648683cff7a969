"""Looking into a database that is in use, was killed, or is at rest: nothing is changed."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from bot.store.connection import Connection
from bot.store.database import open_store
from bot.store.errors import StoreSettingFault, StoreUnavailable
from bot.store.looking import look_into


def count(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT COUNT(*) FROM armings").scalar() or 0)


def arm(connection: Connection) -> None:
    connection.exec_driver_sql("INSERT INTO armings (brand, fingerprint, at) VALUES ('b', 'f', 1)")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def test_one_that_is_in_use_shows_what_is_committed(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'a store.db'}"
    store = await open_store(url)
    await store.run(arm)
    somebody = sqlite3.connect(tmp_path / "a store.db", isolation_level=None)
    somebody.execute("BEGIN IMMEDIATE")
    somebody.execute("INSERT INTO armings (brand, fingerprint, at) VALUES ('c', 'f', 1)")
    assert look_into(url, count) == 1
    somebody.execute("COMMIT")
    assert look_into(url, count) == 2
    somebody.close()
    await store.close()


async def test_one_at_rest_is_left_as_it_was(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'store.db'}"
    store = await open_store(url)
    await store.run(arm)
    await store.close()
    before = contents(tmp_path)
    assert look_into(url, count) == 1
    assert contents(tmp_path) == before


async def test_one_that_was_killed_shows_what_was_committed(tmp_path: Path):
    live, dead = tmp_path / "live", tmp_path / "dead"
    store = await open_store(f"sqlite:///{live / 'store.db'}")
    await store.run(arm)
    shutil.copytree(live, dead)
    await store.close()
    assert (dead / "store.db-wal").stat().st_size > 0
    assert look_into(f"sqlite:///{dead / 'store.db'}", count) == 1


async def test_nothing_can_be_written(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'store.db'}"
    await (await open_store(url)).close()
    with pytest.raises((DBAPIError, StoreUnavailable)):
        look_into(url, arm)


def test_what_is_no_database_is_said(tmp_path: Path):
    (tmp_path / "store.db").write_bytes(b"This is a letter, not a database. " * 100)
    with pytest.raises(StoreUnavailable):
        look_into(f"sqlite:///{tmp_path / 'store.db'}", count)
    with pytest.raises(StoreSettingFault):
        look_into("sqlite://", count)
