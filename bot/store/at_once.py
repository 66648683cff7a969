"""Many rows in one execution, on a server: each parameter is the list of what all rows have there.

A statement that is executed once a row is answered once a row, and that costs more than what it
does. The lists are written here, as PostgreSQL reads them: the driver's own way of it takes ten
times as long.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import NullType

_PARAMETER = re.compile(r'%s(?:::\w+(?: COLLATE "C")?)?')
_COMMA = '","'
_VALUES = re.compile(r"VALUES \((?:[^()]*)\)")
Encode = Callable[[Sequence[Any]], str]


class AtOnce:
    """A statement for many rows.

    Args:
        compiled: for one row, with positional parameters.
        dialect: PostgreSQL's.
    """

    __slots__ = ("_columns", "sql")

    def __init__(self, compiled: SQLCompiler, dialect: Dialect) -> None:
        names: list[str] = compiled.positiontup or []
        kinds = {name: _kind(compiled.binds[name].type, dialect) for name in dict.fromkeys(names)}
        lists = ", ".join(f"CAST(%s AS {kind}[])" for kind in kinds.values())
        columns = ", ".join(f'"{name}"' for name in kinds)
        given = f"unnest({lists}) AS given({columns})"
        self.sql = _sql(compiled.string, [f'given."{name}"' for name in names], given)
        self._columns = [(names.index(name), _ENCODE[kind]) for name, kind in kinds.items()]

    def parameters(self, rows: Sequence[Sequence[Any]]) -> list[str]:
        """Return what is executed with, for rows as the statement for one takes them."""
        columns = list(zip(*rows, strict=True))
        return [encode(columns[at]) for at, encode in self._columns]


def listed(values: Sequence[str] | Sequence[int]) -> str:
    """Return texts or numbers as one list."""
    return (_texts if values and isinstance(values[0], str) else _plain)(values)  # type: ignore[arg-type]


def _kind(of: Any, dialect: Dialect) -> str:
    """Return a type as it is cast to; one that nobody knows is a text's."""
    if isinstance(of, NullType):
        return "TEXT"
    found = str(of.dialect_impl(dialect).compile(dialect=dialect)).partition(" COLLATE")[0]
    return "TEXT" if found == "VARCHAR" else found


def _sql(sql: str, names: Sequence[str], given: str) -> str:
    """Return a statement with its parameters taken from what is given."""
    places = iter(names)
    if sql.startswith("INSERT"):
        taken = f"SELECT {', '.join(places)} FROM {given}"  # noqa: S608 - names of ours
        return _VALUES.sub(lambda _: taken, sql, count=1)
    where = _outer_where(sql)
    word = "USING" if sql.startswith("DELETE") else "FROM"
    head, tail = (_PARAMETER.sub(lambda _: next(places), one) for one in (sql[:where], sql[where:]))
    return f"{head} {word} {given} {tail}"


def _outer_where(sql: str) -> int:
    """Return where the conditions of an update begin, not those of a question within it."""
    depth = 0
    for found in re.finditer(r"[()]|\bWHERE\b", sql):
        match found.group():
            case "(":
                depth += 1
            case ")":
                depth -= 1
            case _ if depth == 0:
                return found.start()
    raise ValueError(sql)


def _texts(column: Sequence[str | None]) -> str:
    if None not in column and column:
        # Most columns are ids and names: all of them are written in a few steps.
        joined = _COMMA.join(column)  # type: ignore[arg-type]
        if "\\" not in joined and joined.count('"') == 2 * (len(column) - 1):
            return f'{{"{joined}"}}'
    return _listed(None if one is None else _quoted(one) for one in column)


def _quoted(one: str) -> str:
    return '"' + one.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _plain(column: Sequence[float | None]) -> str:
    if None in column:
        return _listed(None if one is None else str(one) for one in column)
    return f"{{{','.join(map(str, column))}}}"


def _bytes(column: Sequence[bytes | None]) -> str:
    return _listed(None if one is None else f'"\\\\x{one.hex()}"' for one in column)


def _listed(column: Any) -> str:
    """Return a list; one of nothing but nulls is as long as the others without saying so."""
    every = list(column)
    if all(one is None for one in every):
        return "{}"
    return "{" + ",".join("NULL" if one is None else one for one in every) + "}"


_ENCODE: dict[str, Encode] = {
    "TEXT": _texts,
    "BIGINT": _plain,
    "INTEGER": _plain,
    "FLOAT": _plain,
    "BOOLEAN": _plain,
    "BYTEA": _bytes,
}
