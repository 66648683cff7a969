"""What each error means for a message of ours: pure, and total over every exception."""

import warnings
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from adapters.telegram.failures import AnsweredError, NotSentError
from bot.core.outcomes import (
    Misconfigured,
    Moved,
    Outcome,
    Rejected,
    Throttled,
    Unknown,
    Unreachable,
)

LONGEST_PAUSE_SECONDS = 86_400.0
"""No pause that a server asks for is longer than a day."""

_NOBODY_THERE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "chat_write_forbidden",
    "need administrator rights",
    "not enough rights to send text messages",
    "have no rights to send",
    "message thread not found",
    "topic_closed",
    "topic_deleted",
)
"""Telegram's words of a 400 that concern the chat and not what was sent, in lower case."""

_TOO_MANY, _TOO_LARGE = 429, 413


def outcome_of(error: Exception) -> Outcome:
    """Return how a send ended that raised this error.

    The SDK derives BadRequest and TimedOut from NetworkError, so the order matters: what is
    permanent comes first. A time-out and a cut are undecidable, since Telegram knows no key by
    which it would recognise a second try.
    """
    match error:
        case RetryAfter():
            return Throttled(_words(error), seconds_of(error))
        case ChatMigrated():
            return Moved(str(error.new_chat_id))
        case Forbidden():
            return Unreachable(_words(error))
        case InvalidToken():
            return Misconfigured(f"the token is refused: {_words(error)}")
        case BadRequest():
            return _outcome_of_refusal(_words(error))
        case _:
            return _outcome_of_failure(error)


def _outcome_of_failure(error: Exception) -> Outcome:
    match error:
        case Conflict():
            return Throttled(_words(error))
        case NotSentError():
            return Throttled(f"Telegram cannot be reached: {_words(error)}")
        case AnsweredError():
            return _outcome_of_status(error.status, _words(error))
        case _:
            return Unknown(_words(error))


def _outcome_of_refusal(words: str) -> Outcome:
    if any(sign in words.lower() for sign in _NOBODY_THERE):
        return Unreachable(words)
    return Rejected(words)


def _outcome_of_status(status: int, words: str) -> Outcome:
    if status == _TOO_MANY:
        return Throttled(words)
    if status == _TOO_LARGE:
        return Rejected(words)
    match status // 100:
        case 3:
            return Misconfigured(f"api_base leads elsewhere: {words}")
        case 4:
            return Rejected(words)
        case _:
            return Unknown(words)


def seconds_of(error: RetryAfter) -> float:
    """Return how long Telegram wants to be left alone.

    The SDK is changing the value from a number to a timedelta, and warns of it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = error.retry_after
    seconds = value.total_seconds() if isinstance(value, timedelta) else float(value)
    return min(max(seconds, 0.0), LONGEST_PAUSE_SECONDS)


def _words(error: Exception) -> str:
    """Return Telegram's own words; of any other error the class alone, for it may quote texts."""
    return error.message if isinstance(error, TelegramError) else type(error).__name__
