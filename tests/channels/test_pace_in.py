"""The pace of a channel: its platform's, or what the brand says, kept to the letter."""

from bisect import bisect_left
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brand.brand import Brand, Channel
from bot.brand.budgets import Budget, Budgets, budget_of, budget_text
from bot.channels.capabilities import Capabilities, Pace, Rate
from bot.channels.pace import pace_in, pace_of
from bot.cli.platform_limits import limits_in
from bot.core.ids import BrandId, ChannelName
from bot.dialogue.checks.limits import Limits
from bot.dialogue.publishing.publish import read_brand
from bot.engine.outbox.pace import Buckets

PLATFORM = Pace(channel=Rate(30, 1, 30), private=Rate(1, 1, 5))
FOREVER = 1e9


def test_a_platform_has_its_own_and_the_brand_may_say_another():
    said = Budgets(private=Budget(2, 60), group=Budget(20, 60))
    assert pace_of(PLATFORM, None) == PLATFORM
    assert pace_of(None, None) is None
    assert pace_of(PLATFORM, said) == Pace(
        channel=Rate(30, 1, 30), private=Rate(2, 60, 1), group=Rate(15, 60, 5)
    )
    assert pace_of(None, said) == Pace(private=Rate(2, 60, 1), group=Rate(15, 60, 5))


def test_a_brand_says_it_of_one_channel():
    said = Budgets(channel=Budget(5, 1))
    names = ("slow", "usual")
    channels = {
        ChannelName(name): Channel(
            ChannelName(name), "telegram", pace=said if name == "slow" else None
        )
        for name in names
    }
    brand = Brand(BrandId("fair"), "Fair", ("en",), "UTC", channels)
    table = Capabilities(pace=PLATFORM)
    found = [pace_in(brand, ChannelName(name), table) for name in (*names, "unknown")]
    assert [pace.channel for pace in found if pace] == [
        Rate(5, 1, 1),
        Rate(30, 1, 30),
        Rate(30, 1, 30),
    ]


budgets = st.builds(Budget, messages=st.integers(1, 60), seconds=st.sampled_from((1, 60, 3600)))
asks = st.lists(st.floats(0, 0.7), min_size=1, max_size=200)


@given(budgets, asks, st.sampled_from(("channel", "private", "group")))
def test_no_stretch_of_time_holds_more_than_the_brand_says(budget: Budget, pauses, what: str):
    pace = pace_of(PLATFORM, Budgets(**{what: budget}))
    assert pace is not None
    buckets, now, times = Buckets(getattr(pace, what)), 0.0, []
    for pause in pauses:
        now += pause * budget.seconds / budget.messages
        times.append(now + buckets.reserve("ada", now, FOREVER))
    for first, begun in enumerate(times):
        # What begins with the next stretch, but for the width of a float, is not in this one.
        after = bisect_left(times, begun + budget.seconds * (1 - 1e-9))
        assert after - first <= budget.messages


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("25 per second", Budget(25, 1)),
        ("1  per minute", Budget(1, 60)),
        ("40 per hour", Budget(40, 3600)),
        ("0 per second", None),
        ("1.5 per second", None),
        ("20 per day", None),
        ("fast", None),
    ],
)
def test_a_budget_is_read(text: str, budget: Budget | None):
    assert budget_of(text) == budget


@pytest.mark.parametrize(
    ("budget", "text"),
    [
        (Budget(30, 1), "30 per second"),
        (Budget(4, 5), "48 per minute"),
        (Budget(20, 60), "20 per minute"),
        (Budget(1, 7200), "1 in 7200 seconds"),
    ],
)
def test_a_budget_is_said(budget: Budget, text: str):
    assert budget_text(budget) == text


def test_more_than_the_platform_allows_is_a_warning(tmp_path: Path):
    lines = (
        'telegram, token: "${T}", pace: {channel: 60 per second, private: 1 per second}',
        'telegram, token: "${T}", pace: {private: 61 per minute, group: 900 per second}',
        'webhook, secret: "${S}", pace: {channel: 900 per second}',
    )
    channels = [f"  c{number}: {{adapter: {line}}}" for number, line in enumerate(lines)]
    (tmp_path / "dialogues").mkdir()
    (tmp_path / "brand.yaml").write_text("\n".join(["brand: fair", "channels:", *channels]))

    def limits(adapter: str) -> Limits | None:
        if adapter == "telegram":
            return limits_in(adapter, Capabilities(pace=PLATFORM))
        return None

    environ = {"T": "1:x", "S": "whsec_Y29udml2aW8="}
    reading = read_brand(tmp_path, environ, None, limits)
    assert reading.library is not None
    found = [(fault.line, fault.column, fault.message, fault.hint) for fault in reading.faults]
    words = "is more than telegram allows: it refuses what comes faster."
    assert found == [
        (3, 58, f'"60 per second" {words}', "Write 30 per second or less."),
        (4, 58, f'"61 per minute" {words}', "Write 1 per second or less."),
    ]
    assert {fault.severity for fault in reading.faults} == {"warning"}
