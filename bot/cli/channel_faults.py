"""Why channels of a brand would be left off, as far as their own adapters know it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.brand.brand import Brand
from bot.brand.faults import Fault, fault_at
from bot.brand.folder import BRAND_FILE
from bot.brand.nodes import Place, Table
from bot.brand.reader import read_yaml
from bot.channels.registry import channels_of, left_off_by_faults
from bot.cli.space_faults import space_faults
from bot.settings import public_url_in


def channel_faults(folder: Path, brand: Brand, environ: Mapping[str, str]) -> Iterator[Fault]:
    """Return what its adapters find wrong: a warning for each channel that could not run so.

    That may differ from machine to machine: secrets and our address come from the environment.

    Args:
        folder: the brand's.
        brand: as it was read there.
        environ: where our address for the outside is set.
    """
    places = _places(folder)
    for settings in channels_of(brand, public_url=public_url_in(environ)):
        yield from space_faults(folder, settings)
        found = left_off_by_faults(settings)
        if settings.left_off is None and found.left_off is not None:
            place = places.get(settings.name, Place(BRAND_FILE, 1, 1))
            told = f"The channel {settings.name} is left off: {found.left_off}."
            yield fault_at(place, told, severity="warning")


def _places(folder: Path) -> Mapping[str, Place]:
    """Return where each channel stands in brand.yaml."""
    root = read_yaml(BRAND_FILE, (folder / BRAND_FILE).read_bytes()).root
    channels = root.get("channels") if isinstance(root, Table) else None
    if not isinstance(channels, Table):
        return {}
    return {entry.key.text: entry.key.place for entry in channels.entries}
