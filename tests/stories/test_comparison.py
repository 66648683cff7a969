import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.brand.nodes import Place
from bot.core.content import Button, Message
from bot.core.values import Value
from bot.stories.comparison import authored_labels, message_fits, same, text_fits
from bot.stories.difference import otherwise
from bot.stories.reading import stories_in
from bot.stories.story import AnyOf, Contains, Exactly, Expected, Hears, Matches, Silence


@pytest.mark.parametrize(
    ("expected", "text", "fits"),
    [
        (Exactly("Hello"), "  Hello\n", True),
        (Exactly("Hello"), "Hello!", False),
        (Exactly("Caffè"), unicodedata.normalize("NFD", "Caffè"), True),
        (Contains("ell"), "Hello", True),
        (Contains("ELL"), "Hello", False),
        (Matches("^Where"), "Where to?", True),
        (Matches("to"), "Where to?", True),
        (Matches("^to"), "Where to?", False),
        (AnyOf(("one", "two")), "two", True),
        (AnyOf(("one", "two")), "three", False),
        (Silence(), "anything", False),
    ],
)
def test_texts(expected: Expected, text: str, fits: bool) -> None:
    assert text_fits(expected, text) is fits


def test_buttons_the_product_adds_do_not_count() -> None:
    buttons = (Button("1", "A"), Button("2", "B"), Button("3", "Skip", authored=False))
    assert authored_labels(Message("x", "x", buttons)) == ("A", "B")


@pytest.mark.parametrize(
    ("wanted", "fits"), [("[A, B]", True), ("[B, A]", False), ("[A]", False), ("[]", False)]
)
def test_buttons_are_exact_and_in_order(wanted: str, fits: bool) -> None:
    text = f"story: x\nsteps:\n  - bot: x\n    buttons: {wanted}\n"
    (step,) = stories_in("tests/a.yaml", text.encode()).stories[0].steps
    assert isinstance(step, Hears)
    assert message_fits(step, Message("x", "x", (Button("1", "A"), Button("2", "B")))) is fits


@pytest.mark.parametrize(
    ("wanted", "actual", "equal"),
    [
        (8, 8.0, True),
        (True, 1, False),
        (1, True, False),
        (True, True, True),
        ("8", 8, True),
        ("8.0", 8, False),
        (8, "8", True),
        (8, "8.0", False),
        ([1, 2], ["1", "2"], True),
        (None, None, True),
        ([1, "a"], [1.0, "a"], True),
        ({"a": [True]}, {"a": [True]}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
    ],
)
def test_values(wanted: Value, actual: Value, equal: bool) -> None:
    assert same(wanted, actual) is equal


@settings(max_examples=50)
@given(st.text())
def test_a_text_is_always_its_own_expectation(text: str) -> None:
    assert text_fits(Exactly(text), unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    ("expected", "text", "how"),
    [
        (Exactly("One day we will meet again"), "One day we will meet", ""),
        (
            Exactly("Two questions, one minute. Say back or stop."),
            "Two questions, one minute. Say back and stop.",
            ': it differs after "…ne minute. Say back "',
        ),
        (Exactly("Yes"), "No", ""),
        (Contains("Yes"), "No", ""),
        (Contains("Yes"), "Yes", ": the text is right, and what is with it is not"),
    ],
)
def test_a_difference_that_is_hard_to_see_is_shown(expected: Expected, text: str, how: str) -> None:
    step = Hears(Place("tests/a.yaml", 1, 1), "person", expected, ("Yes",))
    assert otherwise(step, Message(text, text)) == how
