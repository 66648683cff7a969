"""The migrations make exactly the tables that the schema describes."""

import re
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.store import upgrade
from bot.store.connection import Connection
from bot.store.database import open_store
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


def test_every_key_is_led_by_the_brand():
    assert {table.name: next(iter(table.primary_key)).name for table in metadata.sorted_tables} == {
        table.name: "brand" for table in metadata.sorted_tables
    }
