"""The migrations make exactly the tables that the schema describes."""

import re
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from bot.core.ids import BrandId, ChannelName
from bot.store import upgrade
from bot.store.connection import Connection
from bot.store.database import open_store
from bot.store.latest import latest_speakers
from bot.store.people import acquaintances
from bot.store.releasing import release_claims
from bot.store.schema import HEAD, metadata


def described(connection: Connection) -> dict[str, list[str]]:
    """Return the parts of every table's and index's SQL, whatever their order."""
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
    )
    return {name: sorted(re.findall(r"\w+", sql)) for name, sql in rows}


async def test_migrated_and_described_tables_are_the_same(tmp_path: Path):
    migrated = await open_store(f"sqlite:///{tmp_path / 'store.db'}")
    made = await open_store("sqlite://")
    assert await migrated.run(described) == await made.run(described)
    difference = await migrated.run(
        lambda one: compare_metadata(MigrationContext.configure(one), metadata)
    )
    assert difference == []
    await migrated.close()
    await made.close()


def test_the_newest_migration_is_the_one_that_the_schema_names():
    config = Config()
    config.set_main_option("script_location", str(Path(upgrade.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


async def test_a_current_database_is_opened_without_looking_at_migrations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    url = f"sqlite:///{tmp_path / 'store.db'}"
    await (await open_store(url)).close()
    migrated: list[object] = []
    monkeypatch.setattr(upgrade, "_migrate", migrated.append)
    await (await open_store(url)).close()
    assert not migrated


async def test_an_older_database_is_brought_up_to_date(tmp_path: Path):
    path = tmp_path / "store.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    database.close()
    store = await open_store(f"sqlite:///{path}")
    found = await store.run(
        lambda one: one.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    )
    assert found == HEAD
    await store.close()


def made_by(revision: str, path: Path) -> None:
    """Make a database as the product did when this was its newest migration."""
    config = Config()
    config.set_main_option("script_location", str(Path(upgrade.__file__).parent / "migrations"))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


LIVING = """
INSERT INTO persons VALUES ('b', 'p', 'Ada', 'Ada', 'it', NULL, NULL, NULL, '{}', 1, 2);
INSERT INTO identities VALUES ('b', 'site', 'ada', 'p', 1);
INSERT INTO conversations VALUES ('b', 'p', 'p', NULL, NULL, '[]', 1, 2);
INSERT INTO events VALUES
  ('b', 'e', 7, 'site', 'ada', NULL, NULL, '{"type":"said","text":"hi"}', NULL, 2, 2, 'done');
INSERT INTO deliveries VALUES
  ('b', 'd', 8, 'g', 'e', 0, 'site', 'ada', NULL, 'to:ada', 'reply', NULL,
   '{"text":"hello","markdown":"hello"}', 'claimed', 2, 2, 'gone', 9, 1, 1, 2, NULL, NULL, NULL);
"""
"""What a process of the first release left behind: one conversation, and a message under way."""


async def test_a_database_of_the_first_release_keeps_all_its_data(tmp_path: Path):
    path = tmp_path / "store.db"
    made_by("0001", path)
    with sqlite3.connect(path) as database:
        database.executescript(LIVING)
    database.close()
    store = await open_store(f"sqlite:///{path}")

    def look(connection: Connection) -> None:
        (ada,) = acquaintances(connection, BrandId("b"), ChannelName("site"), ["ada"])
        assert (ada.person.name, ada.state, ada.blocked) == ("Ada", "[]", False)
        (cut,) = release_claims(connection, BrandId("b"), {}, 3)
        assert (cut.count, cut.doubts) == (1, 1)
        (speaker,) = latest_speakers(connection, BrandId("b"), ChannelName("site"), 0, 9)
        assert (speaker.sender, speaker.at) == ("ada", 2)

    await store.run(look)
    await store.close()


def test_a_migration_can_be_taken_back(tmp_path: Path):
    path = tmp_path / "store.db"
    made_by("0001", path)
    with sqlite3.connect(path) as database:
        before = set(database.execute("SELECT name FROM sqlite_master"))
        database.executescript(LIVING)
    database.close()
    made_by("head", path)
    config = Config()
    config.set_main_option("script_location", str(Path(upgrade.__file__).parent / "migrations"))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    engine.dispose()
    with sqlite3.connect(path) as database:
        assert set(database.execute("SELECT name FROM sqlite_master")) == before
        assert database.execute("SELECT count(*) FROM deliveries").fetchone() == (1,)
    database.close()


def test_every_key_is_led_by_the_brand():
    assert {table.name: next(iter(table.primary_key)).name for table in metadata.sorted_tables} == {
        table.name: "brand" for table in metadata.sorted_tables
    }
