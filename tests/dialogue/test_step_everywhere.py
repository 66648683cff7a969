"""The universal words."""

import pytest
from talking import Talk, ask, dialogue, library, say, text

from bot.core.effects import (
    EndRun,
    ErasePerson,
    ExportPerson,
    ForgetAnswer,
    RecordAnswer,
    RememberPerson,
    StopEverything,
    WithdrawConsent,
)
from bot.dialogue.machine.state import EMPTY
from bot.dialogue.program import Offer, Run, Set, Trigger
from bot.dialogue.program import Test as Condition

SURVEY = dialogue(
    "survey",
    ask("steps.0", "View?", "view", choices={"a": text("Apples", it="Mele"), "b": "Pears"}),
    Set("steps.1", {"seen": "{view}", "person.fruit": "{view}"}),
    Condition("steps.2", "view == 'a'", 4),
    ask("steps.2.then.0", "Red?", "red", type="yes_no"),
    ask("steps.3", "How many?", "count", type="number"),
    say("steps.4", "{view} {red} {count}"),
)
LIBRARY = library(SURVEY)


@pytest.mark.parametrize("word", ["stop", "STOP!", "/stop", "basta", "Cancellami", "/stop@our_bot"])
def test_stop_ends_everything_in_every_language(word):
    talk = Talk(LIBRARY, subscribed=("blog",))
    talk.say("/survey")
    assert len(talk.say(word)) == 1
    kinds = [type(effect) for effect in talk.effects]
    assert kinds[:3] == [EndRun, WithdrawConsent, StopEverything]
    assert talk.effects[1].topic is None
    assert talk.state.threads == ()
    assert talk.say("/survey") == ["View?"]


def test_stop_wins_over_a_dialogue_of_that_name_and_a_text_question():
    talk = Talk(library(dialogue("stop", say("steps.0", "Mine.")), dialogue("a", ask("s", "A?"))))
    talk.say("/a")
    assert talk.say("stop")[0].startswith("Stopped")


def test_the_other_words_lose_to_an_exact_label_and_to_dialogues_of_their_name():
    menu = dialogue("menu", ask("steps.0", "Which?", "which", choices={"h": "Help", "o": "Other"}))
    mine = dialogue("help", say("steps.0", "My help."))
    talk = Talk(library(menu, mine))
    talk.say("/menu")
    assert talk.say("/help") == ["My help.", "Which?"]
    assert talk.say("help") == []
    assert talk.slots == {"which": "h"}


@pytest.mark.parametrize("words", ["/help", "help", "aiuto", "/aiuto"])
def test_a_command_may_take_the_place_of_a_word(words):
    mine = dialogue("desk", say("steps.0", "My help."), triggers=(Trigger(command="help"),))
    talk = Talk(library(SURVEY, mine))
    talk.say("/survey")
    assert talk.say(words) == ["My help.", "View?"]


@pytest.mark.parametrize("words", ["/unknown", "/start", "/start nowhere"])
def test_a_dialogue_in_the_place_of_help_also_answers_what_help_would_answer(words):
    mine = dialogue("help", say("steps.0", "My help."))
    assert Talk(library(SURVEY, mine)).say(words) == ["My help."]


def test_help_lists_the_dialogues_with_their_commands():
    talk = Talk(LIBRARY)
    assert "Survey: /survey" in talk.say("help")[0]
    assert talk.press("Survey") == ["View?"]
    assert Talk(LIBRARY, language="it").say("aiuto")[0].startswith("Ecco")
    assert Talk(library()).say("hello")[0].startswith("Sorry")


def test_back_through_several_questions_keeps_answers_and_restores_what_was_set():
    talk = Talk(LIBRARY)
    talk.say("/survey")
    talk.say("apples")
    talk.say("yes")
    assert talk.say("back") == ["Red?"]
    assert talk.labels() == ["Yes", "No", "Keep: yes"]
    assert talk.say("indietro") == ["View?"]
    assert talk.labels() == ["Apples", "Pears", "Keep: Apples"]
    assert talk.slots == {"view": None, "seen": None, "red": None}
    assert talk.person.values == {"fruit": None}
    assert [forgotten.path for forgotten in talk.every(ForgetAnswer)] == [
        "steps.2.then.0",
        "steps.0",
    ]
    assert talk.say("back") == ["View?"]
    assert talk.press("Keep: Apples") == ["Red?"]
    assert talk.say("keep") == ["How many?"]
    assert talk.say("3") == ["Apples yes 3"]


def test_another_answer_after_back_takes_another_path():
    talk = Talk(LIBRARY)
    talk.say("/survey")
    talk.say("apples")
    talk.say("back")
    assert talk.say("pears") == ["How many?"]
    assert talk.say("2") == ["Pears  2"]
    assert talk.slots["view"] == "b"


def test_back_goes_out_of_a_called_dialogue_and_into_one():
    callee = dialogue("callee", ask("steps.0", "Inner?", "inner"))
    caller = dialogue(
        "caller",
        ask("steps.0", "First?", "first"),
        Run("steps.1", "callee", slot="got"),
        ask("steps.2", "Last?", "last"),
        say("steps.3", "{first} {got.inner} {last}"),
    )
    talk = Talk(library(callee, caller))
    talk.say("/caller")
    talk.say("one")
    talk.say("two")
    assert talk.say("back") == ["Inner?"]
    assert talk.slots == {}
    assert talk.say("back") == ["First?"]
    assert talk.say("uno") == ["Inner?"]
    assert talk.press("Keep: two") == ["Last?"]
    assert talk.say("three") == ["uno two three"]


