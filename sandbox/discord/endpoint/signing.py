"""The key pair of an application, and what it signs: Ed25519 over the timestamp and the body."""

import hashlib

from sandbox.discord.wirejson import JsonObject

SIGNATURE_HEADER = "X-Signature-Ed25519"
TIMESTAMP_HEADER = "X-Signature-Timestamp"

_NO_KEY = "0" * 64


def public_key_of(token: str) -> str:
    """Return the public key of a bot's application, as the Developer Portal shows it.

    It is made of the token, so that it is known before the bot is; zeros where what makes keys is
    not installed.
    """
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        return _NO_KEY
    key = ed25519.Ed25519PrivateKey.from_private_bytes(_seed(token))
    return key.public_key().public_bytes_raw().hex()


def signed(token: str, timestamp: str, body: bytes) -> dict[str, str]:
    """Return the headers of a post.

    Args:
        token: of the bot.
        timestamp: Unix time in seconds.
        body: as it will be sent.
    """
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - an extra

    key = ed25519.Ed25519PrivateKey.from_private_bytes(_seed(token))
    return {
        SIGNATURE_HEADER: key.sign(timestamp.encode() + body).hex(),
        TIMESTAMP_HEADER: timestamp,
    }


def forgeries(token: str, timestamp: str, body: bytes) -> dict[str, dict[str, str]]:
    """Return headers that no endpoint may take, by what is wrong with them."""
    good = signed(token, timestamp, body)
    return {
        "another key": signed(f"{token}?", timestamp, body),
        "another body": signed(token, timestamp, body + b" "),
        "another time": {**good, TIMESTAMP_HEADER: str(int(timestamp) - 1)},
        "no signature": {TIMESTAMP_HEADER: timestamp},
        "no headers": {},
        "nonsense": {**good, SIGNATURE_HEADER: "z" * 128},
    }


def ping(bot_id: str, ping_id: str) -> JsonObject:
    """Return the interaction by which Discord asks whether somebody is there."""
    return {
        "id": ping_id,
        "application_id": bot_id,
        "type": 1,
        "token": "ping",
        "version": 1,
        "entitlements": [],
    }


def _seed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
