"""The tables of files that people send where no platform keeps them for us."""

from sqlalchemy import BigInteger, Column, Index, MetaData, PrimaryKeyConstraint, Table

from bot.store.columns import TEXT, needed


def upload_tables(metadata: MetaData) -> tuple[Table, Table]:
    """Return the table of files, and that of their parts."""
    uploads = Table(
        "uploads",
        metadata,
        *map(needed, ("brand", "id", "channel", "sender", "person", "secret", "kind")),
        Column("name", TEXT),
        needed("media_type"),
        Column("size", BigInteger, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("complete_at", BigInteger),
        PrimaryKeyConstraint("brand", "id"),
        Index(None, "brand", "person"),
    )
    parts = Table(
        "upload_parts",
        metadata,
        *map(needed, ("brand", "upload", "position", "person", "piece")),
        Column("at", BigInteger, nullable=False),
        PrimaryKeyConstraint("brand", "upload", "position"),
        Index(None, "brand", "person"),
    )
    return uploads, parts
