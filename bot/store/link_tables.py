"""The tables of codes by which people join their accounts, and of codes that were none."""

from sqlalchemy import Column, Index, Integer, MetaData, PrimaryKeyConstraint, Table

from bot.store.columns import TEXT, moment, needed


def link_tables(metadata: MetaData) -> tuple[Table, Table]:
    """Return the table of codes, and that of the attempts of the last hour."""
    codes = Table(
        "link_codes",
        metadata,
        *map(needed, ("brand", "id", "code", "person", "channel", "external_id")),
        *(Column(one, TEXT) for one in ("taker", "taker_channel", "taker_external_id")),
        Column("agreed", Integer, nullable=False),
        moment("until", nullable=False),
        PrimaryKeyConstraint("brand", "id"),
        *(Index(None, "brand", one) for one in ("code", "person", "until")),
    )
    attempts = Table(
        "link_attempts",
        metadata,
        *map(needed, ("brand", "id", "person")),
        moment("at", nullable=False),
        PrimaryKeyConstraint("brand", "id"),
        Index(None, "brand", "at"),
    )
    return codes, attempts
