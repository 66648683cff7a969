"""The `for` of a broadcast: total over everybody, and over any expression."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brand.brand import Brand
from bot.core.ids import BrandId, PersonId
from bot.core.person import Person
from bot.core.text import Text
from bot.dialogue.expressions.audience import Slots, fits, mentions_slots, slots_mentioned

BRAND = Brand(BrandId("market"), Text("The market"), ("en", "it"), "Europe/Rome")
NOW = datetime(2026, 12, 7, 9, tzinfo=UTC)
ADA = Person(
    id=PersonId("ada"),
    name="Ada L.",
    first_name="Ada",
    language="it",
    timezone="Europe/Rome",
    platform="telegram",
    channel="telegram",
    since=NOW - timedelta(days=40),
    last_said=NOW - timedelta(days=3),
    tags=("vip",),
    subscribed=("news",),
    values={"city": "Rome", "size": 4},
)
SLOTS: Slots = {"survey": {"score": 9, "view": "both"}, "first order": {"number": 7}}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("person.city == 'Rome' and 'vip' in tags", True),
        ("'vip' in person.tags", True),
        ("'gold' in tags", False),
        ("person.language == 'it'", True),
        ("person.platform != 'telegram'", False),
        ("'news' in person.subscribed", True),
        ("person.since < now", True),
        ("days(person.last_said, now) > 2", True),
        ("days(person.last_said, now) > 7", False),
        ("slots.survey.score >= 8", True),
        ("slots['first order'].number == 7", True),
        ("slots.survey.score is None", False),
        ("slots.never.score >= 8", False),
        ("slots.never.score is None", True),
        ("brand.timezone == 'Europe/Rome'", True),
        ("person.size", True),
        ("person.nothing", False),
        ("person.size / 0 > 1", False),
        ("person.nothing + 1 > 0", False),
        ("person.city > 3", False),
        ("this is no expression", False),
    ],
)
def test_who_fits(source: str, expected: bool):
    assert fits(source, ADA, SLOTS, NOW, BRAND) is expected


def test_which_slots_are_read():
    source = "slots.survey.score > 3 and slots['first order']['number'] == 7 or slots.survey"
    assert [one[:2] for one in slots_mentioned(source)] == [
        ("survey", None),
        ("survey", "score"),
        ("first order", "number"),
    ]
    assert mentions_slots(source)
    assert not mentions_slots("person.slots == 3")
    assert not mentions_slots("this is no expression")


@given(st.text(max_size=60))
def test_any_text_is_answered(source: str):
    assert fits(source, ADA, SLOTS, NOW, BRAND) in {True, False}
    slots_mentioned(source)
