"""The one form in which a secret that signs requests is written, by Standard Webhooks."""

from base64 import b64decode
from functools import lru_cache

SIGNING_MARK = "whsec_"
"""What every signing secret begins with."""


@lru_cache(maxsize=1024)
def decode_secret(secret: str) -> bytes | None:
    """Return the key that a secret stands for.

    Args:
        secret: `whsec_` followed by base64.

    Returns:
        The key, or None where the secret has another form or holds nothing.
    """
    if not secret.startswith(SIGNING_MARK):
        return None
    try:
        key = b64decode(secret.removeprefix(SIGNING_MARK), validate=True)
    except ValueError:
        return None
    return key or None
