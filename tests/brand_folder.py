"""The folder of a brand, written and read."""

from collections.abc import Collection, Mapping
from pathlib import Path

from msgspec.structs import replace

from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import read_brand

FAIR_FILE = """\
brand: fair
title: Fair
languages: [en]
timezone: Europe/Rome
channels:
  site: {adapter: webhook, secret: "${S}"}
"""
"""The `brand.yaml` of a brand with one channel."""


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files, named by their path in the folder, and return the folder."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def library_of(
    folder: Path,
    files: Mapping[str, str | bytes],
    adapters: Collection[str] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Library:
    """Write the files of a brand that is without a fault, and return what they say."""
    is_new = not folder.exists() or not any(folder.iterdir())
    write_files(folder, files)
    known = None if adapters is None else frozenset(adapters)
    asked = (frozenset(files.items()), known, frozenset((environ or {}).items()))
    library = _read.get(asked) if is_new else None
    if library is None:
        reading = read_brand(folder, environ or {}, adapters)
        assert reading.library is not None, [str(fault) for fault in reading.faults]
        library = reading.library
        if is_new and not library.python:
            _read[asked] = library
    return replace(library, folder=folder)


_Asked = tuple[
    frozenset[tuple[str, str | bytes]], frozenset[str] | None, frozenset[tuple[str, str]]
]
_read: dict[_Asked, Library] = {}
"""What files say that were read before: most tests of a module have the same brand."""
