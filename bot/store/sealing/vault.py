"""What seals and opens in one process: the one place where texts and keys meet."""

import logging
import os
from collections.abc import Collection, Sequence
from typing import Any

from bot.store.connection import Connection
from bot.store.data_keys import OWN
from bot.store.sealing.envelope import (
    MARK,
    NONCE_BYTES,
    Unopenable,
    belonging,
    decrypted,
    encrypted,
    label_of,
    parts_of,
    sealed_text,
    without_label,
)
from bot.store.sealing.keyring import MOST_REMEMBERED, Key, Keyring
from bot.store.sealing.master_keys import MasterKeys
from bot.store.sealing.plan import Opens, Row, Seals

_LOG = logging.getLogger(__name__)


class Vault:
    """Seals what is written for the brands that want it, and opens what is sealed of any.

    Args:
        masters: what wraps the keys of people; None: nothing is opened.
        brands: whose texts are sealed.
        most: keys to remember.
    """

    def __init__(
        self,
        masters: MasterKeys | None,
        brands: Collection[str] = (),
        most: int = MOST_REMEMBERED,
    ) -> None:
        self.masters = masters
        self.brands = frozenset(brands)
        self._keyring = None if masters is None else Keyring(masters, most)
        self._complained = False

    def sealed(
        self,
        connection: Connection,
        seals: Seals,
        rows: Sequence[Any],
        values: Sequence[Row],
        places: Sequence[int],
    ) -> Sequence[Row]:
        """Return the values of rows with these places sealed, as far as their brand wants that.

        Args:
            connection: inside a transaction.
            seals: how.
            rows: rows of one brand, as they were given.
            values: the same as the statement takes them.
            places: where each of the sealed columns stands among the values.
        """
        brand: str = rows[0].brand
        if brand not in self.brands or self._keyring is None:
            return values
        owners = [seals.owner(row) or OWN for row in rows]
        keys = self._keyring.of(connection, brand, owners)
        return [
            row_values
            if seals.clear(row)
            else _sealed(keys[brand, owner], seals, row, row_values, places)
            for row, owner, row_values in zip(rows, owners, values, strict=True)
        ]

    def opened(
        self, connection: Connection, brand: str, opens: Sequence[Opens], rows: Sequence[Row]
    ) -> Sequence[Row]:
        """Return rows with what is sealed in them opened; what cannot be opened stays as it is.

        Args:
            connection: inside a transaction.
            brand: whose rows they are.
            opens: what may be sealed in them.
            rows: as they were read.
        """
        found = [
            (at, one, sealed)
            for at, row in enumerate(rows)
            for one in opens
            if (sealed := sealed_in(row[one.position], labelled=one.labelled)) is not None
        ]
        if not found or self._keyring is None:
            return rows
        names = {parts_of(sealed)[0] for _, _, sealed in found}
        keys = self._keyring.named(connection, brand, names)
        changed: list[Any] = list(rows)
        for at, one, sealed in found:
            name, text = parts_of(sealed)
            plain = self._opened(keys.get(name), text, brand, one, rows[at])
            if plain is not None:
                row = list(changed[at])
                row[one.position] = plain
                changed[at] = row
        return changed

    def make_own_keys(self, connection: Connection) -> None:
        """Make the own key of each brand that seals and has none."""
        if self._keyring is not None:
            for brand in self.brands:
                self._keyring.of(connection, brand, [OWN])

    def _opened(
        self, key: Key | None, text: str, brand: str, one: Opens, row: Row
    ) -> str | bytes | None:
        if key is None:
            return None
        bound = belonging(brand, one.table, one.column, *(row[at] for at in one.key))
        try:
            plain = decrypted(key.cipher, text, bound)
        except Unopenable:
            self._complain(one)
            return None
        return plain if isinstance(row[one.position], bytes) else plain.decode()

    def _complain(self, one: Opens) -> None:
        """Say once that something was tampered with: whoever runs it will want to know where."""
        if not self._complained:
            self._complained = True
            _LOG.error("a sealed value cannot be opened table=%s column=%s", one.table, one.column)


def sealed_in(value: Any, *, labelled: bool = False) -> str | None:
    """Return the sealed text in a column's value, None where that is in clear or not there."""
    if not value:
        return None
    text: str = value.decode(errors="replace") if isinstance(value, bytes) else value
    if labelled:
        text = without_label(text)
    return text if text[0] == MARK else None


def _sealed(key: Key, seals: Seals, row: Any, values: Row, places: Sequence[int]) -> Row:
    """Return the values of one row with these places sealed."""
    changed = list(values)
    names = (row.brand, seals.table)
    for place, column in zip(places, seals.columns, strict=True):
        value = changed[place]
        if value is None:
            continue
        bound = belonging(*names, column, *seals.key(row))
        data = value if isinstance(value, bytes) else value.encode()
        text = sealed_text(key.name, encrypted(key.cipher, os.urandom(NONCE_BYTES), data, bound))
        if isinstance(value, bytes):
            changed[place] = text.encode()
        else:
            changed[place] = label_of(value) + text if column in seals.labelled else text
    return changed
