"""Running a program: step after step, until the person is asked something or the dialogue ends."""

from bot.core.content import Button
from bot.core.events import is_asked_for
from bot.dialogue.events.resting import go_past
from bot.dialogue.expressions.expression import Budget, OverBudget
from bot.dialogue.machine.consenting import is_settled
from bot.dialogue.machine.crossing import return_to_caller, step_across
from bot.dialogue.machine.ending import end_runs, end_thread, has_left
from bot.dialogue.machine.failing import RunFailed
from bot.dialogue.machine.runs import reopen
from bot.dialogue.machine.state import MOST_RESTING, Live, Resting, Thread, Waiting
from bot.dialogue.machine.stepping import Inner, step_within
from bot.dialogue.machine.turn import Course, OpenRun, Track, Visit
from bot.dialogue.program import Ask, Dialogue, Jump, Offer, Repeat
from bot.dialogue.questions.asking import ask_again, label_of
from bot.dialogue.questions.counting import go_past_count

DEEPEST_INTERRUPTION = 3
"""Dialogues that may interrupt each other above the first; beyond that the oldest is ended."""


def play(course: Course, track: Track) -> None:
    """Go on until the thread waits, rests or ends; what it interrupted is asked again."""
    run_on(course, track)
    leave(course, track)


def run_on(course: Course, track: Track) -> None:
    """Go on until the thread waits, rests or ends, and no further."""
    course.topic = track.topic
    try:
        _go_on(course, track)
    except (OverBudget, RunFailed) as error:
        fail(course, track, str(error))


def leave(course: Course, track: Track) -> None:
    """Let the thread wait; where it does not, return to the one that it interrupted."""
    keep(course, track)
    if track.waiting is None:
        resume(course)


def keep(course: Course, track: Track) -> None:
    """Remember a thread that waits or rests; the oldest is ended where there are too many."""
    if track.waiting is not None:
        course.threads.append(track.thread(track.waiting))
        while len(course.threads) > DEEPEST_INTERRUPTION + 1:
            end_thread(course, course.threads.pop(0), "overtaken")
    elif track.rests:
        lay_to_rest(course, track.resting(course.replaced_facts))


def lay_to_rest(course: Course, resting: Resting) -> None:
    """Remember one more dialogue at rest; beyond the limit the one that rests longest is ended."""
    while len(course.resting) >= MOST_RESTING:
        end_thread(course, course.resting.pop(0), "overtaken")
    course.resting.append(resting)


def resume(course: Course) -> None:
    """Ask the question of the last thread again; a thread that cannot go on is ended politely.

    What was asked for a topic that the person has left is not led on, and asked by no clock again.
    Nothing is asked as long as a call to the outside is under way.
    """
    while course.threads and course.handed_over is None and course.calling is None:
        thread = course.threads.pop()
        unasked = thread.waiting.late or not is_asked_for(course.event.happening)
        if unasked and has_left(course, thread):
            end_thread(course, thread, "stopped")
            continue
        course.topic = thread.topic
        track = reopen(course, thread)
        if track is None:
            give_up(course, thread)
            continue
        try:
            _take_up(course, track, thread)
        except (OverBudget, RunFailed) as error:
            fail(course, track, str(error))
        keep(course, track)
        if track.waiting is not None:
            return


def give_up(course: Course, thread: Thread | Resting) -> None:
    """End a dialogue whose version nobody has any more, say so, and offer it anew.

    One in Python that cannot be played again for another reason has gone wrong.
    """
    name = thread.frames[0].dialogue if thread.frames else ""
    failure = course.failures.get(thread.frames[0].run) if thread.frames else None
    end_thread(course, thread, "failed")
    course.place = name
    course.report("This version of the dialogue is gone." if failure is None else str(failure))
    if failure is not None and not failure.changed:
        course.tell(course.texts.failed)
        return
    dialogue = course.library.dialogues.get(name)
    title = name if dialogue is None else _title(course, dialogue)
    text = course.texts.changed.format(title=title)
    if dialogue is None:
        course.tell(text)
        return
    reference = course.reference()
    course.tell(text, (Button(f"{reference}.0", course.texts.start_again, authored=False),))
    course.remember_live(Live(reference, "which", (name,)))


def _title(course: Course, dialogue: Dialogue) -> str:
    """Return a dialogue's title, its name where nothing more can be computed in this turn."""
    try:
        return label_of(course, dialogue.program.title, None)
    except OverBudget:
        return dialogue.name


def fail(course: Course, track: Track, reason: str) -> None:
    """End a dialogue that went wrong, with an incident and a polite message."""
    course.report(reason)
    end_runs(course, track, "failed")
    track.waiting, track.rests, track.calling = None, False, None
    course.tell(course.texts.failed)
    course.budget = Budget()  # what it interrupted has done nothing wrong, and only asks again


def _go_on(course: Course, track: Track) -> None:
    while track.runs and track.waiting is None and not track.rests:
        _take_step(course, track)


def _take_up(course: Course, track: Track, thread: Thread) -> None:
    """Ask a waiting question again.

    One whose time ran out meanwhile is over, and an offer that needs no answer any more passes.
    """
    step = track.runs[-1].instruction()
    if thread.waiting.late:
        course.turn_to(None)
        track.origin = thread.frames
        _go_past_late(track.runs[-1], thread.waiting)
        _go_on(course, track)
    elif isinstance(step, Offer) and is_settled(course, step, thread.waiting):
        _go_on(course, track)
    else:
        ask_again(course, track, thread.waiting)


def _go_past_late(run: OpenRun, waiting: Waiting) -> None:
    """Go on behind a question whose time is over."""
    step = run.instruction()
    if isinstance(step, Ask) and step.question.everyone:
        go_past_count(run, waiting)
    else:
        go_past(run, None)


def _take_step(course: Course, track: Track) -> None:
    run = track.runs[-1]
    step = run.instruction()
    course.budget.spend_step(counted=not isinstance(step, Jump | Repeat))
    if step is None:
        return_to_caller(course, track)
    elif isinstance(step, Jump):
        run.go_on(to=step.to)
    else:
        course.place = run.place_of(step.path)
        course.trail.append(Visit(run.program.dialogue, step.path))
        if isinstance(step, Inner):
            step_within(course, track, step)
        else:
            step_across(course, track, step)
