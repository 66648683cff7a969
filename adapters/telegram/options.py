"""What brand.yaml says of a Telegram channel, and what is wrong with it."""

from collections.abc import Mapping, Sequence

from adapters.telegram.webhook import faults_of_address
from bot.channels.addresses import is_root
from bot.core.lazy_pattern import lazy_pattern

Options = Mapping[str, object]

OFFICIAL_API = "https://api.telegram.org"

_TOKEN = lazy_pattern(r"[0-9]+:[A-Za-z0-9_-]+")
_TOKEN_ELSEWHERE = lazy_pattern(r"[0-9_:.-]*[A-Za-z][A-Za-z0-9_:.-]*")
"""What another server than Telegram's may take for a token: it has letters and fits an address."""

_PLACE = lazy_pattern(r"@[A-Za-z][A-Za-z0-9_]{3,31}|-[0-9]{1,20}(/[0-9]{1,20})?")
"""A public name or an id, with the topic of a forum or not (Bot API: sendMessage, chat_id)."""

_KNOWN = frozenset({"token", "api_base", "mode"})


def faults_of(options: Options, address: str | None) -> Sequence[str]:
    """Return what is wrong with `token`, `api_base` and `mode`, each with what to do.

    Args:
        options: of the channel.
        address: where Telegram could post to us, None where we have no public address.
    """
    faults = []
    token = options.get("token")
    form = _TOKEN_ELSEWHERE if "api_base" in options else _TOKEN
    if not isinstance(token, str) or not form.fullmatch(token):
        faults.append(
            "token is no bot token: copy it whole from @BotFather, as digits, a colon and letters"
        )
    if "api_base" in options and not is_root(options["api_base"]):
        faults.append("api_base is no web address: write http:// or https:// and a host")
    faults.extend(_faults_of_mode(options, address))
    unknown = sorted(set(options) - _KNOWN)
    faults.extend(f"{option} means nothing to a telegram channel" for option in unknown)
    return faults


def _faults_of_mode(options: Options, address: str | None) -> Sequence[str]:
    if is_posted_to(options):
        return faults_of_address(address, is_official="api_base" not in options)
    if options.get("mode", "polling") == "polling":
        return []
    return ["mode is unknown: write polling or webhook, or leave it out"]


def fault_of_space(space: str) -> str | None:
    """Say what is wrong with the name of a channel, a group or a topic of one, with what to write.

    Args:
        space: as brand.yaml has it.
    """
    if _PLACE.fullmatch(space):
        return None
    return f'{space} is no channel of Telegram: write its name with @, or its id (such as "-100…")'


def is_posted_to(options: Options) -> bool:
    """Say whether Telegram is to post updates to us, instead of being asked for them."""
    return options.get("mode") == "webhook"


def token_of(options: Options) -> str:
    """Return the token of a channel without faults."""
    return str(options["token"])


def root_of(options: Options) -> str:
    """Return the address before `/bot<token>/<method>` and `/file/bot<token>/<path>`."""
    given = options.get("api_base", OFFICIAL_API)
    return str(given).rstrip("/").removesuffix("/bot").rstrip("/")
