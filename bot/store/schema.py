"""Every table. Each key is led by the brand, so that the schema also distributes by brand.

Times are microseconds since 1970 (`bot.store.moments`), structures are JSON texts. `seq` numbers
grow strictly in one database: they give events and deliveries one common order.
Tables that are found by their key alone are clustered on it. The others are not: SQLite takes a
brand for a handful of rows, and would rather read all of it in a clustered key than use an index.
What each column holds of a person is classed in `bot.store.personal`.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Sequence,
    Table,
    UniqueConstraint,
    event,
    text,
)

from bot.store.columns import TEXT
from bot.store.upload_tables import upload_tables

HEAD = "0013"
"""The newest migration: a database that says so needs no look at the migrations."""

metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"},
)

BLOCK = 65_536
"""Numbers in a block (migration 0010): at 10,000 transactions a second all last for centuries."""

numbers = Sequence("numbers", start=1, increment=BLOCK, metadata=metadata)
"""Where processes that share a database on a server have their `seq` numbers from, in blocks."""


def _needed(name: str) -> Column[str]:
    return Column(name, TEXT, nullable=False)


def _moment(name: str, *, nullable: bool = True) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def _partial(name: str, where: str, *columns: str) -> Index:
    """Return an index of a brand's rows of one kind, on every database."""
    return Index(name, "brand", *columns, sqlite_where=text(where))


@event.listens_for(metadata, "before_create")
def _partial_on_a_server(_metadata: MetaData, connection: Connection, **_: Any) -> None:
    """Let a server's indexes hold only what SQLite's do.

    Only whoever makes the tables says so: to say it above would load the other database's dialect.
    """
    if connection.dialect.name == "sqlite":
        return
    for index in (index for table in metadata.tables.values() for index in table.indexes):
        options = index.dialect_options
        options["postgresql"]["where"] = options["sqlite"]["where"]


persons = Table(
    "persons",
    metadata,
    _needed("brand"),
    _needed("id"),
    Column("name", TEXT),
    Column("first_name", TEXT),
    Column("language", TEXT),
    Column("timezone", TEXT),
    Column("chosen_language", TEXT),
    Column("chosen_timezone", TEXT),
    _needed("facts"),
    _moment("since", nullable=False),
    _moment("last_said"),
    _moment("stopped_at"),
    Column("tags", TEXT),
    Column("arms", TEXT),
    PrimaryKeyConstraint("brand", "id"),
    sqlite_with_rowid=False,
)

identities = Table(
    "identities",
    metadata,
    _needed("brand"),
    _needed("channel"),
    _needed("external_id"),
    _needed("person"),
    _moment("since", nullable=False),
    _moment("blocked_at"),
    PrimaryKeyConstraint("brand", "channel", "external_id"),
    Index(None, "brand", "person"),
)

conversations = Table(
    "conversations",
    metadata,
    _needed("brand"),
    _needed("id"),
    Column("person", TEXT),
    Column("channel", TEXT),
    Column("space", TEXT),
    _needed("state"),
    Column("revision", Integer, nullable=False),
    _moment("updated_at", nullable=False),
    PrimaryKeyConstraint("brand", "id"),
    sqlite_with_rowid=False,
)

events = Table(
    "events",
    metadata,
    _needed("brand"),
    _needed("id"),
    Column("seq", BigInteger, nullable=False),
    _needed("channel"),
    Column("sender", TEXT),
    Column("sender_facts", TEXT),
    Column("space", TEXT),
    Column("happening", TEXT),
    Column("raw", LargeBinary),
    _moment("received_at", nullable=False),
    _moment("done_at"),
    Column("outcome", TEXT),
    _moment("due_at"),
    Column("held", TEXT),
    Column("follows", TEXT),
    Column("span", BigInteger),
    Column("waiter", TEXT),
    _moment("waits_until"),
    PrimaryKeyConstraint("brand", "id"),
    _partial("ix_events_pending", "done_at IS NULL AND due_at IS NULL", "seq"),
    _partial("ix_events_due", "done_at IS NULL AND due_at IS NOT NULL", "due_at", "seq"),
    _partial("ix_events_held", "held IS NOT NULL", "channel", "held", "sender"),
    _partial(
        "ix_events_held_in_spaces",
        "held IS NOT NULL AND space IS NOT NULL",
        "channel",
        "held",
        "space",
    ),
    _partial("ix_events_follows", "follows IS NOT NULL", "follows"),
    Index(None, "brand", "channel", "sender", "seq"),
    Index(None, "brand", "channel", "seq"),
)

