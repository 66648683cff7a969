"""Files that people send on our own page."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import TEXT

revision = "0013"
down_revision = "0012"


def _needed(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, TEXT, nullable=False) for name in names]


def upgrade() -> None:
    """Add a table of files and one of their parts."""
    op.create_table(
        "uploads",
        *_needed("brand", "id", "channel", "sender", "person", "secret", "kind"),
        sa.Column("name", TEXT, nullable=True),
        *_needed("media_type"),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("complete_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("brand", "id", name=op.f("pk_uploads")),
    )
    op.create_index("ix_uploads_brand_person", "uploads", ["brand", "person"])
    op.create_table(
        "upload_parts",
        *_needed("brand", "upload", "position", "person", "piece"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand", "upload", "position", name=op.f("pk_upload_parts")),
    )
    op.create_index("ix_upload_parts_brand_person", "upload_parts", ["brand", "person"])


def downgrade() -> None:
    """Drop them, with what people sent."""
    op.drop_index("ix_upload_parts_brand_person", table_name="upload_parts")
    op.drop_table("upload_parts")
    op.drop_index("ix_uploads_brand_person", table_name="uploads")
    op.drop_table("uploads")
