"""Every statement does the same on every database: the same rows found, changed and left."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from sqlalchemy import make_url, select, update

from bot.core.ids import BrandId, PersonId
from bot.core.values import Value
from bot.store.connection import Connection
from bot.store.erasure import erase_rows
from bot.store.export import STRUCTURED, export_person
from bot.store.postgresql import postgresql
from bot.store.schema import metadata
from bot.store.sqlite import sqlite
from tests.databases.server import new_database
from tests.store.crowded import crowd, word
from tests.store.released import Kind, kind_of
from tests.store.test_plans import STATEMENTS

ROWS = 60
TRIED = (*range(12), 30, 50, ROWS)
"""The rows that statements are after, one after the other; the last is not there yet."""

LATER = 1_000_000
GIVEN: dict[str, object] = {
    "given": True,
    "shared": True,
    "status": "accepted",
    "most": 10,
    **dict.fromkeys(("now", "until", "before"), LATER),
    **dict.fromkeys(("since", "position", "tried_at"), 0),
    "seqs": list(range(ROWS)),
    "from_": ["running", "pending"],
    "new_id": "new",
}
"""What is asked for by these names, whatever the statement."""


@pytest.fixture(scope="module")
def databases() -> Iterator[list[Connection]]:
    with ExitStack() as stack:
        url = make_url(stack.enter_context(new_database()))
        engines = [sqlite("sqlite://").engine, postgresql(url).engine]
        connections = [stack.enter_context(engine.connect()) for engine in engines]
        metadata.create_all(connections[0])
        for connection in connections:
            crowd(connection, ROWS)
            connection.commit()
        yield connections
    for engine in engines:
        engine.dispose()


def sample(name: str, kind: Kind, number: int) -> object:
    """Return what a statement is asked for: mostly what a row has by that name."""
    if name == "position" and kind == "text":  # of a part of a file, with leading zeros
        return f"{number:06}"
    if name in GIVEN:
        return GIVEN[name]
    match kind:
        case "number":
            return number
        case "bytes":
            return b"raw"
        case "list":
            return [f"x{one}" for one in range(ROWS)]
        case "text":
            return word(name, number)


def done(connection: Connection, name: str) -> list[object]:
    """Execute a statement for each row, return what came of it and was left, and take it back."""
    built: Any = STATEMENTS[name]._build(connection.dialect.name)
    binds = built.compile(dialect=connection.dialect).binds
    came: list[object] = []
    with connection.begin() as transaction:
        for number in TRIED:
            asked = {key: sample(key, kind_of(key, one.type), number) for key, one in binds.items()}
            statement: Any = STATEMENTS[name]
            has_rows = len(built.exported_columns) > 0
            came.append(
                as_one(statement.read(connection, **asked))
                if has_rows
                else statement.change(connection, **asked)
            )
        left = as_one(connection.execute(select(built.table)).all()) if built.is_dml else None
        transaction.rollback()
    return [came, left]


def as_one(rows: Any) -> list[tuple[object, ...]]:
    return sorted(
        (tuple(int(one) if isinstance(one, bool) else one for one in row) for row in rows), key=repr
    )


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_does_the_same_everywhere(databases: list[Connection], name: str):
    first, other = (done(connection, name) for connection in databases)
    assert first == other


def test_most_statements_find_something(databases: list[Connection]):
    empty = {
        name for name in STATEMENTS if all(came in ([], 0) for came in done(databases[0], name)[0])
    }
    assert len(empty) < len(STATEMENTS) / 4, empty


BRAND, SOMEBODY = BrandId("brand"), PersonId("x3")


def erased(connection: Connection) -> dict[str, int]:
    with connection.begin() as transaction:
        receipt = erase_rows(connection, BRAND, SOMEBODY, LATER)
        gone = export_person(connection, BRAND, SOMEBODY)
        transaction.rollback()
    assert not any(gone[table] for table in ("persons", "identities", "deliveries", "answers"))
    return receipt.counts


def exported(connection: Connection) -> dict[str, Value]:
    with connection.begin():
        for table in metadata.sorted_tables:
            for name in STRUCTURED & set(table.c.keys()):
                connection.execute(update(table).values({name: "{}"}))
        return export_person(connection, BRAND, SOMEBODY)


def test_people_are_told_and_forgotten_alike(databases: list[Connection]):
    first, other = map(erased, databases)
    assert first == other
    assert first["events"] > 0
    told, told_there = map(exported, databases)
    assert told == told_there
    assert told["consents"]
