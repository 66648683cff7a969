"""Sealing what was written before a brand encrypted, and wrapping keys anew: in small steps."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Table,
    and_,
    bindparam,
    case,
    func,
    select,
    update,
)

from bot.core.ids import BrandId
from bot.store.connection import Connection
from bot.store.data_keys import (
    OWN,
    DataKeyRow,
    Rewrapped,
    keys_by_master,
    keys_of,
    keys_wrapped_by,
    rewrap,
)
from bot.store.keyset import Place, Step, at, before_all, is_behind, key_columns, key_of
from bot.store.personal import SEALED
from bot.store.schema import answers, deliveries, events, identities, metadata
from bot.store.sealing.master_keys import MasterKeys, bound_key
from bot.store.sealing.plan import sealing
from bot.store.sealing.standing import stands_sealed
from bot.store.statement import Statement, always, fixed

MOST_ROWS = 200
"""Rows that one step looks at, or keys that it wraps anew: some five milliseconds."""

_BEGINNING = 40
"""Characters by which a sealed text is told from one in clear, with a label before it."""

IsCoded = Callable[[str, str], bool]
"""Says of a dialogue, and the path of an answer in it, whether its question foresees answers."""


class _InClear(NamedTuple):
    """How the rows of one table are read and sealed."""

    table: Table
    key: tuple[str, ...]
    labelled: bool
    page: Statement
    write: Statement
    row: type[msgspec.Struct]


def _in_clear(name: str) -> _InClear:
    table, columns = metadata.tables[name], SEALED[name].columns
    key, first = key_of(table), table.c[columns[0]]
    named = key_columns(table)
    owner, source = _owner_of(table)
    dialogue = answers.c.dialogue if table is answers else fixed("")
    begins = func.substr(first, fixed(1), fixed(_BEGINNING))
    held = [table.c[one] for one in columns]
    page = select(begins, owner, dialogue, *named, *held).select_from(source)
    page = page.where(table.c.brand == bindparam("brand"), is_behind(table)).order_by(*named)
    this = [table.c[one] == bindparam(one) for one in ("brand", *key)]
    # What was changed meanwhile was sealed by whoever has changed it.
    write = update(table).where(*this, first == bindparam("before"))
    fields = [*("brand", "before", "owner", "coded"), *key, *columns]
    return _InClear(
        table,
        key,
        SEALED[name].labelled,
        always(lambda: page.limit(bindparam("most")).offset(fixed(0))),
        always(
            lambda: write.values({one: bindparam(one) for one in columns}),
            sealing(table, columns, by="owner"),
        ),
        msgspec.defstruct(f"_{name}", [(one, Any) for one in fields], frozen=True),
    )


def _owner_of(table: Table) -> tuple[ColumnElement[Any], FromClause]:
    """Return whose key seals a row, and from what that is read."""
    by = SEALED[table.name].by
    known = func.coalesce(identities.c.own, identities.c.person, fixed(OWN))
    if table is events:
        waits = events.c.done_at.is_(None)
        owner = case((waits, fixed(OWN)), else_=known)
        return owner, _with_person(table, events.c.sender)
    if table is deliveries:
        return known, _with_person(table, deliveries.c.recipient)
    assert by is not None
    return table.c[by], table


def _with_person(table: Table, account: ColumnElement[str]) -> FromClause:
    """Return a table with the person to whom the account in it belongs, where one is known."""
    whose = and_(
        identities.c.brand == table.c.brand,
        identities.c.channel == table.c.channel,
        identities.c.external_id == account,
    )
    return table.outerjoin(identities, whose)


_TABLES = tuple(_in_clear(name) for name in SEALED)
TABLES = range(len(_TABLES))
"""The tables that are gone through, one after the other."""


def first_of(table: int) -> Place:
    """Return the place before the first row of a table."""
    return before_all(_TABLES[table].table)


def seal_next(
    connection: Connection, brand: BrandId, table: int, after: Place, is_coded: IsCoded
) -> Step:
    """Seal what stands in clear in the next rows of a table.

    Args:
        connection: inside a transaction, with a vault that seals for this brand.
        brand: whose.
        table: one of `TABLES`.
        after: where the step before has come to.
        is_coded: which answers stay as they are.
    """
    one = _TABLES[table]
    rows = one.page.read(connection, brand=brand, most=MOST_ROWS, **at("after", after))
    clear = [row for row in map(_to_seal(one, brand, is_coded), rows) if row is not None]
    sealed = one.write.write(connection, clear)
    reached = tuple(rows[-1][3 : 3 + len(one.key)]) if len(rows) == MOST_ROWS else None
    return Step(max(0, sealed), reached)


def _to_seal(
    one: _InClear, brand: BrandId, is_coded: IsCoded
) -> Callable[[Sequence[Any]], msgspec.Struct | None]:
    """Return what makes a row to be sealed of one that was read, None where it stays as it is."""

    def row_of(row: Sequence[Any]) -> msgspec.Struct | None:
        begins, owner, dialogue, *named = row
        key, held = named[: len(one.key)], named[len(one.key) :]
        if not begins or stands_sealed(begins, labelled=one.labelled):
            return None
        if dialogue and (held[0] == "null" or is_coded(dialogue, key[1])):
            return None
        return one.row(brand, held[0], owner, False, *key, *held)

    return row_of


def wrap_next(connection: Connection, brand: BrandId, masters: MasterKeys) -> int | None:
    """Wrap some keys of a brand with the present master key; None: all of them are.

    The brand's own key comes last: as long as it is not wrapped anew, the old master key is needed.
    """
    wrapped_by = keys_by_master(connection, brand)
    old = [one for one in wrapped_by if one != masters.current and masters.knows(one)]
    for master in old:
        rows = keys_wrapped_by(connection, brand, master, MOST_ROWS)
        if rows:
            rewrap(connection, [_rewrapped(row, masters) for row in rows])
            return len(rows)
    own = [row for row in keys_of(connection, brand, [OWN]) if row.master in old]
    rewrap(connection, [_rewrapped(row, masters) for row in own])
    return len(own) or None


def _rewrapped(row: DataKeyRow, masters: MasterKeys) -> Rewrapped:
    bound = bound_key(row.brand, row.owner, row.id)
    key = masters.unwrap(row.wrapped, row.master, bound)
    return Rewrapped(row.brand, row.id, masters.current, masters.wrap(key, bound))
