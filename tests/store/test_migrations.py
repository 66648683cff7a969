"""The migrations make exactly the tables that the schema describes."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, make_url, select

from bot.core.ids import BrandId, ChannelName, PersonId
from bot.store import upgrade
from bot.store.belongings import belongs
from bot.store.connection import Connection
from bot.store.database import open_store
from bot.store.errors import StoreIsNewer
from bot.store.latest import latest_speakers
from bot.store.people import acquaintances
from bot.store.postgresql import postgresql
from bot.store.releasing import Left, release_claims
from bot.store.schema import HEAD, answers, metadata
from bot.store.shared_runs import shared_answers
from bot.store.subscriptions import subscriptions_of
from tests.databases.server import new_database


def described(connection: Connection) -> dict[str, list[str]]:
    """Return the parts of every table's and index's SQL, whatever their order."""
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {name: sorted(re.findall(r"\w+", sql)) for name, sql in rows}


def indexes(connection: Connection) -> set[str]:
    """Return every index of a database on a server as it is defined, conditions included."""
    rows = connection.exec_driver_sql("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'")
    return {row[0] for row in rows}


def difference(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_migrated_and_described_tables_are_the_same(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'store.db'}"
    made_by("head", url)
    migrated, made = await open_store(url), await open_store("sqlite://")
    assert await migrated.run(described) == await made.run(described)
    assert await migrated.run(difference) == await made.run(difference) == []
    await migrated.close()
    await made.close()


async def test_they_are_the_same_on_a_server():
    with new_database(with_tables=False) as one, new_database(with_tables=False) as other:
        made_by("head", one)
        migrated, made = await open_store(one), await open_store(other)
        assert await migrated.run(indexes) == await made.run(indexes)
        assert await migrated.run(difference) == await made.run(difference) == []
        await migrated.close()
        await made.close()


async def test_a_new_database_gets_its_tables_without_the_migrations(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
):
    migrated: list[object] = []
    monkeypatch.setattr(upgrade, "_migrate", migrated.append)
    store = await open_store(empty_url)
    assert await store.run(version) == HEAD
    assert not migrated
    await store.close()


def test_the_newest_migration_is_the_one_that_the_schema_names():
    assert ScriptDirectory.from_config(configured()).get_heads() == [HEAD]


async def test_a_current_database_is_opened_without_looking_at_migrations(
    url: str, monkeypatch: pytest.MonkeyPatch
):
    await (await open_store(url)).close()
    migrated: list[object] = []
    monkeypatch.setattr(upgrade, "_migrate", migrated.append)
    await (await open_store(url)).close()
    assert not migrated


def configured() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(upgrade.__file__).parent / "migrations"))
    return config


@contextmanager
def begun(url: str) -> Iterator[Connection]:
    """Give a connection in a transaction, without anything of the store."""
    place = make_url(url)
    if place.get_backend_name() == "postgresql":
        engine = postgresql(place).engine
    else:
        engine = create_engine(place)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def version(connection: Connection) -> object:
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def made_by(revision: str, url: str, *, down: bool = False) -> None:
    """Make a database as the product did when this was its newest migration."""
    config = configured()
    with begun(url) as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)


async def test_an_older_database_is_brought_up_to_date(empty_url: str):
    with begun(empty_url) as connection:
        connection.exec_driver_sql(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"
        )
    store = await open_store(empty_url)
    assert await store.run(version) == HEAD
    await store.close()


async def test_a_newer_database_is_refused_with_what_to_do_and_left_alone(url: str):
    await (await open_store(url)).close()
    with begun(url) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreIsNewer, match=f"newer version of Convivio .9999.*{HEAD}.*run that"):
        await open_store(url)
    with begun(url) as connection:
        assert version(connection) == "9999"


async def test_two_who_come_at_once_migrate_once(empty_url: str):
    made_by("0001", empty_url)
    stores = await asyncio.gather(open_store(empty_url), open_store(empty_url))
    for store in stores:
        assert await store.run(version) == HEAD
        await store.close()


LIVING = """
INSERT INTO persons VALUES ('b', 'p', 'Ada', 'Ada', 'it', NULL, NULL, NULL, '{}', 1, 2);
INSERT INTO identities VALUES ('b', 'site', 'ada', 'p', 1);
INSERT INTO conversations VALUES ('b', 'p', 'p', NULL, NULL, '[]', 1, 2);
INSERT INTO events VALUES
  ('b', 'e', 7, 'site', 'ada', NULL, NULL, '{"type":"said","text":"hi"}', NULL, 2, 2, 'done');
