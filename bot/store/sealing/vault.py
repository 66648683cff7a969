"""What seals and opens in one process: the one place where texts and keys meet."""

import logging
import os
from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

from bot.store.connection import Connection
from bot.store.data_keys import OWN
from bot.store.sealing.envelope import NONCE_BYTES, SEPARATOR, Unopenable, parts_of
from bot.store.sealing.keyring import MOST_REMEMBERED, Keyring
from bot.store.sealing.lately import MOST_CHARACTERS, MOST_LATELY, Lately
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
        begin, key_of, seal = rows_named(brand, seals.table), seals.key, self._sealer(seals)
        random, changed = os.urandom(NONCE_BYTES * len(concerned)), list(values)
        for number, at in enumerate(concerned):
            of_row = values[at]
            words = (of_row[first],) if len(places) == 1 else tuple([of_row[one] for one in places])
            nonce = random[NONCE_BYTES * number : NONCE_BYTES * (number + 1)]
            text = seal(
                words, begin + SEPARATOR.join(key_of(rows[at])), keys[owners[number]], nonce
            )
            changed[at] = with_sealed(of_row, places, text, labelled=seals.labelled)
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
        if self._keyring is None:
            return rows
        changed, unknown = list(rows), list[_Found]()
        unit, find = self._keyring.unit(connection, brand), self._lately.find
        for one in opens:
            begin, place, labelled, key = (
                rows_named(brand, one.table),
                one.place,
                one.labelled,
                one.key,
            )
            for at, row in enumerate(changed):
                text = sealed_in(row[place], labelled=labelled)
                if text is None:
                    continue
                name = begin + SEPARATOR.join([row[part] for part in key])
                known = find(name)
                if known is not None and known[0] == text:
                    changed[at] = with_words(row, one, known[1])
                    unit[known[2].owner] = known[2]
                else:
                    unknown.append(_Found(at, one, name, text))
        if unknown:
            self._open_unknown(connection, brand, unknown, changed)
        return changed

    def _open_unknown(
        self, connection: Connection, brand: str, unknown: Sequence[_Found], rows: list[Row]
    ) -> None:
        """Open what is not remembered; what cannot be opened stays as it is."""
        assert self._keyring is not None
        parts = [parts_of(one.text) for one in unknown]
        keys = self._keyring.named(connection, brand, {name for name, _ in parts})
        for one, (name, encrypted) in zip(unknown, parts, strict=True):
            words = self._open(one, encrypted, keys.get(name))
            if words is not None:
                rows[one.at] = with_words(rows[one.at], one.one, words)

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

    def _sealer(self, seals: Seals) -> Callable[[Words, str, Key, bytes], str]:
        """Return what seals the rows of a table: those that are read soon are remembered."""
        return self._seal_and_remember if seals.read_soon else seal_words

    def _seal_and_remember(self, words: Words, name: str, key: Key, nonce: bytes) -> str:
        known = self._lately.find(name)
        if known is not None and known[1] == words and known[2].name == key.name:
            return known[0]
        text = seal_words(words, name, key, nonce)
        self._lately.remember(name, (text, words, key))
        return text

    def _open(self, one: _Found, encrypted: str, key: Key | None) -> Words | None:
        """Return what a row holds, None where its key is gone or it was tampered with."""
        if key is None:
            return None
        try:
            words = open_words(encrypted, one.name, key)
        except Unopenable:
            self._complain(one.one.table)
            return None
        if len(one.text) <= MOST_CHARACTERS:
            self._lately.remember(one.name, (one.text, words, key))
        return words

    def _complain(self, table: str) -> None:
        """Say once that something was tampered with: whoever runs it will want to know where."""
        if not self._complained:
            self._complained = True
            _LOG.error("a sealed value cannot be opened table=%s", table)
