"""The store: units of work, group commit, and what happens when the disk does not play along."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.store.connection import Connection
from bot.store.database import Store, open_store, store_url
from bot.store.errors import StoreSettingFault, StoreUnavailable
from bot.store.schema import incidents
from bot.store.sqlite import sqlite
from bot.store.statement import plainly
from tests.databases.server import new_database


@pytest.fixture(params=["file", "memory", "server"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    with ExitStack() as stack:
        match request.param:
            case "file":
                url = in_file(tmp_path)
            case "memory":
                url = "sqlite://"
            case _:
                url = stack.enter_context(new_database())
        opened = await open_store(url)
        yield opened
        await opened.close()


@pytest.fixture(params=["file", "memory"])
async def own_store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """A store whose disk is ours to fill up."""
    opened = await open_store(in_file(tmp_path) if request.param == "file" else "sqlite://")
    yield opened
    await opened.close()


def in_file(folder: Path) -> str:
    return f"sqlite:///{folder / 'deep' / 'store.db'}"


def note(place: str):
    def unit(connection: Connection) -> str:
        values = {"brand": "b", "id": place, "place": place, "reason": "why", "at": 1}
        connection.execute(insert(incidents).values(values))
        return place

    return unit


def places(connection: Connection) -> list[str]:
    return [row[0] for row in connection.exec_driver_sql("SELECT id FROM incidents ORDER BY id")]


def note_and_fail(connection: Connection) -> None:
    note("half done")(connection)
    raise LookupError("on purpose")


async def test_a_unit_is_kept_and_its_result_returned(store: Store):
    assert await store.run(note("a")) == "a"
    assert await store.run(places) == ["a"]


async def test_a_unit_that_fails_alone_leaves_nothing(store: Store):
    with pytest.raises(LookupError):
        await store.run(note_and_fail)
    assert await store.run(places) == []


async def test_units_queued_together_share_a_commit(store: Store):
    before = store.flushes
    futures = [store.submit(note(str(number))) for number in range(50)]
    await asyncio.gather(*futures)
    assert store.flushes - before <= 3
    assert len(await store.run(places)) == 50


async def test_a_failing_unit_does_not_harm_its_neighbours(store: Store):
    good, bad, again, repeated = (
        store.submit(note("good")),
        store.submit(note_and_fail),
        store.submit(note("again")),
        store.submit(note("good")),
    )
    results = await asyncio.gather(good, bad, again, repeated, return_exceptions=True)
    assert results[0] == "good"
    assert isinstance(results[1], LookupError)
    assert results[2] == "again"
    assert isinstance(results[3], Exception)
    assert await store.run(places) == ["again", "good"]


async def test_a_caller_who_left_does_not_stop_the_others(store: Store):
    gone, stays = store.submit(note("gone")), store.submit(note("stays"))
    gone.cancel()
    assert await stays == "stays"


async def test_what_is_queued_is_done_before_the_store_closes(url: str):
    store = await open_store(url)
    kept = store.submit(note("last words"))
    await store.close()
    assert await kept == "last words"
    with pytest.raises(StoreUnavailable):
        await store.run(places)
    await store.close()


async def test_a_full_disk_is_told_to_everybody_and_passes(own_store: Store):
    store = own_store

    def fill_up(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE ballast (bytes BLOB)")

    await store.run(fill_up)
    pages = await store.run(lambda one: one.exec_driver_sql("PRAGMA page_count").scalar())
    await store.run(lambda one: one.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}"))
    small = store.submit(note("small"))
    big = store.submit(
        lambda one: one.exec_driver_sql("INSERT INTO ballast VALUES (zeroblob(1000000))")
    )
    results = await asyncio.gather(small, big, return_exceptions=True)
    assert [type(result) for result in results] == [StoreUnavailable, StoreUnavailable]
    await store.run(lambda one: one.exec_driver_sql("PRAGMA max_page_count = 1000000"))
    assert await store.run(note("after")) == "after"
    assert await store.run(places) == ["after"]


async def test_a_database_locked_by_somebody_else_is_told(tmp_path: Path):
    path = tmp_path / "store.db"
    store = await open_store(f"sqlite:///{path}")
    await store.run(lambda one: one.exec_driver_sql("PRAGMA busy_timeout = 20"))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable) as told:
        await store.run(note("not now"))
    assert (told.value.__cause__, told.value.__context__) == (None, None)  # they hold everybody
    other.execute("ROLLBACK")
    other.close()
    assert await store.run(note("now")) == "now"
    await store.close()


async def test_a_file_that_is_taken_away_is_told_and_used_again_when_it_is_back(tmp_path: Path):
    path, away = tmp_path / "store.db", tmp_path / "away.db"
    store = await open_store(f"sqlite:///{path}")
    await store.run(note("before"))
    path.rename(away)
    with pytest.raises(StoreUnavailable, match="not there any more"):
        await store.run(note("meanwhile"))
    shutil.copyfile(away, path)
    with pytest.raises(StoreUnavailable, match="another one now: start again"):
        await store.run(note("meanwhile"))
    away.rename(path)
    await store.run(note("after"))
    assert await store.run(places) == ["after", "before"]
    await store.close()


def test_a_database_that_may_only_be_read_is_unavailable(tmp_path: Path):
    backend = sqlite(in_file(tmp_path))
    with backend.engine.connect() as connection:
        plainly(connection, "PRAGMA query_only = ON")
        with pytest.raises(sqlite3.OperationalError, match="readonly") as refused:
            plainly(connection, "CREATE TABLE never (x)")
    assert backend.says_unavailable(refused.value)
    backend.engine.dispose()


async def test_every_commit_reaches_the_disk(tmp_path: Path):
    store = await open_store(in_file(tmp_path))
    found = {
        name: await store.run(lambda one, name=name: one.exec_driver_sql(f"PRAGMA {name}").scalar())
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    await store.close()


@pytest.mark.parametrize(
    ("setting", "url"),
    [
        (None, "sqlite:////brand/convivio.db"),
        ("", "sqlite:////brand/convivio.db"),
        ("/data/talk.db", "sqlite:////data/talk.db"),
        ("talk.db", "sqlite:///talk.db"),
        ("sqlite:///x.db", "sqlite:///x.db"),
        ("postgresql://host/db", "postgresql://host/db"),
    ],
)
def test_the_setting_may_be_a_url_or_a_path(setting: str | None, url: str):
    assert store_url(setting, Path("/brand")) == url


UNSUPPORTED = ("mysql://u:secret@host/db", "postgresql+asyncpg://u:secret@host/db", "no url at all")


@pytest.mark.parametrize("setting", UNSUPPORTED)
async def test_a_database_that_is_not_supported_is_refused_without_its_password(setting: str):
    with pytest.raises(StoreSettingFault) as refused:
        await open_store(setting)
    assert "secret" not in str(refused.value)


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path):
    path = tmp_path / "letter.db"
    path.write_bytes(b"Dear Ada, " * 1000)
    with pytest.raises(StoreUnavailable):
        await open_store(f"sqlite:///{path}")


async def test_the_file_is_for_its_owner_alone(tmp_path: Path):
    store = await open_store(in_file(tmp_path))
    await store.run(note("a"))
    files = {file.name: oct(file.stat().st_mode & 0o777) for file in (tmp_path / "deep").iterdir()}
    await store.close()
    assert set(files.values()) == {"0o600"}
