"""The first tables."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import TEXT, only_where

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    _answers()
    _consents()
    _conversations()
    _deliveries()
    _dialogue_versions()
    _erasures()
    _events()
    _identities()
    _incidents()
    _persons()
    _runs()


def downgrade() -> None:
    """Drop them, and their indexes with them."""
    for table in (
        "answers",
        "consents",
        "conversations",
        "deliveries",
        "dialogue_versions",
        "erasures",
        "events",
        "identities",
        "incidents",
        "persons",
        "runs",
    ):
        op.drop_table(table)


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("run", TEXT, nullable=False),
        sa.Column("path", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("dialogue", TEXT, nullable=False),
        sa.Column("slot", TEXT, nullable=True),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand", "run", "path", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_brand_person"), "answers", ["brand", "person"], unique=False)


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("topic", TEXT, nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("wording", TEXT, nullable=True),
        sa.Column("wording_hash", TEXT, nullable=True),
        sa.Column("language", TEXT, nullable=True),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("message", TEXT, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand", "id", name=op.f("pk_consents")),
    )
    op.create_index(
        op.f("ix_consents_brand_person_seq"), "consents", ["brand", "person", "seq"], unique=False
    )


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=True),
        sa.Column("channel", TEXT, nullable=True),
        sa.Column("space", TEXT, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand", "id", name=op.f("pk_conversations")),
        sqlite_with_rowid=False,
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("group_id", TEXT, nullable=False),
        sa.Column("event", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("recipient", TEXT, nullable=True),
        sa.Column("space", TEXT, nullable=True),
        sa.Column("lane", TEXT, nullable=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("path", TEXT, nullable=True),
        sa.Column("content", TEXT, nullable=True),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("lease_owner", TEXT, nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_tried_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("platform_message", TEXT, nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("brand", "id", name=op.f("pk_deliveries")),
    )
    op.create_index(
        op.f("ix_deliveries_brand_channel_recipient_seq"),
        "deliveries",
        ["brand", "channel", "recipient", "seq"],
        unique=False,
    )
    op.create_index(
        "ix_deliveries_claimed",
        "deliveries",
        ["brand", "lease_owner"],
        unique=False,
        **only_where("status = 'claimed'"),
    )
    op.create_index(
        "ix_deliveries_lane",
        "deliveries",
        ["brand", "channel", "lane", "seq"],
        unique=False,
        **only_where("status = 'pending'"),
    )
    op.create_index(
        "ix_deliveries_pending",
        "deliveries",
        ["brand", "channel", "seq"],
        unique=False,
        **only_where("status = 'pending'"),
    )


def _dialogue_versions() -> None:
    op.create_table(
        "dialogue_versions",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("dialogue", TEXT, nullable=False),
        sa.Column("program", TEXT, nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand", "version", name=op.f("pk_dialogue_versions")),
    )


def _erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("counts", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("brand", "id", name=op.f("pk_erasures")),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("sender", TEXT, nullable=True),
        sa.Column("sender_facts", TEXT, nullable=True),
        sa.Column("space", TEXT, nullable=True),
        sa.Column("happening", TEXT, nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("brand", "id", name=op.f("pk_events")),
    )
    op.create_index(
        op.f("ix_events_brand_channel_sender_seq"),
        "events",
        ["brand", "channel", "sender", "seq"],
        unique=False,
    )
    op.create_index(
        "ix_events_pending",
        "events",
        ["brand", "seq"],
        unique=False,
        **only_where("done_at IS NULL"),
    )


def _identities() -> None:
    op.create_table(
        "identities",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("external_id", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand", "channel", "external_id", name=op.f("pk_identities")),
    )
    op.create_index(
        op.f("ix_identities_brand_person"), "identities", ["brand", "person"], unique=False
    )


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("place", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("event", TEXT, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand", "id", name=op.f("pk_incidents")),
    )
    op.create_index(op.f("ix_incidents_brand_at"), "incidents", ["brand", "at"], unique=False)


def _persons() -> None:
    op.create_table(
        "persons",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=True),
        sa.Column("first_name", TEXT, nullable=True),
        sa.Column("language", TEXT, nullable=True),
        sa.Column("timezone", TEXT, nullable=True),
        sa.Column("chosen_language", TEXT, nullable=True),
        sa.Column("chosen_timezone", TEXT, nullable=True),
        sa.Column("facts", TEXT, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("last_said", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("brand", "id", name=op.f("pk_persons")),
        sqlite_with_rowid=False,
    )


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("conversation", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("dialogue", TEXT, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("end", TEXT, nullable=True),
        sa.Column("slots", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("brand", "id", name=op.f("pk_runs")),
    )
    op.create_index(
        op.f("ix_runs_brand_dialogue_began_at"),
        "runs",
        ["brand", "dialogue", "began_at"],
        unique=False,
    )
    op.create_index(op.f("ix_runs_brand_person"), "runs", ["brand", "person"], unique=False)
