"""What seals and opens in one process: the one place where texts and keys meet."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct

from bot.store.connection import Connection
from bot.store.data_keys import OWN
from bot.store.sealing.envelope import Unopenable, head_in, new_nonce
from bot.store.sealing.keyring import MOST_REMEMBERED, Keyring, Unit
from bot.store.sealing.lately import Lately
from bot.store.sealing.master_keys import MasterKeys
from bot.store.sealing.plan import Opens, Row, Seals
from bot.store.sealing.rows import (
    Key,
    Words,
    open_words,
    put_marks,
    put_words,
    rows_named,
    seal_words,
)
from bot.store.sealing.standing import (
    Standing,
    as_bytes,
    as_text,
    label_of,
    sealed_in,
    shown,
    stands_sealed,
)

_LOG = logging.getLogger(__name__)

_Stand = Callable[[bytes, str], Standing]

MOST_LATELY = 4_000
"""Rows at most, some ten megabytes: what a thousand people have just said and been told."""

LONGEST = 16_384
"""Characters or bytes of a row that is worth it at most: parts of files are read once."""


class _Known(Struct, frozen=True, gc=False):
    """A row as it stands, what it holds, and with which key that is sealed."""

    standing: Standing
    words: Words
    key: Key


class _Found(Struct, frozen=True, gc=False):
    """What stands sealed in a result: in which row, under what name."""

    row: list[Any]
    one: Opens
    name: str
    standing: Standing


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
        self._lately = Lately[str, _Known](min(most, MOST_LATELY))
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
        keyring, brand = self._keyring, rows[0].brand
        if keyring is None or brand not in self.brands:
            return values
        first, *others = places
        is_clear, owner_of, name_of = seals.clear, seals.owner, seals.name
        concerned = [
            at
            for at, row in enumerate(rows)
            if values[at][first] is not None and not (is_clear is not None and is_clear(row))
        ]
        if not concerned:
            return values
        keys, begin = keyring.unit(connection, brand), rows_named(brand, seals.table)
        stand, changed = _stands(connection), list(values)
        for at in concerned:
            row, held = rows[at], list(values[at])
            owner = owner_of(row) or OWN
            if owner not in keys:  # those of all are found at once, and nobody else gets one
                keyring.of(connection, brand, [owner_of(rows[one]) or OWN for one in concerned])
            words = tuple([held[place] for place in places]) if others else (held[first],)
            name, key = begin + name_of(row), keys[owner]
            label = label_of(words[0]) if seals.labelled else ""
            standing = held[first] = stand(seal_words(words, name, key, new_nonce()), label)
            if others:
                put_marks(held, others)
            changed[at] = held
            if seals.read is not None and len(standing) <= LONGEST:
                self._lately.remember(name, _Known(standing, words, key))
        return changed

    def opened(
        self, connection: Connection, brand: str, opens: Sequence[Opens], rows: Sequence[Row]
    ) -> Sequence[Row]:
        """Return rows with what is sealed in them opened; what cannot be opened is shown sealed.

        Args:
            connection: inside a transaction.
            brand: whose rows they are.
            opens: what may be sealed in them.
            rows: as they were read.
        """
        changed: list[list[Any]] = list(map(list, rows))
        unknown: list[_Found] = []
        unit: Unit = {} if self._keyring is None else self._keyring.unit(connection, brand)
        for one in opens:
            begin, name_of, place = rows_named(brand, one.table), one.name, one.place
            find = self._lately.take if one.read == "once" else self._lately.find
            for row in changed:
                standing = row[place]
                if standing is None:
                    continue
                name = begin + name_of(row)
                known = find(name)
                if known is not None and known.standing == standing:
                    put_words(row, one, known.words)
                    unit[known.key.owner] = known.key
                elif stands_sealed(standing, labelled=one.labelled):
                    unknown.append(_Found(row, one, name, standing))
        if unknown:
            self._open(connection, brand, unknown)
        return changed

    def _open(self, connection: Connection, brand: str, found: Sequence[_Found]) -> None:
        """Open what is not remembered."""
        sealed = [_sealed_in(one) for one in found]
        keys: Mapping[bytes, Key] = {}
        if self._keyring is not None:
            keys = self._keyring.headed(connection, brand, set(map(head_in, sealed)))
        for one, data in zip(found, sealed, strict=True):
            words = self._words(one, data, keys.get(head_in(data)))
            put_words(one.row, one.one, words or (shown(one.standing, labelled=one.one.labelled),))

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

    def _words(self, one: _Found, data: bytes, key: Key | None) -> Words | None:
        """Return what a row holds, None where its key is gone or it was tampered with."""
        if key is None:
            return None
        try:
            words = open_words(data, one.name, key)
        except Unopenable:
            self._complain(one.one.table)
            return None
        if one.one.read == "again" and len(one.standing) <= LONGEST:
            self._lately.remember(one.name, _Known(one.standing, words, key))
        return words

    def _complain(self, table: str) -> None:
        """Say once that something was tampered with: whoever runs it will want to know where."""
        if not self._complained:
            self._complained = True
            _LOG.error("a sealed value cannot be opened table=%s", table)


def _stands(connection: Connection) -> _Stand:
    """Return how a sealed value stands in a database: SQLite takes bytes in a column of texts."""
    return as_bytes if connection.dialect.name == "sqlite" else as_text


def _sealed_in(one: _Found) -> bytes:
    """Return what was found as a sealed value, an empty one where it only looks like one."""
    try:
        return sealed_in(one.standing, labelled=one.one.labelled)
    except Unopenable:
        return b""
