"""The tables of what the brand says first to many, and of whom it says it to."""

from sqlalchemy import Column, Index, Integer, MetaData, PrimaryKeyConstraint, Table

from bot.store.columns import TEXT, moment, needed, partial


def broadcast_tables(metadata: MetaData) -> tuple[Table, Table]:
    """Return the table of each time that this happens, and that of whom it is for.

    A broadcast happens, a post of a feed, an event; one row a conversation and occurrence says for
    ever how it ended with them.
    """
    occurrences = Table(
        "occurrences",
        metadata,
        *map(needed, ("brand", "id", "kind", "source", "topic", "dialogue")),
        Column("slot", TEXT),
        needed("name"),
        Column("data", TEXT),
        *map(needed, ("definition", "status")),
        Column("reason", TEXT),
        Column("priority", Integer, nullable=False),
        *(Column(one, TEXT) for one in ("cursor", "zones")),
        *(moment(one, nullable=False) for one in ("created_at", "starts_at")),
        *map(moment, ("planned_at", "expires_at", "ended_at")),
        PrimaryKeyConstraint("brand", "id"),
        Index(None, "brand", "source", "created_at"),
        partial("ix_occurrences_live", "ended_at IS NULL", "priority", "starts_at"),
    )
    due = ("occurrence", "channel", "due_at", "conversation")
    recipients = Table(
        "recipients",
        metadata,
        *map(needed, ("brand", "occurrence", "conversation")),
        Column("person", TEXT),
        *map(needed, ("topic", "channel")),
        *(Column(one, TEXT) for one in ("recipient", "space")),
        needed("status"),
        Column("reason", TEXT),
        moment("due_at", nullable=False),
        *map(moment, ("expires_at", "opened_at", "ended_at")),
        PrimaryKeyConstraint("brand", "occurrence", "conversation"),
        partial("ix_recipients_due", "status = 'planned'", *due),
        partial("ix_recipients_held", "status = 'planned' AND reason IS NOT NULL", "conversation"),
        partial("ix_recipients_under_way", "status = 'opened'", "channel"),
        partial("ix_recipients_begun", "opened_at IS NOT NULL", "conversation", "opened_at"),
        Index("ix_recipients_status", "brand", "occurrence", "status", "reason"),
        Index(None, "brand", "person"),
    )
    return occurrences, recipients
