"""Grapheme clusters: what people see as one character is never taken apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.clusters import clusters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("abc", ["a", "b", "c"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("👩‍👩‍👧x", ["👩‍👩‍👧", "x"]),
        ("👍🏽👍", ["👍🏽", "👍"]),
        ("🇮🇹🇫🇷🇪", ["🇮🇹", "🇫🇷", "🇪"]),
        ("a🇮🇹b", ["a", "🇮🇹", "b"]),
        ("❤️1️⃣", ["❤️", "1️⃣"]),
        ("\r\n\n", ["\r\n", "\n"]),
        ("\n\u0301", ["\n", "\u0301"]),
        ("\u1112\u1161\u11ab", ["\u1112\u1161\u11ab"]),
        ("한국", ["한", "국"]),
        ("नमस्ते", ["न", "म", "स्", "ते"]),
        ("\ud83d\ude00a", ["\ud83d\ude00", "a"]),
        ("🏴\U000e0067\U000e007f!", ["🏴\U000e0067\U000e007f", "!"]),
    ],
)
def test_clusters(text: str, expected: list[str]) -> None:
    assert list(clusters(text)) == expected


@settings(max_examples=300)
@given(st.text(max_size=40))
def test_nothing_is_lost(text: str) -> None:
    found = list(clusters(text))
    assert "".join(found) == text
    assert all(found)
