"""Runs to work on: begun now, or taken up where an earlier turn left them."""

from bot.core.effects import BeginRun
from bot.dialogue.keeping import kept_in
from bot.dialogue.program import Ask, Handoff, Offer, Program, Run, Wait, WaitFor
from bot.dialogue.state import Frame, Resting, Thread
from bot.dialogue.turn import Course, OpenRun, Track

_RESTING = Wait | WaitFor | Handoff


def open_run(course: Course, program: Program) -> OpenRun:
    """Begin a run of a dialogue, with empty slots."""
    run = course.next_run()
    course.effects.append(BeginRun(run, program.dialogue, program.version))
    return OpenRun(run, program, 0, {}, course.now)


def reopen(course: Course, thread: Thread) -> Track | None:
    """Return a thread to work on, None where its place is no longer in any program we have."""
    runs = _reopened(course, thread.frames)
    if runs is None or not isinstance(runs[-1].instruction(), Ask | Offer):
        return None
    kept = kept_in(thread.kept)
    return Track(runs, thread.history, kept, topic=thread.topic, spared=thread.spared)


def reopen_resting(course: Course, resting: Resting) -> Track | None:
    """Return a dialogue that rests to work on, None where its place is in no program we have."""
    runs = _reopened(course, resting.frames)
    if runs is None or not (runs[-1].at < 0 or isinstance(runs[-1].instruction(), _RESTING)):
        return None
    kept = kept_in(resting.kept)
    track = Track(runs, resting.history, kept, topic=resting.topic, spared=resting.spared)
    back = resting.way_back
    if back is not None:
        track.origin, track.answer, track.done = back.origin, back.answer, back.done
    return track


def _reopened(course: Course, frames: tuple[Frame, ...]) -> list[OpenRun] | None:
    runs: list[OpenRun] = []
    for frame in frames:
        program = course.library.program(frame.dialogue, frame.version)
        if program is None:
            return None
        slots, loops = dict(frame.slots), dict(frame.loops)
        runs.append(OpenRun(frame.run, program, frame.at, slots, frame.begun, loops))
    calls = all(isinstance(run.instruction(), Run) for run in runs[:-1])
    return runs if runs and calls else None
