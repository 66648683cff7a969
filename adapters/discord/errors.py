"""What became of a send that failed: from exceptions to outcomes, pure.

Reasons name a status, Discord's own number of the error and a type, never a text or an address.
The numbers are those of Discord's reference: JSON error codes.
"""

from http import HTTPStatus

import aiohttp
import discord

from adapters.discord.passage import LimitedError, Passage
from bot.core.outcomes import (
    Accepted,
    Misconfigured,
    Outcome,
    Rejected,
    Scope,
    Throttled,
    Unknown,
    Unreachable,
)

_JSON = "application/json"
_REFUSALS = range(400, 500)
_PASSING = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
"""Statuses that another attempt may change, though they are refusals."""

_NETWORK = (OSError, aiohttp.ClientError)


def outcome_of(error: Exception, passage: Passage) -> Outcome:
    """Return what a failed send means.

    Args:
        error: what the library raised, or the end of our own patience (TimeoutError).
        passage: how far the request came.
    """
    match error:
        case LimitedError():
            scope: Scope = "channel" if error.everywhere else "space"
            return Throttled("HTTP 429", error.retry_after, scope)
        case discord.LoginFailure():
            return Misconfigured("HTTP 401")
        case discord.HTTPException():
            return _answered(error)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return Throttled(type(error).__name__)
        case aiohttp.InvalidURL():
            return Misconfigured("api_base is no web address")
        case _:
            return _unclear(error, passage)


def in_short(error: Exception) -> str:
    """Return what the log may say of an error: its kind, and Discord's status and number of it."""
    name = type(error).__name__
    return f"{name}, {_reason(error)}" if isinstance(error, discord.HTTPException) else name


def is_refusal(error: Exception) -> bool:
    """Say whether Discord means no, however often it is asked."""
    status = getattr(error, "status", 0)
    return status in _REFUSALS and status not in _PASSING


def _reason(error: discord.HTTPException) -> str:
    return f"HTTP {error.status} ({error.code})" if error.code else f"HTTP {error.status}"


def _unclear(error: Exception, passage: Passage) -> Outcome:
    """What no answer explains: the passage knows whether anything can have arrived."""
    name = type(error).__name__
    if passage.status is not None:
        if passage.status < HTTPStatus.MULTIPLE_CHOICES and isinstance(error, TimeoutError):
            return Accepted()  # the library only waits on behalf of the next message
        return Unknown(f"HTTP {passage.status}, then {name}")
    if passage.sent:
        return Unknown(name)
    return Throttled(name) if isinstance(error, _NETWORK) else Rejected(name)


def _answered(error: discord.HTTPException) -> Outcome:
    """What Discord's own number of an error says, else its status."""
    reason = _reason(error)
    match error.code:
        case 40003:  # we open private conversations too fast
            return Throttled(reason, scope="channel")
        case 50008 | 50033 | 50083:  # no place for texts, nobody who takes any, a closed thread
            return Unreachable(reason)
        case _:
            return _by_status(error, reason)


def _by_status(error: discord.HTTPException, reason: str) -> Outcome:
    match error.status:
        case 401:
            return Misconfigured(reason)
        case 429:
            return Throttled(reason, scope="channel")
        case 403 | 404 if not _by_discord(error):
            return Misconfigured(f"{reason}, and not by Discord")
        case 403 | 404:
            return Unreachable(reason)
        case status:
            return _by_class(status, reason)


def _by_class(status: int, reason: str) -> Outcome:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unknown(reason)
    if status < HTTPStatus.BAD_REQUEST:
        return Throttled(reason)  # redirects are not followed: nobody has taken it
    return Rejected(reason)


def _by_discord(error: discord.HTTPException) -> bool:
    """Say whether Discord itself answered: what stands on the way refuses in HTML."""
    return _JSON in error.response.headers.get("Content-Type", "")
