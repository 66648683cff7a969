"""Going through a table of a brand by its key, in steps: each begins where the last one ended."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Table, bindparam, tuple_

Place = tuple[str, ...]
"""The key of the row that was looked at last."""


class Step(NamedTuple):
    """How many rows one step changed, and where the next one begins; None: there are no more."""

    rows: int
    reached: Place | None


Bound = Literal["after", "up_to"]
"""Where a step begins, and where it ends."""

_LAST = "\U0010ffff"
"""Behind every name."""


def key_of(table: Table) -> tuple[str, ...]:
    """Return the columns that name a row within its brand."""
    return tuple(str(column.name) for column in table.primary_key if column.name != "brand")


def key_columns(table: Table) -> list[ColumnElement[Any]]:
    """Return the same as columns, to read them and to go by their order."""
    return [table.c[name] for name in key_of(table)]


def before_all(table: Table) -> Place:
    """Return the place before the first row of a table."""
    return ("",) * len(key_of(table))


def behind_all(table: Table) -> Place:
    """Return a place behind the last row of a table."""
    return (_LAST,) * len(key_of(table))


def is_behind(table: Table) -> ColumnElement[bool]:
    """Return the condition that a row comes after a place; `at` gives its parameters."""
    return _key(table) > _place(table, "after")


def is_up_to(table: Table) -> ColumnElement[bool]:
    """Return the condition that a row is at a place or before it; `at` gives its parameters."""
    return _key(table) <= _place(table, "up_to")


def at(bound: Bound, place: Sequence[str]) -> dict[str, str]:
    """Return the parameters of a condition: where it is."""
    return {_parameter(bound, number): name for number, name in enumerate(place)}


def _key(table: Table) -> ColumnElement[Any]:
    return tuple_(*key_columns(table))


def _place(table: Table, bound: Bound) -> ColumnElement[Any]:
    return tuple_(*(bindparam(_parameter(bound, number)) for number, _ in enumerate(key_of(table))))


def _parameter(bound: Bound, number: int) -> str:
    return f"{bound}_{number}"
