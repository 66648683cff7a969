"""What a brand says about a Discord channel, and what may be wrong with it."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from msgspec import Struct

from adapters.discord.signature import can_verify, is_public_key
from bot.channels.addresses import parts_of
from bot.channels.contract import ChannelSettings

API_BASE = "https://discord.com/api/v10"
GATEWAY = "wss://gateway.discord.gg/"
_API_PATH = "/api/v10"
_KNOWN = frozenset({"token", "api_base", "gateway", "public_key"})

_NO_KEY = (
    "public_key is none: copy its 64 digits and letters from the Developer Portal, General"
    " Information, and put them in quotes"
)


class Options(Struct, frozen=True):
    """The options of one channel, complete; the token is not shown.

    `public_key` is that of the application, in lower case, None where Discord does not call us.
    """

    token: str
    api_base: str
    gateway: str
    public_key: str | None = None

    def __repr__(self) -> str:
        return f"Options(api_base={self.api_base!r}, gateway={self.gateway!r})"


def read_options(settings: ChannelSettings) -> Options:
    """Return the options of a channel that has no faults, with defaults for what is absent."""
    options = settings.options
    api_base = str(options.get("api_base") or API_BASE).rstrip("/")
    if not urlsplit(api_base).path:
        api_base += _API_PATH
    return Options(
        token=str(options.get("token") or "").strip(),
        api_base=api_base,
        gateway=str(options.get("gateway") or GATEWAY),
        public_key=str(options["public_key"]).lower() if "public_key" in options else None,
    )


def option_faults(settings: ChannelSettings) -> Sequence[str]:
    """Return every fault of a channel's options, in words that never show the token."""
    options = settings.options
    faults = _token_faults(options.get("token"))
    if "api_base" in options and parts_of(options["api_base"]) is None:
        faults.append("api_base is no web address: write http:// or https:// and a host")
    if "gateway" in options and parts_of(options["gateway"], {"ws", "wss"}) is None:
        faults.append("gateway is no WebSocket address: write ws:// or wss:// and a host")
    faults.extend(_key_faults(options))
    unknown = sorted(set(options) - _KNOWN)
    faults.extend(f"{option} means nothing to a discord channel" for option in unknown)
    return faults


def _token_faults(token: object) -> list[str]:
    if not isinstance(token, str) or not token.strip():
        return ["token is missing: copy it from the Developer Portal, Bot, Reset Token"]
    if token.strip().lower().startswith("bot "):
        return ['token begins with "Bot ": leave that word out']
    if not all("!" <= character <= "~" for character in token.strip()):
        return ["token holds characters that no token has: copy it again"]
    return []


def _key_faults(options: Mapping[str, object]) -> list[str]:
    if "public_key" not in options:
        return []
    if not is_public_key(options["public_key"]):
        return [_NO_KEY]
    if not can_verify():
        return ["public_key needs an extra: pip install 'convivio[interactions]'"]
    return []
