"""Presses of buttons: each acts once, and never answers another question than its own."""

from bot.core.lazy_pattern import lazy_pattern
from bot.dialogue.machine.playing import resume
from bot.dialogue.machine.turn import Course
from bot.dialogue.messages.everywhere import stop
from bot.dialogue.messages.hearing import miss_answer, still_asked
from bot.dialogue.messages.late import refuse_late
from bot.dialogue.messages.leaving import LEAVE, STOP, press_leave
from bot.dialogue.messages.live_buttons import press_live
from bot.dialogue.questions.answering import accept, say_again, toggle
from bot.dialogue.questions.answers import (
    Answer,
    Asked,
    chosen,
    is_wanted,
    kept_answer,
    picked_answer,
    rating_answer,
    yes_no_answer,
)
from bot.dialogue.questions.asking import CLOSE, takes_several
from bot.dialogue.questions.counting import is_open_to_all
from bot.dialogue.questions.voting import close

_PLACE = lazy_pattern(r"[0-9]{1,3}")
_RATING = lazy_pattern(r"v-?[0-9]{1,3}")


def press(course: Course, button: str) -> None:
    """Serve a press; one whose time is over changes nothing and is told so."""
    reference, _, sign = button.partition(".")
    if sign == STOP:
        stop(course)
    elif sign.startswith(LEAVE):
        press_leave(course, sign)
    else:
        _press(course, reference, sign)


def _press(course: Course, reference: str, sign: str) -> None:
    waited = course.threads[-1].waiting.reference if course.threads else None
    asked, left = still_asked(course)
    live = course.live_of(reference)
    if left and waited == reference:
        resume(course)
    elif asked is not None and asked.waiting.reference == reference:
        _press_question(course, asked, sign)
    elif live is not None and _PLACE.fullmatch(sign):
        press_live(course, live, int(sign))
    elif any(thread.waiting.reference == reference for thread in course.threads):
        course.refuse(course.texts.comes_back)
    else:
        refuse_late(course, reference)


def _press_question(course: Course, asked: Asked, sign: str) -> None:
    question = asked.question
    course.panel = None
    several = takes_several(question) and _PLACE.fullmatch(sign)
    if several and int(sign) < len(question.choices):
        toggle(course, asked, int(sign))
        return
    if sign == CLOSE and is_open_to_all(course, question):
        close(course, asked)
        return
    answer = _pressed_answer(course, asked, sign)
    if answer is not None and not is_wanted(course, asked, answer):
        miss_answer(course, asked)
    elif answer is not None:
        accept(course, asked, answer)
    elif sign == "done":
        say_again(course, asked)
    else:
        course.refuse(course.texts.over)


def _pressed_answer(course: Course, asked: Asked, sign: str) -> Answer | None:
    question = asked.question
    answer: Answer | None = None
    match (sign, question.type):
        case ("yes" | "no", "yes_no"):
            answer = yes_no_answer(asked, agreed=sign == "yes")
        case ("done", "choices" | "poll"):
            answer = picked_answer(asked)
        case ("skip", _) if question.optional:
            answer = Answer(None)
        case ("keep", _) if asked.earlier is not None:
            answer = kept_answer(asked)
        case (_, "rating") if _RATING.fullmatch(sign):
            answer = rating_answer(question, int(sign[1:]))
        case (_, "choice" | "poll") if _PLACE.fullmatch(sign) and int(sign) < len(question.choices):
            answer = chosen(course, asked, int(sign))
        case _:
            pass
    return answer
