"""Keep every version of a dialogue that runs, so that conversations inside it can go on."""

import msgspec

from bot.core.ids import BrandId
from bot.dialogue.library import Library
from bot.dialogue.program import Program
from bot.store.connection import Connection
from bot.store.versions import VersionRow, add_versions, stored_versions

_PROGRAM = msgspec.json.Decoder(Program)
_ENCODER = msgspec.json.Encoder()


def keep_versions(connection: Connection, library: Library, now: int) -> Library:
    """Store the programs of a library, and return it with all that were stored before.

    Args:
        connection: inside a transaction.
        library: what is published now.
        now: microseconds since 1970.

    Returns:
        The library with the older versions; one that can no longer be read is left out.
    """
    brand = library.brand.id
    programs = [dialogue.program for dialogue in library.dialogues.values()]
    add_versions(connection, [_row(brand, program, now) for program in programs])
    current = {program.version for program in programs}
    older = {
        version: program
        for version, text in stored_versions(connection, brand).items()
        if version not in current and (program := _read(text)) is not None
    }
    return msgspec.structs.replace(library, older={**library.older, **older})


def _row(brand: BrandId, program: Program, now: int) -> VersionRow:
    text = _ENCODER.encode(program).decode()
    return VersionRow(brand, program.version, program.dialogue, text, now)


def _read(text: str) -> Program | None:
    try:
        return _PROGRAM.decode(text)
    except msgspec.MsgspecError:
        return None
