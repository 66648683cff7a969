"""The envelope: one value, encrypted so that it can be read only where it was written.

AES-256-GCM (NIST SP 800-38D) with a nonce of 96 random bits. What a value belongs to (brand, table,
row) is authenticated with it: moved elsewhere, it cannot be opened. A sealed value is

    name of the key, 12 bytes | nonce, 12 bytes | ciphertext | tag, 16 bytes

The first byte of a key's name is the version of this form.
"""

import os
from binascii import a2b_base64, b2a_base64
from operator import itemgetter
from struct import Struct
from typing import Protocol

SEPARATOR = "\x1f"
"""Stands between the names of where a value belongs: none of them holds it."""

VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 12
NAME_BYTES = 11
"""Random bytes in the name of a key: 88 bits, so that no two are ever alike."""
HEAD_BYTES = 1 + NAME_BYTES
_TAG_BYTES = 16

_DRAWN: list[bytes] = []
_DRAWN_AT_ONCE = 64
_APART = Struct(f"{NONCE_BYTES}s" * _DRAWN_AT_ONCE)
# Whoever is forked has the same keys, and must not have the same nonces.
os.register_at_fork(after_in_child=_DRAWN.clear)


class Cipher(Protocol):
    """A key that is ready for use; fails with an exception where a text is not its own."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Encrypt and authenticate."""
        ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Verify and decrypt."""
        ...


class Unopenable(Exception):  # noqa: N818 - it names a state of a value
    """A sealed value was cut, changed, moved to another row, or sealed with another key."""


def cipher(key: bytes) -> Cipher:
    """Return a key of 32 bytes ready for use."""
    # Loaded where it is used: whoever encrypts nothing does not wait for it.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    return AESGCM(key)


def new_nonce() -> bytes:
    """Return 96 random bits: they are drawn many at a time, and each is used once."""
    try:
        return _DRAWN.pop()
    except IndexError:
        nonce: bytes
        nonce, *more = _APART.unpack(os.urandom(_APART.size))
        _DRAWN.extend(more)
        return nonce


def name_of_key(random: bytes) -> str:
    """Return the name of a new key, from 11 random bytes."""
    return to_text(bytes((VERSION,)) + random)


def head_of(name: str) -> bytes:
    """Return what every value begins with that the key of this name has sealed."""
    return a2b_base64(name)


def named_by(head: bytes) -> str:
    """Return the name of the key with which what begins like this was sealed."""
    return to_text(head)


head_in = itemgetter(slice(HEAD_BYTES))
"""Returns what a sealed value begins with: it names the key with which it was sealed."""


def belonging(*parts: str) -> bytes:
    """Return what a value is bound to, from the names of where it is."""
    return SEPARATOR.join(parts).encode()


def encrypted(key: Cipher, nonce: bytes, data: bytes, bound: bytes) -> bytes:
    """Return data encrypted, with its nonce.

    Args:
        key: the key.
        nonce: 12 random bytes, never used before with this key.
        data: what is encrypted.
        bound: what it belongs to; see `belonging`.
    """
    return nonce + key.encrypt(nonce, data, bound)


def decrypted(key: Cipher, data: bytes, bound: bytes) -> bytes:
    """Return what was encrypted.

    Raises:
        Unopenable: it is not what was encrypted there with this key.
    """
    if len(data) < NONCE_BYTES + _TAG_BYTES:
        raise Unopenable
    try:
        return key.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], bound)
    except Exception:  # noqa: BLE001 - the library's own word for it is not loaded here
        raise Unopenable from None


def to_text(data: bytes) -> str:
    """Return bytes as a text holds them, in base64."""
    return b2a_base64(data, newline=False).decode()


def from_text(text: str) -> bytes:
    """Return the bytes that a text holds.

    Raises:
        Unopenable: it does not hold any.
    """
    try:
        return a2b_base64(text, strict_mode=True)
    except ValueError:
        raise Unopenable from None
