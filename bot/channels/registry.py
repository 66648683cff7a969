"""Which platforms this installation has: one entry point each, its module loaded only when used."""

from importlib.metadata import entry_points

from bot.channels.contract import Adapter

ADAPTERS = "convivio.adapters"
"""The group of entry points through which an adapter is found."""


def adapter_names() -> frozenset[str]:
    """Return the names of the installed adapters, importing none of them."""
    return frozenset(point.name for point in entry_points(group=ADAPTERS))


def make_adapter(name: str) -> Adapter:
    """Return a new, closed channel of the adapter called `name`, importing only its module.

    Raises:
        LookupError: no such adapter is installed.
    """
    for point in entry_points(group=ADAPTERS, name=name):
        factory: type[Adapter] = point.load()
        return factory()
    raise LookupError(f"no adapter is called {name!r}")
