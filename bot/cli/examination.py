"""What `convivio doctor` looks at, one finding a thing."""

import asyncio
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from bot.brand.brand import Brand
from bot.brand.wording import counted
from bot.channels.contract import ChannelSettings
from bot.channels.registry import channels_of, make_adapter
from bot.cli.calls_out import calls_reach
from bot.cli.database_state import (
    Standing,
    database_state,
    future_database,
    look_at_standing,
    older_tables,
)
from bot.cli.diagnosis import Finding, State
from bot.cli.encryption import encryption
from bot.cli.events_out import events_out
from bot.cli.past import Past, look_at_past, past
from bot.cli.platforms import ask_others
from bot.cli.reading import read_files
from bot.cli.records import in_database
from bot.cli.versions import versions
from bot.clock import now
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import Reading
from bot.settings import Settings, SettingsError, read_settings
from bot.store.condition import tables_of
from bot.store.connection import Connection
from bot.store.data_keys import keys_by_master
from bot.store.database import store_url
from bot.store.errors import StoreSettingFault, StoreUnavailable
from bot.store.looking import look_into
from bot.store.place import file_of, without_password
from bot.store.schema import HEAD
from bot.store.sealing.vault import Vault

_BLIND = Vault(None)
"""Doctors read nothing that people say."""

_TOLD = "webhook"
"""The adapter of channels that tell other systems where a file is."""


def examine(folder: Path, *, online: bool = False) -> list[Finding]:
    """Look at everything that a run of this brand needs.

    Args:
        folder: the brand's.
        online: whether others than those on this machine may be asked.
    """
    return list(_findings(folder, online=online))


def _findings(folder: Path, *, online: bool) -> Iterator[Finding]:
    yield versions()
    try:
        settings = read_settings(os.environ)
    except SettingsError as error:
        yield Finding("settings", "broken", str(error))
        settings = Settings()
    else:
        address = f"listens on {settings.host}:{settings.port}, log level {settings.log}"
        yield Finding("settings", "fine", address)
    reading = read_files(folder)
    yield _files(folder, reading)
    if reading.library is not None:
        yield from _channels(reading.library.brand, settings)
        yield from events_out(reading.library.brand)
        yield from calls_reach(reading.library.brand)
        yield from _media(reading.library, settings)
        yield from ask_others(reading.library.brand, settings, online=online)
    yield from _database(folder, store_url(settings.database, folder), reading.library)


def _files(folder: Path, reading: Reading) -> Finding:
    errors = sum(fault.severity == "error" for fault in reading.faults)
    count, called = (errors, "error") if errors else (len(reading.faults), "warning")
    words = f"{counted(count, called)}, see: convivio check {folder}"
    state: State = "broken" if errors else "fine"
    return Finding("files", state, words if reading.faults else "no faults")


def _channels(brand: Brand, here: Settings) -> Iterator[Finding]:
    if not brand.channels:
        yield Finding("channels", "left off", "there are none: name one in brand.yaml")
    for settings in channels_of(brand, public_url=here.public_url):
        yield _channel(settings)


def _channel(settings: ChannelSettings) -> Finding:
    about = f"channel {settings.name}"
    if settings.left_off is not None:
        return Finding(about, "left off", settings.left_off)
    faults = make_adapter(settings.adapter).faults(settings)
    if faults:
        return Finding(about, "broken", " ".join(faults))
    return Finding(about, "fine", f"runs on {settings.adapter}")


def _media(library: Library, settings: Settings) -> Iterator[Finding]:
    """Say where other systems are told to find the brand's own files."""
    if not library.media or all(one.adapter != _TOLD for one in library.brand.channels.values()):
        return
    words = f"other systems are told {settings.address}/media/{library.brand.id}/…"
    if settings.public_url is None:
        words += ": set CONVIVIO_PUBLIC_URL where they are on other machines"
    yield Finding("media", "fine" if settings.public_url else "left off", words)


def _database(folder: Path, url: str, library: Library | None) -> Iterator[Finding]:
    try:
        closed = _why_closed(url)
        seen = None if closed is not None or library is None else _look(url, library)
    except (StoreSettingFault, StoreUnavailable) as error:
        yield Finding("database", "broken", f"{error}. {_remedy(url)}")
        return
    if seen is None:
        yield closed or Finding("database", "fine", f"{without_password(url)} can be read")
    else:
        yield from database_state(folder, url, seen.standing)
    if library is not None:
        yield from encryption(library.brand, {} if seen is None else seen.keys)
    if seen is not None:
        yield from past(folder, seen.past, now())


def _why_closed(url: str) -> Finding | None:
    """Return what there is to tell of a database that nobody can look into before a start."""
    file = file_of(url)
    if file is not None and not file.exists():
        return future_database(file)
    tables = look_into(url, tables_of, _BLIND)
    if tables is None:
        words = f"{without_password(url)} can be reached, its tables come with the first start"
        return Finding("database", "fine", words)
    return older_tables(url, tables) if tables < HEAD else None


class _Seen(Struct, frozen=True):
    """What is in a database of a brand; `keys` counts those of people by their master key."""

    standing: Standing
    past: Past
    keys: Mapping[str, int]


def _look(url: str, library: Library) -> _Seen:
    brand = library.brand

    def look(connection: Connection) -> _Seen:
        return _Seen(
            look_at_standing(connection, brand.id, brand.channels),
            look_at_past(connection, library),
            keys_by_master(connection, brand.id),
        )

    return asyncio.run(in_database(url, look, _BLIND))


def _remedy(url: str) -> str:
    if "://" in url and not url.startswith("sqlite"):
        return "Set CONVIVIO_DATABASE to a database that can be reached and written."
    return "Set CONVIVIO_DATABASE to a path that can be written."