def test_back_at_nothing():
    assert Talk(LIBRARY).say("back") == ["There is no question to go back to."]


def test_back_to_an_offer_asks_it_again_and_a_no_withdraws():
    signup = dialogue("signup", Offer("steps.0", "blog", "ok"), ask("steps.1", "Why?", "why"))
    talk = Talk(library(signup))
    assert talk.say("/signup") == ["Tell me."]
    assert talk.press("Yes") == ["Why?"]
    assert talk.person.subscribed == ("blog",)
    assert talk.say("back") == ["Tell me."]
    assert talk.say("no") == ["Why?"]
    assert talk.person.subscribed == ()
    assert talk.slots["ok"] is False


def test_restart_begins_the_dialogue_anew_and_after_its_end_the_last_one():
    talk = Talk(LIBRARY)
    talk.say("/survey")
    talk.say("apples")
    assert talk.say("ricomincia") == ["View?"]
    assert talk.slots == {}
    assert talk.every(EndRun)[-1].end == "restarted"
    talk.say("pears")
    talk.say("1")
    assert talk.say("restart") == ["View?"]


def test_language_is_chosen_among_the_brands_and_the_question_comes_again():
    talk = Talk(LIBRARY)
    talk.say("/survey")
    assert talk.say("language") == ["Which language do you prefer?"]
    assert talk.labels() == ["English", "Italiano"]
    assert talk.say("italian") == ["D'ora in poi parliamo italiano.", "View?"]
    assert talk.every(RememberPerson) == [RememberPerson("language", "it")]
    assert talk.labels() == ["Mele", "Pears"]
    assert talk.say("lingua") == ["Quale lingua preferisci?"]
    assert talk.press("English")[0].startswith("We will speak English")


def test_a_panel_never_takes_words_for_a_text_question():
    talk = Talk(library(dialogue("a", ask("steps.0", "Your words?", "w"))))
    talk.say("/a")
    talk.say("language")
    assert talk.say("klingon") == ["Please choose one of these."]
    assert talk.say("klingon") == ["Your words?"]
    assert talk.say("klingon") == []
    assert talk.slots == {"w": "klingon"}


def test_one_language_needs_no_choice():
    talk = Talk(library(SURVEY, languages=("en",)))
    assert talk.say("language") == ["Here we speak one language only: English."]


def test_privacy_shows_exports_and_erases_after_a_yes():
    talk = Talk(LIBRARY, name="Ada", subscribed=("blog",), values={"fruit": "pear"})
    talk.say("/survey")
    held, question = talk.say("privacy")
    for part in ("Ada", "English", "Europe/Rome", "site", "2026", "New posts", "fruit: pear"):
        assert part in held
    assert question == "View?"
    assert talk.press("Export") == ["Here is everything we hold about you.", "View?"]
    assert talk.every(ExportPerson)[0].file_name == "b.json"
    assert talk.press("Export") == ["You have pressed that already."]
    assert talk.press("Erase")[0].startswith("Shall we erase")
    assert talk.say("no") == ["Nothing was erased.", "View?"]
    talk.say("privacy")
    talk.say("erase")
    assert talk.press("Yes")[0].startswith("Everything is erased")
    assert len(talk.every(ErasePerson)) == 1
    assert talk.state == EMPTY


def test_erasing_needs_a_yes_of_its_own():
    talk = Talk(library(dialogue("a", ask("steps.0", "Ok?", "ok", type="yes_no"))))
    talk.say("privacy")
    talk.press("Erase")
    erase = talk.sent[-1]
    assert talk.say("well") == ["Please choose one of these."]
    talk.say("/a")
    assert talk.press("Yes", erase) == ["That question is over."]
    assert talk.say("yes") == []
    assert talk.every(ErasePerson) == []
    assert [answer.value for answer in talk.every(RecordAnswer)] == [True]


def test_help_names_no_more_dialogues_than_anybody_reads():
    many = (dialogue(f"number_{at:02}", say("steps.0", "Hi.")) for at in range(40))
    text = Talk(library(*many)).say("help")[0]
    assert text.count("\n• ") == 30
    assert "Number_29: /number_29\n…\nYou can always say" in text


def test_nobody_is_left_without_a_word_when_a_panel_gives_way():
    talk = Talk(LIBRARY)
    talk.say("language")
    assert talk.say("hm") == ["Please choose one of these."]
    assert talk.say("hm")[0].startswith("Sorry, I did not understand that.")
    talk.say("/survey")
    talk.say("language")
    talk.say("hm")
    assert talk.say("hm") == ["View?"]


def test_what_concerns_nobody_else_is_private():
    talk = Talk(LIBRARY, subscribed=("blog",))
    talk.say("/survey")
    talk.say("privacy")
    held, question = talk.sent[-2:]
    talk.press("Erase")
    talk.say("no")
    unsure, kept = talk.sent[-3:-1]
    talk.say("stop")
    stopped = talk.sent[-1]
    assert [one.private for one in (held, unsure, kept, stopped)] == [True] * 4
    assert not question.private
