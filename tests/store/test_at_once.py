"""Many rows in one execution on a server: the same as one by one, whatever is in them."""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url, select

from bot.store.at_once import AtOnce
from bot.store.connection import Connection
from bot.store.postgresql import postgresql
from bot.store.schema import events
from bot.store.statement import Statement, insert_new, plainly
from bot.store.wire import wire_of
from tests.databases.server import new_database
from tests.store.crowded import crowd
from tests.store.released import Kind, kind_of
from tests.store.test_alike import ROWS, TRIED, as_one, sample
from tests.store.test_plans import STATEMENTS

MANY = {name: one for name, one in STATEMENTS.items() if one._key is not None}
CHANGES = {name: one for name, one in MANY.items() if one._key}
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
TRICKY = st.sampled_from(["", "NULL", "null", '"', "\\", "{}", ",", '\\"', " ", "\n", "é\\n🙂"])
NUMBERS = st.integers(-(2**63), 2**63 - 1)
ADD = insert_new(events)


@pytest.fixture(scope="module")
def server() -> Iterator[Connection]:
    """A connection to a database in which there is something of everything."""
    with new_database() as url:
        engine = postgresql(make_url(url)).engine
        with engine.connect() as connection:
            crowd(connection, ROWS)
            plainly(connection, "ANALYZE")
            connection.commit()
            yield connection
        engine.dispose()


def asked(statement: Statement, connection: Connection) -> list[tuple[object, ...]]:
    """Return what a statement is executed with, for rows of which some are there and some not."""
    compiled = statement._for(connection)
    built: Any = statement._build("postgresql")
    binds = built.compile(dialect=connection.dialect).binds
    return [
        tuple(_given(name, kind_of(name, binds[name].type), number) for name in compiled.names)
        for number in TRIED
    ]


def _given(name: str, kind: Kind, number: int) -> object:
    found = sample(name, kind, number)
    return str(found) if kind == "text" and isinstance(found, int) else found


@pytest.mark.parametrize("name", MANY)
def test_rows_at_once_leave_the_same_as_one_by_one(server: Connection, name: str):
    statement = MANY[name]
    compiled = statement._for(server)
    rows = list({compiled.key(row) or row: row for row in asked(statement, server)}.values())
    table: Any = statement._build("postgresql").table  # type: ignore[attr-defined]
    assert compiled.at_once is not None
    done: list[tuple[int, list[tuple[object, ...]]]] = []
    at_once, parameters = compiled.at_once.written(rows)
    for sql, given_rows in ((compiled.sql, rows), (at_once, [parameters])):
        with server.begin() as transaction:
            changed = wire_of(server).change(sql, given_rows)
            done.append((changed, as_one(server.execute(select(table)).all())))
            transaction.rollback()
    assert done[0] == done[1]


@given(st.lists(st.tuples(TEXTS | TRICKY, NUMBERS, st.none() | TEXTS | TRICKY, st.binary())))
def test_whatever_is_in_them_is_what_is_found(
    server: Connection, values: list[tuple[str, int, str | None, bytes]]
):
    compiled = ADD._for(server)
    assert compiled.at_once is not None
    rows = [
        {"brand": "tricky", "id": str(at), "channel": "c", "received_at": 1, "seq": number}
        | {"sender": text, "space": other, "raw": raw}
        for at, (text, number, other, raw) in enumerate(values)
    ]
    given_rows = [tuple(row.get(name) for name in compiled.names) for row in rows]
    columns = (events.c.id, events.c.sender, events.c.seq, events.c.space, events.c.raw)
    with server.begin() as transaction:
        if rows:
            sql, parameters = compiled.at_once.written(given_rows)
            wire_of(server).put(sql, [parameters])
        found = server.execute(select(*columns).where(events.c.brand == "tricky")).all()
        transaction.rollback()
    written = [(str(at), one[0], one[1], one[2], one[3]) for at, one in enumerate(values)]
    assert sorted(map(tuple, found)) == sorted(written)


def test_what_rows_have_alike_is_given_once_until_they_differ_in_it(server: Connection):
    built: Any = ADD._build("postgresql")
    at_once = AtOnce(built.compile(dialect=server.dialect), server.dialect)
    names, written = ADD._for(server).names, list[str]()
    senders = [("Ada", "Ada"), ("Ada", "Grace"), ("Grace", "Grace"), (None, None)]
    with server.begin() as transaction:
        for place, both in enumerate(senders):
            rows = [
                {"brand": "alike", "id": f"{place}{at}", "channel": "c", "received_at": 1}
                | {"seq": at, "sender": sender}
                for at, sender in enumerate(both)
            ]
            sql, parameters = at_once.written([tuple(map(row.get, names)) for row in rows])
            wire_of(server).put(sql, [parameters])
            written.append(sql)
        found = server.execute(
            select(events.c.id, events.c.sender).where(events.c.brand == "alike")
        ).all()
        transaction.rollback()
    expected = [(f"{place}{at}", both[at]) for place, both in enumerate(senders) for at in (0, 1)]
    assert sorted(map(tuple, found)) == expected
    assert [sql.count("[])") for sql in written] == [2, 3, 3, 3]
    assert written[1:] == written[1:2] * 3


def test_rows_of_one_key_are_written_one_by_one(server: Connection):
    """Whichever of them came last counts: at once, the server would refuse them, or take either."""
    statement = STATEMENTS["conversations._SAVE"]
    compiled, (first, *_) = statement._for(server), asked(statement, server)
    last = tuple(
        "last" if name == "state" else one for name, one in zip(compiled.names, first, strict=True)
    )
    assert statement._differ(compiled, [first])
    assert not statement._differ(compiled, [first, last])


@pytest.mark.parametrize("name", CHANGES)
def test_rows_are_never_found_by_what_is_alike(server: Connection, name: str):
    """A server that knows nothing of a table yet would look through all of a brand for it."""
    built: Any = CHANGES[name]._build("postgresql")
    at_once = AtOnce(built.compile(dialect=server.dialect), server.dialect)
    one, *_ = asked(CHANGES[name], server)
    written, _ = at_once.written([one, one])
    _, _, conditions = written.partition(") AS alike ")
    assert "alike." not in conditions


@pytest.mark.parametrize("name", [name for name in CHANGES if "ADD" not in name])
def test_what_is_changed_is_found_by_its_key(server: Connection, name: str):
    statement = CHANGES[name]
    at_once = statement._for(server).at_once
    assert at_once is not None
    written, _ = at_once.written(asked(statement, server))
    if written.startswith("INSERT"):
        return
    numbers = count(1)
    sql = re.sub("%s", lambda _: f"${next(numbers)}", written)
    with server.begin() as transaction:
        plainly(server, "SET LOCAL plan_cache_mode = force_generic_plan")
        plainly(server, f"PREPARE at_once AS {sql}")
        nothing = ", ".join(["NULL"] * (next(numbers) - 1))
        found = server.exec_driver_sql(f"EXPLAIN EXECUTE at_once({nothing})").scalars().all()
        server.exec_driver_sql("DEALLOCATE at_once")
        transaction.rollback()
    assert "Index Scan" in "".join(found)
    assert "Seq Scan" not in "".join(found)
