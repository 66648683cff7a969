"""A restored backup, or a copy elsewhere, plans nothing until a person arms it."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.armings import ArmingRow, arm, fingerprint, fingerprint_of, is_armed
from bot.store.database import Store, open_store
from bot.store.moments import to_moment
from tests.broadcasts.planning_stage import BRAND, Somebody, Stage, library_with, utc

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
