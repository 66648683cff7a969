"""Votes in polls of ours: each answers its own question, and never another."""

from bot.dialogue.machine.turn import Course
from bot.dialogue.messages.hearing import miss_answer, still_asked
from bot.dialogue.messages.late import refuse_late
from bot.dialogue.questions.answering import accept
from bot.dialogue.questions.answers import Asked, is_wanted, voted_for
from bot.dialogue.questions.voting import take_back_answer


def vote(course: Course, reference: str, options: tuple[int, ...]) -> None:
    """Serve a vote; one whose time is over changes nothing and is told so.

    A vote that was taken back says nothing, the question still waits, or has been answered; where
    everyone in a group answers, it counts no more.

    Args:
        course: the turn.
        reference: the message that asked.
        options: the places of what was voted for; none where a vote was taken back.
    """
    asked = still_asked(course)[0] if options or course.is_shared else None
    is_asked = asked is not None and asked.waiting.reference == reference
    if asked is not None and is_asked and options:
        _answer(course, asked, options)
    elif asked is not None and is_asked:
        take_back_answer(course, asked)
    elif options:
        refuse_late(course, reference)


def _answer(course: Course, asked: Asked, options: tuple[int, ...]) -> None:
    course.panel = None
    answer = voted_for(course, asked, options)
    if answer is not None and is_wanted(course, asked, answer):
        accept(course, asked, answer)
    else:
        miss_answer(course, asked)
