"""The gate before everything that the brand begins."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from bot.brand.brand import Quiet
from bot.brand.durations import Rate
from bot.consent.gate import Beginning, Decision, Facts, Go, Hold, Manners, Skip, decide

NOW = datetime(2030, 6, 4, 10, tzinfo=UTC)
NIGHT = datetime(2030, 6, 4, 23, tzinfo=UTC)
MORNING = datetime(2030, 6, 5, 8, 30, tzinfo=UTC)
MANNERS = Manners(Quiet("21:30", "08:30"), Rate(2, "week"), {"blog": Rate(1, "day")})
WILLING = Facts("UTC", subscribed=True)
TWO = (
    Beginning("news", NOW - timedelta(days=5)),
    Beginning("news", NOW - timedelta(days=3)),
)
TODAY = (Beginning("blog", NOW - timedelta(hours=2)),)

TABLE: list[tuple[dict[str, object], datetime, Decision]] = [
    ({}, NOW, Go()),
    ({"subscribed": False}, NOW, Skip("no consent")),
    ({"subscribed": False, "stopped": True}, NOW, Skip("stopped")),
    ({"stopped": True}, NOW, Skip("stopped")),
    ({"blocked": True}, NOW, Skip("blocked")),
    ({"known": False, "subscribed": False}, NOW, Skip("erased")),
    ({"fits": False}, NOW, Skip("left the audience")),
    ({"expires": NOW}, NOW, Skip("expired")),
    ({"expires": NOW + timedelta(seconds=1)}, NOW, Go()),
    ({}, NIGHT, Hold(MORNING, "quiet")),
    ({"present": True}, NIGHT, Go()),
    ({"expires": NIGHT + timedelta(hours=1)}, NIGHT, Hold(NIGHT + timedelta(hours=1), "quiet")),
    ({"begun": TWO}, NOW, Hold(NOW + timedelta(days=2), "cap")),
    ({"begun": TODAY}, NOW, Hold(NOW + timedelta(hours=22), "cap")),
    ({"begun": (*TWO, *TODAY)}, NOW, Hold(NOW + timedelta(days=4), "cap")),
    ({"present": True, "begun": TODAY}, NOW, Hold(NOW + timedelta(hours=22), "cap")),
    ({"busy_until": NOW + timedelta(hours=1)}, NOW, Hold(NOW + timedelta(hours=1), "busy")),
    ({"busy_until": NOW}, NOW, Go()),
    ({"urgent": True, "begun": (*TWO, *TODAY)}, NIGHT, Go()),
    ({"urgent": True, "subscribed": False}, NOW, Skip("no consent")),
    ({"urgent": True, "stopped": True}, NOW, Skip("stopped")),
]


@pytest.mark.parametrize(("facts", "now", "expected"), TABLE)
def test_the_gate(facts: dict[str, object], now: datetime, expected: Decision):
    changed = msgspec.structs.replace(WILLING, **facts)
    assert decide(MANNERS, "blog", changed, now) == expected


def test_without_promises_a_consent_is_enough():
    assert decide(Manners(), "blog", WILLING, NIGHT) == Go()


def test_another_topics_cap_is_no_cap_of_this_one():
    facts = msgspec.structs.replace(WILLING, begun=TODAY)
    assert decide(MANNERS, "news", facts, NOW) == Go()
