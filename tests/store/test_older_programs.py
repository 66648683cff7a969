"""What an older program does goes on while a newer one has brought the tables up to date."""

import asyncio
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from shutil import copytree
from typing import Any

import msgspec
import psycopg
import pytest
from alembic import command
from alembic.operations import ops
from alembic.operations.base import AbstractOperations
from alembic.operations.ops import MigrateOperation
from sqlalchemy import Column, Integer, MetaData, insert, select
from sqlalchemy.schema import CreateSequence

from bot.store import migrating, postgresql, upgrade
from bot.store.alone import alone_with
from bot.store.connection import Connection
from bot.store.database import open_store
from bot.store.errors import StoreUnavailable
from bot.store.migrations import versions
from bot.store.schema import HEAD, incidents
from tests.databases.server import new_database
from tests.eventually import eventually
from tests.store.crowded import crowd
from tests.store.released import Written, released
from tests.store.test_alike import ROWS, TRIED, as_one, sample
from tests.store.test_migrations import begun, configured, made_by, version

FIRST = "0001"
"""What was there before anything was at work."""

RELEASED = released()


def migrations() -> Iterable[Any]:
    for module in pkgutil.iter_modules(versions.__path__):
        yield importlib.import_module(f"{versions.__name__}.{module.name}")


LATER = [one for one in migrations() if one.revision != FIRST]


@pytest.fixture(scope="module")
def operations() -> dict[str, list[MigrateOperation]]:
    """What each migration does to the tables, on a server: nothing more is done in a file."""
    done: dict[str, list[MigrateOperation]] = {}
    invoke = AbstractOperations.invoke
    with (
        pytest.MonkeyPatch.context() as patch,
        new_database(with_tables=False) as url,
        begun(url) as connection,
    ):
        config = configured()
        config.attributes["connection"] = connection
        for one in migrations():
            noted = done.setdefault(one.revision, [])

            def note(
                self: AbstractOperations, operation: MigrateOperation, noted: Any = noted
            ) -> Any:
                noted.append(operation)
                return invoke(self, operation)

            patch.setattr(AbstractOperations, "invoke", note)
            command.upgrade(config, one.revision)
    return done


def only_added(operations: Iterable[MigrateOperation]) -> Iterable[ops.AddColumnOp]:
    return (one for one in operations if isinstance(one, ops.AddColumnOp))


SETS = re.compile(r"\s*UPDATE (\w+) SET (\w+) = [^,]+ WHERE ")


def is_unnoticed(operation: MigrateOperation, beside: Sequence[MigrateOperation] = ()) -> bool:
    """Say whether statements that were written before it still do what they did.

    Args:
        operation: what a migration does.
        beside: all that it does; a column that it adds no older statement knows.
    """
    match operation:
        case ops.CreateTableOp() | ops.DropIndexOp():
            return True
        case ops.ExecuteSQLOp(sqltext=str(sql)):
            added = {(one.table_name, one.column.name) for one in only_added(beside)}
            sets = SETS.match(sql)
            is_new = sets is not None and sets.groups() in added
            return is_new or sql.lstrip().startswith("INSERT")
        case ops.ExecuteSQLOp(sqltext=CreateSequence()):
            return True
        case ops.AddColumnOp(column=Column() as added):
            return bool(added.nullable) or added.server_default is not None
        case ops.CreateIndexOp(unique=unique):
            return not unique
        case _:
            return False


@pytest.mark.parametrize("migration", LATER, ids=lambda one: one.revision)
def test_a_migration_takes_nothing_from_programs_at_work(
    migration: Any, operations: dict[str, list[MigrateOperation]]
):
    done = operations[migration.revision]
    assert operations[FIRST]  # what is done is noted; what only a server needs does nothing here
    noticed = [one for one in done if not is_unnoticed(one, done)]
    assert not noticed or hasattr(migration, "outdates"), (
        f"{migration.__name__} changes what older programs use: do it over two releases, and name "
        f"in `outdates` the newest migration whose programs cannot go on: {noticed}"
    )


