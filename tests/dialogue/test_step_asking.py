"""Asking and answering, and going on by what was answered."""

import pytest
from talking import Talk, ask, dialogue, library, say

from bot.core.effects import BeginRun, EndRun, RecordAnswer
from bot.dialogue.program import Test as Condition

SURVEY = dialogue(
    "survey",
    say("steps.0", "Two questions."),
    ask(
        "steps.1",
        "Marketing is…",
        "view",
        choices={"interruption": "An interruption", "conversation": "A conversation"},
    ),
    Condition("steps.2", "view == 'conversation'", 5),
    ask("steps.2.then.0", "Where?", "example", optional=True),
    say("steps.2.then.1", "Fine: {example}"),
    ask("steps.3", "From 0 to 10?", "score", type="number", minimum=0, maximum=10),
    say("steps.4", "Thanks: {view}, {score}."),
)


def test_a_whole_survey():
    talk = Talk(library(SURVEY))
    assert talk.say("/survey") == ["Two questions.", "Marketing is…"]
    assert talk.labels() == ["An interruption", "A conversation"]
    assert talk.press("A conversation") == ["Where?"]
    assert talk.labels() == ["Skip"]
    assert talk.say("skip") == ["Fine: ", "From 0 to 10?"]
    assert talk.say("eleven") == ["A number between 0 and 10, please."]
    assert talk.say("circa 8") == ["Thanks: A conversation, 8."]
    assert talk.slots == {"view": "conversation", "example": None, "score": 8}
    assert [answer.value for answer in talk.every(RecordAnswer)] == ["conversation", None, 8]
    assert [end.end for end in talk.every(EndRun)] == ["ended"]
    assert len(talk.every(BeginRun)) == 1
    assert [visit.path for visit in talk.turns[-1].trail] == ["steps.4", "end"]


@pytest.mark.parametrize("answer", ["An interruption", "interruption", "1", "the first"])
def test_a_choice_is_read_by_label_key_and_ordinal(answer):
    talk = Talk(library(SURVEY))
    talk.say("survey")
    assert talk.say(answer) == ["From 0 to 10?"]
    assert talk.slots["view"] == "interruption"


def test_a_choice_is_shown_as_it_was_offered_whatever_question_gave_it():
    offers = dialogue(
        "offers",
        ask("steps.0", "How many?", "n", type="number"),
        ask("steps.1", "Which?", "pick", choices={"all": "All {n}", "one": "Just one"}),
        say("steps.2", "You took {pick}."),
        ask("steps.3", "And now?", "pick", choices={"none": "*None* at all"}),
        say("steps.4", "You took {pick}."),
    )
    talk = Talk(library(offers))
    talk.say("/offers")
    talk.say("7")
    assert talk.press("All 7") == ["You took All 7.", "And now?"]
    assert talk.press("None at all") == ["You took None at all."]


@pytest.mark.parametrize(
    ("timezone", "said", "day"),
    [
        ("Pacific/Auckland", "today", "2026-03-04"),
        ("Pacific/Auckland", "wednesday", "2026-03-11"),
        ("Europe/Rome", "today", "2026-03-03"),
        ("Europe/Rome", "wednesday", "2026-03-04"),
        ("Pacific/Honolulu", "domani", "2026-03-04"),
    ],
)
def test_today_is_the_day_where_the_person_is(timezone, said, day):
    asking = dialogue("a", ask("steps.0", "Which day?", "day", type="date"))
    talk = Talk(library(asking), timezone=timezone)
    talk.say("/a")
    talk.say(said)
    assert talk.slots["day"] == day


def test_now_bounds_by_the_clock_where_the_person_is():
    asking = dialogue("a", ask("steps.0", "What time?", "at", type="time", least="now"))
    talk = Talk(library(asking), timezone="Asia/Tokyo")
    talk.say("/a")
    assert talk.say("20:59") == ["A time from 9:01\u202fPM on, please."]
    talk.say("21:30")
    assert talk.slots["at"] == "21:30"
