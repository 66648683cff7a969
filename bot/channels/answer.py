"""What the answer to a signed request of ours means: its status, and how long to wait."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from bot.core.outcomes import Accepted, Misconfigured, Outcome, Rejected, Throttled, Unknown

_LONGEST_PAUSE_SECONDS = 86_400.0


def outcome_of(status: int, headers: Mapping[str, str], now: datetime) -> Outcome:
    """Return what the answer means.

    Args:
        status: the HTTP status.
        headers: of the answer, found whatever their case; `Retry-After` is read.
        now: the present time, to which a date in `Retry-After` is relative.
    """
    reason = f"HTTP {status}"
    match status:
        case 410:
            return Misconfigured(reason, closed=True)
        case 401 | 403 | 404 | 408 | 425:
            return Misconfigured(reason)
        case 429:
            return Throttled(reason, retry_after(headers, now), scope="channel")
        case _:
            return _outcome_of_class(status // 100, reason)


def _outcome_of_class(hundreds: int, reason: str) -> Outcome:
    match hundreds:
        case 2:
            return Accepted()
        case 3:
            return Throttled(reason)  # redirects are not followed: nobody has taken it
        case 4:
            return Rejected(reason)
        case _:
            return Unknown(reason)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that `Retry-After` asks for, at most a day; None where it says nothing.

    Args:
        headers: of the answer.
        now: the present time.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value), _LONGEST_PAUSE_SECONDS)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((aware - now).total_seconds(), 0.0), _LONGEST_PAUSE_SECONDS)
