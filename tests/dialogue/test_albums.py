"""Several pictures sent together are one answer, though each comes as a message of its own."""

import pytest
from talking import Talk, ask, dialogue, library

from bot.core.content import Media
from bot.core.events import Said

SHOW = dialogue(
    "show",
    ask("steps.0", "Show me.", "first", type="photo"),
    ask("steps.1", "What is it?", "what"),
)
BOTH = dialogue(
    "both",
    ask("steps.0", "The front?", "front", type="photo"),
    ask("steps.1", "The back?", "back", type="photo"),
    ask("steps.2", "What is it?", "what"),
)


def picture(name: str, album: str | None = "1", words: str = "") -> Said:
    return Said(words, (Media("image", f"https://example.org/{name}.jpg"),), album=album)


def begun(name: str) -> Talk:
    talk = Talk(library(SHOW, BOTH))
    talk.say(f"/{name}")
    return talk


def test_the_first_picture_answers_and_the_others_ask_nothing_again():
    talk = begun("show")
    said = [talk.handle(picture(name)) for name in ("a", "b", "c")]
    assert said == [["What is it?"], [], []]
    state = talk.state
    assert talk.handle(picture("d")) == []
    assert talk.state == state
    talk.say("A chair")
    assert talk.slots["what"] == "A chair"


def test_a_question_for_a_picture_takes_the_next_one_of_the_album():
    talk = begun("both")
    said = [talk.handle(picture(name)) for name in ("a", "b", "c")]
    assert said == [["The back?"], ["What is it?"], []]


@pytest.mark.parametrize(
    "said",
    [
        picture("b", "2"),
        picture("b", None),
        picture("b", words="What do you think?"),
    ],
)
def test_another_album_a_picture_alone_and_words_are_heard(said: Said):
    talk = begun("show")
    talk.handle(picture("a"))
    before = talk.state.threads
    talk.handle(said)
    assert talk.state.threads != before


def test_what_is_understood_of_none_is_said_once():
    talk = Talk(library(SHOW))
    said = [talk.handle(picture(name)) for name in ("a", "b", "c")]
    assert said[0] != []
    assert said[1:] == [[], []]
