"""*back*: the previous question again, with everything as it was when it was asked."""

import msgspec

from bot.core.effects import EndRun, ForgetAnswer
from bot.dialogue.asking import ask, kept_key
from bot.dialogue.expressions import OverBudget
from bot.dialogue.facts import give_fact
from bot.dialogue.playing import fail, give_up, leave, reopen, resume
from bot.dialogue.program import Ask, Jump
from bot.dialogue.state import Checkpoint, Frame, Thread
from bot.dialogue.turn import Course, Track


def go_back(course: Course) -> None:
    """Ask the previous question again; the first question is asked again itself."""
    if not course.threads:
        course.tell(course.texts.nothing_to_go_back_to)
        return
    thread = course.threads[-1]
    if not thread.history:
        resume(course)
        return
    course.threads.pop()
    earlier = _as_it_was(course, thread, thread.history[-1])
    track = reopen(course, earlier)
    if track is None:
        give_up(course, earlier)
        resume(course)
        return
    _ask_anew(course, track, thread.history[-1])


def _as_it_was(course: Course, thread: Thread, checkpoint: Checkpoint) -> Thread:
    """Return the thread as it stood at a checkpoint; runs begun since are over."""
    common = thread.frames[: checkpoint.depth]
    for frame in reversed(thread.frames[checkpoint.depth :]):
        course.effects.append(EndRun(frame.run, "replaced", frame.slots))
    for name, value in checkpoint.person.items():
        give_fact(course, name, value)
    innermost = common[-1]
    slots = {**innermost.slots, **checkpoint.slots}
    restored = Frame(innermost.run, innermost.dialogue, innermost.version, checkpoint.at, slots)
    frames = (*common[:-1], restored, *checkpoint.above)
    return msgspec.structs.replace(thread, frames=frames, history=thread.history[:-1])


def _ask_anew(course: Course, track: Track, checkpoint: Checkpoint) -> None:
    run = track.runs[-1]
    step = run.instruction()
    if isinstance(step, Ask) and checkpoint.answer is not None:
        track.kept = {**track.kept, kept_key(run, step.path): checkpoint.answer}
    if step is not None and not isinstance(step, Jump):
        course.place = f"{run.program.dialogue}/{step.path}"
        course.effects.append(ForgetAnswer(run.run, step.path))
    try:
        ask(course, track)
    except OverBudget as error:
        fail(course, track, str(error))
    leave(course, track)
