"""Where broadcasts may leave from: a restored backup, or a copy on another machine, sends none.

The database remembers by a fingerprint on which machine and in which file it began to send. Found
elsewhere, it has to be armed again by a person who knows that the other one does not send too.
"""

from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from sqlalchemy import bindparam, select, text

from bot.core.ids import BrandId
from bot.store.connection import Connection
from bot.store.place import file_of
from bot.store.schema import armings
from bot.store.statement import always, insert_new, insert_or_update

MACHINE_FILE = Path("/etc/machine-id")
"""Where Linux keeps a number of the machine; elsewhere there is none."""


class ArmingRow(Struct, frozen=True):
    """One row of `armings`."""

    brand: BrandId
    fingerprint: str
    at: int


_WHICH = """
SELECT (SELECT system_identifier FROM pg_control_system()), oid
FROM pg_database WHERE datname = current_database()
"""

_FIRST = insert_new(armings)
_ARM = insert_or_update(armings)
_FIND = always(select(armings.c.fingerprint).where(armings.c.brand == bindparam("brand")))


def fingerprint(number: int | None, machine: str | None) -> str:
    """Return what tells one place of a database from another.

    Args:
        number: of the database's file, or of the database on its server; None for one in memory.
        machine: the machine's own number, or the server's; None where there is none.
    """
    named = f"{'' if number is None else number}\n{machine or ''}"
    return sha256(named.encode()).hexdigest()[:24]


def fingerprint_of(url: str, machine_file: Path = MACHINE_FILE) -> str:
    """Return the fingerprint of the place where a database is now.

    Args:
        url: an SQLAlchemy URL; its file is there, for the database has been opened.
        machine_file: where the machine keeps its number.
    """
    file = file_of(url)
    if file is None:
        return fingerprint(None, None)
    try:
        machine = machine_file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        machine = ""
    return fingerprint(file.stat().st_ino, machine or None)


def fingerprint_here(connection: Connection) -> str:
    """Return the fingerprint of the database that this connection is to.

    One on a server is told by the server's own number and its own: a dump that is restored is
    another one, whoever uses it from wherever is not.
    """
    if connection.dialect.name == "sqlite":
        return fingerprint_of(connection.engine.url.render_as_string(hide_password=False))
    server, database = connection.execute(text(_WHICH)).one()
    return fingerprint(database, str(server))


def arm_first(connection: Connection, row: ArmingRow) -> None:
    """Let broadcasts leave from where the database is used for the first time."""
    _FIRST.write(connection, [row])


def arm(connection: Connection, row: ArmingRow) -> None:
    """Let broadcasts leave from here, wherever they left from before."""
    _ARM.write(connection, [row])


def is_armed(connection: Connection, brand: BrandId, fingerprint: str) -> bool:
    """Say whether broadcasts may leave from here; where none ever did, they may."""
    found = _FIND.read(connection, brand=brand)
    return not found or found[0][0] == fingerprint


def may_leave(connection: Connection, brand: BrandId, fingerprint: str | None) -> bool:
    """Say whether the brand may speak first from here; None: it does not matter where that is."""
    return fingerprint is None or is_armed(connection, brand, fingerprint)
