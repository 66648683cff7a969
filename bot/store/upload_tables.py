"""The tables of files that people send where no platform keeps them for us."""

from sqlalchemy import BigInteger, Column, Index, MetaData, PrimaryKeyConstraint, Table

from bot.store.columns import TEXT


def upload_tables(metadata: MetaData) -> tuple[Table, Table]:
    """Return the table of files, and that of their parts."""
    uploads = Table(
        "uploads",
        metadata,
        *_needed("brand", "id", "channel", "sender", "person", "secret", "kind"),
        Column("name", TEXT),
        *_needed("media_type"),
        Column("size", BigInteger, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("complete_at", BigInteger),
        PrimaryKeyConstraint("brand", "id"),
        Index(None, "brand", "person"),
    )
    parts = Table(
        "upload_parts",
        metadata,
        *_needed("brand", "upload", "position", "person", "piece"),
        Column("at", BigInteger, nullable=False),
        PrimaryKeyConstraint("brand", "upload", "position"),
        Index(None, "brand", "person"),
    )
    return uploads, parts


def _needed(*names: str) -> list[Column[str]]:
    return [Column(name, TEXT, nullable=False) for name in names]
