"""What may interrupt which question: every type against everything."""

from functools import cache

import pytest
from talking import Talk, written

from bot.core.events import Happened, Happening, Opened, Said
from bot.dialogue.machine.product_texts import texts_in
from bot.dialogue.program import AskType
from bot.dialogue.publishing.library import Library

TYPES: tuple[AskType, ...] = AskType.__args__
CHOOSING = ("choice", "choices", "poll")
FAQ = "- ask: Do you take cards?\n  say: Cards and cash.\n"
OTHERS = """---
dialogue: hours
title: Opening times
starts:
  - command: hours
  - phrases: [when can I come]
  - keyword: [schedule]
  - link: hours
  - event: hours.changed
steps: [{say: Nine to five.}]
---
dialogue: menu
starts: [{command: menu}]
steps:
  - say: Menu.
    buttons:
      Times: {run: hours}
      Where: {say: Here.}
"""

HOURS, CARDS, HELP = "Nine to five.", "Cards and cash.", "Here is what we can talk about:"
WAYS: dict[str, tuple[Happening, str]] = {
    "a command": (Said("/hours"), HOURS),
    "a command's name as whole message": (Said("Hours"), HOURS),
    "an unknown command": (Said("/nothing"), HELP),
    "a universal word": (Said("help!"), HELP),
    "a link": (Opened("hours"), HOURS),
    "an event": (Happened("hours.changed"), HOURS),
    "a button": (Said("[Times]"), HOURS),
    "a button that says something": (Said("[Where]"), "Here."),
    "a phrase": (Said("When can I come?"), HOURS),
    "a keyword": (Said("your schedule, please"), HOURS),
    "a question of faq.yaml": (Said("do you take cards"), CARDS),
    "the label of a live button": (Said("Times"), HOURS),
}
ONLY_WHERE_WORDS_ARE_NO_ANSWER = {
    "a phrase",
    "a keyword",
    "a question of faq.yaml",
    "the label of a live button",
}
ALWAYS = {"an unknown command", "a universal word", "a button that says something"}


def _question(kind: AskType, more: str = "") -> str:
    choices = "    choices: [Bread, Wine]\n" if kind in CHOOSING else ""
    return f"  - ask: What is it?\n    as: it\n    type: {kind}\n{choices}{more}"


@cache
def _library(kind: AskType, more: str, head: str) -> Library:
    steps = _question(kind, more)
    first = f"dialogue: first\nstarts: [{{command: first}}]\n{head}steps:\n{steps}  - say: Noted.\n"
    return written(f"{first}{OTHERS}", faq=FAQ)


def _talk(kind: AskType, more: str = "", head: str = "") -> Talk:
    talk = Talk(_library(kind, more, head))
    talk.say("/menu")
    assert talk.say("/first") == ["What is it?"]
    return talk


def _do(talk: Talk, happening: Happening) -> list[str]:
    is_press = isinstance(happening, Said) and happening.text.startswith("[")
    return talk.press(happening.text.strip("[]")) if is_press else talk.handle(happening)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", TYPES)
def test_what_interrupts_is_served_and_the_question_comes_again(kind: AskType, way: str):
    talk = _talk(kind)
    labels = talk.labels()
    happening, served = WAYS[way]
    heard = _do(talk, happening)
    if kind == "text" and way in ONLY_WHERE_WORDS_ARE_NO_ANSWER:
        assert heard == ["Noted."]
        return
    assert heard[0].startswith(served)
    assert heard[1:] == ["What is it?"]
    assert talk.labels() == labels


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("where", ["the dialogue", "the question"])
@pytest.mark.parametrize("kind", ["text", "choice", "number", "photo", "poll", "email"])
def test_where_it_is_not_interruptible_only_universal_words_are_served(
    kind: AskType, where: str, way: str
):
    closed = "interruptible: false\n"
    talk = _talk(kind, f"    {closed}") if where == "the question" else _talk(kind, head=closed)
    happening, served = WAYS[way]
    heard = _do(talk, happening)
    texts = texts_in("en")
    if way in ALWAYS:
        assert heard[0].startswith(served)
        assert heard[1:] == ["What is it?"]
    elif way == "an event":
        assert heard == []
    elif way in {"a link", "a button"}:
        assert heard == [texts.finish_first, "What is it?"]
    elif kind == "text" and way != "a command":
        assert heard == ["Noted."]
    else:
        assert heard == [texts.again[kind]]