deliveries = Table(
    "deliveries",
    metadata,
    _needed("brand"),
    _needed("id"),
    Column("seq", BigInteger, nullable=False),
    _needed("group_id"),
    _needed("event"),
    Column("position", Integer, nullable=False),
    _needed("channel"),
    Column("recipient", TEXT),
    Column("space", TEXT),
    Column("lane", TEXT),
    _needed("kind"),
    Column("path", TEXT),
    Column("content", TEXT),
    _needed("status"),
    _moment("created_at", nullable=False),
    _moment("due_at", nullable=False),
    Column("lease_owner", TEXT),
    _moment("lease_until"),
    Column("fence", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    _moment("first_tried_at"),
    Column("reason", TEXT),
    Column("platform_message", TEXT),
    _moment("settled_at"),
    Column("doubts", Integer, nullable=False, server_default=text("0")),
    Column("bulk", Integer, nullable=False, server_default=text("0")),
    Column("conversation", TEXT),
    Column("topic", TEXT),
    Column("occurrence", TEXT),
    Column("poll", TEXT),
    PrimaryKeyConstraint("brand", "id"),
    _partial("ix_deliveries_poll", "poll IS NOT NULL", "channel", "poll"),
    _partial("ix_deliveries_pending", "status = 'pending'", "channel", "bulk", "seq"),
    _partial("ix_deliveries_lane", "status = 'pending'", "channel", "lane", "seq"),
    _partial("ix_deliveries_claimed", "status = 'claimed'", "lease_owner"),
    _partial("ix_deliveries_rejected", "status = 'rejected'", "settled_at"),
    Index(None, "brand", "channel", "recipient", "seq"),
)

consents = Table(
    "consents",
    metadata,
    _needed("brand"),
    _needed("id"),
    _needed("person"),
    Column("seq", BigInteger, nullable=False),
    _needed("topic"),
    Column("given", Boolean(create_constraint=False), nullable=False),
    Column("wording", TEXT),
    Column("wording_hash", TEXT),
    Column("language", TEXT),
    _needed("source"),
    _needed("channel"),
    Column("message", TEXT),
    _moment("at", nullable=False),
    Column("space", TEXT),
    PrimaryKeyConstraint("brand", "id"),
    Index(None, "brand", "person", "seq"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    _needed("brand"),
    _needed("topic"),
    _needed("person"),
    _needed("conversation"),
    _needed("channel"),
    _needed("recipient"),
    Column("space", TEXT),
    _moment("since", nullable=False),
    PrimaryKeyConstraint("brand", "topic", "person"),
    Index(None, "brand", "topic", "since", "person"),
    Index(None, "brand", "person"),
    Index(None, "brand", "conversation", "topic"),
    Index(None, "brand", "channel", "recipient"),
)
"""The consents that stand, as the ledger gives them: the way from a topic to its people."""

occurrences = Table(
    "occurrences",
    metadata,
    _needed("brand"),
    _needed("id"),
    _needed("kind"),
    _needed("source"),
    _needed("topic"),
    _needed("dialogue"),
    Column("slot", TEXT),
    _needed("name"),
    Column("data", TEXT),
    _needed("definition"),
    _needed("status"),
    Column("reason", TEXT),
    Column("priority", Integer, nullable=False),
    Column("cursor", TEXT),
    Column("zones", TEXT),
    _moment("created_at", nullable=False),
    _moment("starts_at", nullable=False),
    _moment("planned_at"),
    _moment("expires_at"),
    _moment("ended_at"),
    PrimaryKeyConstraint("brand", "id"),
    Index(None, "brand", "source", "created_at"),
    _partial("ix_occurrences_live", "ended_at IS NULL", "priority", "starts_at"),
)
"""Each time that the brand speaks first to many: a broadcast, a post of a feed, an event."""

recipients = Table(
    "recipients",
    metadata,
    _needed("brand"),
    _needed("occurrence"),
    _needed("conversation"),
    Column("person", TEXT),
    _needed("topic"),
    _needed("channel"),
    Column("recipient", TEXT),
    Column("space", TEXT),
    _needed("status"),
    Column("reason", TEXT),
    _moment("due_at", nullable=False),
    _moment("expires_at"),
    _moment("opened_at"),
    _moment("ended_at"),
    PrimaryKeyConstraint("brand", "occurrence", "conversation"),
    _partial(
        "ix_recipients_due",
        "status = 'planned'",
        "occurrence",
        "channel",
        "due_at",
        "conversation",
    ),
    _partial("ix_recipients_held", "status = 'planned' AND reason IS NOT NULL", "conversation"),
    _partial("ix_recipients_under_way", "status = 'opened'", "channel"),
    _partial("ix_recipients_begun", "opened_at IS NOT NULL", "conversation", "opened_at"),
    Index("ix_recipients_status", "brand", "occurrence", "status", "reason"),
    Index(None, "brand", "person"),
)
"""Who is spoken to: one row a conversation and occurrence, for ever."""

emissions = Table(
    "emissions",
    metadata,
    _needed("brand"),
    _needed("id"),
    Column("seq", BigInteger, nullable=False),
    _needed("name"),
    Column("person", TEXT),
    _needed("channel"),
    Column("external_id", TEXT),
    Column("data", TEXT),
    _needed("status"),
    _moment("at", nullable=False),
    _moment("due_at", nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", TEXT),
    _moment("settled_at"),
    _moment("first_tried_at"),
    PrimaryKeyConstraint("brand", "id"),
    Index(None, "brand", "person"),
    _partial("ix_emissions_pending", "status = 'pending'", "due_at", "seq"),
    _partial("ix_emissions_first", "status = 'pending'", "person", "seq"),
)
"""Events that are told to the brand's own systems."""

calls = Table(
    "calls",
    metadata,
    *map(_needed, ("brand", "id", "event", "channel", "place", "name", "key", "cause", "status")),
    *(Column(one, TEXT) for one in ("person", "external_id", "space", "target", "began")),
    *(Column(one, TEXT) for one in ("lease_owner", "reason")),
    Column("seq", BigInteger, nullable=False),
    *(Column(one, Integer, nullable=False) for one in ("timeout", "retries", "attempts", "claims")),
    *(_moment(name, nullable=False) for name in ("at", "due_at")),
    *map(_moment, ("lease_until", "settled_at")),
    PrimaryKeyConstraint("brand", "id"),
    Index(None, "brand", "person"),
    Index(None, "brand", "event"),
    _partial("ix_calls_pending", "status = 'pending'", "due_at", "seq"),
    _partial("ix_calls_claimed", "status = 'claimed'", "lease_until"),
    _partial("ix_calls_under_way", "status IN ('pending', 'claimed')", "channel", "space"),
    _partial("ix_calls_failed", "status = 'failed'", "settled_at"),
)
"""Calls to the outside: functions of actions.py, and requests to other systems."""

feeds = Table(
    "feeds",
    metadata,
    _needed("brand"),
    _needed("name"),
    _needed("url"),
    Column("etag", TEXT),
    Column("modified", TEXT),
    _moment("fetched_at"),
    _moment("due_at", nullable=False),
    Column("failures", Integer, nullable=False),
    Column("reason", TEXT),
    PrimaryKeyConstraint("brand", "name"),
)

feed_items = Table(
    "feed_items",
    metadata,
    _needed("brand"),
    _needed("feed"),
    _needed("key"),
    _needed("item"),
    _moment("seen_at", nullable=False),
    PrimaryKeyConstraint("brand", "feed", "key"),
)
"""By what each post of a feed is known: its id, its address, its title; `item` names the post."""

armings = Table(
    "armings",
    metadata,
    _needed("brand"),
    _needed("fingerprint"),
    _moment("at", nullable=False),
    PrimaryKeyConstraint("brand"),
)
"""Where broadcasts may leave from: a copy of the database elsewhere sends none."""

pauses = Table(
    "pauses",
    metadata,
    _needed("brand"),
    _needed("channel"),
    _moment("since", nullable=False),
    _moment("until", nullable=False),
    Column("level", Float, nullable=False),
    _needed("reason"),
    PrimaryKeyConstraint("brand", "channel"),
)
"""Until when the platform of a channel has asked us to send nothing."""

runs = Table(
    "runs",
    metadata,
    _needed("brand"),
    _needed("id"),
    _needed("person"),
    _needed("conversation"),
    _needed("channel"),
    _needed("dialogue"),
    _needed("version"),
    _moment("began_at", nullable=False),
    _moment("ended_at"),
    Column("end", TEXT),
    Column("slots", TEXT),
    Column("occurrence", TEXT),
    PrimaryKeyConstraint("brand", "id"),
    Index(None, "brand", "dialogue", "began_at"),
    Index(None, "brand", "person"),
)

answers = Table(
    "answers",
    metadata,
    _needed("brand"),
    _needed("run"),
    _needed("path"),
    _needed("person"),
    _needed("dialogue"),
    Column("slot", TEXT),
    _needed("value"),
    _moment("at", nullable=False),
    PrimaryKeyConstraint("brand", "run", "path"),
    Index(None, "brand", "person"),
)

dialogue_versions = Table(
    "dialogue_versions",
    metadata,
    _needed("brand"),
    _needed("version"),
    _needed("dialogue"),
    _needed("program"),
    _moment("first_seen", nullable=False),
    Column("beside", TEXT, nullable=False, server_default=text("'{}'")),
    _moment("unused_since"),
    PrimaryKeyConstraint("brand", "version"),
)

handoffs = Table(
    "handoffs",
    metadata,
    _needed("brand"),
    _needed("id"),
    _needed("conversation"),
    _needed("person"),
    _needed("channel"),
    _needed("recipient"),
    Column("space", TEXT),
    _needed("dialogue"),
    _needed("place"),
    Column("reason", TEXT),
    Column("desk", TEXT),
    _moment("at", nullable=False),
    _moment("ended_at"),
    Column("end", TEXT),
    PrimaryKeyConstraint("brand", "id"),
    Index(None, "brand", "person"),
    Index(None, "brand", "conversation"),
    Index(None, "brand", "dialogue"),
    _partial("ix_handoffs_open", "ended_at IS NULL", "at"),
)
"""Each time that somebody was asked for, with a desk that took over or without one."""

leases = Table(
    "leases",
    metadata,
    _needed("brand"),
    _needed("role"),
    Column("owner", TEXT),
    Column("fence", BigInteger, nullable=False),
    _moment("until"),
    _moment("since", nullable=False),
    PrimaryKeyConstraint("brand", "role"),
)
"""Which process has which role: see `bot.store.leases`."""

incidents = Table(
    "incidents",
    metadata,
    *map(_needed, ("brand", "id", "place", "reason")),
    Column("event", TEXT),
    _moment("at", nullable=False),
    PrimaryKeyConstraint("brand", "id"),
    Index(None, "brand", "at"),
)

data_keys = Table(
    "data_keys",
    metadata,
    *map(_needed, ("brand", "id", "owner", "master", "wrapped")),
    _moment("complete_at"),
    PrimaryKeyConstraint("brand", "id"),
    UniqueConstraint("brand", "owner", name="uq_data_keys_owner"),
    Index(None, "brand", "master"),
    _partial("ix_data_keys_own", "owner = ''"),
)
"""The keys with which what people say is sealed, each wrapped by a key that is not here."""

erasures = Table(
    "erasures",
    metadata,
    _needed("brand"),
    _needed("id"),
    _moment("at", nullable=False),
    _needed("counts"),
    PrimaryKeyConstraint("brand", "id"),
)

uploads, upload_parts = upload_tables(metadata)
