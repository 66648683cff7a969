"""All that is held about a person, as one JSON document."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Column, ColumnElement, LargeBinary, Table, select

from bot.core.ids import BrandId, PersonId
from bot.core.values import Value
from bot.store.belongings import OWN_TABLES, belongs, own_talks
from bot.store.connection import Connection
from bot.store.handoffs import desk_accounts
from bot.store.heard import person_columns
from bot.store.joined import people_with
from bot.store.moments import from_moment
from bot.store.people import accounts_of
from bot.store.personal import SHOWN, columns_of
from bot.store.schema import metadata, persons, upload_parts, uploads
from bot.store.sealing.plan import opens_of, vault_of
from bot.store.uploads import read_parts

STRUCTURED = frozenset(
    {
        *("facts", "tags", "arms", "state", "sender_facts", "happening", "content", "slots"),
        *("value", "data", "target", "began", "lent"),
    }
)
"""Columns that hold JSON: they are shown as what they are, not as text within text."""

_IN_ORDER = ("seq", "began_at", "at", "since", "due_at")
"""What tells which of two rows is older, the first that a table has."""

_DATA_URL = "data:"
_ALL_PARTS = 1_000_000


def export_person(
    connection: Connection, brand: BrandId, person: PersonId, *, with_files: bool = False
) -> dict[str, Value]:
    """Return everything of a person, by table, oldest first.

    Args:
        connection: inside a transaction.
        brand: whose person it is.
        person: who; see `bot.store.people.person_of` for finding one by an account.
        with_files: whether the files that they have sent us are repeated; otherwise they are named.

    Returns:
        A JSON document: for each table a list of rows, with the columns that
        `bot.store.personal` classes as the person's. Files in messages are named, not repeated.
    """
    people = people_with(connection, brand, person)
    accounts = accounts_of(connection, brand, person)
    accounts += desk_accounts(connection, brand, own_talks(connection, brand, people))
    document: dict[str, Value] = {}
    for name in OWN_TABLES:
        if name == upload_parts.name:
            continue  # what they hold stands with the file that they are parts of
        shown = [metadata.tables[name].c[column] for column in columns_of(name, SHOWN)]
        rows = _rows(connection, metadata.tables[name], belongs(name, brand, people, accounts))
        told = [_row(shown, row) for row in rows]
        if with_files and name == uploads.name:
            told = [one | _content(connection, row) for one, row in zip(told, rows, strict=True)]
        document[name] = [*told]
    return document


def _rows(connection: Connection, table: Table, whose: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Return rows by their columns, with what is sealed in them opened."""
    order = [table.c[key] for key in _IN_ORDER if key in table.c]
    held = person_columns() if table is persons else table.c
    rows: Sequence[Sequence[Any]] = connection.execute(
        select(*held).where(whose).order_by(*order)
    ).all()
    columns, vault = list(table.c), vault_of(connection)
    if rows and vault is not None:
        brand = rows[0][columns.index(table.c.brand)]
        rows = vault.opened(connection, brand, opens_of(columns), rows)
    names = [column.name for column in columns]
    return [dict(zip(names, row, strict=True)) for row in rows]


def _content(connection: Connection, upload: Mapping[str, Any]) -> dict[str, Value]:
    """Return what a file holds, as one address of it."""
    parts = read_parts(connection, upload["brand"], upload["id"], "", _ALL_PARTS)
    return {"content": f"{_DATA_URL}{upload['media_type']};base64,{''.join(parts)}"}


def _row(columns: Sequence[Column[Any]], row: Mapping[str, Any]) -> dict[str, Value]:
    return {
        column.name: _shown(column, row[column.name])
        for column in columns
        if row[column.name] is not None
    }


def _shown(column: Column[Any], value: Any) -> Value:
    if isinstance(column.type, LargeBinary):
        return bytes(value).decode(errors="replace")
    if column.name in STRUCTURED:
        return _without_files(msgspec.json.decode(value))
    if column.name in {"since", "at", "last_said"} or column.name.endswith("_at"):
        return from_moment(value).isoformat()
    shown: Value = value
    return shown


def _without_files(value: Value) -> Value:
    """Leave files out that stand in a message: an export would hold all exports before it."""
    if isinstance(value, dict):
        return {key: _without_files(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_files(item) for item in value]
    if isinstance(value, str) and value.startswith(_DATA_URL):
        return value.partition(",")[0]
    return value
