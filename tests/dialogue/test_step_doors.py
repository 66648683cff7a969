"""Who closes or opens the door has said nothing: the conversation stands where it stood."""

import pytest
from talking import Talk, ask, dialogue, library

from bot.core.effects import CloseDoor, MarkUndelivered, MoveSpace, OpenDoor
from bot.core.events import Blocked, SpaceMoved, Unblocked, Undelivered
from bot.core.ids import DeliveryId

LIBRARY = library(dialogue("survey", ask("steps.0", "Who?", "who"), ask("steps.1", "Why?", "why")))


@pytest.mark.parametrize(
    ("happening", "effect"),
    [
        (Blocked(), CloseDoor()),
        (Unblocked(), OpenDoor()),
        (SpaceMoved("new"), MoveSpace("new")),
        (Undelivered(DeliveryId("d1"), "why"), MarkUndelivered(DeliveryId("d1"), "why")),
    ],
)
@pytest.mark.parametrize("before", [(), ("/survey",), ("/survey", "privacy"), ("???",)])
def test_a_door_changes_nothing_in_the_conversation(happening, effect, before):
    talk = Talk(LIBRARY)
    for words in before:
        talk.say(words)
    state = talk.state
    assert talk.handle(happening) == []
    assert list(talk.effects) == [effect]
    assert talk.state == state


def test_the_answer_after_the_return_is_an_answer():
    talk = Talk(LIBRARY)
    talk.say("/survey")
    talk.handle(Blocked())
    talk.handle(Unblocked())
    assert talk.say("Ada") == ["Why?"]
