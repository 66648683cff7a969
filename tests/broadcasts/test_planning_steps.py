"""Planning in steps of any size, killed anywhere, is the one statement that it stands for."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.broadcasts import planner
from bot.broadcasts.steps import Setting, Stepping, can_be_planned
from bot.engine.facts import as_person
from bot.store.connection import Connection
from bot.store.database import open_store
from bot.store.occurrences import find_occurrence
from tests.broadcasts.planning_stage import BRAND, Somebody, Stage, library_with, utc
from tests.steady import FIXTURE_ONCE, UNTIMED

BEGIN = utc("2026-12-07T09:00")
WAYS = {
    "plain": "when: 0 10 * * 1\n",
    "weighed": "when: 0 10 * * 1\nfor: now == now\n",
    "living": "when: 0 10 * * 1\naudience: living\n",
    "followed": "when: 1d after subscribing\n",
    "zoned": "when: 0 10 * * 1 in each person's zone\n",
}


class Killed(Exception):  # noqa: N818 - said as what happened
    """The process was killed in the middle of a step."""


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=12, suppress_health_check=[*UNTIMED, FIXTURE_ONCE])
@given(
    people=st.sets(st.integers(0, 400), max_size=60),
    acts=st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=12),
)
def test_item_07_planning_goes_on_where_it_was_killed(
    tmp_path: Path, way: str, people: set[int], acts: list[tuple[int, bool]]
):
    # Many subscribed at the same moment.
    subscribed = [
        Somebody(f"p{one:03}", BEGIN - timedelta(days=1, seconds=one // 50), "Europe/Rome")
        for one in sorted(people)
    ]
    planned = asyncio.run(_plan(tmp_path / way, way, subscribed, acts))
    assert planned == [(one.name, "planned") for one in subscribed]


async def _plan(
    folder: Path, way: str, subscribed: list[Somebody], acts: list[tuple[int, bool]]
) -> list[tuple[str, str]]:
    """Return who is planned at the end, and how they stand."""
    store = await open_store("sqlite://")
    try:
        stage = Stage(store, library_with(folder, {"one": WAYS[way]}), BEGIN)
        await _begin(stage, subscribed)
        for most, killed in acts:
            await _step(stage, most, killed=killed)
        stage.begin()
        await stage.look()
        stage.begin()
        await stage.look(seconds=1)
        return [(row.conversation, row.status) for row in await stage.recipients()]
    finally:
        await store.close()


async def _begin(stage: Stage, people: list[Somebody]) -> None:
    """Let the occurrence begin with nobody planned for it yet."""
    await stage.look()
    await stage.execute("UPDATE occurrences SET planned_at = NULL, cursor = NULL")
    if people:
        await stage.subscribe(*people)


async def _step(stage: Stage, most: int, *, killed: bool) -> None:
    setting = Setting(stage.library.brand, as_person, "2026a")
    (live,) = await stage.live()

    def unit(connection: Connection) -> None:
        row = find_occurrence(connection, BRAND, live.id)
        if row is not None and can_be_planned(row):
            Stepping(connection, setting, row, stage.now, most).take(anew=False)
        if killed:
            raise Killed

    try:
        await stage.store.run(unit)
    except Killed:
        assert killed


async def test_item_31_steps_are_sized_by_how_long_they_take():
    assert planner._fitting(1000, 0.001) == 2000
    assert planner._fitting(1000, 0.02) == 1000
    assert planner._fitting(1000, 0.05) == 500
    assert planner._fitting(planner.MOST, 0.0) == planner.MOST
    assert planner._fitting(planner.FEWEST, 9.0) == planner.FEWEST
