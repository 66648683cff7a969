"""One statement, written with the toolkit and compiled once: a turn pays for the database alone.

The compiled SQL goes to the driver itself, by a wire: preparing an execution and wrapping its
result would cost ten times what SQLite takes to run it. Parameters and results are plain texts,
numbers and bytes here, so no conversion is lost.
"""

from collections.abc import Callable, Sequence
from operator import attrgetter, itemgetter
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Executable,
    Integer,
    Table,
    bindparam,
    func,
    literal_column,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import NullType

from bot.store.at_once import AtOnce
from bot.store.sealing.plan import Seals, opens_of, seals_of, vault_of
from bot.store.wire import Answer, Rows, Values, wire_of

Parameter = str | int | bytes | Sequence[str] | Sequence[int] | None
Build = Callable[[str], Executable]


class among(ColumnElement[bool]):  # noqa: N801 - it reads as an operator
    """`column` is one of a list given as a single parameter, however long the list is."""

    inherit_cache = False
    # Without a type: a boolean would be compared with 1, and no index would serve it.
    type = NullType()  # type: ignore[assignment]

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        self.column = column
        self.list: BindParameter[Any] = bindparam(name)


@compiles(among, "sqlite")
def _among_in_sqlite(element: among, compiler: SQLCompiler, **options: Any) -> str:
    column = compiler.process(element.column, **options)
    parameter = compiler.process(element.list, **options)
    return f"{column} IN (SELECT value FROM json_each({parameter}))"  # noqa: S608 - no values


@compiles(among, "postgresql")
def _among_in_postgresql(element: among, compiler: SQLCompiler, **options: Any) -> str:
    column = compiler.process(element.column, **options)
    parameter = compiler.process(element.list, **options)
    # Said, for the type of an empty list cannot be told.
    kind = "BIGINT" if isinstance(element.column.type, Integer) else "TEXT"
    return f"{column} = ANY(CAST({parameter} AS {kind}[]))"


def fixed(value: str | int) -> ColumnElement[Any]:
    """Return a value that is written into the SQL: partial indexes rest on it. Ours only."""
    return literal_column(str(value) if isinstance(value, int) else f"'{value}'")


class _Compiled:
    """The SQL of one dialect, with what picks its parameters in order."""

    __slots__ = (
        *("at_once", "key", "lists_as_json", "names", "of_mapping", "of_struct", "opens"),
        *("places", "sql"),
    )

    def __init__(
        self,
        statement: Executable,
        dialect: Dialect,
        seals: Seals | None,
        key: Sequence[str] | None,
    ) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        self.sql: str = compiled.string
        self.names: list[str] = compiled.positiontup or list(compiled.params)
        self.of_struct = _picker(attrgetter, self.names)
        self.of_mapping = _picker(itemgetter, self.names)
        self.lists_as_json = dialect.name == "sqlite"
        self.places = [self.names.index(column) for column in seals.columns] if seals else []
        self.at_once = None if key is None or self.lists_as_json else AtOnce(compiled, dialect)
        self.key = _picker(itemgetter, [self.names.index(name) for name in key or ()])
        self.opens = opens_of(list(getattr(statement, "exported_columns", ())))

    def parameters(self, values: dict[str, Parameter]) -> Values:
        """Return the values of one execution, in order."""
        if self.lists_as_json:
            for name, value in values.items():
                if isinstance(value, list):
                    values[name] = msgspec.json.encode(value).decode()
        return self.of_mapping(values)

    def opened(self, connection: Connection, values: dict[str, Parameter], rows: Rows) -> Rows:
        """Return rows that were read, with what is sealed in them opened."""
        if not (rows and self.opens) or (vault := vault_of(connection)) is None:
            return rows
        return vault.opened(connection, str(values.get("brand")), self.opens, rows)  # type: ignore[return-value]


def _picker(
    getter: Callable[..., Any], names: Sequence[str | int]
) -> Callable[[Any], tuple[Any, ...]]:
    if not names:
        return lambda _: ()
    if len(names) == 1:
        only = getter(names[0])
        return lambda source: (only(source),)
    picker: Callable[[Any], tuple[Any, ...]] = getter(*names)
    return picker


def plainly(connection: Connection, sql: str) -> None:
    """Execute a statement of ours that has neither parameters nor result."""
    wire_of(connection).order(sql)


def asked(connection: Connection, sql: str, values: Sequence[Any]) -> Rows:
    """Execute what only one database understands, with its own marks, and return all rows."""
    return wire_of(connection).read(sql, values)


