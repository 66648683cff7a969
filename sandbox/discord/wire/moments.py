"""Moments as Discord writes them."""

from datetime import UTC, datetime


def timestamp(seconds: float) -> str:
    """Return a moment as Discord writes it: ISO 8601 in UTC with microseconds."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")
