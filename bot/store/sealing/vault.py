"""What seals and opens in one process: the one place where texts and keys meet."""

import logging
import os
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from bot.store.connection import Connection
from bot.store.data_keys import OWN
from bot.store.sealing.envelope import NONCE_BYTES, SEPARATOR, Unopenable, parts_of
from bot.store.sealing.keyring import MOST_REMEMBERED, Keyring
from bot.store.sealing.lately import MOST_LATELY, Lately
from bot.store.sealing.master_keys import MasterKeys
from bot.store.sealing.plan import Opens, Row, Seals
from bot.store.sealing.rows import (
    Key,
    Words,
    open_words,
    rows_named,
    seal_words,
    sealed_in,
    with_sealed,
    with_words,
)

_LOG = logging.getLogger(__name__)


class _Found(NamedTuple):
    """A sealed text in a result: in which row, under what name."""

    at: int
    one: Opens
    name: str
    text: str


class Vault:
    """Seals what is written for the brands that want it, and opens what is sealed of any.

    Args:
        masters: what wraps the keys of people; None: nothing is opened.
        brands: whose texts are sealed.
        most: keys to remember, and rows.
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
        self._lately = Lately(min(most, MOST_LATELY))
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
        first, is_clear = places[0], seals.clear
        concerned = [
            at
            for at, row in enumerate(rows)
            if values[at][first] is not None and not (is_clear is not None and is_clear(row))
        ]
        if brand not in self.brands or self._keyring is None or not concerned:
            return values
        owners = [seals.owner(rows[at]) or OWN for at in concerned]
        keys = self._keyring.of(connection, brand, owners)
        begin, changed = rows_named(brand, seals.table), list(values)
        random = os.urandom(NONCE_BYTES * len(concerned))
        for number, at in enumerate(concerned):
            words = tuple([values[at][place] for place in places])
            name = begin + SEPARATOR.join(seals.key(rows[at]))
            nonce = random[NONCE_BYTES * number : NONCE_BYTES * (number + 1)]
            text = self._seal(words, name, keys[owners[number]], nonce, seals.read_soon)
            changed[at] = with_sealed(values[at], places, text, labelled=seals.labelled)
        return changed

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
        found = [one for place in opens for one in _found(brand, place, rows)]
        if not found or self._keyring is None:
            return rows
        changed, unknown, unit = list(rows), list[_Found](), self._keyring.unit(connection, brand)
        for one in found:
            known = self._lately.find(one.name)
            if known is None or known[0] != one.text:
                unknown.append(one)
                continue
            changed[one.at] = with_words(changed[one.at], one.one, known[1])
            unit[known[2].owner] = known[2]
        names = {parts_of(one.text)[0] for one in unknown}
        keys = self._keyring.named(connection, brand, names)
        for one in unknown:
            words = self._open(one, keys.get(parts_of(one.text)[0]))
            if words is not None:
                changed[one.at] = with_words(changed[one.at], one.one, words)
        return changed

    def make_own_keys(self, connection: Connection) -> None:
        """Make the own key of each brand that seals and has none; nothing else is done with it."""
        if self._keyring is not None:
            for brand in self.brands:
                self._keyring.of(connection, brand, [OWN])

    def keep_own_keys(self, connection: Connection) -> None:
        """Remember the own key of each brand, once these are in the database for good."""
        if self._keyring is not None:
            for brand in self.brands:
                self._keyring.keep_own(connection, brand)

    def _seal(self, words: Words, name: str, key: Key, nonce: bytes, read_soon: bool) -> str:
        if not read_soon:
            return seal_words(words, name, key, nonce)
        known = self._lately.find(name)
        if known is not None and known[1] == words and known[2].name == key.name:
            return known[0]
        text = seal_words(words, name, key, nonce)
        self._lately.remember(name, (text, words, key))
        return text

    def _open(self, one: _Found, key: Key | None) -> Words | None:
        """Return what a row holds, None where its key is gone or it was tampered with."""
        if key is None:
            return None
        try:
            words = open_words(parts_of(one.text)[1], one.name, key)
        except Unopenable:
            self._complain(one.one.table)
            return None
        self._lately.remember(one.name, (one.text, words, key))
        return words

    def _complain(self, table: str) -> None:
        """Say once that something was tampered with: whoever runs it will want to know where."""
        if not self._complained:
            self._complained = True
            _LOG.error("a sealed value cannot be opened table=%s", table)


def _found(brand: str, one: Opens, rows: Sequence[Row]) -> list[_Found]:
    begin, place, labelled = rows_named(brand, one.table), one.place, one.labelled
    return [
        _Found(at, one, begin + SEPARATOR.join([row[key] for key in one.key]), text)
        for at, row in enumerate(rows)
        if (text := sealed_in(row[place], labelled=labelled)) is not None
    ]
