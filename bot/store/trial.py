"""Whether a database takes what it is given: one that is full, or only lets read, still answers."""

from bot.store.connection import Connection
from bot.store.place import is_memory
from bot.store.statement import plainly


def try_to_write(connection: Connection) -> None:
    """Write what is there already: the version of the tables, over itself."""
    if connection.dialect.name != "sqlite" or not is_memory(connection.engine.url):
        plainly(connection, "UPDATE alembic_version SET version_num = version_num")
