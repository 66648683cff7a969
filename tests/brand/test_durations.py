"""Lengths of time and rates."""

import pytest

from bot.brand.durations import Rate, duration_seconds, rate_of


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30),
        ("5m", 300),
        ("24h", 86_400),
        ("1h30m", 5_400),
        ("2d", 172_800),
        ("1w", 604_800),
        ("0s", None),
        ("1h 30m", None),
        ("30m1h", None),
        ("1.5h", None),
        ("-1h", None),
        ("24", None),
        ("", None),
    ],
)
def test_a_length_of_time(text: str, seconds: int | None):
    assert duration_seconds(text) == seconds


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("2 per week", Rate(2, "week")),
        ("1 per day", Rate(1, "day")),
        ("10 per month", Rate(10, "month")),
        ("0 per day", None),
        ("2 a week", None),
        ("two per week", None),
        ("2 per weeks", None),
    ],
)
def test_how_often(text: str, rate: Rate | None):
    assert rate_of(text) == rate
