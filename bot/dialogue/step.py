"""The machine: one event in, the next state and what is to be done out; no IO of any kind."""

from typing import assert_never

from bot.core.effects import CloseDoor, OpenDoor
from bot.core.events import Blocked, Event, Opened, Pressed, Said, Unblocked
from bot.core.person import Person
from bot.dialogue.expressions import OverBudget
from bot.dialogue.hearing import arrive, hear
from bot.dialogue.library import Library
from bot.dialogue.pressing import press
from bot.dialogue.state import State
from bot.dialogue.turn import Course, Turn, Visit
from bot.dialogue.understanding import Understanding

__all__ = ["Turn", "Visit", "step"]


def step(
    library: Library, understanding: Understanding, state: State, event: Event, person: Person
) -> Turn:
    """Handle one event of a conversation.

    Total and deterministic: the same event in the same state gives the same turn, and what an
    author got wrong becomes an incident, never an exception.

    Args:
        library: the brand's dialogues, and older versions that conversations are still inside.
        understanding: reads the person's words.
        state: where the conversation stands; `EMPTY` before its first event.
        event: what happened, with the moment it was taken in.
        person: what is known of the person at that moment.

    Returns:
        The next state, the effects in order, and the steps passed through.
    """
    threads, live = list(state.threads), list(state.live)
    course = Course(library, understanding, event, person, threads, live, state.panel, state.last)
    try:
        _serve(course, event)
    except OverBudget as error:
        return _unserved(course, state, str(error))
    return Turn(course.state(), tuple(course.effects), tuple(course.trail))


def _unserved(course: Course, state: State, reason: str) -> Turn:
    """Return a turn that says sorry and leaves the conversation where it was."""
    course.effects.clear()
    course.report(reason)
    course.tell(course.texts.failed)
    return Turn(state, tuple(course.effects), tuple(course.trail))


def _serve(course: Course, event: Event) -> None:
    match event.happening:
        case Said(text):
            hear(course, text.strip())
        case Pressed(button):
            press(course, button)
        case Opened(payload):
            arrive(course, payload)
        case Blocked():
            course.effects.append(CloseDoor())
        case Unblocked():
            course.effects.append(OpenDoor())
        case _:
            assert_never(event.happening)
