"""What each error of the SDK means for a message, and for polling."""

import os
from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from adapters.telegram.backoff import Backoff
from adapters.telegram.errors import outcome_of, seconds_of
from adapters.telegram.failures import AnsweredError, CutError, NotSentError
from adapters.telegram.floods import Floods
from adapters.telegram.hindrances import (
    ANOTHER_POLLS,
    REFUSED,
    WEBHOOK_SET,
    Hindrance,
    hindrance_of,
    is_webhook_set,
)
from bot.core.outcomes import (
    Misconfigured,
    Moved,
    Outcome,
    Rejected,
    Throttled,
    Unknown,
    Unreachable,
)

OUTCOMES: dict[str, tuple[Exception, Outcome]] = {
    "403": (
        Forbidden("Forbidden: bot was blocked by the user"),
        Unreachable("Forbidden: bot was blocked by the user"),
    ),
    "400": (BadRequest("Bad Request: message is too long"), Rejected("Message is too long")),
    "400 of a chat": (BadRequest("Bad Request: chat not found"), Unreachable("Chat not found")),
    "400 and a new address": (ChatMigrated(-1005), Moved("-1005")),
    "401": (
        InvalidToken("Unauthorized"),
        Misconfigured("the token is refused: Unauthorized"),
    ),
    "404": (InvalidToken("Not Found"), Misconfigured("the token is refused: Not Found")),
    "409": (Conflict("Conflict: x"), Throttled("Conflict: x")),
    "413": (AnsweredError(413, "HTTP 413"), Rejected("HTTP 413")),
    "429 without parameters": (
        AnsweredError(429, "Too Many Requests"),
        Throttled("Too Many Requests"),
    ),
    "422": (AnsweredError(422, "HTTP 422"), Rejected("HTTP 422")),
    "302": (AnsweredError(302, "HTTP 302"), Misconfigured("api_base leads elsewhere: HTTP 302")),
    "500": (AnsweredError(500, "HTTP 500"), Unknown("HTTP 500")),
    "502": (AnsweredError(502, "HTTP 502"), Unknown("HTTP 502")),
    "200 that is none of Telegram's": (AnsweredError(200, "odd"), Unknown("odd")),
    "refused connection": (
        NotSentError("ClientConnectorError"),
        Throttled("Telegram cannot be reached: ClientConnectorError"),
    ),
    "cut": (CutError("ServerDisconnectedError"), Unknown("ServerDisconnectedError")),
    "timeout": (TimedOut(), Unknown("Timed out")),
    "network": (NetworkError("x"), Unknown("x")),
    "any of the SDK's": (TelegramError("x"), Unknown("x")),
    "200 with ok=false": (KeyError("result"), Unknown("KeyError")),
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_an_error_has_one_outcome(name: str):
    error, outcome = OUTCOMES[name]
    assert outcome_of(error) == outcome


@pytest.mark.parametrize("opted_in", ["0", "1"])
@pytest.mark.parametrize("given", [7, timedelta(seconds=7)])
def test_the_pause_is_read_as_number_and_as_timedelta(
    monkeypatch: pytest.MonkeyPatch, opted_in: str, given: int | timedelta
):
    monkeypatch.setitem(os.environ, "PTB_TIMEDELTA", "1")
    error = RetryAfter(given)
    monkeypatch.setitem(os.environ, "PTB_TIMEDELTA", opted_in)
    assert seconds_of(error) == 7.0
    outcome = outcome_of(error)
    assert isinstance(outcome, Throttled)
    assert (outcome.retry_after, outcome.scope) == (7.0, "space")


@pytest.mark.parametrize(("given", "seconds"), [(-5, 0.0), (10**9, 86_400.0)])
def test_a_pause_is_neither_negative_nor_longer_than_a_day(
    monkeypatch: pytest.MonkeyPatch, given: int, seconds: float
):
    monkeypatch.setitem(os.environ, "PTB_TIMEDELTA", "1")
    assert seconds_of(RetryAfter(given)) == seconds


def test_two_chats_flooded_at_once_are_the_whole_bot():
    floods = Floods()
    assert not floods.is_of_everybody("17", 0.0)
    assert not floods.is_of_everybody("17", 0.5)
    assert floods.is_of_everybody("18", 0.9)
    assert not floods.is_of_everybody("19", 3.0)


WEBHOOK = Conflict("Conflict: can't use getUpdates method while webhook is active")
OTHER = Conflict("Conflict: terminated by other getUpdates request")
HINDRANCES: dict[str, tuple[Exception, int, Hindrance]] = {
    "another poller": (OTHER, 1, Hindrance(ANOTHER_POLLS, is_conflict=True)),
    "a webhook": (WEBHOOK, 1, Hindrance(WEBHOOK_SET, is_conflict=True)),
    "a refused token": (InvalidToken("Unauthorized"), 1, Hindrance(REFUSED, is_token=True)),
    "once unreachable": (NotSentError("X"), 1, Hindrance(None)),
    "long unreachable": (NotSentError("X"), 3, Hindrance("Telegram cannot be reached: X")),
    "anything": (KeyError("secret"), 3, Hindrance("Telegram cannot be reached: KeyError")),
}


@pytest.mark.parametrize("name", HINDRANCES)
def test_a_hindrance_says_what_to_do(name: str):
    error, failures, hindrance = HINDRANCES[name]
    assert hindrance_of(error, failures) == hindrance


def test_a_flooded_poll_waits_as_long_as_it_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(os.environ, "PTB_TIMEDELTA", "1")
    assert hindrance_of(RetryAfter(9), 1) == Hindrance(None, 9.0)
    assert hindrance_of(RetryAfter(90), 1) == Hindrance("Telegram wants no request for 90 s", 90.0)


def test_a_webhook_is_told_from_another_poller():
    assert is_webhook_set(WEBHOOK)
    assert not is_webhook_set(OTHER)


def test_pauses_grow_to_half_a_minute():
    backoff = Backoff(1.0, 30.0)
    assert [backoff.next() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    backoff.reset()
    assert backoff.next() == 1
