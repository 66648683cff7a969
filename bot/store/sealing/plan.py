"""What a statement writes sealed, and what of it is opened when it is read: told by its columns."""

from collections.abc import Callable, Sequence
from operator import attrgetter, itemgetter
from typing import Any, Protocol

from msgspec import Struct
from sqlalchemy import ClauseElement, Column, Connection, Label, Table

from bot.store.keyset import key_of
from bot.store.personal import SEALED, Reading
from bot.store.sealing.envelope import SEPARATOR

VAULT = "vault"
"""Under which name a connection knows what seals and opens."""

Row = Sequence[Any]


class Seals(Struct, frozen=True):
    """What a statement seals of its rows.

    `columns` are parameters of the same names; all of them are sealed as one, in the first. `name`
    tells which row of the table it is, `owner` gives whose key it is, None for the
    brand's own. `clear` says of a row that it stays as it is. Where it is `labelled`, a label
    stands before what is sealed. `read` tells how its rows are mostly read soon.
    """

    table: str
    columns: tuple[str, ...]
    name: Callable[[Any], str]
    owner: Callable[[Any], str | None]
    clear: Callable[[Any], bool] | None = None
    labelled: bool = False
    read: Reading | None = None


class Opens(Struct, frozen=True):
    """One table of a result of which something may be sealed.

    `place` is where that stands. `others` are the further columns that are sealed with it, as far
    as they are read: where each stands, and which of what is sealed it is. `name` tells which row
    of the table it is. `read` tells how its rows are mostly read soon.
    """

    table: str
    place: int
    others: tuple[tuple[int, int], ...]
    name: Callable[[Row], str]
    labelled: bool
    read: Reading | None


class Sealing(Protocol):
    """Seals what is written, and opens what is read."""

    def sealed(
        self,
        connection: Connection,
        seals: Seals,
        rows: Sequence[Any],
        values: Sequence[Row],
        places: Sequence[int],
    ) -> Sequence[Row]:
        """Return the values of rows with these places sealed, as far as their brand wants that."""
        ...

    def opened(
        self, connection: Connection, brand: str, opens: Sequence[Opens], rows: Sequence[Row]
    ) -> Sequence[Row]:
        """Return rows with what is sealed in them opened; what cannot be opened is shown sealed."""
        ...


def vault_of(connection: Connection) -> Sealing | None:
    """Return what seals and opens on this connection, None where nothing does."""
    found: Sealing | None = connection.info.get(VAULT)
    return found


def seals_of(table: Table) -> Seals | None:
    """Return what is sealed of the rows of a table, None where nothing is."""
    held = SEALED.get(table.name)
    if held is None:
        return None
    return sealing(table, held.columns, held.by, read=held.read)


def sealing(
    table: Table, columns: Sequence[str], by: str | None, *, read: Reading | None = None
) -> Seals:
    """Return how columns of a table are sealed.

    Args:
        table: which.
        columns: the first of those that are sealed, in their order.
        by: the field of a row that names whose key seals it; None: the brand's own.
        read: how these rows are mostly read soon, None where they are not.
    """
    return Seals(
        table.name,
        tuple(columns),
        name=_name(attrgetter, key_of(table)),
        owner=(lambda _: None) if by is None else attrgetter(by),
        clear=attrgetter("coded") if table.name == "answers" else None,
        labelled=SEALED[table.name].labelled,
        read=read,
    )


def _name(getter: Callable[..., Any], key: Sequence[str | int]) -> Callable[[Any], str]:
    """Return what names a row within its table and brand, from the parts of its key."""
    picked: Callable[[Any], Any] = getter(*key)
    return picked if len(key) == 1 else lambda row: SEPARATOR.join(picked(row))


def opens_of(columns: Sequence[ClauseElement]) -> tuple[Opens, ...]:
    """Return of which tables something in a result may be sealed.

    Raises:
        ValueError: something is read without what it is sealed in, or without what names its row.
    """
    found = [_column(one) for one in columns]
    places = {(one.table, one.name): at for at, one in enumerate(found) if one is not None}
    tables = dict.fromkeys(one.table for one in found if one is not None and _is_sealed(one))
    return tuple(_opens(table, places) for table in tables)


def _is_sealed(column: Column[Any]) -> bool:
    held = SEALED.get(str(column.table.name))
    return held is not None and column.name in held.columns


def _opens(table: Any, places: dict[tuple[Any, str], int]) -> Opens:
    held = SEALED[table.name]
    needed = [held.columns[0], *key_of(table)]
    missing = [name for name in needed if (table, name) not in places]
    if missing:
        raise ValueError(f"of {table} something is read that is sealed, without {missing}")
    place, *key = (places[table, name] for name in needed)
    return Opens(
        table.name,
        place,
        tuple(
            (places[table, name], at)
            for at, name in enumerate(held.columns)
            if at and (table, name) in places
        ),
        _name(itemgetter, key),
        held.labelled,
        held.read,
    )


def _column(element: ClauseElement) -> Column[Any] | None:
    """Return the column of a table that an element of a result is, under whatever name."""
    while isinstance(element, Label):
        element = element.element
    is_column = isinstance(element, Column) and isinstance(element.table, Table)
    return element if is_column else None  # type: ignore[return-value]
