"""The envelope: one value, encrypted so that it can be read only where it was written.

AES-256-GCM (NIST SP 800-38D) with a nonce of 96 random bits. What a value belongs to (brand, table,
column, row) is authenticated with it: moved elsewhere, it cannot be opened. A sealed text is

    ~ | name of the key, 16 characters | base64 of nonce, ciphertext and tag

The first byte of a key's name is the version of this form.
"""

import re
from binascii import a2b_base64, b2a_base64
from typing import Protocol

MARK = "~"
"""What a sealed text begins with. No JSON does; a name may, but it cannot guess a key's name."""

SEPARATOR = "\x1f"
"""Stands between the names of where a value belongs: none of them holds it."""

VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 12
NAME_BYTES = 11
"""Random bytes in the name of a key: 88 bits, so that no two are ever alike."""
NAME_LENGTH = 16
_BEGIN = 1 + NAME_LENGTH
_TAG_BYTES = 16
_LABEL = '{"type":"'


class Cipher(Protocol):
    """A key that is ready for use; fails with an exception where a text is not its own."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Encrypt and authenticate."""
        ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Verify and decrypt."""
        ...


class Unopenable(Exception):  # noqa: N818 - it names a state of a value
    """A sealed text was cut, changed, moved to another row, or sealed with another key."""


def cipher(key: bytes) -> Cipher:
    """Return a key of 32 bytes ready for use."""
    # Loaded where it is used: whoever encrypts nothing does not wait for it.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    return AESGCM(key)


def name_of_key(random: bytes) -> str:
    """Return the name of a new key, from 11 random bytes."""
    return b2a_base64(bytes((VERSION,)) + random, newline=False).decode()


def belonging(*parts: str) -> bytes:
    """Return what a value is bound to, from the names of where it is."""
    return SEPARATOR.join(parts).encode()


def encrypted(key: Cipher, nonce: bytes, data: bytes, bound: bytes) -> str:
    """Return data encrypted, with its nonce, in base64.

    Args:
        key: the key.
        nonce: 12 random bytes, never used before with this key.
        data: what is encrypted.
        bound: what it belongs to; see `belonging`.
    """
    return b2a_base64(nonce + key.encrypt(nonce, data, bound), newline=False).decode()


def decrypted(key: Cipher, text: str, bound: bytes) -> bytes:
    """Return what was encrypted.

    Raises:
        Unopenable: it is not what was encrypted there with this key.
    """
    try:
        sealed = a2b_base64(text, strict_mode=True)
    except ValueError:
        raise Unopenable from None
    if len(sealed) < NONCE_BYTES + _TAG_BYTES:
        raise Unopenable
    try:
        return key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
    except Exception:  # noqa: BLE001 - the library's own word for it is not loaded here
        raise Unopenable from None


def sealed_text(name: str, text: str) -> str:
    """Return encrypted text as a column holds it, with the name of its key."""
    return f"{MARK}{name}{text}"


def parts_of(text: str) -> tuple[str, str]:
    """Return the name of the key with which a text was sealed, and the encrypted text."""
    return text[1:_BEGIN], text[_BEGIN:]


def is_sealed(text: str) -> bool:
    """Say whether a text has the form of a sealed one."""
    return re.fullmatch("~[A-Za-z0-9+/]{16}[A-Za-z0-9+/]{38,}={0,2}", text) is not None


def label_of(text: str) -> str:
    """Return the beginning of a JSON object that says of which type it is: it stays in clear."""
    return text[: text.index('"', len(_LABEL)) + 1] if text.startswith(_LABEL) else ""


def without_label(text: str) -> str:
    """Return the sealed text behind a label, or the text as it is where nothing there is sealed."""
    if not text.startswith(_LABEL):
        return text
    end = text.find('"', len(_LABEL)) + 1
    return text[end:] if text.startswith(MARK, end) else text
