"""The secret by which a site vouches for who somebody is."""

LEAST_SECRET_BYTES = 32
"""A key of HS256 has to be as long as the hash (RFC 7518, section 3.2)."""

SECRET_HINT = f"Take {LEAST_SECRET_BYTES} bytes or more, for example of: openssl rand -base64 32"


def is_long_enough(secret: str) -> bool:
    """Say whether a secret may sign identity tokens."""
    return len(secret.encode()) >= LEAST_SECRET_BYTES
