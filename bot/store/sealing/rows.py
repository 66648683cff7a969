"""One row, sealed and opened: what a row holds of a person's words is encrypted as one. Pure."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec

from bot.store.sealing.envelope import HEAD_BYTES, SEPARATOR, Cipher, decrypted
from bot.store.sealing.plan import Opens
from bot.store.sealing.standing import MARK

_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder().decode
_LIST, _END_OF_LIST = 0x90, 0x9F
"""How a list of values begins in MessagePack; no text does, in UTF-8."""

_MARK_BYTES = MARK.encode()

Words = tuple[str | bytes | None, ...]
"""What of a row is sealed, in the order of its columns."""


class Key(NamedTuple):
    """A key that is ready for use: whose it is, and what begins all that it has sealed."""

    head: bytes
    owner: str
    cipher: Cipher


@cache
def rows_named(brand: str, table: str) -> str:
    """Return how the name of each row of a table begins."""
    return f"{brand}{SEPARATOR}{table}{SEPARATOR}"


def seal_words(words: Words, name: str, key: Key, nonce: bytes) -> bytes:
    """Return what a row holds as one sealed value.

    Args:
        words: what it holds; the first is a text.
        name: which row it is.
        key: whose row it is.
        nonce: 12 random bytes, never used before with this key.
    """
    data = words[0].encode() if len(words) == 1 else _ENCODE(words)  # type: ignore[union-attr]
    return key.head + nonce + key.cipher.encrypt(nonce, data, name.encode())


def open_words(sealed: bytes, name: str, key: Key) -> Words:
    """Return what was encrypted of a row.

    Args:
        sealed: it, from the name of the key on.
        name: which row it is.
        key: with which it was sealed.

    Raises:
        Unopenable: it is not what was sealed in this row with this key.
    """
    words = decrypted(key.cipher, sealed[HEAD_BYTES:], name.encode())
    if words and _LIST <= words[0] <= _END_OF_LIST:
        return tuple(_DECODE(words))
    return (words.decode(),)


def put_marks(row: list[Any], places: Sequence[int]) -> None:
    """Leave in the places of what is sealed with the first only that there is any."""
    for place in places:
        value = row[place]
        if value is not None:
            row[place] = _MARK_BYTES if isinstance(value, bytes) else MARK


def put_words(row: list[Any], one: Opens, words: Words) -> None:
    """Put what was sealed of a row in its places."""
    row[one.place] = words[0]
    for place, at in one.others:
        if at < len(words):  # they are fewer once a turn is over
            row[place] = words[at]
