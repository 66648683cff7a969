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

from bot.store.broadcast_tables import broadcast_tables
from bot.store.columns import TEXT, moment, needed, partial, partial_on_a_server
from bot.store.link_tables import link_tables
from bot.store.upload_tables import upload_tables

HEAD = "0019"
"""The newest migration: a database that says so needs no look at the migrations."""

metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"},
)

BLOCK = 65_536
"""Numbers in a block (migration 0010): at 10,000 transactions a second all last for centuries."""

numbers = Sequence("numbers", start=1, increment=BLOCK, metadata=metadata)
"""Where processes that share a database on a server have their `seq` numbers from, in blocks."""


event.listens_for(metadata, "before_create")(partial_on_a_server)

persons = Table(
    "persons",
    metadata,
    needed("brand"),
    needed("id"),
    Column("name", TEXT),
    Column("first_name", TEXT),
    Column("language", TEXT),
    Column("timezone", TEXT),
    Column("chosen_language", TEXT),
    Column("chosen_timezone", TEXT),
    needed("facts"),
    moment("since", nullable=False),
    moment("last_said"),
    moment("stopped_at"),
    Column("tags", TEXT),
    Column("arms", TEXT),
    PrimaryKeyConstraint("brand", "id"),
    sqlite_with_rowid=False,
)

identities = Table(
    "identities",
    metadata,
    needed("brand"),
    needed("channel"),
    needed("external_id"),
    needed("person"),
    moment("since", nullable=False),
    moment("blocked_at"),
    *(Column(one, TEXT) for one in ("own", "lent")),
    moment("spoke_at"),
    PrimaryKeyConstraint("brand", "channel", "external_id"),
    Index(None, "brand", "person"),
    partial("ix_identities_own", "own IS NOT NULL", "own"),
)
"""Accounts; one that is joined with others names the person that it is by itself (`own`)."""

conversations = Table(
    "conversations",
    metadata,
    needed("brand"),
    needed("id"),
    Column("person", TEXT),
    Column("channel", TEXT),
    Column("space", TEXT),
    needed("state"),
    Column("revision", Integer, nullable=False),
    moment("updated_at", nullable=False),
    moment("heard_at"),
    PrimaryKeyConstraint("brand", "id"),
    partial("ix_conversations_spaces", "space IS NOT NULL", "channel", "space", "person"),
    partial("ix_conversations_own", "space IS NOT NULL", "person", "space"),
    sqlite_with_rowid=False,
)

events = Table(
    "events",
    metadata,
    needed("brand"),
    needed("id"),
    Column("seq", BigInteger, nullable=False),
    needed("channel"),
    Column("sender", TEXT),
    Column("sender_facts", TEXT),
    Column("space", TEXT),
    Column("happening", TEXT),
    Column("raw", LargeBinary),
    moment("received_at", nullable=False),
    moment("done_at"),
    Column("outcome", TEXT),
    moment("due_at"),
    Column("held", TEXT),
    Column("follows", TEXT),
    Column("span", BigInteger),
    Column("waiter", TEXT),
    moment("waits_until"),
    PrimaryKeyConstraint("brand", "id"),
    partial("ix_events_pending", "done_at IS NULL AND due_at IS NULL", "seq"),
    partial("ix_events_due", "done_at IS NULL AND due_at IS NOT NULL", "due_at", "seq"),
    partial("ix_events_held", "held IS NOT NULL", "channel", "held", "sender"),
    partial(
        "ix_events_held_in_spaces",
        "held IS NOT NULL AND space IS NOT NULL",
        "channel",
        "held",
        "space",
    ),
    partial("ix_events_follows", "follows IS NOT NULL", "follows"),
    Index(None, "brand", "channel", "sender", "seq"),
    Index(None, "brand", "channel", "seq"),
)

