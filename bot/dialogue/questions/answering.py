"""After an answer, and after what is none: remembering it and going on, or asking for another."""

from typing import Literal

import msgspec

from bot.core.content import Button
from bot.core.effects import RecordAnswer
from bot.core.values import Value
from bot.dialogue.events.handing_over import MISSES_BEFORE_PERSON
from bot.dialogue.events.resting import go_past
from bot.dialogue.expressions.expression import OverBudget
from bot.dialogue.machine.consenting import answer_offer
from bot.dialogue.machine.looping import answer_path
from bot.dialogue.machine.playing import fail, play, resume
from bot.dialogue.machine.runs import reopen
from bot.dialogue.machine.speaking import filled, variant
from bot.dialogue.machine.state import Affirmed
from bot.dialogue.machine.turn import Course
from bot.dialogue.program import CODED, Ask, Offer
from bot.dialogue.questions.again import default_again
from bot.dialogue.questions.answers import Answer, Asked
from bot.dialogue.questions.asking import buttons_of, change_waiting, label_of, question_of
from bot.dialogue.questions.counting import counted, is_open_to_all, votes_in
from bot.dialogue.questions.keeping import go_beyond
from bot.dialogue.questions.voting import count_answer, toggle_answer

Missed = Literal["again", "help", "person", "over"]
"""What a message that was no answer calls for: `help` where `again` alone did not do, and somebody
of the desk, if there is one, where that did not do either.

`over` says that nothing is: the author wants no more tries, and the dialogue went on.
"""

_MISSES_BEFORE_HELP = 2


def asked_now(course: Course) -> Asked | None:
    """Return the question that waits, None where none does."""
    if not course.threads:
        return None
    thread = course.threads[-1]
    track = reopen(course, thread)
    if track is None:
        return None
    step = track.runs[-1].instruction()
    assert isinstance(step, Ask | Offer)
    course.place = track.runs[-1].place_of(step.path)
    return Asked(question_of(course, step), step.path, thread.waiting, track)


def accept(course: Course, asked: Asked, answer: Answer) -> None:
    """Remember an answer, and go on after its question; where everyone answers it is counted."""
    if is_open_to_all(course, asked.question):
        count_answer(course, asked, answer)
        return
    thread = course.threads.pop()
    track, run, waiting = asked.track, asked.run, asked.waiting
    track.origin, track.answer = thread.frames, answer.value
    go_beyond(track, asked.path)
    slot = asked.question.slot
    if slot is not None:
        run.slots[slot] = _value_in_slot(asked, answer)
    course.effects.append(
        RecordAnswer(
            run.run,
            run.program.dialogue,
            answer_path(run, asked.path),
            slot,
            answer.value,
            coded=asked.question.type in CODED,
        )
    )
    step = run.instruction()
    if isinstance(step, Offer):
        answer_offer(course, step, waiting, agreed=answer.value is True)
    elif answer.agreed is not None:
        language = waiting.language or course.person.language
        course.affirmed = Affirmed(answer.agreed, language, waiting.reference)
    run.go_on(answer.value)
    play(course, track)


def _value_in_slot(asked: Asked, answer: Answer) -> Value:
    """Return what the slot keeps: a count where everyone would answer, and one person is there."""
    if asked.question.everyone:
        return dict(counted(asked.question, [votes_in(answer.value)]))
    return answer.value


def miss(course: Course, asked: Asked) -> Missed:
    """Ask for another answer, as often as its author wants; says what else is called for.

    In what all in a group share that is nothing: they miss it together, and nobody is lost.
    """
    misses = asked.waiting.misses + 1
    step = asked.run.instruction()
    if isinstance(step, Ask) and step.tries is not None and misses >= step.tries:
        _go_without(course, asked)
        return "over"
    change_waiting(course, msgspec.structs.replace(asked.waiting, misses=misses))
    if course.is_shared:
        say_again(course, asked)
        return "again"
    if misses >= MISSES_BEFORE_PERSON and course.library.brand.desk is not None:
        return "person"
    say_again(course, asked)
    return "help" if misses == _MISSES_BEFORE_HELP else "again"


def _go_without(course: Course, asked: Asked) -> None:
    """Go on after the last try as if the question's time were over."""
    thread = course.threads.pop()
    asked.track.origin, asked.track.answer = thread.frames, None
    go_past(asked.run, None)
    play(course, asked.track)


def toggle(course: Course, asked: Asked, place: int) -> None:
    """Take a choice, or give it back, and say which are taken."""
    if is_open_to_all(course, asked.question):
        toggle_answer(course, asked, place)
        return
    picked = set(asked.waiting.picked) ^ {place}
    before, telling = asked.waiting.telling, course.reference()
    waiting = msgspec.structs.replace(asked.waiting, picked=tuple(sorted(picked)), telling=telling)
    change_waiting(course, waiting)
    choices = asked.question.choices
    labels = ", ".join(label_of(course, choices[at].label, asked.run) for at in waiting.picked)
    texts = course.texts
    text = texts.picked.format(labels=labels) if labels else texts.nothing_picked
    course.tell(text, _buttons(course, asked), before)


def say_again(course: Course, asked: Asked) -> None:
    """Send the author's `again`, or the product's, with the question's buttons."""
    question = asked.question
    try:
        buttons = _buttons(course, asked)
        if question.again:
            text = variant(course, question.again, f"{course.place}.again")
            course.send(filled(course, text, asked.run), buttons, asked.path)
        else:
            is_offer = isinstance(asked.run.instruction(), Offer)
            say = course.confide if is_offer else course.tell
            say(default_again(course, asked), buttons)
    except OverBudget as error:
        course.threads.pop()
        fail(course, asked.track, str(error))
        resume(course)


def _buttons(course: Course, asked: Asked) -> tuple[Button, ...]:
    reference = asked.waiting.reference
    return buttons_of(course, asked.question, asked.run, reference, asked.earlier)
