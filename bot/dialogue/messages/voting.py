"""Votes in polls of ours: each answers its own question, and never another."""

from bot.dialogue.machine.turn import Course
from bot.dialogue.messages.hearing import miss_answer, still_asked
from bot.dialogue.questions.answering import accept
from bot.dialogue.questions.answers import Asked, is_wanted, voted_for


def vote(course: Course, reference: str, options: tuple[int, ...]) -> None:
    """Serve a vote; one whose time is over changes nothing and is told so.

    A vote that was taken back says nothing: the question still waits, or has been answered.

    Args:
        course: the turn.
        reference: the message that asked.
        options: the places of what was voted for; none where a vote was taken back.
    """
    if not options:
        return
    asked, _ = still_asked(course)
    if asked is None or asked.waiting.reference != reference:
        course.refuse(course.texts.over)
    else:
        _answer(course, asked, options)


def _answer(course: Course, asked: Asked, options: tuple[int, ...]) -> None:
    course.panel = None
    answer = voted_for(course, asked, options)
    if answer is not None and is_wanted(course, asked, answer):
        accept(course, asked, answer)
    else:
        miss_answer(course, asked)
