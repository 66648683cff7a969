"""What brand.yaml says of a Telegram channel, and what is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

Options = Mapping[str, object]

OFFICIAL_API = "https://api.telegram.org"

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_TOKEN_ELSEWHERE = re.compile(r"[0-9_:.-]*[A-Za-z][A-Za-z0-9_:.-]*")
"""What another server than Telegram's may take for a token: it has letters and fits an address."""

_KNOWN = frozenset({"token", "api_base", "mode"})


def faults_of(options: Options) -> Sequence[str]:
    """Return what is wrong with `token`, `api_base` and `mode`, each with what to do."""
    faults = []
    token = options.get("token")
    form = _TOKEN_ELSEWHERE if "api_base" in options else _TOKEN
    if not isinstance(token, str) or not form.fullmatch(token):
        faults.append(
            "token is no bot token: copy it whole from @BotFather, as digits, a colon and letters"
        )
    if "api_base" in options and not _is_web_address(options["api_base"]):
        faults.append("api_base is no web address: write http:// or https:// and a host")
    faults.extend(_faults_of_mode(options.get("mode", "polling")))
    unknown = sorted(set(options) - _KNOWN)
    faults.extend(f"{option} means nothing to a telegram channel" for option in unknown)
    return faults


def _faults_of_mode(mode: object) -> Sequence[str]:
    if mode == "polling":
        return []
    if mode == "webhook":
        return ["mode: webhook is not served yet: this version polls, so leave mode out"]
    return ["mode is unknown: write polling, or leave it out"]


def token_of(options: Options) -> str:
    """Return the token of a channel without faults."""
    return str(options["token"])


def root_of(options: Options) -> str:
    """Return the address before `/bot<token>/<method>` and `/file/bot<token>/<path>`."""
    given = options.get("api_base", OFFICIAL_API)
    return str(given).rstrip("/").removesuffix("/bot").rstrip("/")


def _is_web_address(address: object) -> bool:
    if not isinstance(address, str):
        return False
    try:
        parts = urlsplit(address)
        is_plain = not (parts.query or parts.fragment)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return is_plain and is_web
