"""Every error of Meta's that a message of ours may meet, and what it means."""

import pytest

from adapters.whatsapp.errors import MEANINGS, outcome_of
from adapters.whatsapp.reply import Cut, Done, Refusal, read_reply
from bot.core.outcomes import (
    Misconfigured,
    Outcome,
    Rejected,
    Throttled,
    Unknown,
    Unreachable,
)

CODES: dict[int, type[Outcome]] = {
    0: Misconfigured,
    1: Unknown,
    2: Throttled,
    3: Misconfigured,
    4: Throttled,
    10: Misconfigured,
    33: Misconfigured,
    100: Rejected,
    190: Misconfigured,
    200: Misconfigured,
    299: Misconfigured,
    368: Misconfigured,
    80007: Throttled,
    130429: Throttled,
    130472: Rejected,
    130497: Unreachable,
    131000: Unknown,
    131005: Misconfigured,
    131008: Rejected,
    131009: Rejected,
    131016: Throttled,
    131021: Rejected,
    131026: Unreachable,
    131030: Rejected,
    131031: Misconfigured,
    131037: Misconfigured,
    131042: Misconfigured,
    131045: Misconfigured,
    131047: Rejected,
    131048: Throttled,
    131049: Rejected,
    131050: Rejected,
    131051: Rejected,
    131052: Rejected,
    131053: Rejected,
    131056: Throttled,
    131057: Throttled,
    132000: Rejected,
    132001: Rejected,
    132005: Rejected,
    132007: Rejected,
    132012: Rejected,
    132015: Rejected,
    132016: Rejected,
    132018: Rejected,
    132068: Rejected,
    133004: Throttled,
    133010: Misconfigured,
    133015: Misconfigured,
}


@pytest.mark.parametrize("code", CODES)
def test_a_number(code: int):
    outcome = outcome_of(Refusal(400, code))
    assert isinstance(outcome, CODES[code])
    assert str(code) in getattr(outcome, "reason", "")


def test_every_number_is_tried():
    assert set(MEANINGS) <= set(CODES)


def test_what_waits_and_for_how_long():
    assert outcome_of(Refusal(400, 131056)) == Throttled(
        "131056: too much was said to one person", 6.0, "space"
    )
    flood = outcome_of(Refusal(429, 130429, 7.0))
    assert isinstance(flood, Throttled)
    assert (flood.scope, flood.retry_after) == ("channel", 7.0)


STATUSES: dict[int, type[Outcome]] = {
    301: Misconfigured,
    400: Rejected,
    401: Misconfigured,
    403: Misconfigured,
    404: Misconfigured,
    413: Rejected,
    429: Throttled,
    500: Unknown,
    502: Unknown,
}


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("code", [None, 987654])
def test_a_status_without_a_number_that_we_know(status: int, code: int | None):
    assert isinstance(outcome_of(Refusal(status, code)), STATUSES[status])


def test_an_answer_is_read_strictly():
    assert read_reply(200, b'{"messages":[{"id":"wamid.1"}]}', None) == Done(
        b'{"messages":[{"id":"wamid.1"}]}'
    )
    refused = b'{"error":{"code":190,"message":"x"}}'
    assert read_reply(401, refused, None) == Refusal(401, 190)
    assert read_reply(200, refused, 3.0) == Refusal(200, 190, 3.0)
    assert read_reply(502, b"<html>", None) == Refusal(502)
    assert isinstance(read_reply(200, b"<html>", None), Cut)
