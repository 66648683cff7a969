"""Bring a database's tables up to date, cheaply where they already are."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.store.errors import StoreIsNewer
from bot.store.place import is_memory
from bot.store.schema import HEAD, metadata

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection) -> None:
    """Run the migrations that this database has not seen.

    The version row is read with plain SQL first: the migration library takes a third of a second
    to load, which only a database that needs it shall pay. One in memory is always new and never
    outlives its process, so its tables are made at once.

    Whoever comes while somebody else migrates waits at the beginning of a transaction, and finds
    nothing to do then.

    Raises:
        StoreIsNewer: a newer version of the program has made the tables.
    """
    if connection.dialect.name == "sqlite" and is_memory(connection.engine.url):
        with connection.begin():
            metadata.create_all(connection)
        return
    version = _version(connection)
    if version is not None and version > HEAD:
        raise StoreIsNewer(
            f"its tables are of a newer version of Convivio ({version}, this one knows {HEAD}): "
            "run that version, or one that is newer still"
        )
    if version != HEAD:
        _migrate(connection)


def _version(connection: Connection) -> str | None:
    with connection.begin():
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - loaded only where there is something to migrate
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    with connection.begin():
        command.upgrade(config, "head")
