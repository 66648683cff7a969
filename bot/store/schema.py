"""Every table. Each key is led by the brand, so that the schema also distributes by brand.

Times are microseconds since 1970 (`bot.store.moments`), structures are JSON texts. `seq` numbers
grow strictly in one database: they give events and deliveries one common order.
Tables that are found by their key alone are clustered on it. The others are not: SQLite takes a
brand for a handful of rows, and would rather read all of it in a clustered key than use an index.
What each column holds of a person is classed in `bot.store.personal`.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

HEAD = "0002"
"""The newest migration: a database that says so needs no look at the migrations."""

metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"},
)


def _needed(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _moment(name: str, *, nullable: bool = True) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


persons = Table(
    "persons",
    metadata,
    _needed("brand"),
    _needed("id"),
    Column("name", Text),
    Column("first_name", Text),
    Column("language", Text),
    Column("timezone", Text),
    Column("chosen_language", Text),
    Column("chosen_timezone", Text),
    _needed("facts"),
    _moment("since", nullable=False),
    _moment("last_said"),
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
    Column("person", Text),
    Column("channel", Text),
    Column("space", Text),
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
    Column("sender", Text),
    Column("sender_facts", Text),
    Column("space", Text),
    Column("happening", Text),
    Column("raw", LargeBinary),
    _moment("received_at", nullable=False),
    _moment("done_at"),
    Column("outcome", Text),
    PrimaryKeyConstraint("brand", "id"),
    Index(
        "ix_events_pending",
        "brand",
        "seq",
        sqlite_where=text("done_at IS NULL"),
    ),
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
    Column("recipient", Text),
    Column("space", Text),
    Column("lane", Text),
    _needed("kind"),
    Column("path", Text),
    Column("content", Text),
    _needed("status"),
    _moment("created_at", nullable=False),
    _moment("due_at", nullable=False),
    Column("lease_owner", Text),
    _moment("lease_until"),
    Column("fence", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    _moment("first_tried_at"),
    Column("reason", Text),
    Column("platform_message", Text),
    _moment("settled_at"),
    Column("doubts", Integer, nullable=False, server_default=text("0")),
    PrimaryKeyConstraint("brand", "id"),
    Index(
        "ix_deliveries_pending",
        "brand",
        "channel",
        "seq",
        sqlite_where=text("status = 'pending'"),
    ),
    Index(
        "ix_deliveries_lane",
        "brand",
        "channel",
        "lane",
        "seq",
        sqlite_where=text("status = 'pending'"),
    ),
    Index(
        "ix_deliveries_claimed",
        "brand",
        "lease_owner",
        sqlite_where=text("status = 'claimed'"),
    ),
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
    Column("wording", Text),
    Column("wording_hash", Text),
    Column("language", Text),
    _needed("source"),
    _needed("channel"),
    Column("message", Text),
    _moment("at", nullable=False),
    PrimaryKeyConstraint("brand", "id"),
    Index(None, "brand", "person", "seq"),
)

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
    Column("end", Text),
    Column("slots", Text),
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
    Column("slot", Text),
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
    PrimaryKeyConstraint("brand", "version"),
)

incidents = Table(
    "incidents",
    metadata,
    _needed("brand"),
    _needed("id"),
    _needed("place"),
    _needed("reason"),
    Column("event", Text),
    _moment("at", nullable=False),
    PrimaryKeyConstraint("brand", "id"),
    Index(None, "brand", "at"),
)

erasures = Table(
    "erasures",
    metadata,
    _needed("brand"),
    _needed("id"),
    _moment("at", nullable=False),
    _needed("counts"),
    PrimaryKeyConstraint("brand", "id"),
)
