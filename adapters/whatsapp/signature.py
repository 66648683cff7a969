"""Whether a call is Meta's own: its signature, and the question whether this address is ours."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

SIGNATURE: Final = "x-hub-signature-256"
"""The header with the signature (Graph API: Webhooks, Validate payloads), in lower case."""

_FORM = "sha256="


def signature_of(secret: str, body: bytes) -> str:
    """Return what the header holds for this body: HMAC-SHA256 of its bytes, in hexadecimal.

    Args:
        secret: of the app.
        body: as it was sent.
    """
    return _FORM + hmac.digest(secret.encode(), body, hashlib.sha256).hex()


def is_signed(secret: str, shown: str, body: bytes) -> bool:
    """Say in constant time whether a body bears the app's signature.

    Args:
        secret: of the app.
        shown: the value of the header, empty where it is absent.
        body: as it came.
    """
    return _are_equal(shown, signature_of(secret, body))


def is_asked(verify_token: str, query: Mapping[str, str]) -> bool:
    """Say in constant time whether a question shows the token that was entered at Meta's.

    Args:
        verify_token: of the channel.
        query: `hub.mode`, `hub.verify_token` and `hub.challenge` (Webhooks, Verification requests).
    """
    known = _are_equal(query.get("hub.verify_token", ""), verify_token)
    return known and query.get("hub.mode") == "subscribe"


def _are_equal(shown: str, wanted: str) -> bool:
    return hmac.compare_digest(shown.encode(errors="replace"), wanted.encode(errors="replace"))
