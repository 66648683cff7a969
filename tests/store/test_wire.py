"""The wire to PostgreSQL: what is put on its way arrives in order, or whoever is next is told."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from bot.store.connection import Connection
from bot.store.postgresql import postgresql
from bot.store.wire import Wire, wire_of
from tests.databases.server import new_database

NAMES = "SELECT name FROM words ORDER BY name"
ADD = "INSERT INTO words (name, size) VALUES (%s, %s)"
LARGE = 3_000_000
"""More than fits into what lies between two programs."""


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    with new_database(with_tables=False) as url:
        engine = postgresql(make_url(url)).engine
        with engine.connect() as connection:
            connection.exec_driver_sql("CREATE TABLE words (name text PRIMARY KEY, size bigint)")
            connection.commit()
            yield connection
        engine.dispose()


@pytest.fixture
def wire(connection: Connection) -> Iterator[Wire]:
    with connection.begin() as transaction:
        yield wire_of(connection)
        transaction.rollback()


def test_what_is_put_on_its_way_is_there_for_whoever_reads_next(wire: Wire):
    wire.put(ADD, [("b", 1), ("a", None)])
    assert wire.read(NAMES, ()) == [("a",), ("b",)]


def test_what_is_asked_for_sees_what_was_put_before_it_and_nothing_behind_it(wire: Wire):
    wire.put(ADD, [("a", 1)])
    first = wire.ask(NAMES, ())
    wire.put(ADD, [("b", 1)])
    second = wire.ask(NAMES, ())
    assert second() == [("a",), ("b",)]
    assert first() == [("a",)]


def test_it_says_how_many_rows_were_changed_of_all_that_was_executed(wire: Wire):
    assert wire.change(ADD, [("a", 1), ("b", 2), ("c", 3)]) == 3
    wire.put(ADD, [("d", 4)])
    assert wire.change("UPDATE words SET size = 0 WHERE size > %s", [(1,), (0,)]) == 4


def test_what_fails_is_told_by_what_comes_next_and_nothing_behind_it_is_done(wire: Wire):
    wire.order("SAVEPOINT unit")
    wire.put(ADD, [("a", 1), ("a", 2), ("b", 3)])
    with pytest.raises(psycopg.errors.UniqueViolation, match="words_pkey"):
        wire.read(NAMES, ())
    wire.drop()
    wire.order("ROLLBACK TO unit")
    assert wire.read(NAMES, ()) == []


def test_what_was_to_be_prepared_behind_a_failure_is_prepared_later(wire: Wire):
    wire.order("SAVEPOINT unit")
    wire.put(ADD, [("a", 1), ("a", 2)])
    wire.put("DELETE FROM words WHERE size = %s", [(1,)])
    with pytest.raises(psycopg.errors.UniqueViolation):
        wire.settle()
    wire.order("ROLLBACK TO unit")
    assert wire.change("DELETE FROM words WHERE size = %s", [(1,)]) == 0


def test_what_is_dropped_is_rolled_back_whether_it_had_left_or_not(wire: Wire):
    wire.put(ADD, [("a", 1)])
    for text in ("a", "x" * LARGE):
        wire.order("SAVEPOINT unit")
        wire.put(ADD, [("a", 2), (text, 3)])
        wire.drop()
        wire.order("ROLLBACK TO unit")
    assert wire.read(NAMES, ()) == [("a",)]


def test_a_statement_that_cannot_be_prepared_is_tried_anew(wire: Wire):
    later = "SELECT count(*) FROM later"
    for _ in range(2):
        wire.order("SAVEPOINT unit")
        with pytest.raises(psycopg.errors.UndefinedTable):
            wire.read(later, ())
        wire.order("ROLLBACK TO unit")
    wire.order("CREATE TEMPORARY TABLE later (x int) ON COMMIT DROP")
    assert wire.read(later, ()) == [(0,)]


def test_more_than_lies_between_us_and_the_server_passes_both_ways(wire: Wire):
    answers = [wire.ask("SELECT CAST(%s AS text)", ("x" * LARGE,)) for _ in range(3)]
    assert [len(text) for answer in answers for (text,) in answer()] == [LARGE] * 3


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "é\\n'\"🙂"),
        ("text", ""),
        ("text", None),
        ("bigint", -(2**63)),
        ("boolean", True),
        ("double precision", 0.1),
        ("bytea", b"\0\\x\xff"),
        ("text[]", ["a", 'b,"c"', "\\", "NULL"]),
        ("bigint[]", [1, 2]),
        ("text[]", []),
    ],
)
def test_a_value_arrives_as_it_was(wire: Wire, kind: str, value: Any):
    assert wire.read(f"SELECT CAST(%s AS {kind}), '100%%'", (value,)) == [(value, "100%")]


def test_a_text_that_the_server_cannot_hold_is_refused_before_it_is_cut(wire: Wire):
    with pytest.raises(psycopg.DataError, match="NUL"):
        wire.put(ADD, [("a\0b", 1)])
    assert wire.read(NAMES, ()) == []
