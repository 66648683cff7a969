"""Answers of faq.yaml as the machine gives them: in every language, late, and after a change."""

from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from talking import WRITTEN_BRAND, Talk

from bot.core.effects import BeginRun, EndRun, Send
from bot.dialogue.machine.state import EMPTY
from bot.dialogue.publishing.library import Library
from tests.brand_folder import library_of

FAQ = """
- ask: [Do you deliver?, consegnate a casa]
  say: We do.
  buttons:
    Order: {go: order}
    How much: {say: Five euros.}
- ask: [Who are you, chi siete]
  say: "{brand.title}, {person.first_name or 'friend'}: {person.x}{event.text}"
- ask: how long do I wait in spring
  say: A day.
- ask: how long do I wait in autumn
  say: A week.
"""
ORDER = """
dialogue: order
starts: [{command: order}]
steps:
  - ask: What?
    as: what
    choices: [Bread, Wine]
  - say: "{what} it is."
"""
ITALIAN = 'msgid "We do."\nmsgstr "Certo."\n\nmsgid "How much"\nmsgstr "Quanto"\n'


def _library(faq: str = FAQ) -> Library:
    files = {
        "brand.yaml": WRITTEN_BRAND,
        "faq.yaml": faq,
        "dialogues/order.yaml": ORDER,
        "locales/it.po": ITALIAN,
    }
    with TemporaryDirectory() as folder:
        return library_of(Path(folder), files, ("webhook",))


LIBRARY = _library()


def test_nothing_begins_and_nothing_ends_with_an_answer():
    talk = Talk(LIBRARY)
    assert talk.say("who are you") == ["Brand, friend: who are you"]
    assert talk.state == EMPTY
    assert [type(effect) for effect in talk.effects] == [Send]
    assert [(visit.dialogue, visit.path) for visit in talk.turns[-1].trail] == [
        ("faq.yaml", "steps.1")
    ]


def test_an_answer_and_its_buttons_are_translated():
    talk = Talk(LIBRARY, language="it")
    assert talk.say("Do you deliver?") == ["Certo."]
    assert talk.labels() == ["Order", "Quanto"]
    assert talk.say("quanto") == ["Five euros."]


def test_a_button_that_goes_begins_anew_for_an_answer_is_no_dialogue_to_leave():
    talk = Talk(LIBRARY)
    talk.say("/order")
    talk.say("consegnate a casa")
    assert talk.press("Order") == ["What?"]
    assert talk.every(EndRun) == []
    assert len(talk.every(BeginRun)) == 1


def test_a_button_pressed_late_does_what_it_did_when_it_was_shown():
    talk = Talk(LIBRARY)
    talk.say("do you deliver")
    changed = _library(FAQ.replace("Five euros", "Six euros").replace("How much", "Price"))
    older = {LIBRARY.faq.program.version: LIBRARY.faq.program}
    talk.library = msgspec.structs.replace(changed, older=older)
    assert talk.press("How much") == ["Five euros."]
    assert talk.say("do you deliver") == ["We do."]
    assert talk.labels() == ["Order", "Price"]
    talk.library = changed
    assert talk.press("Order", talk.sent[0]) == ["That question is over."]


def test_what_is_asked_about_is_still_understood_when_the_file_has_changed():
    talk = Talk(LIBRARY)
    assert talk.say("how long do I wait") == ["Which of these do you mean?"]
    assert talk.labels() == ["how long do I wait in spring", "how long do I wait in autumn"]
    talk.library = _library("- ask: x\n  say: Y.\n" + FAQ)
    assert talk.press("how long do I wait in autumn") == ["A week."]
    talk.library = _library("- ask: x\n  say: Y.\n")
    assert talk.press("how long do I wait in spring") == ["That question is over."]


def test_what_a_brand_says_is_prepared_once_and_not_at_every_message():
    assert LIBRARY.starts is LIBRARY.starts
    assert LIBRARY.published is LIBRARY.published
    older = msgspec.structs.replace(LIBRARY, older={"x": LIBRARY.faq.program})
    assert older.starts.intents is LIBRARY.starts.intents
    assert _library("- ask: x\n  say: Y.\n").starts.intents != LIBRARY.starts.intents
