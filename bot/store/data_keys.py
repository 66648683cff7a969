"""The keys of people and groups, wrapped: with a row here, all that it has sealed is gone."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import bindparam, delete, func, select, update

from bot.core.ids import BrandId
from bot.store.connection import Connection
from bot.store.schema import data_keys
from bot.store.statement import always, among, fixed, insert_new

OWN = ""
"""The owner of a brand's own key: it seals what nobody's turn has been yet."""


class DataKeyRow(Struct, frozen=True):
    """One key. `owner` is a person, or the conversation of a group; `master` has wrapped it.

    `complete_at` is set in a brand's own row once everything from before is sealed.
    """

    brand: BrandId
    id: str
    owner: str
    master: str
    wrapped: str
    complete_at: int | None = None


class Rewrapped(Struct, frozen=True):
    """A key as it is wrapped by another master key."""

    brand: BrandId
    id: str
    master: str
    wrapped: str


_K = data_keys.c
_COLUMNS = tuple(_K[name] for name in DataKeyRow.__struct_fields__)
_OF_BRAND = _K.brand == bindparam("brand")
_ADD = insert_new(data_keys)
_NAMED = always(lambda: select(*_COLUMNS).where(_OF_BRAND, among(_K.id, "ids")))
_OWNED = always(lambda: select(*_COLUMNS).where(_OF_BRAND, among(_K.owner, "owners")))
_OWNS = always(lambda: select(*_COLUMNS).where(_K.brand > fixed(""), _K.owner == fixed(OWN)))
_WRAPPED = always(
    lambda: (
        select(*_COLUMNS)
        .where(_OF_BRAND, _K.master == bindparam("master"), _K.owner != fixed(OWN))
        .limit(bindparam("most"))
        .offset(fixed(0))
    ),
)
_MASTERS = always(
    lambda: (
        select(_K.master, func.count()).where(_OF_BRAND).group_by(_K.master).order_by(_K.master)
    ),
)
_REWRAP = always(
    lambda: (
        update(data_keys)
        .where(_OF_BRAND, _K.id == bindparam("id"))
        .values(master=bindparam("master"), wrapped=bindparam("wrapped"))
    ),
)
_COMPLETE = always(
    lambda: (
        update(data_keys)
        .where(_OF_BRAND, _K.owner == fixed(OWN))
        .values(complete_at=bindparam("complete_at"))
    ),
)
_DESTROY = always(lambda: delete(data_keys).where(_OF_BRAND, among(_K.owner, "owners")))


def add_keys(connection: Connection, rows: Sequence[DataKeyRow]) -> bool:
    """Write new keys; False where somebody has one already, which stays."""
    return _ADD.write(connection, rows) == len(rows)


def keys_named(connection: Connection, brand: str, names: Sequence[str]) -> list[DataKeyRow]:
    """Return the keys of these names, as far as they were not destroyed."""
    return [DataKeyRow(*row) for row in _NAMED.read(connection, brand=brand, ids=list(names))]


def keys_of(connection: Connection, brand: str, owners: Sequence[str]) -> list[DataKeyRow]:
    """Return the keys of these owners, as far as they have one."""
    return [DataKeyRow(*row) for row in _OWNED.read(connection, brand=brand, owners=list(owners))]


def own_keys(connection: Connection) -> list[DataKeyRow]:
    """Return the own key of each brand that has ever encrypted anything here."""
    return [DataKeyRow(*row) for row in _OWNS.read(connection)]


def keys_wrapped_by(
    connection: Connection, brand: BrandId, master: str, most: int
) -> list[DataKeyRow]:
    """Return some of the keys that a master key has wrapped, but not the brand's own."""
    rows = _WRAPPED.read(connection, brand=brand, master=master, most=most)
    return [DataKeyRow(*row) for row in rows]


def keys_by_master(connection: Connection, brand: BrandId) -> dict[str, int]:
    """Return how many keys of a brand each master key has wrapped."""
    return dict(_MASTERS.read(connection, brand=brand))


def rewrap(connection: Connection, rows: Sequence[Rewrapped]) -> None:
    """Write keys as another master key has wrapped them."""
    _REWRAP.put(connection, rows)


def complete(connection: Connection, brand: BrandId, at: int | None) -> None:
    """Write down that everything of a brand is sealed now, or may not be any more (None)."""
    _COMPLETE.change(connection, brand=brand, complete_at=at)


def destroy_keys(connection: Connection, brand: BrandId, owners: Sequence[str]) -> int:
    """Destroy the keys of these owners, and return how many it was."""
    return _DESTROY.change(connection, brand=brand, owners=list(owners))
