"""What may interrupt a question, and the return to it."""

import pytest
from talking import Talk, ask, dialogue, library, say

from bot.core.effects import EndRun
from bot.dialogue.machine.state import waiting_dialogue
from bot.dialogue.program import Go, Run, Set, Trigger

SURVEY = dialogue(
    "survey",
    ask("steps.0", "How many?", "count", type="number", again="A number!"),
    ask("steps.1", "Why?", "why"),
    say("steps.2", "Noted {count}, {why}."),
)
HOURS = dialogue(
    "hours",
    say("steps.0", "Nine to five."),
    triggers=(Trigger(keyword="orari"), Trigger(phrase="when are you open"), Trigger(link="h")),
)
ORDER = dialogue(
    "order",
    ask("steps.0", "Which order?", "code"),
    say("steps.1", "Order {code} is on its way."),
    triggers=(Trigger(keyword="ordine"),),
)
LIBRARY = library(SURVEY, HOURS, ORDER)


@pytest.mark.parametrize(
    "words", ["/hours", "hours", "dell\u2019orari?", "When are you OPEN", "/Hours@b"]
)
def test_a_typed_question_lets_clear_starts_in_and_is_asked_again(words):
    talk = Talk(LIBRARY)
    talk.say("/survey")
    assert talk.say(words) == ["Nine to five.", "How many?"]
    assert talk.say("3") == ["Why?"]


def test_a_free_text_question_takes_keywords_and_phrases_as_answers():
    talk = Talk(LIBRARY)
    talk.say("/survey")
    talk.say("3")
    assert talk.say("orari comodi") == ["Noted 3, orari comodi."]


def test_a_free_text_question_gives_way_to_commands_links_and_universal_words():
    talk = Talk(LIBRARY)
    talk.say("/survey")
    talk.say("3")
    assert talk.say("/hours") == ["Nine to five.", "Why?"]
    assert talk.open("h") == ["Nine to five.", "Why?"]
    assert talk.say("help")[1:] == ["Why?"]
    assert talk.say("/nonsense")[1:] == ["Why?"]


def test_an_interrupter_that_asks_is_answered_first():
    talk = Talk(LIBRARY)
    talk.say("/survey")
    assert talk.say("/order") == ["Which order?"]
    assert waiting_dialogue(talk.state) == "order"
    assert talk.say("A7") == ["Order A7 is on its way.", "How many?"]
    assert talk.say("4") == ["Why?"]


def test_a_running_dialogue_is_never_begun_twice():
    talk = Talk(LIBRARY)
    talk.say("/survey")
    assert talk.say("/survey") == ["How many?"]
    talk.say("/order")
    assert talk.say("/survey") == ["How many?"]
    assert [end.end for end in talk.every(EndRun)] == ["overtaken"]
    assert len(talk.state.threads) == 1


def test_a_fourth_interruption_ends_the_oldest():
    names = ("a", "b", "c", "d", "e")
    talk = Talk(library(*(dialogue(name, ask("steps.0", f"{name}?")) for name in names)))
    for name in names:
        talk.say(f"/{name}")
    assert [thread.frames[0].dialogue for thread in talk.state.threads] == ["b", "c", "d", "e"]
    assert talk.say("fine") == ["d?"]


def test_misses_get_again_then_help_then_again_and_a_served_interruption_forgets_them():
    talk = Talk(LIBRARY)
    talk.say("/survey")
    assert talk.say("lots") == ["A number!"]
    again, help_text = talk.say("many")
    assert again == "A number!"
    assert "Survey: /survey" in help_text
    assert talk.say("plenty") == ["A number!"]
    talk.say("/hours")
    assert talk.say("heaps") == ["A number!"]
    assert len(talk.say("tons")) == 2


@pytest.mark.parametrize("where", ["dialogue", "question"])
def test_what_is_not_interruptible_stays_so_but_for_universal_words(where):
    question = ask("steps.0", "How many?", "n", type="number", interruptible=where == "dialogue")
    closed = dialogue("closed", question, interruptible=where == "question")
    talk = Talk(library(closed, HOURS))
    talk.say("/closed")
    assert talk.say("/hours") == ["A number, please."]
    assert talk.say("orari") != ["Nine to five.", "How many?"]
    assert talk.open("h") == ["Let's finish this first.", "How many?"]
    assert talk.say("help")[-1] == "How many?"
    assert talk.say("stop")[0].startswith("Stopped")


def test_words_that_start_two_dialogues_ask_which():
    prices = dialogue("prices", say("steps.0", "Ten."), triggers=(Trigger(keyword="costi"),))
    talk = Talk(library(HOURS, prices))
    assert talk.say("orari e costi") == ["Which of these do you mean?"]
    assert talk.labels() == ["Hours", "Prices"]
    assert talk.say("prices") == ["Ten."]


def test_the_longest_keyword_wins():
    opening = Trigger(keyword="orari di apertura")
    opened = dialogue("opened", say("steps.0", "At nine."), triggers=(opening,))
    assert Talk(library(HOURS, opened)).say("gli orari di apertura?") == ["At nine."]


def test_called_dialogues_return_with_their_slots():
    callee = dialogue("name", ask("steps.0", "{greeting}, your name?", "name"))
    caller = dialogue(
        "caller",
        Run("steps.0", "name", {"greeting": "{'Hi'}"}, "found"),
        say("steps.1", "Hello {found.name}"),
        Set("steps.2", {"count": 1}),
        Go("steps.3", "last"),
    )
    last = dialogue("last", say("steps.0", "Bye."))
    talk = Talk(library(callee, caller, last))
    assert talk.say("/caller") == ["Hi, your name?"]
    assert talk.say("Ada") == ["Hello Ada", "Bye."]
    assert [end.end for end in talk.every(EndRun)] == ["ended", "replaced", "ended"]
    assert talk.state.threads == ()


def test_end_go_and_restart_in_a_called_dialogue_concern_it_alone():
    callee = dialogue("callee", ask("steps.0", "Callee?"), Go("steps.1", "other"))
    other = dialogue("other", ask("steps.0", "Other?"))
    caller = dialogue("caller", Run("steps.0", "callee"), say("steps.1", "Back."))
    talk = Talk(library(callee, other, caller))
    talk.say("/caller")
    assert talk.say("x") == ["Other?"]
    assert talk.say("y") == ["Back."]
