"""No statement reads more as a brand grows: each is served by an index of what it is after."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

import bot.store
from bot.store.connection import Connection
from bot.store.database import open_store
from bot.store.statement import Statement, plainly
from tests.databases.server import new_database
from tests.store.crowded import crowd
from tests.store.plans import plan_of

WHOLE_BRAND = {
    "versions._IDS": "a few tens, by their key: what is published is seldom changed",
    "events._PENDING": "the oldest that wait, by its partial index, up to a limit",
    "answers._ANSWERS": "the results of a dialogue, when somebody asks for them",
    "dead_letters._DEAD": "what was rejected, when somebody asks for it",
    "doubtful._DOUBTFUL": "what may have been read twice, when somebody asks for it",
    "handoffs._OPEN": "who waits for the team, when somebody asks for it, by its partial index",
    "events._MOVE": "what waits, where a space has moved, by its partial index",
    "events._MOVE_LATER": "what is not due, where a space has moved, by its partial index",
    "due_events._LATEST": "what is not due, once at the start, by its partial index",
    "events._BACKLOG": "what waits, once at the start, by its partial index",
    "emissions._WAITING": "the oldest that wait, by its partial index, up to a limit",
    "emissions._COUNT": "what waits, when somebody asks for it, by its partial index",
    "emissions._DEAD": "what was never told, when somebody asks for it",
    "calls._NEXT": "the first that is due, by its partial index",
    "calls._FREE_ALL": "what is claimed, once at the start, by its partial index",
    "calls._UNDER_WAY": "what has not ended, when somebody asks for it, by its partial index",
    "deliveries._LATEST": "what waits, once at the start, by its partial index",
    "releasing._CUT": "what is claimed, with a channel and now and then, by its partial index",
    "releasing._RELEASE": "what is claimed, with a channel and now and then, by its partial index",
    "data_keys._OWNS": "the one row that each brand has, at the start, by its partial index",
    "data_keys._MASTERS": "every key, when somebody asks which master keys are still needed",
    "leases._OF_BRAND": "the few roles that a brand has, when somebody asks for them",
    **dict.fromkeys(
        ("armings._FIND", "armings._BEGIN", "armings._DISARM"), "the one row that a brand has"
    ),
    "pauses._FIND_ONE": "the one row that a channel has",
    "pauses._FIND": "the one row that each channel has, once at the start",
    "moved_places._DROP_NEW": "one conversation in what has not ended, a handful",
    "moved_places._DROP_OLD": "one conversation in what has not ended, a handful",
    "moved_places._MOVE_LIVE": "one conversation in what has not ended, a handful",
    "occurrences._LIVE": "what has not ended, a handful, by its partial index",
    "occurrences._END": "what has not ended, a handful, by its partial index",
    "versions._ALL": "every version, at the start, at a publication and now and then",
    "versions._PROGRAMS": "every version, when somebody asks what is to come of those inside",
    "versions._MARKS": "every version, now and then",
    "stuck._CLAIMS": "what is claimed, which is bounded, when somebody asks for it",
    "stuck._HELD": "what is held back, when somebody asks for it, by its partial index",
    "queues._EVENTS": "the oldest that waits, by its partial index",
    "queues._DUE": "the first that is due, by its partial index",
    "queues._EMISSIONS": "the first that waits, by its partial index",
    "queues._CALLS": "the first that is due, by its partial index",
    "recipients._UNDER_WAY": "what is under way, which is bounded, by its partial index",
}
"""Statements that are after everything of a brand, or after all that is in a partial index."""


def statements() -> Iterator[tuple[str, Statement]]:
    for module in pkgutil.iter_modules(bot.store.__path__):
        if module.name in {"migrations", "statement"}:
            continue
        for name, found in vars(importlib.import_module(f"bot.store.{module.name}")).items():
            if isinstance(found, Statement):
                yield f"{module.name}.{name}", found


STATEMENTS = dict(statements())


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with new_database() as url:
        yield url


@pytest.mark.parametrize("name", STATEMENTS)
async def test_a_statement_is_served_by_an_index(name: str):
    store = await open_store("sqlite://")
    plan = await store.run(lambda connection: plan_of(connection, STATEMENTS[name]))
    await store.close()
    assert not any(step.startswith("SCAN") for step in plan), plan
    if name not in WHOLE_BRAND:
        everything = ("(brand=?)", "(brand=? AND channel=?)")
        assert not any(step.endswith(everything) for step in plan), plan
    assert "USE TEMP B-TREE FOR GROUP BY" not in plan


async def test_of_an_occurrence_only_those_are_looked_at_who_are_opened():
    store = await open_store("sqlite://")
    opens = STATEMENTS["recipients._OPEN"]
    (step, *_) = await store.run(lambda connection: plan_of(connection, opens))
    await store.close()
    assert step.endswith("(brand=? AND occurrence=? AND conversation=?)")


def reads_a_brand(plan: list[str]) -> bool:
    """Say whether a step looks at many rows of a brand, one after the other."""
    return any(
        re.fullmatch(r"Index Cond: \(brand = [^A]*\)", where)
        and int(re.findall(r"rows=(\d+)", step)[0]) >= 100
        for step, where in pairwise(plan)
    )


async def test_each_is_served_by_an_index_on_a_server_too(server: str):
    def look(connection: Connection) -> dict[str, list[str]]:
        return {name: plan_of(connection, one) for name, one in STATEMENTS.items()}

    store = await open_store(server)
    await store.run(lambda connection: crowd(connection, 2_000))
    await store.run(lambda connection: plainly(connection, "ANALYZE"))
    plans = await store.run(look)
    await store.close()
    scans = {name for name, plan in plans.items() if any("Seq Scan" in step for step in plan)}
    assert not scans
    whole = {name: plan for name, plan in plans.items() if reads_a_brand(plan)}
    assert whole.keys() <= WHOLE_BRAND.keys(), whole


def test_there_are_statements_to_look_at():
    assert len(STATEMENTS) > 30
    assert set(WHOLE_BRAND) <= set(STATEMENTS)
