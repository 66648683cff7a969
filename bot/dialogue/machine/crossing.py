"""The steps that cross from one run to another, or stop there: waiting, calling and leaving."""

from typing import assert_never

from bot.core.effects import RunEnd
from bot.dialogue.events.handing_over import hand_off
from bot.dialogue.events.outside import call
from bot.dialogue.events.resting import wait, wait_for
from bot.dialogue.machine.consenting import passes
from bot.dialogue.machine.ending import end_run
from bot.dialogue.machine.facts import resolved
from bot.dialogue.machine.runs import open_run
from bot.dialogue.machine.turn import Course, Track
from bot.dialogue.program import (
    Ask,
    Do,
    End,
    Go,
    Handoff,
    Http,
    Offer,
    Program,
    Restart,
    Run,
    Wait,
    WaitFor,
)
from bot.dialogue.questions.asking import ask, remember_way_back
from bot.dialogue.questions.keeping import go_beyond, leads_to

Crossing = Ask | Offer | Run | Go | End | Restart | Wait | WaitFor | Handoff | Do | Http

DEEPEST_CALL = 16
"""Dialogues that may stand above each other by `run`, by the contract of the language."""


def step_across(  # noqa: C901 - one case for each kind
    course: Course, track: Track, step: Crossing
) -> None:
    """Take a step that waits, or that begins or ends a run."""
    match step:
        case Ask():
            ask(course, track)
        case Offer():
            _offer(course, track, step)
        case Run():
            _call(course, track, step)
        case Go():
            _go(course, track, step.dialogue)
        case End():
            return_to_caller(course, track)
        case Restart():
            _restart(course, track)
        case Wait():
            wait(course, track, step)
        case WaitFor():
            wait_for(course, track, step)
        case Handoff():
            hand_off(course, track, step)
        case Do() | Http():
            call(course, track, step)
        case _:
            assert_never(step)


def _offer(course: Course, track: Track, step: Offer) -> None:
    run = track.runs[-1]
    before = track.frames()
    if not passes(course, run, step):
        ask(course, track)
        return
    if leads_to(track, step.path):  # its yes stands, and *back* leads to it again as it did before
        remember_way_back(course, track)
        track.origin, track.answer, course.replaced_facts = before, True, {}
    go_beyond(track, step.path)
    run.go_on(step.topic in course.person.subscribed)


def _call(course: Course, track: Track, step: Run) -> None:
    """Begin the called dialogue above this one, which stays at the call until it returns."""
    run = track.runs[-1]
    program = course.library.called(run.program, step.dialogue)
    if program is None or len(track.runs) >= DEEPEST_CALL:
        course.report(f"The dialogue {step.dialogue} cannot be called here.")
        run.go_on()
        return
    arguments = {name: resolved(course, run, authored) for name, authored in step.arguments.items()}
    called = open_run(course, program, run.run)
    called.slots = arguments
    track.runs.append(called)


def _go(course: Course, track: Track, name: str) -> None:
    program = _next_program(course, track, name)
    if program is None:
        course.report(f"There is no dialogue {name}.")
        return_to_caller(course, track)
        return
    _replace(course, track, program, "replaced")


def _restart(course: Course, track: Track) -> None:
    before = track.runs[-1].program
    is_called = len(track.runs) > 1
    program = before if is_called else course.library.current(before.dialogue) or before
    _replace(course, track, program, "restarted")


def _next_program(course: Course, track: Track, name: str) -> Program | None:
    """Return what takes a dialogue's place: where that was called, one that fits its caller."""
    before = track.runs[-1].program
    if len(track.runs) > 1:
        return course.library.called(before, name)
    return course.library.followed(before, name)


def _replace(course: Course, track: Track, program: Program, end: RunEnd) -> None:
    """Begin a dialogue in the place of the innermost; from a top one there is no way back."""
    ended = end_run(course, track, end)
    if not track.runs:
        track.history, track.kept, track.origin = (), (), ()
        track.done, track.spared = (), ()
    track.runs.append(open_run(course, program, ended.run))


def return_to_caller(course: Course, track: Track) -> None:
    """End the innermost run, and go on in the one that called it."""
    ended = end_run(course, track, "ended")
    if not track.runs:
        return
    caller = track.runs[-1]
    call = caller.instruction()
    given = dict(ended.slots)
    if isinstance(call, Run) and call.slot is not None:
        caller.slots[call.slot] = given
    caller.go_on(given)
