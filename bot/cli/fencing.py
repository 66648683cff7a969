"""A brand as it runs in the sandbox: every bot is made up, and every address is a stand-in's."""

from collections.abc import Callable, Mapping
from secrets import randbelow, token_urlsafe

from msgspec import Struct
from msgspec.structs import replace

from bot.brand.brand import Brand, Channel, Option
from bot.core.ids import BrandId, ChannelName
from bot.dialogue.publishing.library import Library

_SPEAKS_HERE = frozenset({"webchat", "terminal"})
"""Adapters that reach nobody but this machine by themselves."""


class StandIns(Struct, frozen=True):
    """Where the stand-ins are; no address ends with a slash.

    `calls_us` says that they can call us: that it is known beforehand where we listen.
    `discord_key` returns the public key of the application of a bot, by its token. `settle` lets a
    channel of any other platform be there, and returns its options; None where nothing stands in.
    """

    telegram_api: str
    discord_api: str
    discord_gateway: str
    sink: str
    calls_us: bool = False
    discord_key: Callable[[str], str] = str
    settle: Callable[[Brand, Channel], dict[str, Option] | None] = lambda _brand, _channel: None


class Fenced(Struct, frozen=True):
    """A brand inside the fence, and its channels that have no place there."""

    library: Library
    outside: tuple[Channel, ...]


def fence(library: Library, to: StandIns) -> Fenced:
    """Return the brand with every token and address replaced.

    Args:
        library: a brand that was read with made-up values.
        to: where everything that it sends shall go.
    """
    brand = library.brand
    inside = {
        name: replace(channel, options=options)
        for name, channel in brand.channels.items()
        if (options := _options(brand, channel, to)) is not None
    }
    outside = tuple(one for name, one in brand.channels.items() if name not in inside)
    # Nobody stands in for the sites of the world: feeds are known, and not looked at.
    feeds = {name: replace(feed, url="") for name, feed in brand.feeds.items()}
    fenced = replace(brand, channels=inside, events_to=_events_to(brand, to), feeds=feeds)
    return Fenced(replace(library, brand=fenced), outside)


def _options(brand: Brand, channel: Channel, to: StandIns) -> dict[str, Option] | None:
    """Return the channel's options inside the fence, None where there is no stand-in for it."""
    options = channel.options
    match channel.adapter:
        case "telegram":
            mode = {"mode": options["mode"]} if to.calls_us and "mode" in options else {}
            return {"token": _telegram_token(), "api_base": to.telegram_api, **mode}
        case "discord":
            token = _discord_token()
            return {
                "token": token,
                "api_base": to.discord_api,
                "gateway": to.discord_gateway,
                **({"public_key": to.discord_key(token)} if _is_called(options, to) else {}),
            }
        case "webhook" if "deliver_to" in options:
            return {**options, "deliver_to": _sink(to, brand.id, channel.name)}
        case "webhook":
            return options
        case name:
            return options if name in _SPEAKS_HERE else to.settle(brand, channel)


def _is_called(options: Mapping[str, Option], to: StandIns) -> bool:
    return to.calls_us and "public_key" in options


def _events_to(brand: Brand, to: StandIns) -> dict[str, Option] | None:
    if brand.events_to is None:
        return None
    return {**brand.events_to, "url": _sink(to, brand.id, ChannelName("events"))}


def _sink(to: StandIns, brand: BrandId, name: ChannelName) -> str:
    return f"{to.sink}/{brand}/{name}"


def _telegram_token() -> str:
    """Return a token of Telegram's form: the bot's id, a colon, 35 characters."""
    return f"{1_000_000_000 + randbelow(1_000_000_000)}:{token_urlsafe(40)[:35]}"


def _discord_token() -> str:
    """Return a token of Discord's form: three parts with dots between them."""
    return ".".join(token_urlsafe(size) for size in (18, 4, 27))