deliveries = Table(
    "deliveries",
    metadata,
    needed("brand"),
    needed("id"),
    Column("seq", BigInteger, nullable=False),
    needed("group_id"),
    needed("event"),
    Column("position", Integer, nullable=False),
    needed("channel"),
    Column("recipient", TEXT),
    Column("space", TEXT),
    Column("lane", TEXT),
    needed("kind"),
    Column("path", TEXT),
    Column("content", TEXT),
    needed("status"),
    moment("created_at", nullable=False),
    moment("due_at", nullable=False),
    Column("lease_owner", TEXT),
    moment("lease_until"),
    Column("fence", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    moment("first_tried_at"),
    Column("reason", TEXT),
    Column("platform_message", TEXT),
    moment("settled_at"),
    Column("doubts", Integer, nullable=False, server_default=text("0")),
    Column("bulk", Integer, nullable=False, server_default=text("0")),
    Column("conversation", TEXT),
    Column("topic", TEXT),
    Column("occurrence", TEXT),
    Column("poll", TEXT),
    PrimaryKeyConstraint("brand", "id"),
    partial("ix_deliveries_poll", "poll IS NOT NULL", "channel", "poll"),
    partial("ix_deliveries_spaces", "space IS NOT NULL", "channel", "space", "platform_message"),
    partial("ix_deliveries_pending", "status = 'pending'", "channel", "bulk", "seq"),
    partial("ix_deliveries_lane", "status = 'pending'", "channel", "lane", "seq"),
    partial("ix_deliveries_claimed", "status = 'claimed'", "lease_owner"),
    partial("ix_deliveries_rejected", "status = 'rejected'", "settled_at"),
    Index(None, "brand", "channel", "recipient", "seq"),
)

consents = Table(
    "consents",
    metadata,
    needed("brand"),
    needed("id"),
    needed("person"),
    Column("seq", BigInteger, nullable=False),
    needed("topic"),
    Column("given", Boolean(create_constraint=False), nullable=False),
    Column("wording", TEXT),
    Column("wording_hash", TEXT),
    Column("language", TEXT),
    needed("source"),
    needed("channel"),
    Column("message", TEXT),
    moment("at", nullable=False),
    Column("space", TEXT),
    PrimaryKeyConstraint("brand", "id"),
    Index(None, "brand", "person", "seq"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    needed("brand"),
    needed("topic"),
    needed("person"),
    needed("conversation"),
    needed("channel"),
    needed("recipient"),
    Column("space", TEXT),
    moment("since", nullable=False),
    PrimaryKeyConstraint("brand", "topic", "person"),
    Index(None, "brand", "topic", "since", "person"),
    Index(None, "brand", "person"),
    Index(None, "brand", "conversation", "topic"),
    Index(None, "brand", "channel", "recipient"),
)
"""The consents that stand, as the ledger gives them: the way from a topic to its people."""

emissions = Table(
    "emissions",
    metadata,
    needed("brand"),
    needed("id"),
    Column("seq", BigInteger, nullable=False),
    needed("name"),
    Column("person", TEXT),
    needed("channel"),
    Column("external_id", TEXT),
    Column("data", TEXT),
    needed("status"),
    moment("at", nullable=False),
    moment("due_at", nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", TEXT),
    moment("settled_at"),
    moment("first_tried_at"),
    PrimaryKeyConstraint("brand", "id"),
    Index(None, "brand", "person"),
    partial("ix_emissions_pending", "status = 'pending'", "due_at", "seq"),
    partial("ix_emissions_first", "status = 'pending'", "person", "seq"),
)
"""Events that are told to the brand's own systems."""

calls = Table(
    "calls",
    metadata,
    *map(needed, ("brand", "id", "event", "channel", "place", "name", "key", "cause", "status")),
    *(Column(one, TEXT) for one in ("person", "external_id", "space", "target", "began")),
    *(Column(one, TEXT) for one in ("lease_owner", "reason")),
    Column("seq", BigInteger, nullable=False),
    *(Column(one, Integer, nullable=False) for one in ("timeout", "retries", "attempts", "claims")),
    *(moment(name, nullable=False) for name in ("at", "due_at")),
    *map(moment, ("lease_until", "settled_at")),
    PrimaryKeyConstraint("brand", "id"),
    Index(None, "brand", "person"),
    Index(None, "brand", "event"),
    partial("ix_calls_pending", "status = 'pending'", "due_at", "seq"),
    partial("ix_calls_claimed", "status = 'claimed'", "lease_until"),
    partial("ix_calls_under_way", "status IN ('pending', 'claimed')", "channel", "space"),
    partial("ix_calls_failed", "status = 'failed'", "settled_at"),
)
"""Calls to the outside: functions of actions.py, and requests to other systems."""

feeds = Table(
    "feeds",
    metadata,
    needed("brand"),
    needed("name"),
    needed("url"),
    Column("etag", TEXT),
    Column("modified", TEXT),
    moment("fetched_at"),
    moment("due_at", nullable=False),
    Column("failures", Integer, nullable=False),
    Column("reason", TEXT),
    PrimaryKeyConstraint("brand", "name"),
)

feed_items = Table(
    "feed_items",
    metadata,
    needed("brand"),
    needed("feed"),
    needed("key"),
    needed("item"),
    moment("seen_at", nullable=False),
    PrimaryKeyConstraint("brand", "feed", "key"),
)
"""By what each post of a feed is known: its id, its address, its title; `item` names the post."""

armings = Table(
    "armings",
    metadata,
    needed("brand"),
    needed("fingerprint"),
    moment("at", nullable=False),
    PrimaryKeyConstraint("brand"),
)
"""Where broadcasts may leave from: a copy of the database elsewhere sends none."""

pauses = Table(
    "pauses",
    metadata,
    needed("brand"),
    needed("channel"),
    moment("since", nullable=False),
    moment("until", nullable=False),
    Column("level", Float, nullable=False),
    needed("reason"),
    PrimaryKeyConstraint("brand", "channel"),
)
"""Until when the platform of a channel has asked us to send nothing."""

runs = Table(
    "runs",
    metadata,
    needed("brand"),
    needed("id"),
    needed("person"),
    needed("conversation"),
    needed("channel"),
    needed("dialogue"),
    needed("version"),
    moment("began_at", nullable=False),
    moment("ended_at"),
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
    needed("brand"),
    needed("run"),
    needed("path"),
    needed("person"),
    needed("dialogue"),
    Column("slot", TEXT),
    needed("value"),
    moment("at", nullable=False),
    Column("shared", Boolean(create_constraint=False)),
    PrimaryKeyConstraint("brand", "run", "path"),
    partial("ix_answers_shared", "shared IS NOT NULL", "person"),
)
"""Answers of somebody are in runs of theirs; those in a run that a group shares say so."""

dialogue_versions = Table(
    "dialogue_versions",
    metadata,
    needed("brand"),
    needed("version"),
    needed("dialogue"),
    needed("program"),
    moment("first_seen", nullable=False),
    Column("beside", TEXT, nullable=False, server_default=text("'{}'")),
    moment("unused_since"),
    PrimaryKeyConstraint("brand", "version"),
)

handoffs = Table(
    "handoffs",
    metadata,
    needed("brand"),
    needed("id"),
    needed("conversation"),
    needed("person"),
    needed("channel"),
    needed("recipient"),
    Column("space", TEXT),
    needed("dialogue"),
    needed("place"),
    Column("reason", TEXT),
    Column("desk", TEXT),
    moment("at", nullable=False),
    moment("ended_at"),
    Column("end", TEXT),
    PrimaryKeyConstraint("brand", "id"),
    Index(None, "brand", "person"),
    Index(None, "brand", "conversation"),
    Index(None, "brand", "dialogue"),
    partial("ix_handoffs_open", "ended_at IS NULL", "at"),
)
"""Each time that somebody was asked for, with a desk that took over or without one."""

leases = Table(
    "leases",
    metadata,
    needed("brand"),
    needed("role"),
    Column("owner", TEXT),
    Column("fence", BigInteger, nullable=False),
    moment("until"),
    moment("since", nullable=False),
    PrimaryKeyConstraint("brand", "role"),
)
"""Which process has which role: see `bot.store.leases`."""

incidents = Table(
    "incidents",
    metadata,
    *map(needed, ("brand", "id", "place", "reason")),
    Column("event", TEXT),
    moment("at", nullable=False),
    PrimaryKeyConstraint("brand", "id"),
    Index(None, "brand", "at"),
)

data_keys = Table(
    "data_keys",
    metadata,
    *map(needed, ("brand", "id", "owner", "master", "wrapped")),
    moment("complete_at"),
    PrimaryKeyConstraint("brand", "id"),
    UniqueConstraint("brand", "owner", name="uq_data_keys_owner"),
    Index(None, "brand", "master"),
    partial("ix_data_keys_own", "owner = ''"),
)
"""The keys with which what people say is sealed, each wrapped by a key that is not here."""

erasures = Table(
    "erasures",
    metadata,
    needed("brand"),
    needed("id"),
    moment("at", nullable=False),
    needed("counts"),
    PrimaryKeyConstraint("brand", "id"),
)

occurrences, recipients = broadcast_tables(metadata)
link_codes, link_attempts = link_tables(metadata)
uploads, upload_parts = upload_tables(metadata)
