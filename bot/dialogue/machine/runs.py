"""Runs to work on: begun now, or taken up where an earlier turn left them."""

from bot.core.effects import BeginRun
from bot.core.ids import RunId
from bot.dialogue.machine.failing import RunFailed
from bot.dialogue.machine.state import Frame, Resting, Thread
from bot.dialogue.machine.turn import Course, OpenRun, Track
from bot.dialogue.program import (
    Ask,
    Do,
    Handoff,
    Http,
    Instruction,
    Offer,
    Program,
    Run,
    Wait,
    WaitFor,
)
from bot.dialogue.questions.keeping import kept_in

_ASKING = (Ask, Offer)
_RESTING = (Wait, WaitFor, Handoff, Do, Http)


def open_run(course: Course, program: Program, follows: RunId | None = None) -> OpenRun:
    """Begin a run of a dialogue, with empty slots.

    Args:
        course: the turn.
        program: the dialogue.
        follows: the run that calls it, or in whose place it is.
    """
    run = course.next_run()
    course.effects.append(BeginRun(run, program.dialogue, program.version, follows))
    by = course.person.id if course.is_shared else None
    frame = Frame(run, program.dialogue, program.version, 0, {}, course.now, by=by)
    return _run(course, frame, program, begins=True)


def reopen(course: Course, left: Thread | Resting) -> Track | None:
    """Return what waits or rests to work on, None where its place is in no program we have."""
    runs = _standing_at(course, left.frames, _ASKING if isinstance(left, Thread) else _RESTING)
    if runs is None:
        return None
    kept = kept_in(left.kept)
    track = Track(runs, left.history, kept, topic=left.topic, spared=left.spared)
    back = left.way_back if isinstance(left, Resting) else None
    if back is not None:
        track.origin, track.answer, track.done = back.origin, back.answer, back.done
    return track


def _standing_at(
    course: Course, frames: tuple[Frame, ...], kinds: tuple[type[Instruction], ...]
) -> list[OpenRun] | None:
    """Return runs of which the innermost stands at one of these, or has yet to begin.

    Why one cannot go on that fails is kept for who has to tell.
    """
    try:
        runs = _reopened(course, frames)
        if runs is None or runs[-1].at < 0 or isinstance(runs[-1].instruction(), kinds):
            return runs
    except RunFailed as failure:
        course.failures[frames[0].run] = failure
    return None


def _reopened(course: Course, frames: tuple[Frame, ...]) -> list[OpenRun] | None:
    runs: list[OpenRun] = []
    for frame in frames:
        program = course.library.program(frame.dialogue, frame.version)
        if program is None:
            return None
        runs.append(_run(course, frame, program, begins=frame.at < 0))
    calls = all(isinstance(run.instruction(), Run) for run in runs[:-1])
    return runs if runs and calls else None


def _run(course: Course, frame: Frame, program: Program, *, begins: bool) -> OpenRun:
    if program.code is not None:
        code = course.library.python[program.dialogue]
        from bot.dialogue.python.run import PythonRun  # noqa: PLC0415 - reads, checks and compiles

        return PythonRun(course, frame, program, code, begins=begins)
    return OpenRun(frame, program)
