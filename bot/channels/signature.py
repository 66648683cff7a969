"""Standard Webhooks: how requests between the bot and other systems prove where they come from.

The scheme is HMAC-SHA256 over `id.timestamp.body`, written as `v1,` and base64 in the header
`webhook-signature`. Secrets are written `whsec_` and base64. During a rotation both sides may hold
several secrets: every secret signs what goes out, and any one of them verifies what comes in.
"""

import hmac
from binascii import b2a_base64
from collections.abc import Sequence
from datetime import datetime

from bot.channels.contract import SignatureHeaders
from bot.core.signing_secret import decode_secret

TOLERANCE_SECONDS = 300
"""How far a timestamp may lie in the past or in the future: five minutes, as the standard says."""

_TIMESTAMP_DIGITS = 12


def listed(secrets: object) -> tuple[str, ...]:
    """Return the secrets of an option that holds one, a list of them (a rotation), or nothing."""
    if isinstance(secrets, str):
        return (secrets,)
    if isinstance(secrets, list):
        return tuple(secret for secret in secrets if isinstance(secret, str))
    return ()


def secret_faults(option: str, secrets: object) -> list[str]:
    """Return what is wrong with an option that holds secrets, in words that never show them.

    Args:
        option: the option's name, for the words.
        secrets: what brand.yaml says, with the environment's values in place.
    """
    known = listed(secrets)
    if not known:
        return [f"{option} is missing: {_SECRET_FORM}"]
    return [
        f"{option} {number} of {len(known)} has another form than expected: {_SECRET_FORM}"
        if len(known) > 1
        else f"{option} has another form than expected: {_SECRET_FORM}"
        for number, secret in enumerate(known, start=1)
        if decode_secret(secret) is None
    ]


_SECRET_FORM = "write whsec_ followed by base64, as Standard Webhooks says"  # noqa: S105


def sign(secrets: Sequence[str], message_id: str, timestamp: int, body: bytes) -> str:
    """Return the value of `webhook-signature`: one signature for each secret.

    Args:
        secrets: well-formed secrets; others are passed over.
        message_id: the value of `webhook-id`.
        timestamp: the value of `webhook-timestamp`, Unix time in seconds.
        body: the bytes of the body as they are sent.
    """
    keys = (decode_secret(secret) for secret in secrets)
    signed = _signed_content(message_id, str(timestamp), body)
    return b" ".join(_signature(key, signed) for key in keys if key is not None).decode()


def signed_headers(
    secrets: Sequence[str], message_id: str, now: datetime, body: bytes
) -> dict[str, str]:
    """Return the headers of a request of ours, with a signature of each secret.

    Args:
        secrets: well-formed secrets; others are passed over.
        message_id: the value of `webhook-id`.
        now: the present time, with its zone.
        body: the bytes of the body as they are sent.
    """
    timestamp = int(now.timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": "Convivio",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secrets, message_id, timestamp, body),
    }


def verify(secrets: Sequence[str], headers: SignatureHeaders, body: bytes, now: datetime) -> bool:
    """Say whether a request is genuine and fresh; whatever is malformed is False.

    Args:
        secrets: the secrets that may have signed it.
        headers: the three headers as they came.
        body: the bytes of the body as they came.
        now: the present time, with its zone.
    """
    if not headers.id or not _is_fresh(headers.timestamp, now):
        return False
    try:
        signed = _signed_content(headers.id, headers.timestamp, body)
        offered = headers.signature.encode("ascii").split(b" ")
    except UnicodeEncodeError:
        return False
    keys = (decode_secret(secret) for secret in secrets)
    expected = [_signature(key, signed) for key in keys if key is not None]
    # Entries of versions that we do not know are no fault: they match nothing.
    matches = [hmac.compare_digest(mine, theirs) for mine in expected for theirs in offered]
    return any(matches)


def _is_fresh(timestamp: str, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _TIMESTAMP_DIGITS):
        return False
    return abs(now.timestamp() - int(timestamp)) <= TOLERANCE_SECONDS


def _signed_content(message_id: str, timestamp: str, body: bytes) -> bytes:
    return b"%b.%b.%b" % (message_id.encode(), timestamp.encode(), body)


def _signature(key: bytes, signed: bytes) -> bytes:
    return b"v1," + b2a_base64(hmac.digest(key, signed, "sha256"), newline=False)
