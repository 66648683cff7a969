"""What the tables and their migrations are made of, alike on every database."""

from typing import Any

from sqlalchemy import Text, text

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Texts are in the order of their characters' numbers everywhere, whatever the server speaks."""


def only_where(condition: str) -> dict[str, Any]:
    """Return what makes a migration's index hold only rows of one kind, on every database."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}
