"""Many rows in one execution, on a server: each parameter is the list of what all rows have there.

A statement that is executed once a row is answered once a row, and that costs more than what it
does. The lists are written here, as PostgreSQL reads them: the driver's own way of it takes ten
times as long.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import NullType

_PARAMETER = re.compile(r'%s(?:::\w+(?: COLLATE "C")?)?')
_COMMA = '","'
_NUL = "\0"
"""No text that is written has it: between texts it stays what it is while they are quoted."""

_VALUES = re.compile(r"VALUES \((?:[^()]*)\)")
Encode = Callable[[Sequence[Any]], str]
"""Writes values as the elements of a list; none of them is None."""


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
        return [_column(columns[at], encode) for at, encode in self._columns]


def listed(values: Sequence[str] | Sequence[int]) -> str:
    """Return texts or numbers as one list."""
    encode: Encode = _texts if values and isinstance(values[0], str) else _whole
    return f"{{{encode(values)}}}"


def _column(values: Sequence[Any], encode: Encode) -> str:
    """Return a column as a list; one of nothing is as long as the others without saying so."""
    nothing = values.count(None)
    if nothing == len(values):
        return "{}"
    if nothing:
        return f"{{{','.join('NULL' if one is None else encode((one,)) for one in values)}}}"
    return f"{{{encode(values)}}}"


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


def _texts(values: Sequence[str]) -> str:
    """Quote all of them in a few steps; one with a NUL in it is refused on its way."""
    joined = _COMMA.join(values)
    if "\\" in joined or joined.count('"') > 2 * (len(values) - 1):
        joined = _NUL.join(values).replace("\\", "\\\\").replace('"', '\\"')
        if joined.count(_NUL) < len(values):
            joined = joined.replace(_NUL, _COMMA)
    return f'"{joined}"'


def _whole(values: Sequence[int]) -> str:
    return msgspec.json.encode(values)[1:-1].decode()


def _floats(values: Sequence[float]) -> str:
    return ",".join(map(repr, values))


def _bytes(values: Sequence[bytes]) -> str:
    return ",".join([f'"\\\\x{one.hex()}"' for one in values])


_ENCODE: dict[str, Encode] = {
    "TEXT": _texts,
    "BIGINT": _whole,
    "INTEGER": _whole,
    "FLOAT": _floats,
    "BOOLEAN": _whole,
    "BYTEA": _bytes,
}
