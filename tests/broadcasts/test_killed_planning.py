"""A process that plans is killed, again and again: nobody is lost, and nobody planned twice."""

import os
import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.database import open_store
from tests.broadcasts.planning_stage import library_with
from tests.forking.start import Start
from tests.product import environment, start

PEOPLE = {"plain": 20_000, "weighed": 3_000}
"""So many that a process is killed before it has planned them all."""

KILLS = 3
PLANNING = "tests.broadcasts.planning_process"

_ERRORS = 2
"""The number of the file to which a process complains."""


async def fill(database: Path, people: int) -> None:
    store = await open_store(f"sqlite:///{database}")
    await store.close()
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
    with closing(sqlite3.connect(database)) as opened, opened:
        opened.execute(
            f"INSERT INTO persons (brand, id, facts, since) {numbers}"
            " SELECT 'market', printf('p%06d', i * 7919 % 1000003), '{}', 1 FROM n",
            (people,),
        )
        opened.execute(
            "INSERT INTO subscriptions SELECT brand, 'news', id, id, 'web', id, NULL, since"
            " FROM persons"
        )


@pytest.mark.slow
@pytest.mark.parametrize("way", ["plain", "weighed"])
async def test_item_07_a_killed_process_leaves_nothing_undone(tmp_path: Path, way: str):
    text = "when: 0 10 * * 1\n" + ("" if way == "plain" else "for: now == now\n")
    library_with(tmp_path, {"weekly": text})
    database = tmp_path / "convivio.db"
    await fill(database, PEOPLE[way])
    chance = random.Random(7)
    killed = [run(tmp_path, database, chance.uniform(0.01, 0.2)) for _ in range(KILLS)]
    assert any(killed)
    run(tmp_path, database, None)
    with closing(sqlite3.connect(database)) as opened:
        planned = opened.execute(
            "SELECT conversation FROM recipients WHERE status = 'planned' ORDER BY conversation"
        ).fetchall()
        meant = opened.execute("SELECT person FROM subscriptions ORDER BY person").fetchall()
        occurrences = opened.execute("SELECT slot, planned_at IS NULL FROM occurrences").fetchall()
    assert planned == meant
    assert occurrences == [("2026-12-07 10:00", 0)]


def run(folder: Path, database: Path, seconds: float | None) -> bool:
    """Plan in a process, killed so long after it began; say whether it was."""
    arguments = [str(folder), str(database)]
    heard, told = os.pipe()
    process = start(Start(PLANNING, arguments, environment()), told, _ERRORS)
    os.close(told)
    with os.fdopen(heard, "rb") as out:
        assert out.readline() == b"planning\n"
        if seconds is not None:
            time.sleep(seconds)
            process.kill()
    code = process.wait(60)
    assert code == 0 or seconds is not None
    return code != 0
