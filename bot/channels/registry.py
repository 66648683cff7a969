"""Which platforms are installed, and which of a brand's channels can therefore run.

A platform is one entry point; its module is loaded only when a channel of it is made.
"""

from collections.abc import Collection, Iterator
from functools import cache
from importlib.metadata import EntryPoints, entry_points

from msgspec.structs import replace

from bot.brand.brand import Brand, Channel
from bot.channels.contract import Adapter, ChannelSettings
from bot.channels.files import Files
from bot.core.commands import Command
from bot.core.ids import BrandId, ChannelName

ADAPTERS = "convivio.adapters"
"""The group of entry points through which an adapter is found."""


@cache
def installed() -> EntryPoints:
    """Return every installed adapter: looked for once, in all that is installed at all."""
    return entry_points(group=ADAPTERS)


class AdapterNames(Collection[str]):
    """The names of the installed adapters, looked for only once there is a channel to know."""

    def __contains__(self, name: object) -> bool:
        return name in installed().names

    def __iter__(self) -> Iterator[str]:
        return iter(installed().names)

    def __len__(self) -> int:
        return len(installed().names)


def adapter_names() -> AdapterNames:
    """Return the names of the installed adapters, importing none of them."""
    return AdapterNames()


def make_adapter(name: str) -> Adapter:
    """Return a new, closed channel of the adapter called `name`, importing only its module.

    Raises:
        LookupError: no such adapter is installed.
    """
    for point in installed().select(name=name):
        factory: type[Adapter] = point.load()
        return factory()
    raise LookupError(f"no adapter is called {name!r}")


def channels_of(
    brand: Brand,
    commands: tuple[Command, ...] = (),
    files: Files | None = None,
    public_url: str | None = None,
) -> list[ChannelSettings]:
    """Return the channels that a brand declares, saying of each whether it is left off.

    Args:
        brand: whose.
        commands: the menu that each of them offers.
        files: the brand's own, for each of them to show.
        public_url: where the outside reaches us, without a slash at its end; None: nowhere.
    """
    known = adapter_names()
    return [
        replace(
            _settings(brand.id, channel, known),
            commands=commands,
            files=files,
            public_url=public_url,
            own_spaces=_own_spaces(brand, channel.name),
            address=public_url and f"{public_url}/platforms/{brand.id}/{channel.name}",
        )
        for channel in brand.channels.values()
    ]


def _own_spaces(brand: Brand, channel: ChannelName) -> tuple[str, ...]:
    """Return the spaces of a brand's own on a channel in which it posts, each once."""
    spaces = (topic.posted_in.get(channel) for topic in brand.topics.values())
    return tuple(dict.fromkeys(space for space in spaces if space is not None))


def left_off_by_faults(settings: ChannelSettings) -> ChannelSettings:
    """Return a channel, left off where its adapter finds fault with it."""
    if settings.left_off is not None:
        return settings
    faults = make_adapter(settings.adapter).faults(settings)
    return replace(settings, left_off="; ".join(faults)) if faults else settings


def _settings(brand: BrandId, channel: Channel, known: Collection[str]) -> ChannelSettings:
    left_off = None
    if channel.unset:
        left_off = f"set {', '.join(channel.unset)} in the environment"
    elif channel.adapter not in known:
        left_off = f"no adapter called {channel.adapter!r} is installed"
    return ChannelSettings(brand, channel.name, channel.adapter, channel.options, left_off)
