"""Every version of a dialogue that runs, by content hash: a conversation stays on its own.

A version is kept until nobody has been inside it for a while; see `bot.engine.upkeep.forgetting`.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct
from sqlalchemy import bindparam, delete, null, select, update

from bot.core.ids import BrandId
from bot.store.connection import Connection
from bot.store.schema import dialogue_versions
from bot.store.statement import always, among, insert_or_update


class VersionRow(Struct, frozen=True):
    """One compiled program, as JSON.

    `beside` holds the versions of the dialogues that it was published with, by name, as JSON.
    `unused_since` is when it was first found that nobody needs it, None while somebody may.
    """

    brand: BrandId
    version: str
    dialogue: str
    program: str
    first_seen: int
    beside: str = "{}"
    unused_since: int | None = None


class VersionMark(Struct, frozen=True):
    """What is known of a version beside its program."""

    version: str
    beside: str
    unused_since: int | None


_V = dialogue_versions.c
_KEEP = insert_or_update(dialogue_versions, first_seen=_V.first_seen)
_COLUMNS = tuple(_V[name] for name in VersionRow.__struct_fields__)
_ALL = always(lambda: select(*_COLUMNS).where(_V.brand == bindparam("brand")))
_PROGRAMS = always(lambda: select(_V.version, _V.program).where(_V.brand == bindparam("brand")))
_IDS = always(lambda: select(_V.version).where(_V.brand == bindparam("brand")))
_MARKS = always(
    lambda: select(_V.version, _V.beside, _V.unused_since).where(_V.brand == bindparam("brand"))
)
_THESE = (_V.brand == bindparam("brand"), among(_V.version, "versions"))
_NAMED = always(lambda: select(*_COLUMNS).where(*_THESE))
_USED = always(
    lambda: (
        update(dialogue_versions)
        .where(*_THESE, _V.unused_since.is_not(None))
        .values(unused_since=null())
    ),
)
_UNUSED = always(
    lambda: (
        update(dialogue_versions)
        .where(*_THESE, _V.unused_since.is_(None))
        .values(unused_since=bindparam("now"))
    ),
)
_FORGET = always(
    lambda: delete(dialogue_versions).where(*_THESE, _V.unused_since <= bindparam("before")),
)


def save_versions(connection: Connection, rows: Sequence[VersionRow]) -> None:
    """Keep these versions as they are published now; when they were first seen stays known."""
    _KEEP.put(connection, rows)


def stored_versions(connection: Connection, brand: BrandId) -> list[VersionRow]:
    """Return every stored version of a brand."""
    return [VersionRow(*row) for row in _ALL.read(connection, brand=brand)]


def ask_version_ids(connection: Connection, brand: BrandId) -> Callable[[], set[str]]:
    """Ask which versions of a brand are stored now, and return their ids later."""
    rows = _IDS.ask(connection, brand=brand)
    return lambda: {row[0] for row in rows()}


def versions_named(
    connection: Connection, brand: BrandId, versions: Sequence[str]
) -> list[VersionRow]:
    """Return those of these versions that are stored."""
    rows = _NAMED.read(connection, brand=brand, versions=list(versions))
    return [VersionRow(*row) for row in rows]


def stored_programs(connection: Connection, brand: BrandId) -> dict[str, str]:
    """Return the programs of a brand by version, as JSON, of a database of any release."""
    return {row[0]: row[1] for row in _PROGRAMS.read(connection, brand=brand)}


def version_marks(connection: Connection, brand: BrandId) -> list[VersionMark]:
    """Return every stored version of a brand without its program."""
    return [VersionMark(*row) for row in _MARKS.read(connection, brand=brand)]


def mark_versions(
    connection: Connection, brand: BrandId, used: Sequence[str], unused: Sequence[str], now: int
) -> None:
    """Remember which versions somebody needs, and since when nobody needs the others.

    Args:
        connection: inside a transaction.
        brand: whose.
        used: the versions that are needed.
        unused: the versions that nobody needs.
        now: microseconds since 1970.
    """
    _USED.change(connection, brand=brand, versions=list(used))
    _UNUSED.change(connection, brand=brand, versions=list(unused), now=now)


def forget_versions(
    connection: Connection, brand: BrandId, versions: Sequence[str], before: int
) -> int:
    """Forget those of these versions that nobody has needed since a moment; return how many."""
    return _FORGET.change(connection, brand=brand, versions=list(versions), before=before)
