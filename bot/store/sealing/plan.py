"""What a statement writes sealed, and what of it is opened when it is read: told by its columns."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, Protocol

from msgspec import Struct
from sqlalchemy import ClauseElement, Column, Connection, Label, Table

from bot.store.personal import LABELLED, SEALED, sealed_by

VAULT = "vault"
"""Under which name a connection knows what seals and opens."""

Row = Sequence[Any]


class Seals(Struct, frozen=True):
    """What a statement seals of its rows.

    `columns` are parameters of the same names. `key` gives what names a row within its brand,
    `owner` whose key it is, None for the brand's own. `clear` says of a row that it stays as it is.
    Before what is sealed of the `labelled` columns its label stands in clear.
    """

    table: str
    columns: tuple[str, ...]
    key: Callable[[Any], tuple[str, ...]]
    owner: Callable[[Any], str | None]
    clear: Callable[[Any], bool]
    labelled: frozenset[str] = frozenset()


class Opens(Struct, frozen=True):
    """One column of a result that may be sealed; `key` is where the names of its row stand."""

    position: int
    table: str
    column: str
    key: tuple[int, ...]
    labelled: bool


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
        """Return rows with what is sealed in them opened; what cannot be opened stays as it is."""
        ...


def vault_of(connection: Connection) -> Sealing | None:
    """Return what seals and opens on this connection, None where nothing does."""
    found: Sealing | None = connection.info.get(VAULT)
    return found


def seals_of(table: Table) -> Seals | None:
    """Return what is sealed of the rows of a table, None where nothing is."""
    columns = SEALED.get(table.name)
    if columns is None:
        return None
    return sealing(table, sorted(columns), by=sealed_by(table.name))


def sealing(table: Table, columns: Sequence[str], by: str | None) -> Seals:
    """Return how columns of a table are sealed.

    Args:
        table: which.
        columns: its columns.
        by: the field of a row that names whose key seals it; None: the brand's own.
    """
    names = key_of(table)

    def key(row: Any) -> tuple[str, ...]:
        return tuple(getattr(row, name) for name in names)

    owner = attrgetter(by) if by is not None else lambda _: None
    clear = attrgetter("coded") if table.name == "answers" else lambda _: False
    labelled = frozenset(column for column in columns if (table.name, column) in LABELLED)
    return Seals(table.name, tuple(columns), key, owner, clear, labelled)


def key_of(table: Table) -> tuple[str, ...]:
    """Return the columns that name a row within its brand."""
    return tuple(column.name for column in table.primary_key if column.name != "brand")


def opens_of(columns: Sequence[ClauseElement]) -> tuple[Opens, ...]:
    """Return which columns of a result may be sealed.

    Raises:
        ValueError: such a column is read without what names its row.
    """
    found = [_column(one) for one in columns]
    places = {(one.table, one.name): at for at, one in enumerate(found) if one is not None}
    return tuple(
        Opens(
            at,
            one.table.name,
            one.name,
            tuple(_place(places, one, name) for name in key_of(one.table)),
            (one.table.name, one.name) in LABELLED,
        )
        for at, one in enumerate(found)
        if one is not None and one.name in SEALED.get(one.table.name, ())
    )


def _place(places: dict[tuple[Any, str], int], column: Column[Any], name: str) -> int:
    at = places.get((column.table, name))
    if at is None:
        raise ValueError(f"{column} is read without {name}, which it is sealed with")
    return at


def _column(element: ClauseElement) -> Column[Any] | None:
    """Return the column of a table that an element of a result is, under whatever name."""
    while isinstance(element, Label):
        element = element.element
    is_column = isinstance(element, Column) and isinstance(element.table, Table)
    return element if is_column else None  # type: ignore[return-value]
