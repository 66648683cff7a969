"""What the tables and their migrations are made of, alike on every database."""

from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Index, MetaData, Text, text

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Texts are in the order of their characters' numbers everywhere, whatever the server speaks."""


def only_where(condition: str) -> dict[str, Any]:
    """Return what makes a migration's index hold only rows of one kind, on every database."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def needed(name: str) -> Column[str]:
    """Return a column of texts that every row has."""
    return Column(name, TEXT, nullable=False)


def moment(name: str, *, nullable: bool = True) -> Column[int]:
    """Return a column of times, in microseconds since 1970."""
    return Column(name, BigInteger, nullable=nullable)


def partial(name: str, where: str, *columns: str) -> Index:
    """Return an index of a brand's rows of one kind, on every database."""
    return Index(name, "brand", *columns, sqlite_where=text(where))


def partial_on_a_server(metadata: MetaData, connection: Connection, **_: Any) -> None:
    """Let a server's indexes hold only what SQLite's do.

    Only whoever makes the tables says so: to say it before would load the other database's dialect.
    """
    if connection.dialect.name == "sqlite":
        return
    for index in (index for table in metadata.tables.values() for index in table.indexes):
        options = index.dialect_options
        options["postgresql"]["where"] = options["sqlite"]["where"]
