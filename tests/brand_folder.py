"""The folder of a brand, written and read."""

from collections.abc import Collection, Mapping
from pathlib import Path

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
    folder: Path, files: Mapping[str, str | bytes], adapters: Collection[str] | None = None
) -> Library:
    """Write the files of a brand that is without a fault, and return what they say."""
    reading = read_brand(write_files(folder, files), {}, adapters)
    assert reading.library is not None, [str(fault) for fault in reading.faults]
    return reading.library
