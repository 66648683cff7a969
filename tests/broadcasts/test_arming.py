"""A restored backup, or a copy elsewhere, plans nothing until a person arms it."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from bot.engine.arming import Arming
from bot.store.armings import (
    ArmingRow,
    arm,
    fingerprint,
    fingerprint_here,
    fingerprint_of,
    is_armed,
    note_begun,
)
from bot.store.database import Store, open_store
from bot.store.moments import to_moment
from tests.broadcasts.planning_stage import BRAND, Somebody, Stage, library_with, utc
from tests.databases.server import new_database

BEGIN = utc("2026-12-07T09:00")


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    opened = await open_store("sqlite://")
    yield opened
    await opened.close()


@pytest.fixture
def stage(store: Store, tmp_path: Path) -> Stage:
    return Stage(store, library_with(tmp_path, {"daily": "when: 0 10 * * *\n"}), BEGIN)


async def test_item_14_a_copy_elsewhere_plans_nothing_until_it_is_armed(
    stage: Stage, caplog: pytest.LogCaptureFixture
):
    await stage.subscribe(Somebody("ada", utc("2026-01-01")))
    await stage.look()
    assert len(await stage.recipients()) == 1
    stage.begin(place="elsewhere")
    assert await stage.look(days=1) is None
    assert await stage.look(seconds=1) is None
    assert len(await stage.recipients()) == 1
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    at = to_moment(stage.now)
    await stage.store.run(lambda one: arm(one, ArmingRow(BRAND, "elsewhere", at)))
    await stage.look(seconds=1)
    assert len(await stage.recipients()) == 2
    # And now it no longer leaves from where it did.
    stage.begin()
    assert await stage.look(days=1) is None


async def test_the_first_place_arms_itself(stage: Stage):
    assert await stage.store.run(lambda one: is_armed(one, BRAND, "anywhere"))
    await stage.look()
    assert await stage.store.run(lambda one: is_armed(one, BRAND, "here"))
    assert not await stage.store.run(lambda one: is_armed(one, BRAND, "anywhere"))


def test_a_fingerprint_tells_files_and_machines_apart():
    assert fingerprint(1, "a") == fingerprint(1, "a")
    assert len({fingerprint(1, "a"), fingerprint(2, "a"), fingerprint(1, "b")}) == 3
    assert fingerprint(None, None)


async def test_a_copied_file_has_another_fingerprint(tmp_path: Path):
    first, copy = tmp_path / "convivio.db", tmp_path / "copy.db"
    opened = await open_store(f"sqlite:///{first}")
    await opened.close()
    shutil.copy(first, copy)
    machine = tmp_path / "machine-id"
    machine.write_text("one\n")
    there = fingerprint_of(f"sqlite:///{first}", machine)
    assert there == fingerprint_of(f"sqlite:///{first}", machine)
    assert there != fingerprint_of(f"sqlite:///{copy}", machine)
    machine.write_text("another\n")
    assert there != fingerprint_of(f"sqlite:///{first}", machine)
    assert fingerprint_of(f"sqlite:///{first}", tmp_path / "none")
    assert fingerprint_of("sqlite://", machine) == fingerprint(None, None)


class Place:
    """A database in a file, whose process comes and goes."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.url = f"sqlite:///{file}"
        self.now = BEGIN

    async def run(self, *, begins: bool = False) -> bool:
        """Let a process run for a moment, and say whether anything may begin."""
        store = await open_store(self.url)
        arming = Arming(store, self.url, [BRAND], lambda: self.now)
        here = await arming.settle()
        self.now += timedelta(minutes=1)
        if begins:
            await store.run(lambda one: note_begun(one, BRAND, to_moment(self.now)))
        await arming.look()
        is_ours = await store.run(lambda one: is_armed(one, BRAND, here))
        await store.close()
        return is_ours

    async def arm(self) -> None:
        store = await open_store(self.url)
        row = ArmingRow(BRAND, fingerprint_of(self.url), to_moment(self.now))
        await store.run(lambda one: arm(one, row))
        await store.close()

    def restore(self, backup: bytes) -> None:
        """Write over the file, which stays the same one."""
        self.file.write_bytes(backup)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "convivio.db")


async def test_a_backup_that_is_written_over_its_file_is_noticed(
    place: Place, caplog: pytest.LogCaptureFixture
):
    assert await place.run(begins=True)
    backup = place.file.read_bytes()
    assert await place.run(begins=True)
    assert not caplog.records
    place.restore(backup)
    assert not await place.run()
    assert "restored, copied or moved" in caplog.text
    assert not await place.run()
    await place.arm()
    assert await place.run(begins=True)
    assert await place.run()


async def test_what_knows_all_that_was_seen_is_not_taken_for_a_backup(place: Place):
    assert await place.run(begins=True)
    seen = place.file.with_name("convivio.db-seen")
    before = seen.read_bytes()
    assert await place.run(begins=True)
    # A process was killed before it could note how far it had come, or the note is gone.
    seen.write_bytes(before)
    assert await place.run()
    seen.write_text("half a no")
    assert await place.run()
    seen.unlink()
    assert await place.run()


async def test_a_new_database_in_the_place_of_another_is_armed(place: Place):
    assert await place.run(begins=True)
    place.file.unlink()
    assert await place.run(begins=True)


async def test_a_dump_that_is_restored_is_another_place():
    with new_database() as url, psycopg.connect(url, autocommit=True) as server:
        store = await open_store(url)
        here = await store.run(fingerprint_here)
        assert here == await store.run(fingerprint_here)
        with new_database() as other:
            copy = await open_store(other)
            assert await copy.run(fingerprint_here) != here
            await copy.close()
        # Into the same database, as `pg_restore --clean` does it.
        server.execute("ALTER TABLE armings RENAME TO before")
        server.execute("CREATE TABLE armings (LIKE before INCLUDING ALL)")
        assert await store.run(fingerprint_here) != here
        await store.close()
