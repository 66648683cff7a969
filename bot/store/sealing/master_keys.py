"""The operator's keys: they wrap the keys of people, and are never stored beside what they open."""

import os
import re
from binascii import a2b_base64
from hashlib import sha256
from importlib.util import find_spec

from bot.store.errors import EncryptionFault
from bot.store.sealing.envelope import (
    KEY_BYTES,
    NONCE_BYTES,
    Cipher,
    Unopenable,
    belonging,
    cipher,
    decrypted,
    encrypted,
    from_text,
    to_text,
)

SETTING = "CONVIVIO_KEY"
_ORDINALS = ("", "first ", "second ", "third ")
_HOW = "make one with `convivio keys new`"


class MasterKeys:
    """The keys of `CONVIVIO_KEY`: the first wraps, every one of them unwraps.

    Args:
        keys: 32 bytes each; at least one.

    Raises:
        EncryptionFault: the library that encrypts is not installed.
    """

    def __init__(self, keys: list[bytes]) -> None:
        if find_spec("cryptography") is None:
            raise EncryptionFault(
                "encryption needs its library, install it with: pip install 'convivio[encryption]'"
            )
        self._ciphers: dict[str, Cipher] = {_name_of(key): cipher(key) for key in keys}
        self.current = _name_of(keys[0])
        """The name of the key that wraps; a digest, which tells nothing of the key."""

    def __repr__(self) -> str:
        return f"MasterKeys({', '.join(self._ciphers)})"

    def knows(self, master: str) -> bool:
        """Say whether the key of this name is among them."""
        return master in self._ciphers

    def wrap(self, key: bytes, bound: bytes) -> str:
        """Return a key of a person as the store keeps it."""
        nonce = os.urandom(NONCE_BYTES)
        return to_text(encrypted(self._ciphers[self.current], nonce, key, bound))

    def unwrap(self, wrapped: str, master: str, bound: bytes) -> bytes:
        """Return a key of a person.

        Raises:
            Unopenable: none of these keys has wrapped it for this person.
        """
        found = self._ciphers.get(master)
        if found is None:
            raise Unopenable
        return decrypted(found, from_text(wrapped), bound)


def bound_key(brand: str, owner: str, name: str) -> bytes:
    """Return what a wrapped key is bound to."""
    return belonging("data key", brand, owner, name)


def new_key() -> str:
    """Return a new key as `CONVIVIO_KEY` takes it."""
    return to_text(os.urandom(KEY_BYTES))


def read_keys(setting: str | None) -> MasterKeys | None:
    """Return the keys of a setting, None where it is empty.

    Args:
        setting: keys in base64 with commas or spaces between them, the one that wraps first.

    Raises:
        EncryptionFault: one of them is no key; the message shows nothing of it.
    """
    written = re.split(r"[,\s]+", (setting or "").strip(", \t\r\n"))
    if written == [""]:
        return None
    return MasterKeys([_read(text, place, len(written)) for place, text in enumerate(written, 1)])


def _read(text: str, place: int, of: int) -> bytes:
    which = _ORDINALS[place] if of > 1 and place < len(_ORDINALS) else ""
    try:
        key = a2b_base64(text.replace("-", "+").replace("_", "/"), strict_mode=True)
    except ValueError:
        raise EncryptionFault(f"the {which}key in {SETTING} is not base64: {_HOW}") from None
    if len(key) != KEY_BYTES:
        raise EncryptionFault(
            f"the {which}key in {SETTING} has {len(key)} bytes, not {KEY_BYTES}: {_HOW}"
        )
    return key


def _name_of(key: bytes) -> str:
    """Return what a key is called in the database: it cannot be told from it."""
    return sha256(b"convivio master key\x00" + key).hexdigest()[:16]
