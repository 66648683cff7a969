"""Where a brand may begin something from: a restored backup, or a copy elsewhere, begins nothing.

The database remembers by a fingerprint on which machine and in which file, or in which database of
which server, it is used. Found elsewhere, it has to be armed again by a person who knows that the
other one does not send too.
"""

from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from sqlalchemy import BigInteger, bindparam, select, text, update

from bot.core.ids import BrandId
from bot.store.connection import Connection
from bot.store.place import file_of
from bot.store.schema import armings
from bot.store.statement import always, insert_new, insert_or_update

MACHINE_FILE = Path("/etc/machine-id")
"""Where Linux keeps a number of the machine; elsewhere there is none."""


class ArmingRow(Struct, frozen=True):
    """One row of `armings`; `at` is when it was armed, or when something last began from here."""

    brand: BrandId
    fingerprint: str
    at: int


_WHICH = """
SELECT (SELECT system_identifier FROM pg_control_system()), oid,
CAST(CAST('armings' AS regclass) AS oid), current_setting('cluster_name')
FROM pg_database WHERE datname = current_database()
"""
"""A dump that is restored makes another database, or another table in the same one. A copy of the
server's disk is the same in all of this, unless its `cluster_name` is another one."""

_ELSEWHERE = "elsewhere"
"""The fingerprint of no place: it has to be armed."""

_FIRST = insert_new(armings)
_ARM = insert_or_update(armings)
_OF_BRAND = armings.c.brand == bindparam("brand")
_FIND = always(lambda: select(armings.c.fingerprint, armings.c.at).where(_OF_BRAND))
_BEGIN = always(
    lambda: (
        update(armings)
        .values(at=bindparam("now"))
        .where(_OF_BRAND, armings.c.at < bindparam("now", type_=BigInteger))
    )
)
_DISARM = always(
    lambda: (
        update(armings)
        .values(fingerprint=bindparam("fingerprint"))
        .where(_OF_BRAND, armings.c.at < bindparam("at", type_=BigInteger))
    )
)


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
    server, database, table, name = connection.execute(text(_WHICH)).one()
    return fingerprint(database, f"{server}\n{table}\n{name}")


def arm_first(connection: Connection, row: ArmingRow) -> None:
    """Let the brand begin something from where the database is used for the first time."""
    _FIRST.put(connection, [row])


def arm(connection: Connection, row: ArmingRow) -> None:
    """Let the brand begin something from here, wherever it did so before."""
    _ARM.put(connection, [row])


def is_armed(connection: Connection, brand: BrandId, fingerprint: str) -> bool:
    """Say whether the brand may begin something from here; where it never did, it may."""
    found = _FIND.read(connection, brand=brand)
    return not found or found[0][0] == fingerprint


def may_leave(connection: Connection, brand: BrandId, fingerprint: str | None) -> bool:
    """Say whether the brand may begin something from here; None: it does not matter where it is."""
    return fingerprint is None or is_armed(connection, brand, fingerprint)


def note_begun(connection: Connection, brand: BrandId, now: int) -> None:
    """Note that something began, where that tells a file from an older one in its place.

    Args:
        connection: inside the transaction in which it begins.
        brand: whose.
        now: the present moment, microseconds.
    """
    if connection.dialect.name == "sqlite":
        _BEGIN.change(connection, brand=brand, now=now)


def last_begun(connection: Connection, brand: BrandId) -> int | None:
    """Return when something last began, or was armed; None where nothing ever did."""
    found = _FIND.read(connection, brand=brand)
    return found[0][1] if found else None


def disarm_older(connection: Connection, brand: BrandId, seen: int) -> bool:
    """Disarm a database that knows less than was seen in its place; say whether it was so.

    Args:
        connection: inside a transaction.
        brand: whose.
        seen: when something last began, as far as is known beside the database.
    """
    return _DISARM.change(connection, brand=brand, at=seen, fingerprint=_ELSEWHERE) > 0
