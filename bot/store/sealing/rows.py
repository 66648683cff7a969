"""One row, sealed and opened: what a row holds of a person's words is encrypted as one. Pure."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from bot.store.sealing.envelope import (
    MARK,
    SEPARATOR,
    Cipher,
    decrypted,
    encrypted,
    label_of,
    sealed_text,
    without_label,
)
from bot.store.sealing.plan import Opens, Row

_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder().decode
_LIST, _END_OF_LIST = 0x90, 0x9F
"""How a list of values begins in MessagePack; no text does, in UTF-8."""

Words = tuple[str | bytes | None, ...]
"""What of a row is sealed, in the order of its columns."""


class Key(NamedTuple):
    """A key that is ready for use, with its name and whose it is."""

    name: str
    owner: str
    cipher: Cipher


def rows_named(brand: str, table: str) -> str:
    """Return how the name of each row of a table begins."""
    return f"{brand}{SEPARATOR}{table}{SEPARATOR}"


def seal_words(words: Words, name: str, key: Key, nonce: bytes) -> str:
    """Return what a row holds as one sealed text.

    Args:
        words: what it holds; the first is a text.
        name: which row it is.
        key: whose row it is.
        nonce: 12 random bytes, never used before with this key.
    """
    data = words[0].encode() if len(words) == 1 else _ENCODE(words)  # type: ignore[union-attr]
    return sealed_text(key.name, encrypted(key.cipher, nonce, data, name.encode()))


def open_words(text: str, name: str, key: Key) -> Words:
    """Return what was encrypted of a row.

    Args:
        text: what stands behind the name of the key.
        name: which row it is.
        key: with which it was sealed.

    Raises:
        Unopenable: it is not what was sealed in this row with this key.
    """
    data = decrypted(key.cipher, text, name.encode())
    if data and _LIST <= data[0] <= _END_OF_LIST:
        return tuple(_DECODE(data))
    return (data.decode(),)


def with_sealed(values: Row, places: Sequence[int], text: str, *, labelled: bool) -> Row:
    """Return the values of a row with a sealed text in the first of these places.

    In the others stands no more than that there is something.
    """
    first = places[0]
    text = label_of(values[first]) + text if labelled else text
    if len(places) == 1:
        return *values[:first], text, *values[first + 1 :]
    changed = list(values)
    for place in places[1:]:
        changed[place] = _in_its_place(changed[place])
    changed[first] = text
    return tuple(changed)


def with_words(row: Row, one: Opens, words: Words) -> Row:
    """Return a row with what was sealed of it in its places."""
    first = one.place
    if not one.others:
        return *row[:first], words[0], *row[first + 1 :]
    changed: list[Any] = list(row)
    changed[first] = words[0]
    for place, value in zip(one.others, words[1:], strict=False):
        if place is not None:
            changed[place] = value
    return tuple(changed)


def sealed_in(value: str | None, *, labelled: bool) -> str | None:
    """Return the sealed text in a column's value, None where that is in clear or not there."""
    if not value:
        return None
    text = without_label(value) if labelled else value
    return text if text[0] == MARK else None


def _in_its_place(value: str | bytes | None) -> str | bytes | None:
    if value is None:
        return None
    return MARK.encode() if isinstance(value, bytes) else MARK
