"""What `convivio doctor` looks at, one finding a thing."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from operator import attrgetter
from pathlib import Path

from msgspec import Struct

from bot.brand.brand import Brand
from bot.brand.wording import counted
from bot.channels.contract import ChannelSettings
from bot.channels.registry import channels_of, make_adapter
from bot.cli.calls_out import Calls, calls_made, calls_reach, look_at_calls
from bot.cli.diagnosis import Finding, State, by_kind
from bot.cli.events_out import events_given_up, events_out
from bot.cli.first_words import FirstWords, first_words, look_at_first_words
from bot.cli.pauses import pauses
from bot.cli.reading import read_files
from bot.cli.records import in_database
from bot.clock import now
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import Reading
from bot.settings import Settings, SettingsError, read_settings
from bot.store.connection import Connection
from bot.store.database import store_url
from bot.store.dead_letters import DeadLetter, dead_letters
from bot.store.doubtful import Doubtful, doubtful_deliveries
from bot.store.emissions import DeadEmission, dead_emissions
from bot.store.errors import StoreSettingFault, StoreUnavailable
from bot.store.handoffs import HandoffRow, open_handoffs
from bot.store.moments import from_moment
from bot.store.pauses import PauseRow, pauses_of
from bot.store.place import file_of, without_password

_TOLD = "webhook"
"""The adapter of channels that tell other systems where a file is."""


class Past(Struct, frozen=True):
    """What became of messages that did not simply arrive, and of what the brand says first.

    `waiting` are those who asked for somebody of the team, `pauses` the latest of each channel.
    """

    rejected: Sequence[DeadLetter] = ()
    doubtful: Sequence[Doubtful] = ()
    untold: Sequence[DeadEmission] = ()
    waiting: Sequence[HandoffRow] = ()
    first_words: FirstWords = FirstWords()
    calls: Calls = Calls()
    pauses: Sequence[PauseRow] = ()


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
    reading = read_files(folder)
    yield _files(folder, reading)
    if reading.library is not None:
        yield from _channels(reading.library.brand)
        yield from events_out(reading.library.brand)
        yield from calls_reach(reading.library.brand)
        yield from _media(reading.library, settings)
    yield from _database(folder, store_url(settings.database, folder), reading.library)


def _files(folder: Path, reading: Reading) -> Finding:
    errors = sum(fault.severity == "error" for fault in reading.faults)
    count, called = (errors, "error") if errors else (len(reading.faults), "warning")
    words = f"{counted(count, called)}, see: convivio check {folder}"
    state: State = "broken" if errors else "fine"
    return Finding("files", state, words if reading.faults else "no faults")


def _channels(brand: Brand) -> Iterator[Finding]:
    if not brand.channels:
        yield Finding("channels", "left off", "there are none: name one in brand.yaml")
    for settings in channels_of(brand):
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
        file = file_of(url)
        if file is not None and not file.exists():
            yield _future_database(file)
            return
        past = Past() if library is None else _past(url, library)
    except (StoreSettingFault, StoreUnavailable) as error:
        yield Finding("database", "broken", f"{error}. {_remedy(url)}")
    else:
        yield Finding("database", "fine", f"{without_password(url)} can be read and written")
        yield from pauses(past.pauses, now())
        yield from _rejected(folder, past.rejected)
        yield from _doubtful(past.doubtful)
        yield from events_given_up(past.untold)
        yield from calls_made(past.calls, now())
        yield from _waiting(folder, past.waiting)
        yield from first_words(str(folder), past.first_words)


def _waiting(folder: Path, handoffs: Sequence[HandoffRow]) -> Iterator[Finding]:
    """Say who waits for somebody of the team where there is no desk to see it."""
    unseen = [row for row in handoffs if row.desk is None]
    if unseen:
        words = (
            f"{len(unseen)} asked for somebody and have no desk, see: convivio handoffs {folder}"
        )
        yield Finding("handoffs", "trouble", words)


def _remedy(url: str) -> str:
    if "://" in url and not url.startswith("sqlite"):
        return "Set CONVIVIO_DATABASE to a database that can be reached and written."
    return "Set CONVIVIO_DATABASE to a path that can be written."


def _future_database(file: Path) -> Finding:
    if os.access(file.parent, os.W_OK):
        return Finding("database", "fine", f"{file} will be begun at the first start")
    words = f"{file.parent} cannot be written. Set CONVIVIO_DATABASE to another path."
    return Finding("database", "broken", words)


def _past(url: str, library: Library) -> Past:
    brand = library.brand.id

    def look(connection: Connection) -> Past:
        return Past(
            dead_letters(connection, brand),
            doubtful_deliveries(connection, brand),
            dead_emissions(connection, brand),
            open_handoffs(connection, brand),
            look_at_first_words(connection, library),
            look_at_calls(connection, brand, now()),
            pauses_of(connection, brand),
        )

    return asyncio.run(in_database(url, look))


def _rejected(folder: Path, letters: Sequence[DeadLetter]) -> Iterator[Finding]:
    """Tell of each channel and reason how many messages were given up, and which was the last."""
    for (channel, reason), alike in by_kind(letters, attrgetter("channel", "reason")):
        last = max(alike, key=attrgetter("at"))
        at = from_moment(last.at).isoformat(timespec="seconds")
        words = (
            f"{len(alike)} rejected ({reason}), the last at {at}: message {last.id}, "
            f"see: convivio deliveries list {folder}"
        )
        yield Finding(f"deliveries to {channel}", "trouble", words)


def _doubtful(messages: Sequence[Doubtful]) -> Iterator[Finding]:
    """Tell of each channel how many messages may have come twice, and which was the last."""
    for (channel,), alike in by_kind(messages, lambda message: (message.channel,)):
        last = alike[-1]
        at = from_moment(last.at).isoformat(timespec="seconds")
        words = f"{len(alike)} may have been read twice, the last at {at}: message {last.id}"
        yield Finding(f"deliveries to {channel}", "trouble", words)
