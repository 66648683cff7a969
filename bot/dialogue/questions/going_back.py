"""*back*: the previous question again, with everything as it was when it was asked."""

import msgspec

from bot.core.effects import EndRun, ForgetAnswer
from bot.dialogue.expressions.expression import OverBudget
from bot.dialogue.machine.facts import give_fact
from bot.dialogue.machine.looping import answer_path
from bot.dialogue.machine.playing import fail, give_up, leave, resume
from bot.dialogue.machine.runs import reopen
from bot.dialogue.machine.state import Checkpoint, Thread, Waiting
from bot.dialogue.machine.turn import Course, Track
from bot.dialogue.program import Ask, Jump
from bot.dialogue.questions.asking import ask, remember_way_back
from bot.dialogue.questions.keeping import keep_answer, question_key


def go_back(course: Course) -> None:
    """Ask the previous question again; the first question is asked again itself.

    A dialogue that waits for a clock or an event goes back too, where nothing else goes on.
    """
    if course.threads and not course.threads[-1].history:
        resume(course)
        return
    thread = course.threads.pop() if course.threads else _from_rest(course)
    if thread is None:
        course.tell(course.texts.nothing_to_go_back_to)
        return
    earlier = _as_it_was(course, thread, thread.history[-1])
    track = reopen(course, earlier)
    if track is None:
        give_up(course, earlier)
        resume(course)
        return
    _ask_anew(course, track, thread.history[-1])


def _from_rest(course: Course) -> Thread | None:
    """Return the dialogue that came to rest last, as if it waited; None where it has no way back.

    One whose version nobody has any more has none: it is told so when it wakes.
    """
    resting = course.resting[-1] if course.resting else None
    track = None if resting is None else reopen(course, resting)
    if resting is None or track is None or not (track.origin or track.history):
        return None
    course.resting.pop()
    if resting.way_back is not None:
        course.turn_to(None, resting.way_back.person)
    remember_way_back(course, track)
    return track.thread(Waiting(""))


def _as_it_was(course: Course, thread: Thread, checkpoint: Checkpoint) -> Thread:
    """Return the thread as it stood at a checkpoint; runs begun since are over."""
    common = thread.frames[: checkpoint.depth]
    for frame in reversed(thread.frames[checkpoint.depth :]):
        course.effects.append(EndRun(frame.run, "replaced", frame.slots))
    innermost = common[-1]
    for name, value in checkpoint.person.items():
        give_fact(course, name, value, innermost.run)
    slots = {**innermost.slots, **checkpoint.slots}
    restored = msgspec.structs.replace(
        innermost, at=checkpoint.at, slots=slots, loops=checkpoint.loops
    )
    frames = (*common[:-1], restored, *checkpoint.above)
    spared = (*checkpoint.done, *thread.spared)
    return msgspec.structs.replace(
        thread, frames=frames, history=thread.history[:-1], spared=spared
    )


def _ask_anew(course: Course, track: Track, checkpoint: Checkpoint) -> None:
    run = track.runs[-1]
    step = run.instruction()
    if step is not None and not isinstance(step, Jump):
        course.place = run.place_of(step.path)
        answer = checkpoint.answer if isinstance(step, Ask) else None
        keep_answer(track, question_key(run, step.path), answer)
        course.effects.append(ForgetAnswer(run.run, answer_path(run, step.path)))
    try:
        ask(course, track)
    except OverBudget as error:
        fail(course, track, str(error))
    leave(course, track)
