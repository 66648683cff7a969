"""What words may mean: phrases, keywords, and what is clearly like a phrase or a question."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.intents import Intent, Intents
from bot.understanding import likeness as likeness_of
from bot.understanding import words
from bot.understanding.likeness import Likeness, likeness

INTENTS = Intents(
    (
        Intent("survey", phrases=("Take the survey!", "voglio rispondere al sondaggio")),
        Intent("order", keywords=("order", "ordine"), phrases=("where is my order",)),
        Intent("mine", keywords=("my order",)),
        Intent("price", keywords=("price", "⭐", "注文")),
        Intent("pizza", keywords=("🍕",)),
        Intent("hours", questions=("What are your opening hours?", "A che ora aprite")),
        Intent("sunday", questions=("Are you open on Sundays?", "aprite la domenica")),
        Intent("long", questions=(" ".join(f"word{at}" for at in range(20)),)),
        Intent("cancel", questions=("How do I cancel my subscription",)),
        Intent("return", questions=("prices",), phrases=("how do I send it back",)),
    )
)

MEANT = [
    # A phrase is the whole message, whatever its case, accents, signs and spaces.
    ("take the SURVEY", "survey 1"),
    ("  Take, the   survey 🙂 ", "survey 1"),
    ("Where is my order?", "order 1"),
    # Keywords are whole words, and the longest of them wins.
    ("I have lost my order, help", "mine 0.9"),
    ("the ORDER.", "order 0.9"),
    ("a che punto è l\u2019ordine?", "order 0.9"),
    ("dell'ordine", "order 0.9"),
    ("re-order", "order 0.9"),
    ("reorder", ""),
    ("disorder", ""),
    ("order price", "order 0.9, price 0.9"),
    ("vorrei una 🍕!", "pizza 0.9"),
    ("⭐", "price 0.9"),
    ("我的注文在哪里", "price 0.9"),
    # What is like a phrase or a question: little words, one slip, a word more or less.
    (" ".join(f"WORD{at}," for at in range(20)), "long 0.8"),
    (" ".join(f"word{at}" for at in range(19)), ""),
    ("what are the opening hours", "hours 0.69"),
    ("What are your opening hours please", "hours 0.8"),
    ("what are your openning hours", "hours 0.78"),
    ("what are your opening hours today", "hours 0.71"),
    ("A che ora aprite?", "hours 0.8"),
    ("aprite di domenica?", "sunday 0.8"),
    ("how do i cancel my subscripton", "cancel 0.78"),
    ("how do I cancel", ""),
    ("please take a survey", "survey 0.8"),
    ("I'd like to take the survey", "survey 0.8"),
    ("vorrei rispondere al sondaggio", "survey 0.8"),
    ("Can I cancel my subscription", ""),
    ("I want to", ""),
    # Never another word in place of one, never a no more or less, never a row turned round.
    ("how do I renew my subscription", ""),
    ("how do I not cancel my subscription", ""),
    ("subscription my cancel I do how", ""),
    ("survey", ""),
    ("princes", ""),
    ("hello", ""),
    ("", ""),
    ("?!", ""),
]


@pytest.mark.parametrize(("text", "meant"), MEANT)
def test_what_a_message_may_mean(text, meant):
    found = words.meant(text, INTENTS)
    assert ", ".join(f"{one.name} {one.score:.2g}" for one in found) == meant


def test_the_words_that_it_was_like_are_told_as_they_were_written():
    assert words.meant("aprite di domenica", INTENTS)[0].words == "aprite la domenica"


def test_every_intent_that_claims_a_phrase_is_told_once():
    both = Intents((Intent("a", phrases=("hi", "HI!")), Intent("b", phrases=("hi",))))
    assert [one.name for one in words.meant("Hi", both)] == ["a", "b"]


ROW = st.lists(st.sampled_from(["order", "ordre", "cancel", "my", "not", "when", "x"]), max_size=6)


@settings(max_examples=200)
@given(ROW, ROW)
def test_likeness_is_the_same_from_both_sides_and_never_beyond_one(one, two):
    assert likeness(one, two) == likeness(two, one) <= 1
    assert likeness(one, one) == (1 if one else 0)


@settings(max_examples=200)
@given(ROW, st.lists(ROW, max_size=8))
def test_what_is_found_by_its_words_is_all_that_is_like_it(said, authored):
    phrases = [(str(place), " ".join(words)) for place, words in enumerate(authored) if words]
    found = {one.name for one in Likeness(phrases).find(" ".join(said))}
    like = {name for name, text in phrases if said and likeness(said, text.split()) >= 0.8}
    assert found == like


def test_a_word_longer_than_any_known_one_is_not_looked_into(monkeypatch):
    phrases = Likeness([("order", "where is my order")])
    monkeypatch.setattr(likeness_of, "_slips", _refused)
    assert phrases.find("o" * 10_000) == ()


def _refused(word):
    raise AssertionError(f"looked for slips in a word of {len(word)} letters")
