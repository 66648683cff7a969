"""What `convivio doctor` looks at, one finding a thing."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct

from bot.brand.brand import Brand, Channel
from bot.channels.contract import ChannelSettings
from bot.channels.registry import adapter_names, make_adapter
from bot.dialogue.publish import Reading, read_brand
from bot.settings import Settings, SettingsError, read_settings
from bot.store.database import open_store, store_url
from bot.store.errors import StoreSettingFault, StoreUnavailable
from bot.store.place import file_of, without_password

State = Literal["fine", "left off", "broken"]


class Finding(Struct, frozen=True):
    """One thing that was looked at, how it is, and what to do where it is not fine."""

    about: str
    state: State
    words: str

    def as_json(self) -> dict[str, str]:
        """Return the finding as programs read it."""
        return {"about": self.about, "state": self.state, "words": self.words}


def examine(folder: Path) -> list[Finding]:
    """Look at everything that a run of this brand needs."""
    return list(_findings(folder))


def _findings(folder: Path) -> Iterator[Finding]:
    try:
        settings = read_settings(os.environ)
    except SettingsError as error:
        yield Finding("settings", "broken", str(error))
        settings = Settings()
    else:
        address = f"listens on {settings.host}:{settings.port}, log level {settings.log}"
        yield Finding("settings", "fine", address)
    reading = read_brand(folder, os.environ, adapter_names())
    yield _files(folder, reading)
    if reading.library is not None:
        yield from _channels(reading.library.brand)
    yield _database(store_url(settings.database, folder))


def _files(folder: Path, reading: Reading) -> Finding:
    errors = sum(fault.severity == "error" for fault in reading.faults)
    if errors:
        words = f"{errors} errors, see: convivio check {folder}"
        return Finding("files", "broken", words)
    words = f"{len(reading.faults)} warnings, see: convivio check {folder}"
    return Finding("files", "fine", words if reading.faults else "no faults")


def _channels(brand: Brand) -> Iterator[Finding]:
    if not brand.channels:
        yield Finding("channels", "left off", "there are none: name one in brand.yaml")
    for channel in brand.channels.values():
        yield _channel(brand, channel)


def _channel(brand: Brand, channel: Channel) -> Finding:
    about = f"channel {channel.name}"
    if channel.unset:
        names = ", ".join(channel.unset)
        return Finding(about, "left off", f"set {names} in the environment to let it run")
    settings = ChannelSettings(brand.id, channel.name, channel.adapter, channel.options)
    faults = make_adapter(channel.adapter).faults(settings)
    if faults:
        return Finding(about, "broken", " ".join(faults))
    return Finding(about, "fine", f"runs on {channel.adapter}")


def _database(url: str) -> Finding:
    try:
        file = file_of(url)
        if file is not None and not file.exists():
            return _future_database(file)
        asyncio.run(_open(url))
    except (StoreSettingFault, StoreUnavailable) as error:
        words = f"{error}. Set CONVIVIO_DATABASE to a path that can be written."
        return Finding("database", "broken", words)
    return Finding("database", "fine", f"{without_password(url)} can be read and written")


def _future_database(file: Path) -> Finding:
    if os.access(file.parent, os.W_OK):
        return Finding("database", "fine", f"{file} will be begun at the first start")
    words = f"{file.parent} cannot be written. Set CONVIVIO_DATABASE to another path."
    return Finding("database", "broken", words)


async def _open(url: str) -> None:
    store = await open_store(url)
    await store.close()
