"""Whether Discord itself makes a call: Ed25519 over the timestamp and the body as it came.

Discord's reference, Setting Up an Endpoint: Validating Security Request Headers. It probes with bad
signatures, and takes an endpoint away that does not refuse them.
"""

import re
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from bot.channels.doors import PlatformCall
from bot.core.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SIGNATURE_HEADER: Final = "x-signature-ed25519"
TIMESTAMP_HEADER: Final = "x-signature-timestamp"

TOLERANCE_SECONDS: Final = 300
"""How old or ahead a call may be: our own choice, that of Standard Webhooks."""

_KEY = lazy_pattern(r"[0-9a-fA-F]{64}", re.ASCII)
_SIGNATURE = lazy_pattern(r"[0-9a-fA-F]{128}", re.ASCII)
_SECONDS = lazy_pattern(r"[0-9]{1,12}", re.ASCII)


def is_public_key(value: object) -> bool:
    """Say whether something has the form of an application's public key."""
    return isinstance(value, str) and _KEY.fullmatch(value) is not None


def can_verify() -> bool:
    """Say whether what verifies signatures is installed (the extra `interactions`)."""
    return find_spec("cryptography") is not None


def is_signed(public_key: str, call: PlatformCall) -> bool:
    """Say whether a call is genuine and fresh.

    Args:
        public_key: of the application, 64 hexadecimal digits.
        call: as it came.
    """
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - an extra, and heavy

    signature = call.headers.get(SIGNATURE_HEADER, "")
    timestamp = call.headers.get(TIMESTAMP_HEADER, "")
    if _SIGNATURE.fullmatch(signature) is None or _SECONDS.fullmatch(timestamp) is None:
        return False
    if abs(call.at.timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    try:
        _key(public_key).verify(bytes.fromhex(signature), timestamp.encode() + call.body)
    except InvalidSignature:
        return False
    return True


@lru_cache
def _key(public_key: str) -> "Ed25519PublicKey":
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415

    return ed25519.Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
