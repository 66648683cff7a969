"""No statement reads more as a brand grows: each is served by an index of what it is after."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from sqlalchemy import select

import bot.store
from bot.core.ids import BrandId, ChannelName, PersonId
from bot.store.belongings import OWN_TABLES, belongs
from bot.store.connection import Connection
from bot.store.database import open_store
from bot.store.people import Account
from bot.store.schema import metadata
from bot.store.statement import Statement, plainly
from tests.databases.server import new_database
from tests.store.crowded import crowd
from tests.store.plans import plan_of

WHOLE_BRAND = {
    "versions._IDS": "a few tens, by their key: what is published is seldom changed",
    "events._PENDING": "the oldest that wait, by its partial index, up to a limit",
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

OF_EVERY_TURN_AND_START = {
    "people._IDENTITY": "identities by key",
    "people._ACQUAINTANCES": "identities by key",
    "conversations._STATES": "conversations by key",
    "events._SEQUENCES": "events by key",
    "events._END": "events by key",
    "runs._END": "runs by key",
    "answers._FORGET": "answers by key",
    "deliveries._SETTLE": "deliveries by key",
    "calls._CLAIM": "calls by key",
    "calls._END": "calls by key",
    "events._PENDING": "ix_events_pending",
    "events._BACKLOG": "ix_events_pending",
    "queues._EVENTS": "ix_events_pending",
    "due_events._DUE": "ix_events_due",
    "due_events._NEXT": "ix_events_due",
    "due_events._LATEST": "ix_events_due",
    "due_events._DROP_OWN": "ix_events_brand_channel_sender_seq",
    "latest._BACKWARDS": "ix_events_brand_channel_seq",
    "claiming._WAITING": "ix_deliveries_pending",
    "claiming._LANE": "ix_deliveries_lane",
    "claiming._CLAIM": "ix_deliveries_pending",
    "deliveries._LATEST": "ix_deliveries_pending",
    "releasing._CUT": "ix_deliveries_claimed",
    "releasing._RELEASE": "ix_deliveries_claimed",
    "calls._DUE": "ix_calls_pending",
    "calls._NEXT": "ix_calls_pending",
    "calls._HURRY": "ix_calls_pending",
    "calls._FREE": "ix_calls_claimed",
    "calls._FREE_ALL": "ix_calls_under_way",
    "calls._GIVE_BACK": "ix_calls_claimed",
    "calls._UNDER_WAY": "ix_calls_under_way",
    "emissions._WAITING": "ix_emissions_pending",
    "answers._ANSWERS": "ix_runs_brand_dialogue_began_at",
}
"""By which index each finds its first rows, on both databases: by another, most of all that ever
was would be read. Results are among them: whoever asks for them holds everybody up meanwhile."""


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


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("earlier._TALKS", "(brand=? AND channel=? AND space=? AND platform_message=?)"),
        ("earlier._POLLS", "(brand=? AND channel=? AND poll=?)"),
        ("joined._MEMBERS", "(brand=? AND person=?)"),
        ("joined._ALONE", "(brand=? AND person=?)"),
        ("joined._GUESTS", "(brand=? AND own=?)"),
        ("link_codes._BY_CODE", "(brand=? AND code=?)"),
    ],
)
async def test_only_what_is_named_is_looked_at(name: str, condition: str):
    """To ask of a column that it is not null would lead SQLite through all that it is not of."""
    store = await open_store("sqlite://")
    (step, *_) = await store.run(lambda connection: plan_of(connection, STATEMENTS[name]))
    await store.close()
    assert step.endswith(condition)


def first_index(plan: list[str]) -> str:
    """Return by which index a plan finds its first rows, in words that both databases share."""
    found = re.search(
        r"SEARCH (?P<clustered>\w+) USING PRIMARY KEY|sqlite_autoindex_(?P<keyed>\w+)_1"
        r"|pk_(?P<served>\w+)|(?P<index>ix_\w+)",
        "\n".join(plan),
    )
    assert found is not None, plan
    key = found["clustered"] or found["keyed"] or found["served"]
    return found["index"] if key is None else f"{key} by key"


def make_indexes_anew(connection: Connection, *, backwards: bool) -> None:
    """Make all indexes again in another order: among two alike, SQLite takes either by that."""
    found = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).all()
    for name, _ in found:
        plainly(connection, f"DROP INDEX {name}")
    for _, sql in sorted(found, reverse=backwards):
        plainly(connection, sql)


@pytest.mark.parametrize("backwards", [False, True])
async def test_what_is_done_often_takes_the_index_that_is_meant_for_it(backwards: bool):
    def look(connection: Connection) -> dict[str, str]:
        make_indexes_anew(connection, backwards=backwards)
        return {
            name: first_index(plan_of(connection, STATEMENTS[name]))
            for name in OF_EVERY_TURN_AND_START
        }

    store = await open_store("sqlite://")
    taken = await store.run(look)
    await store.close()
    assert taken == OF_EVERY_TURN_AND_START


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
    taken = {name: first_index(plans[name]) for name in OF_EVERY_TURN_AND_START}
    # That what is claimed has not ended, only a server sees: there it has two indexes to choose of.
    claimed = {"calls._FREE_ALL": "ix_calls_claimed"}
    assert taken in (OF_EVERY_TURN_AND_START, OF_EVERY_TURN_AND_START | claimed)


async def test_people_are_looked_up_by_their_accounts_also_where_nothing_is_known_of_tables():
    """Until a server has analyzed them, all of a brand and one of them are the same to it."""
    asked = STATEMENTS["people._ACQUAINTANCES"]
    with new_database() as url:
        store = await open_store(url)
        plan = await store.run(lambda connection: plan_of(connection, asked))
        await store.close()
    conditions = [step for step in plan if step.startswith("Index Cond")]
    assert first_index(plan) == "identities by key"
    assert all(" AND " in one for one in conditions), plan


def test_there_are_statements_to_look_at():
    assert len(STATEMENTS) > 30
    assert set(WHOLE_BRAND) <= set(STATEMENTS)


async def test_what_somebody_has_is_found_by_who_they_are():
    """Whoever is exported or erased: with a million others, everybody would wait meanwhile."""

    def look(connection: Connection) -> Iterator[str]:
        for name in OWN_TABLES:
            table = metadata.tables[name]
            account = Account(BrandId("b"), ChannelName("c"), "ada")
            theirs = belongs(name, BrandId("b"), [PersonId("ada")], [account])
            asked = select(table.c.brand).where(theirs)
            literal = asked.compile(connection, compile_kwargs={"literal_binds": True})
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {literal}"):
                yield f"{name}: {row[3]}"

    store = await open_store("sqlite://")
    plan = await store.run(lambda connection: list(look(connection)))
    await store.close()
    few = {"link_codes", "link_attempts"}  # none is kept for longer than an hour
    all_of_it = [step for step in plan if step.endswith("(brand=?)")]
    assert {step.partition(":")[0] for step in all_of_it} <= few, all_of_it
    assert len(plan) > len(OWN_TABLES)
