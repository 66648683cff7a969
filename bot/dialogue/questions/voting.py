"""Everyone in a group answers a question: each has one answer, which may change until it ends."""

from collections.abc import Mapping

from msgspec.structs import replace

from bot.core.effects import ForgetAnswer, RecordAnswer
from bot.core.events import Said
from bot.core.ids import PersonId
from bot.core.words import normalise
from bot.dialogue.machine.looping import answer_of_one
from bot.dialogue.machine.playing import play
from bot.dialogue.machine.turn import Course
from bot.dialogue.questions.again import default_again
from bot.dialogue.questions.answers import Answer, Asked, several
from bot.dialogue.questions.asking import change_waiting
from bot.dialogue.questions.counting import go_past_count, votes_in

_Votes = Mapping[PersonId, tuple[str, ...]]


def count_answer(course: Course, asked: Asked, answer: Answer) -> None:
    """Count somebody's answer in the place of the one that they gave before, if any.

    Whoever answers in words is told; a press and a vote show by themselves that they count.
    """
    votes = {**asked.waiting.votes, course.person.id: votes_in(answer.value)}
    run, question = asked.run, asked.question
    course.effects.append(
        RecordAnswer(
            run.run,
            run.program.dialogue,
            _path(course, asked),
            question.slot,
            answer.value,
            coded=True,
        )
    )
    is_over = question.enough is not None and len(votes) >= question.enough
    if not is_over and isinstance(course.event.happening, Said):
        course.tell(course.texts.counted)
    _go_on_with(course, asked, votes, is_over=is_over)


def toggle_answer(course: Course, asked: Asked, place: int) -> None:
    """Take one of several choices for whoever pressed it, or give it back; no more than may be."""
    options = [str(choice.value) for choice in asked.question.choices]
    mine = set(asked.waiting.votes.get(course.person.id, ())) ^ {options[place]}
    places = tuple(at for at, option in enumerate(options) if option in mine)
    answer = several(asked.question, places)
    if answer is not None:
        count_answer(course, asked, answer)
    elif places:
        course.refuse(default_again(course, asked))
    else:
        take_back_answer(course, asked)


def take_back_answer(course: Course, asked: Asked) -> None:
    """Let somebody's answer count no more."""
    votes = dict(asked.waiting.votes)
    if votes.pop(course.person.id, None) is not None:
        course.effects.append(ForgetAnswer(asked.run.run, _path(course, asked)))
        _go_on_with(course, asked, votes, is_over=False)


def is_close(course: Course, text: str) -> bool:
    """Say whether a message is the label of the button that ends the question."""
    return normalise(text) == normalise(course.texts.close_vote)


def close(course: Course, asked: Asked) -> None:
    """End the question early for whoever began the dialogue; others are told who may."""
    if asked.track.runs[0].by == course.person.id:
        _go_on_with(course, asked, asked.waiting.votes, is_over=True)
    else:
        course.refuse(course.texts.not_yours_to_end)


def _go_on_with(course: Course, asked: Asked, votes: _Votes, *, is_over: bool) -> None:
    waiting = replace(asked.waiting, votes=dict(votes))
    change_waiting(course, waiting)
    if is_over:
        course.threads.pop()
        go_past_count(asked.run, waiting)
        play(course, asked.track)


def _path(course: Course, asked: Asked) -> str:
    return answer_of_one(asked.run, asked.path, course.person.id)
