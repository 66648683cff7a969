"""Times as rows hold them: whole microseconds since 1970 in UTC, alike on every database."""

from datetime import UTC, datetime, timedelta

SECOND = 1_000_000
"""In microseconds."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_moment(at: datetime) -> int:
    """Return an aware time as microseconds since 1970."""
    return (at - _EPOCH) // _MICROSECOND


def from_moment(moment: int) -> datetime:
    """Return microseconds since 1970 as an aware time in UTC."""
    return _EPOCH + moment * _MICROSECOND
