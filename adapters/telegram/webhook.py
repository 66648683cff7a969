"""Webhook mode by its rules, pure: the address that Telegram posts to, and the secret it shows."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

SECRET_HEADER: Final = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
"""The header in which Telegram shows the secret (Bot API: setWebhook), in lower case."""

CONNECTIONS: Final = 40
"""So many posts at once at most: Telegram's default, of 1 to 100 (Bot API: setWebhook). Those of
one chat come one after the other."""

PORTS: Final = (443, 80, 88, 8443)
"""The only ports that Telegram posts to (Bot API: setWebhook, Notes)."""

_PURPOSE = b"convivio: the secret_token of setWebhook"
_REMEDY = "set CONVIVIO_PUBLIC_URL to where the outside reaches us, such as https://bot.example.org"


def secret_of(token: str) -> str:
    """Return what Telegram has to show with each post, made of the bot's token.

    So it is the same after a restart and in every process, and nobody has to keep it. It is of the
    64 characters 0-9 and a-f; Telegram takes 1 to 256 of A-Z, a-z, 0-9, _ and -.
    """
    return hmac.digest(token.encode(), _PURPOSE, hashlib.sha256).hex()


def is_shown(shown: str, token: str) -> bool:
    """Say in constant time whether a post shows the secret.

    Args:
        shown: the value of the header, empty where it is absent.
        token: of the bot.
    """
    return hmac.compare_digest(shown.encode(errors="replace"), secret_of(token).encode())


def faults_of_address(address: str | None, *, is_official: bool) -> Sequence[str]:
    """Return why Telegram would not post to an address, with what to do.

    Args:
        address: None where the outside does not reach us.
        is_official: whether it is Telegram's own server: one of your own, run with `--local`, also
            posts to `http` addresses and to any port (Bot API: Using a Local Bot API Server).
    """
    if address is None:
        return [f"mode: webhook needs a public address: {_REMEDY}, or leave mode out to poll"]
    try:
        parts = urlsplit(address)
        scheme, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError:
        scheme, host, port = "", None, None
    if not host or scheme not in {"http", "https"}:
        return [f"CONVIVIO_PUBLIC_URL is no web address: {_REMEDY}"]
    if not is_official:
        return []
    if scheme != "https":
        return [f"Telegram posts to https addresses only: {_REMEDY}"]
    if port is not None and port not in PORTS:
        ports = ", ".join(map(str, PORTS))
        return [f"Telegram posts to the ports {ports} only, not to {port}: {_REMEDY}"]
    return []
