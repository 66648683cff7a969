"""What the brand begins: due events, standing consents, occasions with their recipients."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import TEXT, only_where

revision = "0003"
down_revision = "0002"

_STANDING = """
INSERT INTO subscriptions (brand, topic, person, conversation, channel, recipient, since)
SELECT given.brand, given.topic, given.person, given.person, given.channel, known.external_id,
  given.at
FROM consents AS given
JOIN identities AS known ON known.brand = given.brand AND known.person = given.person
  AND known.channel = given.channel
WHERE given.given AND NOT EXISTS (
  SELECT 1 FROM consents AS later WHERE later.brand = given.brand AND later.person = given.person
  AND later.topic = given.topic
  AND (later.seq > given.seq OR (later.seq = given.seq AND later.id > given.id)))
ON CONFLICT DO NOTHING
"""
"""The last line of the ledger about a topic holds."""


_NEW_TABLES = (
    "armings",
    "emissions",
    "feed_items",
    "feeds",
    "occurrences",
    "recipients",
    "subscriptions",
)
_NEW_COLUMNS = (
    ("consents", "space"),
    ("deliveries", "bulk"),
    ("deliveries", "conversation"),
    ("deliveries", "topic"),
    ("deliveries", "occurrence"),
    ("events", "due_at"),
    ("events", "held"),
    ("events", "follows"),
    ("events", "span"),
    ("persons", "stopped_at"),
    ("runs", "occurrence"),
)
_NEW_INDEXES = (
    ("ix_deliveries_pending", "deliveries"),
    ("ix_events_due", "events"),
    ("ix_events_follows", "events"),
    ("ix_events_held", "events"),
    ("ix_events_held_in_spaces", "events"),
    ("ix_events_pending", "events"),
)


def upgrade() -> None:
    """Add what is empty until it happens; what stands is read from the ledger."""
    _armings()
    _emissions()
    _feed_items()
    _feeds()
    _occurrences()
    _recipients()
    _subscriptions()
    _columns()
    _indexes()
    op.execute(_STANDING)


def downgrade() -> None:
    """Drop it all; the ledger keeps every consent."""
    for index, table in _NEW_INDEXES:
        op.drop_index(index, table)
    op.create_index(
        "ix_events_pending", "events", ["brand", "seq"], **only_where("done_at IS NULL")
    )
    op.create_index(
        "ix_deliveries_pending",
        "deliveries",
        ["brand", "channel", "seq"],
        **only_where("status = 'pending'"),
    )
    for table, column in _NEW_COLUMNS:
        op.drop_column(table, column)
    for table in _NEW_TABLES:
        op.drop_table(table)


def _armings() -> None:
    op.create_table(
        "armings",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("fingerprint", TEXT, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand", name=op.f("pk_armings")),
    )


def _emissions() -> None:
    op.create_table(
        "emissions",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=True),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("external_id", TEXT, nullable=True),
        sa.Column("data", TEXT, nullable=True),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("first_tried_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("brand", "id", name=op.f("pk_emissions")),
    )
    op.create_index(
        op.f("ix_emissions_brand_person"), "emissions", ["brand", "person"], unique=False
    )
    op.create_index(
        "ix_emissions_first",
        "emissions",
        ["brand", "person", "seq"],
        unique=False,
        **only_where("status = 'pending'"),
    )
    op.create_index(
        "ix_emissions_pending",
        "emissions",
        ["brand", "due_at", "seq"],
        unique=False,
        **only_where("status = 'pending'"),
    )


def _feed_items() -> None:
    op.create_table(
        "feed_items",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("feed", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("item", TEXT, nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand", "feed", "key", name=op.f("pk_feed_items")),
    )


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("etag", TEXT, nullable=True),
        sa.Column("modified", TEXT, nullable=True),
        sa.Column("fetched_at", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("reason", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("brand", "name", name=op.f("pk_feeds")),
    )


def _occurrences() -> None:
    op.create_table(
        "occurrences",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("topic", TEXT, nullable=False),
        sa.Column("dialogue", TEXT, nullable=False),
        sa.Column("slot", TEXT, nullable=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("data", TEXT, nullable=True),
        sa.Column("definition", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("cursor", TEXT, nullable=True),
        sa.Column("zones", TEXT, nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("planned_at", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("brand", "id", name=op.f("pk_occurrences")),
    )
    op.create_index(
        op.f("ix_occurrences_brand_source_created_at"),
        "occurrences",
        ["brand", "source", "created_at"],
        unique=False,
    )
    op.create_index(
        "ix_occurrences_live",
        "occurrences",
        ["brand", "priority", "starts_at"],
        unique=False,
        **only_where("ended_at IS NULL"),
    )


def _recipients() -> None:
    op.create_table(
        "recipients",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("occurrence", TEXT, nullable=False),
        sa.Column("conversation", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=True),
        sa.Column("topic", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("recipient", TEXT, nullable=True),
        sa.Column("space", TEXT, nullable=True),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("brand", "occurrence", "conversation", name=op.f("pk_recipients")),
    )
    op.create_index(
        op.f("ix_recipients_brand_person"), "recipients", ["brand", "person"], unique=False
    )
    op.create_index(
        "ix_recipients_begun",
        "recipients",
        ["brand", "conversation", "opened_at"],
        unique=False,
        **only_where("opened_at IS NOT NULL"),
    )
    op.create_index(
        "ix_recipients_due",
        "recipients",
        ["brand", "occurrence", "channel", "due_at", "conversation"],
        unique=False,
        **only_where("status = 'planned'"),
    )
    op.create_index(
        "ix_recipients_held",
        "recipients",
        ["brand", "conversation"],
        unique=False,
        **only_where("status = 'planned' AND reason IS NOT NULL"),
    )
    op.create_index(
        "ix_recipients_status",
        "recipients",
        ["brand", "occurrence", "status", "reason"],
        unique=False,
    )
    op.create_index(
        "ix_recipients_under_way",
        "recipients",
        ["brand", "channel"],
        unique=False,
        **only_where("status = 'opened'"),
    )


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("topic", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("conversation", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("recipient", TEXT, nullable=False),
        sa.Column("space", TEXT, nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand", "topic", "person", name=op.f("pk_subscriptions")),
    )
    op.create_index(
        op.f("ix_subscriptions_brand_channel_recipient"),
        "subscriptions",
        ["brand", "channel", "recipient"],
        unique=False,
    )
    op.create_index(
        op.f("ix_subscriptions_brand_conversation_topic"),
        "subscriptions",
        ["brand", "conversation", "topic"],
        unique=False,
    )
    op.create_index(
        op.f("ix_subscriptions_brand_person"), "subscriptions", ["brand", "person"], unique=False
    )
    op.create_index(
        op.f("ix_subscriptions_brand_topic_since_person"),
        "subscriptions",
        ["brand", "topic", "since", "person"],
        unique=False,
    )


def _columns() -> None:
    op.add_column("consents", sa.Column("space", TEXT, nullable=True))
    op.add_column(
        "deliveries", sa.Column("bulk", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column("deliveries", sa.Column("conversation", TEXT, nullable=True))
    op.add_column("deliveries", sa.Column("topic", TEXT, nullable=True))
    op.add_column("deliveries", sa.Column("occurrence", TEXT, nullable=True))
    op.add_column("events", sa.Column("due_at", sa.BigInteger(), nullable=True))
    op.add_column("events", sa.Column("held", TEXT, nullable=True))
    op.add_column("events", sa.Column("follows", TEXT, nullable=True))
    op.add_column("events", sa.Column("span", sa.BigInteger(), nullable=True))
    op.add_column("persons", sa.Column("stopped_at", sa.BigInteger(), nullable=True))
    op.add_column("runs", sa.Column("occurrence", TEXT, nullable=True))


def _indexes() -> None:
    op.drop_index(
        op.f("ix_deliveries_pending"),
        table_name="deliveries",
        **only_where("status = 'pending'"),
    )
    op.create_index(
        "ix_deliveries_pending",
        "deliveries",
        ["brand", "channel", "bulk", "seq"],
        unique=False,
        **only_where("status = 'pending'"),
    )
    op.create_index(
        "ix_events_due",
        "events",
        ["brand", "due_at", "seq"],
        unique=False,
        **only_where("done_at IS NULL AND due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_events_follows",
        "events",
        ["brand", "follows"],
        unique=False,
        **only_where("follows IS NOT NULL"),
    )
    op.create_index(
        "ix_events_held_in_spaces",
        "events",
        ["brand", "channel", "held", "space"],
        unique=False,
        **only_where("held IS NOT NULL AND space IS NOT NULL"),
    )
    op.create_index(
        "ix_events_held",
        "events",
        ["brand", "channel", "held", "sender"],
        unique=False,
        **only_where("held IS NOT NULL"),
    )
    op.drop_index("ix_events_pending", "events")
    op.create_index(
        "ix_events_pending",
        "events",
        ["brand", "seq"],
        **only_where("done_at IS NULL AND due_at IS NULL"),
    )
