"""Keep every version of a dialogue that runs, so that conversations inside it can go on."""

from collections.abc import Mapping, Sequence

import msgspec

from bot.dialogue.program import Program, led_to
from bot.dialogue.publishing.library import Library
from bot.store.connection import Connection
from bot.store.values import to_json
from bot.store.versions import VersionRow, save_versions, stored_versions

_BESIDE = msgspec.json.Decoder(dict[str, str])
_ENCODER = msgspec.json.Encoder(order="deterministic")


def keep_versions(connection: Connection, library: Library, now: int) -> Library:
    """Store the programs of a library, and return it with all that were stored before.

    Args:
        connection: inside a transaction; nobody enters a version before it has ended.
        library: what is published now.
        now: microseconds since 1970.
    """
    return with_older(library, store_versions(connection, version_rows(library, now)))


def version_rows(library: Library, now: int) -> Sequence[VersionRow]:
    """Return what is to be stored of a library."""
    rows = (_row(library, program, now) for program in library.published)
    return list({row.version: row for row in rows}.values())


def store_versions(
    connection: Connection, published: Sequence[VersionRow]
) -> Mapping[str, VersionRow]:
    """Store what is published now, and return by version what was stored before."""
    if not published:
        return {}
    stored = {row.version: row for row in stored_versions(connection, published[0].brand)}
    save_versions(connection, [row for row in published if _is_news(row, stored.get(row.version))])
    current = {row.version for row in published}
    return {version: row for version, row in stored.items() if version not in current}


def with_older(library: Library, stored: Mapping[str, VersionRow]) -> Library:
    """Return a library that knows older versions; one that can no longer be read is left out."""
    programs = {version: read_program(row.program) for version, row in stored.items()}
    older = {version: program for version, program in programs.items() if program is not None}
    beside = {version: read_beside(stored[version].beside) for version in older}
    return msgspec.structs.replace(
        library, older={**library.older, **older}, beside={**library.beside, **beside}
    )


def with_programs(library: Library, stored: Mapping[str, str]) -> Library:
    """Return a library that knows these older programs, but not what they were published with."""
    brand = library.brand.id
    rows = {key: VersionRow(brand, key, "", text, 0) for key, text in stored.items()}
    return with_older(library, rows)


def read_program(text: str) -> Program | None:
    """Return a stored program, None where it cannot be read by this release."""
    try:
        return msgspec.json.decode(text, type=Program)
    except msgspec.MsgspecError:
        return None


def read_beside(text: str) -> Mapping[str, str]:
    """Return the versions of the dialogues that a version was published with, by name."""
    try:
        return _BESIDE.decode(text)
    except msgspec.MsgspecError:
        return {}


def _row(library: Library, program: Program, now: int) -> VersionRow:
    named = {name: library.current(name) for name in led_to(program)}
    beside = {name: found.version for name, found in named.items() if found is not None}
    return VersionRow(
        library.brand.id,
        program.version,
        program.dialogue,
        to_json(program),
        now,
        _ENCODER.encode(beside).decode(),
    )


def _is_news(row: VersionRow, stored: VersionRow | None) -> bool:
    return stored is None or row != msgspec.structs.replace(stored, first_seen=row.first_seen)
