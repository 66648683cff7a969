"""Presses of buttons: each acts once, and never answers another question than its own."""

import re

from bot.core.ids import RunId
from bot.core.text import Text
from bot.dialogue.answering import accept, asked_now, say_again, toggle
from bot.dialogue.answers import (
    Answer,
    Asked,
    chosen,
    kept_answer,
    picked_answer,
    rating_answer,
    yes_no_answer,
)
from bot.dialogue.asking import kept_key, label_of
from bot.dialogue.hearing import leave_lost_place
from bot.dialogue.panels import mark_used, use_panel
from bot.dialogue.playing import end_runs, open_run, play, reopen, resume
from bot.dialogue.program import Program, Say, SayButton
from bot.dialogue.speaking import filled
from bot.dialogue.starting import may_interrupt, start
from bot.dialogue.state import Live
from bot.dialogue.turn import Affirmed, Course, Track

_PLACE = re.compile(r"[0-9]{1,3}")
_RATING = re.compile(r"v-?[0-9]{1,3}")


def press(course: Course, button: str) -> None:
    """Serve a press; one whose time is over changes nothing and is told so."""
    reference, _, sign = button.partition(".")
    waited = course.threads[-1].waiting.reference if course.threads else None
    asked = asked_now(course)
    left = asked is None and leave_lost_place(course)
    live = next((live for live in course.live if live.reference == reference), None)
    if left and waited == reference:
        resume(course)
    elif asked is not None and asked.waiting.reference == reference:
        _press_question(course, asked, sign)
    elif live is not None and _PLACE.fullmatch(sign):
        _press_live(course, live, int(sign))
    elif any(thread.waiting.reference == reference for thread in course.threads):
        course.tell(course.texts.comes_back)
    else:
        course.tell(course.texts.over)


def _press_question(course: Course, asked: Asked, sign: str) -> None:
    question = asked.question
    course.panel = None
    if _PLACE.fullmatch(sign) and question.type == "choices" and int(sign) < len(question.choices):
        toggle(course, asked, int(sign))
        return
    answer = _pressed_answer(course, asked, sign)
    if answer is not None:
        accept(course, asked, answer)
    elif sign == "done":
        say_again(course, asked)
    else:
        course.tell(course.texts.over)


def _pressed_answer(course: Course, asked: Asked, sign: str) -> Answer | None:
    question = asked.question
    answer: Answer | None = None
    match (sign, question.type):
        case ("yes" | "no", "yes_no"):
            answer = yes_no_answer(asked, agreed=sign == "yes")
        case ("done", "choices"):
            answer = picked_answer(asked)
        case ("skip", _) if question.optional:
            answer = Answer(None)
        case ("keep", _) if kept_key(asked.run, asked.path) in asked.track.kept:
            answer = kept_answer(asked)
        case (_, "rating") if _RATING.fullmatch(sign):
            answer = rating_answer(question, int(sign[1:]))
        case (_, "choice") if _PLACE.fullmatch(sign) and int(sign) < len(question.choices):
            answer = chosen(course, asked, int(sign))
        case _:
            pass
    return answer


def _press_live(course: Course, live: Live, place: int) -> None:
    """Serve a button that is no answer, once."""
    count = len(live.place)
    stale = live.kind == "erase" and (
        course.panel is None or course.panel.reference != live.reference
    )
    if stale or (live.kind != "say" and place >= count):
        course.tell(course.texts.over)
    elif live.used >> place & 1:
        course.tell(course.texts.used)
    elif live.kind == "say":
        _press_said(course, live, place)
    else:
        mark_used(course, live, place)
        course.panel = None
        use_panel(course, live, place)


def _press_said(course: Course, live: Live, place: int) -> None:
    dialogue, version, path, run = live.place
    program = course.library.program(dialogue, version)
    button = None if program is None else _say_button(program, path, place)
    if button is None:
        course.tell(course.texts.over)
        return
    course.place = f"{dialogue}/{path}"
    course.panel = None
    if button.say is None and not may_interrupt(course):
        course.tell(course.texts.finish_first)
        resume(course)
        return
    mark_used(course, live, place)
    label = label_of(course, button.label, None)
    course.affirmed = Affirmed(label, course.person.language, live.reference)
    _follow(course, button, run)


def _follow(course: Course, button: SayButton, run: str) -> None:
    """Do what a button under something said leads to."""
    if button.say is not None:
        _answer(course, button.say)
    elif button.go is not None:
        _replace(course, button.go, run)
    elif button.run is not None:
        _begin(course, button.run)


def _answer(course: Course, text: Text) -> None:
    course.send(filled(course, text, None))
    resume(course)


def _begin(course: Course, name: str) -> None:
    if name in course.library.dialogues:
        start(course, name)
    else:
        course.report(f"There is no dialogue {name}.")
        course.tell(course.texts.over)


def _replace(course: Course, name: str, run: str) -> None:
    """Begin a dialogue in the place of the one that showed the button, if that still waits."""
    dialogue = course.library.dialogues.get(name)
    thread = course.threads[-1] if course.threads else None
    at = [] if thread is None else [frame.run for frame in thread.frames]
    track = None if thread is None or run not in at else reopen(course, thread)
    if track is None or dialogue is None:
        _begin(course, name)
        return
    course.threads.pop()
    place = at.index(RunId(run))
    replaced = Track(track.runs[place:])
    end_runs(course, replaced, "replaced")
    track.runs = track.runs[:place]
    track.runs.append(open_run(course, dialogue.program))
    play(course, track)


def _say_button(program: Program, path: str, place: int) -> SayButton | None:
    found = (step for step in program.instructions if isinstance(step, Say) and step.path == path)
    step = next(found, None)
    return step.buttons[place] if step is not None and place < len(step.buttons) else None