INSERT INTO deliveries VALUES
  ('b', 'd', 8, 'g', 'e', 0, 'site', 'ada', NULL, 'to:ada', 'reply', NULL,
   '{"text":"hello","markdown":"hello"}', 'claimed', 2, 2, 'gone', 9, 1, 1, 2, NULL, NULL, NULL);
INSERT INTO consents VALUES
  ('b', 'c1', 'p', 3, 'blog', true, 'Tell me', 'h', 'it', 'offer', 'site', NULL, 2),
  ('b', 'c2', 'p', 4, 'news', true, 'Tell me', 'h', 'it', 'offer', 'site', NULL, 2),
  ('b', 'c3', 'p', 5, 'news', false, NULL, NULL, NULL, 'stop', 'site', NULL, 2);
"""
"""What a process of the first release left behind: one conversation, and a message under way."""


def give_life(connection: Connection) -> None:
    for statement in LIVING.split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)


async def test_a_database_of_the_first_release_keeps_all_its_data(empty_url: str):
    made_by("0001", empty_url)
    with begun(empty_url) as connection:
        give_life(connection)
    store = await open_store(empty_url)

    def look(connection: Connection) -> None:
        (ada,) = acquaintances(connection, BrandId("b"), ChannelName("site"), ["ada"])
        assert (ada.person.name, ada.state, ada.blocked) == ("Ada", "[]", False)
        left = Left(BrandId("b"), ChannelName("site"), None, 3)
        cut = release_claims(connection, left, is_alone=True)
        assert (cut.count, cut.doubts) == (1, 1)
        (speaker,) = latest_speakers(connection, BrandId("b"), ChannelName("site"), 0, 9)
        assert (speaker.sender, speaker.at) == ("ada", 2)
        subscribed = subscriptions_of(connection, BrandId("b"), PersonId("p"))
        assert [one.topic for one in subscribed] == ["blog"]

    await store.run(look)
    await store.close()


ANSWERED = """
INSERT INTO runs (brand, id, person, conversation, channel, dialogue, version, began_at) VALUES
  ('b', 'own', 'ada', 'ada', 'site', 'survey', 'v', 1),
  ('b', 'group', 'square', 'square', 'site', 'vote', 'v', 1);
INSERT INTO answers (brand, run, path, person, dialogue, slot, value, at) VALUES
  ('b', 'own', 'steps.0', 'ada', 'survey', 'score', '9', 2),
  ('b', 'own', 'steps.1', 'ada', 'survey', 'why', 'null', 3),
  ('b', 'group', 'steps.0~1:ada', 'ada', 'vote', 'dish', '"Pizza"', 2),
  ('b', 'group', 'steps.0~1:bob', 'bob', 'vote', 'dish', '"Sushi"', 2);
"""


async def test_what_somebody_has_answered_before_is_still_found(empty_url: str):
    made_by("0017", empty_url)
    with begun(empty_url) as connection:
        for statement in filter(str.strip, ANSWERED.split(";\n")):
            connection.exec_driver_sql(statement)

    def look(connection: Connection) -> None:
        (shared,) = shared_answers(connection, BrandId("b"), [PersonId("ada")])
        assert (shared.run, shared.slot) == ("group", "dish")
        theirs = belongs("answers", BrandId("b"), [PersonId("ada")], [])
        paths = connection.execute(select(answers.c.path).where(theirs)).scalars()
        assert sorted(paths) == ["steps.0", "steps.0~1:ada", "steps.1"]

    store = await open_store(empty_url)
    await store.run(look)
    await store.close()


def test_a_migration_can_be_taken_back(empty_url: str):
    made_by("0001", empty_url)
    with begun(empty_url) as connection:
        before = names(connection)
        give_life(connection)
    made_by("head", empty_url)
    made_by("0001", empty_url, down=True)
    with begun(empty_url) as connection:
        assert names(connection) == before
        assert connection.exec_driver_sql("SELECT count(*) FROM deliveries").scalar() == 1


def names(connection: Connection) -> set[tuple[str, object]]:
    """Return every table with its columns, and every index."""
    known = inspect(connection)
    tables = {
        (name, column["name"])
        for name in known.get_table_names()
        for column in known.get_columns(name)
    }
    return tables | {
        (name, index["name"])
        for name in known.get_table_names()
        for index in known.get_indexes(name)
    }


def test_every_key_is_led_by_the_brand():
    assert {table.name: next(iter(table.primary_key)).name for table in metadata.sorted_tables} == {
        table.name: "brand" for table in metadata.sorted_tables
    }
