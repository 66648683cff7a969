"""No statement reads more as a brand grows: each is served by an index of what it is after."""

import importlib
import pkgutil
from collections.abc import AsyncIterator, Iterator

import pytest

import bot.store
from bot.store.connection import Connection
from bot.store.database import Store, open_store
from bot.store.statement import Statement

WHOLE_BRAND = {
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
    "releasing._CUT": "what is claimed, once at the start, by its partial index",
    "releasing._RELEASE_ALL": "what is claimed, once at the start, by its partial index",
    "armings._FIND": "the one row that a brand has",
    "moved_places._DROP_NEW": "one conversation in what has not ended, a handful",
    "moved_places._DROP_OLD": "one conversation in what has not ended, a handful",
    "moved_places._MOVE_LIVE": "one conversation in what has not ended, a handful",
    "occurrences._LIVE": "what has not ended, a handful, by its partial index",
    "occurrences._END": "what has not ended, a handful, by its partial index",
    "versions._ALL": "every version, at the start, at a publication and now and then",
    "versions._PROGRAMS": "every version, when somebody asks what is to come of those inside",
    "versions._MARKS": "every version, now and then",
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


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    opened = await open_store("sqlite://")
    yield opened
    await opened.close()


@pytest.mark.parametrize("name", STATEMENTS)
async def test_a_statement_is_served_by_an_index(store: Store, name: str):
    def explain(connection: Connection) -> list[str]:
        compiled = STATEMENTS[name]._for(connection)
        nothing = (None,) * len(compiled.names)
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled.sql}", nothing)
        return [str(row[3]) for row in plan if "json_each" not in row[3]]

    plan = await store.run(explain)
    assert not any(step.startswith("SCAN") for step in plan), plan
    if name not in WHOLE_BRAND:
        everything = ("(brand=?)", "(brand=? AND channel=?)")
        assert not any(step.endswith(everything) for step in plan), plan
    assert "USE TEMP B-TREE FOR GROUP BY" not in plan


def test_there_are_statements_to_look_at():
    assert len(STATEMENTS) > 30
    assert set(WHOLE_BRAND) <= set(STATEMENTS)