@pytest.mark.parametrize(
    "operation",
    [
        ops.DropTableOp("t"),
        ops.DropColumnOp("t", "c"),
        ops.RenameTableOp("t", "u"),
        ops.AlterColumnOp("t", "c", modify_name="d"),
        ops.AddColumnOp("t", Column("c", Integer, nullable=False)),
        ops.CreateIndexOp("i", "t", ["c"], unique=True),
        ops.ExecuteSQLOp("UPDATE t SET c = 1"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_what_would_be_noticed_is_seen(operation: MigrateOperation):
    assert not is_unnoticed(operation)


def test_there_is_an_older_program():
    assert RELEASED.keys() <= {one.revision for one in migrations()}
    assert all(len(statements) > 100 for statements in RELEASED.values())


@pytest.mark.parametrize("old", RELEASED)
def test_its_statements_do_the_same_on_the_newest_tables(old: str, empty_url: str):
    made_by(old, empty_url)
    tables = MetaData()
    with begun(empty_url) as connection:
        tables.reflect(connection)
        tables.remove(tables.tables["alembic_version"])
        crowd(connection, ROWS, tables)
        before = outcomes(connection, RELEASED[old], tables)
    made_by("head", empty_url)
    with begun(empty_url) as connection:
        after = outcomes(connection, RELEASED[old], tables)
    assert not {name for name in before if before[name] != after[name]}


def outcomes(
    connection: Connection, statements: dict[str, Written], tables: MetaData
) -> dict[str, object]:
    """Return what comes of each statement, and what it leaves in its table; all is taken back."""
    return {name: outcome(connection, one, tables) for name, one in statements.items()}


def outcome(connection: Connection, statement: Written, tables: MetaData) -> object:
    kind = connection.dialect.name
    came: list[object] = []
    transaction = connection.begin_nested()
    cursor: Any = connection.connection.dbapi_connection.cursor()  # type: ignore[union-attr]
    for number in TRIED:
        asked = [
            given(sample(name, statement.kinds[name], number), kind)
            for name in statement.names[kind]
        ]
        cursor.execute(statement.sql[kind], asked)
        came.append(as_one(cursor.fetchall()) if cursor.description else cursor.rowcount)
    left = statement.table and as_one(connection.execute(select(tables.tables[statement.table])))
    transaction.rollback()
    return came, left


def given(value: object, kind: str) -> object:
    """Return a parameter as the statements give it to a driver."""
    if kind == "sqlite" and isinstance(value, list):
        return msgspec.json.encode(value).decode()
    return value


@pytest.fixture
def next_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what makes this the program of a release that takes something from the one before."""
    folder = tmp_path / "migrations"
    copytree(upgrade._MIGRATIONS, folder)
    (folder / "versions" / "r9000_contract.py").write_text(CONTRACT, encoding="utf-8")

    def release() -> None:
        monkeypatch.setattr(upgrade, "_MIGRATIONS", folder)
        monkeypatch.setattr(upgrade, "HEAD", "9000")
        monkeypatch.setattr(
            postgresql, "KNOW", postgresql.KNOW.replace(f", {int(HEAD)})", ", 9000)")
        )

    return release


CONTRACT = f"""
from alembic import op

revision = "9000"
down_revision = outdates = "{HEAD}"


def upgrade():
    op.drop_column("incidents", "event")
"""


def note(connection: Connection) -> None:
    connection.execute(insert(incidents).values(brand="b", id="i", place="p", reason="r", at=1))


async def test_what_an_older_program_uses_is_taken_away_when_it_is_gone(
    url: str, next_release: Callable[[], None]
):
    with alone_with(url):
        older = await open_store(url)
        next_release()
        with pytest.raises(StoreUnavailable, match=f"as of {HEAD}.*stop that one first"):
            await open_store(url)
        await older.run(note)
        assert await older.run(version) == HEAD
        await older.close()
    newer = await open_store(url)
    assert await newer.run(version) == "9000"
    await newer.close()


async def test_who_finds_other_tables_than_it_knows_writes_nothing_until_they_are_back():
    with new_database() as url, psycopg.connect(url, autocommit=True) as other:
        store = await open_store(url)
        other.execute("ALTER TABLE incidents RENAME COLUMN place TO spot")
        with pytest.raises(StoreUnavailable, match=r'"place" .*does not exist'):
            await store.run(note)
        other.execute("ALTER TABLE incidents RENAME COLUMN spot TO place")
        await store.run(note)
        await store.close()


async def test_whoever_comes_while_somebody_migrates_waits_however_long(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(postgresql, "_SESSION", postgresql._SESSION.replace("'5s'", "'20ms'"))
    with new_database(with_tables=False) as url, psycopg.connect(url, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s, 0)", [migrating._MIGRATING])
        opening = asyncio.ensure_future(open_store(url))
        await eventually(lambda: waits_longer_than(other, "100 ms"))
        assert not opening.done()
        other.execute("SELECT pg_advisory_unlock(%s, 0)", [migrating._MIGRATING])
        store = await opening
        assert await store.run(version) == HEAD
        patience = await store.run(lambda one: one.exec_driver_sql("SHOW lock_timeout").scalar())
        assert patience == "20ms"
        await store.close()


def waits_longer_than(server: psycopg.Connection, time: str) -> bool:
    found = server.execute(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
        " AND wait_event_type = 'Lock' AND clock_timestamp() - query_start > %s::interval",
        [time],
    )
    return found.fetchone() is not None
