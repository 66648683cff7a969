"""Many rows in one execution, on a server: each parameter is the list of what all rows have there.

A statement that is executed once a row is answered once a row, and that costs more than what it
does. The lists are written here, as PostgreSQL reads them: the driver's own way of it takes ten
times as long. Each list costs the server as much a row as all else that it does with a value, so
what rows have alike is none.
"""

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import NullType

from bot.core.lazy_pattern import lazy_pattern

_PARAMETER = lazy_pattern(r'%s(?:::\w+(?: COLLATE "C")?)?')
_COMMA = '","'
_NUL = "\0"
"""No text that is written has it: between texts it stays what it is while they are quoted."""

_VALUES = lazy_pattern(r"VALUES \((?:[^()]*)\)")
Encode = Callable[[Sequence[Any]], str]
"""Writes values as the elements of a list; none of them is None."""


class _Column(NamedTuple):
    """One of a statement's parameters: where a row has it, and its type."""

    name: str
    place: int
    kind: str


class _Form(NamedTuple):
    """A statement with some of its columns as lists, and what is alike in all rows given once."""

    sql: str
    lists: Sequence[_Column]
    alike: Sequence[_Column]


class AtOnce:
    """A statement for many rows: what they have alike is given once, and all else in lists.

    A column in which rows have differed stays a list: so the statement has found its form after a
    few executions, and the server has to prepare few of them. What the rows of a table are found by
    is always one: otherwise the server might look through all that have it alike.

    Args:
        compiled: for one row, with positional parameters.
        dialect: PostgreSQL's.
    """

    __slots__ = ("_columns", "_form", "_names", "_one")

    def __init__(self, compiled: SQLCompiler, dialect: Dialect) -> None:
        self._one = compiled.string
        self._names: list[str] = compiled.positiontup or []
        self._columns = [
            _Column(name, self._names.index(name), _kind(compiled.binds[name].type, dialect))
            for name in dict.fromkeys(self._names)
        ]
        found_by = _found_by(self._one, self._names)
        self._form = self._formed([one for one in self._columns if one.name in found_by])

    def written(self, rows: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
        """Return what is executed, and with which parameters.

        Args:
            rows: at least one, as the statement for one takes them.
        """
        columns, form = list(zip(*rows, strict=True)), self._form
        apart = [one for one in form.alike if _differ(columns[one.place])]
        if apart or not form.lists:
            form = self._form = self._formed([*form.lists, *(apart or form.alike[:1])])
        lists = [_column(columns[one.place], _ENCODE[one.kind]) for one in form.lists]
        return form.sql, [*lists, *(columns[one.place][0] for one in form.alike)]

    def _formed(self, lists: Collection[_Column]) -> _Form:
        """Return the statement with these columns as lists."""
        alike = [one for one in self._columns if one not in lists]
        source = dict.fromkeys((one.name for one in alike), "alike")
        taken = [f'{source.get(name, "given")}."{name}"' for name in self._names]
        return _Form(_sql(self._one, taken, _given(lists, alike)), list(lists), alike)


def listed(values: Sequence[str] | Sequence[int]) -> str:
    """Return texts or numbers as one list."""
    encode: Encode = _texts if values and isinstance(values[0], str) else _whole
    return f"{{{encode(values)}}}"


def _given(lists: Collection[_Column], alike: Collection[_Column]) -> str:
    """Return where the rows come from: their lists, beside what is the same in all of them."""
    casts = ", ".join(f"CAST(%s AS {one.kind}[])" for one in lists)
    names = ", ".join(f'"{one.name}"' for one in lists)
    once = ", ".join(f'CAST(%s AS {one.kind}) AS "{one.name}"' for one in alike)
    rows = f"unnest({casts}) AS given({names})"
    return f"{rows}, (SELECT {once}) AS alike" if once else rows


def _differ(values: Sequence[Any]) -> bool:
    return values.count(values[0]) < len(values)


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


def _found_by(sql: str, names: Sequence[str]) -> Sequence[str]:
    """Return the parameters by which a statement finds rows of its table; an insert finds none."""
    if sql.startswith("INSERT"):
        return ()
    return names[len(_PARAMETER.findall(sql[: _outer_where(sql)])) :]


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
