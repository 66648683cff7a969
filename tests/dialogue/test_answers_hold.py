"""Whatever is asked and whatever is written: a turn comes of it, and a value reads as itself."""

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.content import Contact, Media
from bot.core.events import Said
from bot.core.text import Text
from bot.dialogue.program import Ask, AskType, Choice, Question
from tests.dialogue.talking import Talk, dialogue, library, say

BOUNDS = st.sampled_from(
    (None, "now", "today", "2030-12-05", "09:30", "held", "held + 1", "nothing", "1 / 0", "'x'")
)
CONDITIONS = st.sampled_from(
    (None, "answer", "not answer", "answer == slot", "len(answer) > 2", "answer > 5", "answer.x")
)
NUMBERS = st.none() | st.integers(-3, 12).map(float)
WORDS = st.sampled_from(
    (
        *("yes", "8", "otto", "4/5", "5/12/2030", "tomorrow", "venerdì prossimo", "9:30"),
        *(
            "alle 9 e mezza",
            "ada@example.org",
            "333 1234567",
            "example.org",
            "Red",
            "2",
            "Red, Blue",
        ),
        *(
            "skip",
            "back",
            "keep",
            "done",
            "whatever",
            "31/02/2030",
            "\u0000",
            "⭐⭐",
            "2 000",
            "now",
        ),
    )
)
THINGS = st.sampled_from(
    (
        Said("", (Media("image", "telegram:a", "me.jpg", size=3),)),
        Said("a caption", (Media("file", "https://example.org/a.png", media_type="image/png"),)),
        Said("", (Media("location", "geo:45.4,9.2"), Media("audio", "telegram:b"))),
        Said("", (Media("location", "geo:nowhere"),)),
        Said("+3902", contact=Contact("+3902", "Ada")),
        Said("", poll=("Blue", "Red")),
        Said("", poll=("Purple",)),
    )
)
MESSAGES = st.lists((WORDS | st.text(max_size=20)).map(Said) | THINGS, min_size=1, max_size=5)
PLACE = 1
"""Where the question stands, behind one that gives a slot a number."""

TYPED = ("number", "rating", "date", "time", "email", "phone", "url", "yes_no")

EXAMPLES = settings(max_examples=150)


@st.composite
def questions(draw: st.DrawFn) -> Ask:
    kind = draw(st.sampled_from(get_args(AskType)))
    numeric = kind in {"number", "rating", "choices", "poll"}
    dated = kind in {"number", "date", "time"}
    labels = ("Red", "Blue", "Green") if kind in {"choice", "choices", "poll"} else ()
    least, most = sorted((draw(NUMBERS) or 0.0, draw(NUMBERS) or 9.0)) if numeric else (None, None)
    question = Question(
        (Text("Well?"),),
        kind,
        "slot",
        tuple(Choice(label[0].lower(), Text(label)) for label in labels),
        least,
        most,
        optional=draw(st.booleans()),
        least=draw(BOUNDS) if dated else None,
        most=draw(BOUNDS) if dated else None,
        where=draw(CONDITIONS),
    )
    return Ask("steps.1", question, tries=draw(st.none() | st.integers(1, 3)))


def talk_about(asked: Ask, language: str) -> Talk:
    held = Ask("steps.0", Question((Text("Before?"),), "number", "held"))
    found = library(dialogue("a", held, asked, say("steps.2", "{slot} and {held}")))
    talk = Talk(found, language=language)
    talk.say("/a")
    talk.say("7")
    return talk


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("kind", get_args(AskType))
def test_every_type_asks_again_in_the_words_of_the_person(kind, language):
    choices = (Choice("r", Text("Red")), Choice("b", Text("Blue")))
    offered = choices if kind in {"choice", "choices", "poll"} else ()
    question = Question((Text("Well?"),), kind, choices=offered, where="false")
    talk = Talk(library(dialogue("a", Ask("steps.0", question))), language=language)
    talk.say("/a")
    (again,) = talk.say("?!")
    courtesy = "please" if language == "en" else "per favore"
    assert courtesy in again.lower() or (language, kind) in {("it", "choices"), ("it", "poll")}


@EXAMPLES
@given(questions(), MESSAGES, st.sampled_from(("en", "it", "en-US", "de")))
def test_any_message_to_any_question_gives_a_turn(asked, messages, language):
    talk = talk_about(asked, language)
    for message in messages:
        talk.handle(message)
    waiting = talk.state.threads[-1] if talk.state.threads else None
    if asked.tries is not None and waiting is not None and waiting.frames[-1].at == PLACE:
        assert waiting.waiting.misses < asked.tries


@EXAMPLES
@given(st.sampled_from(TYPED), WORDS, st.sampled_from(("en", "it")))
def test_a_value_is_an_answer_to_its_own_question(kind, message, language):
    asked = Ask("steps.1", Question((Text("Well?"),), kind, "slot"))
    first = talk_about(asked, language)
    first.say(message)
    value = first.slots.get("slot")
    if first.state.threads or value is None or isinstance(value, bool):
        return
    second = talk_about(asked, language)
    second.say(str(value) if language == "en" else str(value).replace(".0", ""))
    assert second.slots["slot"] == value
