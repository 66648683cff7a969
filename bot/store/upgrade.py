"""Bring a database's tables up to date, cheaply where they already are or where there are none."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    inspect,
    make_url,
)
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.schema import DDLElement

from bot.store.backend import Backend
from bot.store.condition import tables_of
from bot.store.errors import StoreIsNewer, StoreUnavailable
from bot.store.schema import HEAD, metadata
from bot.store.statement import plainly

_MIGRATIONS = Path(__file__).parent / "migrations"

_STAMP = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Where the migration library keeps which migration the tables are of."""


def upgrade(connection: Connection, backend: Backend) -> None:
    """Run the migrations that this database has not seen.

    The version row is read with plain SQL first: the migration library takes a third of a second
    and 13 MB to load, which only a database that needs it shall pay. An empty one does not: its
    tables are made as the schema describes them.

    Whoever comes while somebody else migrates waits for their turn, and finds nothing to do then.
    Programs that know less may be at work meanwhile: a migration does not disturb them, or it does
    not run before they are gone.

    Args:
        connection: to the database, outside of any transaction.
        backend: the kind of database that it is.

    Raises:
        StoreIsNewer: a newer version of the program has made the tables.
        StoreUnavailable: an older version is at work that could not go on.
    """
    with backend.turn_to_migrate(connection):
        with connection.begin():
            version = tables_of(connection) or _made_where_empty(connection)
        if version is not None and version > HEAD:
            raise StoreIsNewer(
                f"its tables are of a newer version of Convivio ({version}, this one knows {HEAD})"
                ": run that version, or one that is newer still"
            )
        if version != HEAD:
            _migrate(connection, backend, version)


def _made_where_empty(connection: Connection) -> str | None:
    """Make all tables where there are none of anybody's; return which migration they are of."""
    if inspect(connection).get_table_names():
        return None
    for statement in _described(connection.dialect.name):
        plainly(connection, statement)
    connection.execute(_STAMP.insert().values(version_num=HEAD))
    return HEAD


@cache
def _described(kind: str) -> Sequence[str]:
    """Return what makes all tables, written down once: stories open one database after another."""
    dialect = make_url(f"{kind}://").get_dialect()()
    made: list[str] = []

    def write(statement: DDLElement, *_: object) -> None:
        made.append(str(statement.compile(dialect=dialect)))

    writing = MockConnection(dialect, write)
    metadata.create_all(writing, checkfirst=False)
    _STAMP.create(writing, checkfirst=False)
    return made


def _migrate(connection: Connection, backend: Backend, since: str | None) -> None:
    from alembic import command  # noqa: PLC0415 - loaded only where there is something to migrate
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    ahead = ScriptDirectory.from_config(config).iterate_revisions("head", since or "base")
    with connection.begin():
        _refuse_to_outdate((one.module for one in ahead), connection, backend)
        command.upgrade(config, "head")


def _refuse_to_outdate(
    migrations: Iterable[object], connection: Connection, backend: Backend
) -> None:
    """Refuse to take away what a program at work uses.

    A migration that does so says in `outdates` which is the newest one whose programs it ends.
    """
    outdated = max((getattr(one, "outdates", "") for one in migrations), default="")
    oldest = backend.oldest_at_work(connection) if outdated else None
    if oldest is not None and oldest <= outdated:
        raise StoreUnavailable(
            f"an older version of Convivio is at work on it (it knows the tables as of {oldest}), "
            "and what it uses is to be taken away: stop that one first"
        )
