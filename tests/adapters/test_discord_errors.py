"""Every way in which a send may fail has its outcome, and none shows a text or an address."""

from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

from adapters.discord.errors import outcome_of
from adapters.discord.passage import LimitedError, Passage, wanted_pause
from bot.core.outcomes import (
    Accepted,
    Misconfigured,
    Outcome,
    Rejected,
    Throttled,
    Unknown,
    Unreachable,
)

KEY: Any = SimpleNamespace(host="example.org", port=443, ssl=True, is_ssl=True)
REFUSED = aiohttp.ClientConnectorError(KEY, ConnectionRefusedError(111, "refused"))


def answer(status: int, code: int = 0, content_type: str = "application/json") -> Exception:
    response: Any = SimpleNamespace(
        status=status, reason="reason", headers={"Content-Type": content_type}
    )
    body = {"code": code, "message": "what a person wrote"}
    json = content_type == "application/json"
    kind = {403: discord.Forbidden, 404: discord.NotFound}.get(status, discord.HTTPException)
    return kind(response, body if json else "<html>")


def passage(*, sent: bool = False, status: int | None = None) -> Passage:
    found = Passage()
    found.sent, found.status = sent, status
    return found


TABLE: list[tuple[str, Exception, Passage, Outcome]] = [
    ("token refused", answer(401), passage(status=401), Misconfigured("HTTP 401")),
    ("log-in refused", discord.LoginFailure("x"), passage(), Misconfigured("HTTP 401")),
    ("closed to us", answer(403, 50007), passage(status=403), Unreachable("HTTP 403 (50007)")),
    ("no access", answer(403, 50001), passage(status=403), Unreachable("HTTP 403 (50001)")),
    ("no permission", answer(403, 50013), passage(status=403), Unreachable("HTTP 403 (50013)")),
    ("no channel", answer(404, 10003), passage(status=404), Unreachable("HTTP 404 (10003)")),
    ("nobody", answer(400, 50033), passage(status=400), Unreachable("HTTP 400 (50033)")),
    ("form", answer(400, 50035), passage(status=400), Rejected("HTTP 400 (50035)")),
    ("empty", answer(400, 50006), passage(status=400), Rejected("HTTP 400 (50006)")),
    ("too large", answer(413, 40005), passage(status=413), Rejected("HTTP 413 (40005)")),
    (
        "opened too fast",
        answer(400, 40003),
        passage(status=400),
        Throttled("HTTP 400 (40003)", scope="channel"),
    ),
    (
        "a wall",
        answer(403, content_type="text/html"),
        passage(status=403),
        Misconfigured("HTTP 403, and not by Discord"),
    ),
    ("moved", answer(302), passage(status=302), Throttled("HTTP 302")),
    ("limited", answer(429), passage(), Throttled("HTTP 429", scope="channel")),
    ("down", answer(503), passage(status=503), Unknown("HTTP 503")),
    ("gateway", answer(502), passage(status=502), Unknown("HTTP 502")),
    (
        "channel limit",
        LimitedError(2.5, everywhere=False),
        passage(status=429),
        Throttled("HTTP 429", 2.5),
    ),
    (
        "global limit",
        LimitedError(None, everywhere=True),
        passage(status=429),
        Throttled("HTTP 429", None, "channel"),
    ),
    ("refused", REFUSED, passage(), Throttled("ClientConnectorError")),
    (
        "no connection in time",
        aiohttp.ConnectionTimeoutError("x"),
        passage(),
        Throttled("ConnectionTimeoutError"),
    ),
    ("still waiting", TimeoutError(), passage(), Throttled("TimeoutError")),
    ("no answer in time", TimeoutError(), passage(sent=True), Unknown("TimeoutError")),
    (
        "between two tries",
        TimeoutError(),
        passage(status=502),
        Unknown("HTTP 502, then TimeoutError"),
    ),
    ("taken, then waiting", TimeoutError(), passage(status=200), Accepted()),
    (
        "reset",
        aiohttp.ClientOSError(104, "reset"),
        passage(sent=True),
        Unknown("ClientOSError"),
    ),
    (
        "cut",
        aiohttp.ServerDisconnectedError(),
        passage(sent=True),
        Unknown("ServerDisconnectedError"),
    ),
    ("no address", aiohttp.InvalidURL("x"), passage(), Misconfigured("api_base is no web address")),
    (
        "no UTF-8",
        UnicodeEncodeError("utf-8", "\ud800", 0, 1, "what a person wrote"),
        passage(),
        Rejected("UnicodeEncodeError"),
    ),
]


@pytest.mark.parametrize(
    ("error", "how_far", "outcome"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_outcome(error: Exception, how_far: Passage, outcome: Outcome):
    found = outcome_of(error, how_far)
    assert found == outcome
    assert "person" not in repr(found)


def test_how_long_to_wait():
    assert wanted_pause(LimitedError(3.0, everywhere=False)) == 3.0
    assert wanted_pause(LimitedError(None, everywhere=True)) == wanted_pause(REFUSED) == 0.0
