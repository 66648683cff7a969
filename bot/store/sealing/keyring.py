"""The keys that one process has in its hands.

Keys are remembered by their names, which never come back: a key in memory is of no use once its row
and all that it sealed are gone. Whose key is which is remembered for one unit of work only: the
unit that has made a key may fail, and another process may erase somebody between two.
"""

import os
from collections.abc import Collection, Iterable

from bot.core.ids import BrandId
from bot.store.connection import Connection
from bot.store.data_keys import OWN, DataKeyRow, add_keys, keys_named, keys_of
from bot.store.sealing.envelope import KEY_BYTES, NAME_BYTES, cipher, head_of, name_of_key, named_by
from bot.store.sealing.lately import Lately
from bot.store.sealing.master_keys import MasterKeys, bound_key
from bot.store.sealing.rows import Key

MOST_REMEMBERED = 10_000
"""Keys in memory at most, some ten megabytes: whoever talks now is among them."""

_UNIT = "keys of this unit"

Unit = dict[str, Key]
"""Keys of a brand by their owners, as far as one unit of work knows them."""


def forget_unit(connection: Connection) -> None:
    """Forget whose key is which: another unit of work begins."""
    connection.info.pop(_UNIT, None)


class Keyring:
    """Finds keys, makes those that are missing, and remembers them.

    Args:
        masters: what wraps them.
        most: keys to remember.
    """

    def __init__(self, masters: MasterKeys, most: int = MOST_REMEMBERED) -> None:
        self._masters = masters
        self._known = Lately[tuple[str, bytes], Key](most)
        self._own: dict[str, Key] = {}

    def unit(self, connection: Connection, brand: str) -> Unit:
        """Return the keys of a brand that the present unit of work knows."""
        units: dict[str, Unit] = connection.info.setdefault(_UNIT, {})
        unit = units.get(brand)
        if unit is None:
            own = self._own.get(brand)
            unit = units[brand] = {} if own is None else {OWN: own}
        return unit

    def keep_own(self, connection: Connection, brand: str) -> None:
        """Remember a brand's own key for good: it is in the database, and nobody destroys it."""
        self._own[brand] = self.of(connection, brand, [OWN])[OWN]

    def headed(
        self, connection: Connection, brand: str, heads: Collection[bytes]
    ) -> dict[bytes, Key]:
        """Return the keys of what begins like this, as far as there are any.

        Raises:
            Unopenable: a key was wrapped by another master key.
        """
        find, unit = self._known.find, self.unit(connection, brand)
        found = {head: key for head in heads if (key := find((brand, head)))}
        if len(found) < len(heads):
            names = [named_by(head) for head in heads if head not in found]
            keys = map(self._remembered, keys_named(connection, brand, names))
            found.update((key.head, key) for key in keys)
        unit.update((key.owner, key) for key in found.values())
        return found

    def of(self, connection: Connection, brand: str, owners: Collection[str]) -> Unit:
        """Return the keys that the unit knows, with those of these owners; who has none gets one.

        Raises:
            Unopenable: a key was wrapped by another master key.
        """
        unit = self.unit(connection, brand)
        missing = set(owners).difference(unit)
        if missing:
            self._find(connection, brand, missing)
            missing.difference_update(unit)
        if missing:
            self._make(connection, brand, missing)
        return unit

    def _find(self, connection: Connection, brand: str, owners: Collection[str]) -> None:
        unit = self.unit(connection, brand)
        for row in keys_of(connection, brand, list(owners)):
            unit[row.owner] = self._remembered(row)

    def _make(self, connection: Connection, brand: str, owners: Iterable[str]) -> None:
        made = {owner: self._new(brand, owner) for owner in sorted(owners)}
        if not add_keys(connection, [row for row, _ in made.values()]):
            # Another process was faster with one of them: its key is the one that counts.
            self._find(connection, brand, list(made))
            return
        self.unit(connection, brand).update((owner, key) for owner, (_, key) in made.items())

    def _new(self, brand: str, owner: str) -> tuple[DataKeyRow, Key]:
        name, key = name_of_key(os.urandom(NAME_BYTES)), os.urandom(KEY_BYTES)
        wrapped = self._masters.wrap(key, bound_key(brand, owner, name))
        row = DataKeyRow(BrandId(brand), name, owner, self._masters.current, wrapped)
        return row, Key(head_of(name), owner, cipher(key))

    def _remembered(self, row: DataKeyRow) -> Key:
        head = head_of(row.id)
        known = self._known.find((row.brand, head))
        if known is not None:
            return known
        bound = bound_key(row.brand, row.owner, row.id)
        key = Key(head, row.owner, cipher(self._masters.unwrap(row.wrapped, row.master, bound)))
        self._known.remember((row.brand, head), key)
        return key
