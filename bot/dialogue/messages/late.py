"""Presses and votes whose question is over: they change nothing, and are told so."""

from msgspec.structs import replace

from bot.dialogue.machine.state import MOST_PAST, Past
from bot.dialogue.machine.turn import Course


def refuse_late(course: Course, reference: str) -> None:
    """Say that a question is over: in what a group shares to the first who is late, and once."""
    past = next((one for one in course.past if one.reference == reference), None)
    if past is None:
        course.refuse(course.texts.over)
        return
    course.past = [replace(one, told=True) if one is past else one for one in course.past]
    if past.told:
        course.refused = True
    else:
        course.refuse(course.texts.over)


def note_past(course: Course, before: tuple[str, ...]) -> None:
    """Remember the questions of a group that are over now.

    Args:
        course: the turn, at its end.
        before: the references of the questions that waited before it.
    """
    waiting = {thread.waiting.reference for thread in course.threads}
    over = [Past(one) for one in before if one not in waiting]
    course.past = [*over, *course.past][:MOST_PAST]