class Statement:
    """A statement with named parameters.

    Args:
        build: makes it for a dialect's name; most do not care which.
        seals: what is sealed of the rows that it writes. What it reads is opened by itself: it
            has to have the parameter `brand`.
        key: the parameters by which it finds the row that it changes; no names where it is the same
            in whichever order rows come. On a server, many rows are written at once then, as
            long as they have different keys. None: it is executed once a row.
    """

    def __init__(
        self, build: Build, seals: Seals | None = None, key: Sequence[str] | None = None
    ) -> None:
        self._build = build
        self._seals = seals
        self._key = key
        self._compiled: dict[str, _Compiled] = {}

    def _for(self, connection: Connection) -> _Compiled:
        name = connection.dialect.name
        found = self._compiled.get(name)
        if found is None:
            found = _Compiled(self._build(name), connection.dialect, self._seals, self._key)
            self._compiled[name] = found
        return found

    def write(self, connection: Connection, rows: Sequence[Struct]) -> int:
        """Execute it once a row, in one call; the fields of a row are its parameters.

        Returns:
            How many rows of the table it changed in all.
        """
        return wire_of(connection).change(*self._written(connection, rows)) if rows else 0

    def put(self, connection: Connection, rows: Sequence[Struct]) -> None:
        """Execute it as `write` does, where nobody needs to know what it changed."""
        if rows:
            wire_of(connection).put(*self._written(connection, rows))

    def _written(
        self, connection: Connection, rows: Sequence[Struct]
    ) -> tuple[str, Sequence[Values]]:
        """Return what is executed for rows, and with which values."""
        compiled = self._for(connection)
        values: Sequence[Values] = [compiled.of_struct(row) for row in rows]
        if self._seals is not None and (vault := vault_of(connection)) is not None:
            values = vault.sealed(connection, self._seals, rows, values, compiled.places)
        at_once = compiled.at_once
        if len(values) > 1 and at_once is not None and self._differ(compiled, values):
            sql, parameters = at_once.written(values)
            return sql, [parameters]
        return compiled.sql, values

    def _differ(self, compiled: _Compiled, values: Sequence[Sequence[Any]]) -> bool:
        return not self._key or len(set(map(compiled.key, values))) == len(values)

    def change(self, connection: Connection, **values: Parameter) -> int:
        """Execute it once and say how many rows it changed."""
        compiled = self._for(connection)
        return wire_of(connection).change(compiled.sql, (compiled.parameters(values),))

    def read(self, connection: Connection, **values: Parameter) -> Rows:
        """Execute it and return all rows."""
        compiled = self._for(connection)
        rows = wire_of(connection).read(compiled.sql, compiled.parameters(values))
        return compiled.opened(connection, values, rows)

    def ask(self, connection: Connection, **values: Parameter) -> Answer:
        """Execute it, and return its rows to whoever asks for them later."""
        compiled = self._for(connection)
        answer = wire_of(connection).ask(compiled.sql, compiled.parameters(values))
        return lambda: compiled.opened(connection, values, answer())


def always(
    build: Callable[[], Executable], seals: Seals | None = None, key: Sequence[str] | None = None
) -> Statement:
    """Return a statement that is the same in every dialect, made when it is first executed.

    A process executes some tens of the hundreds that there are: to make them all would be 4 % of
    what a start costs.
    """
    return Statement(lambda _: build(), seals, key)


def inserting(table: Table, dialect: str) -> Any:
    """Return the dialect's own insert, which knows what to do about a key that is taken."""
    if dialect == "postgresql":
        # Loaded where it is used: it is a tenth of what a start costs.
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415

        return postgresql.insert(table)
    return sqlite.insert(table)


def insert_new(table: Table) -> Statement:
    """Insert a row unless its key is taken already."""
    return Statement(
        lambda dialect: inserting(table, dialect).on_conflict_do_nothing(), seals_of(table), key=()
    )


def insert_or_update(table: Table, *kept: str, **changes: ColumnElement[Any]) -> Statement:
    """Insert a row, or give the one with its key these new values.

    Args:
        table: where.
        kept: columns that stay as they are where the new row holds nothing for them.
        changes: what to set by column instead of the new row's value.
    """

    def build(dialect: str) -> Executable:
        insert = inserting(table, dialect)
        key = [column.name for column in table.primary_key]
        new = {
            column.name: changes.get(column.name, insert.excluded[column.name])
            for column in table.columns
            if column.name not in key
        }
        new |= {name: func.coalesce(new[name], table.c[name]) for name in kept}
        statement: Executable = insert.on_conflict_do_update(index_elements=key, set_=new)
        return statement

    return Statement(build, seals_of(table), [column.name for column in table.primary_key])
