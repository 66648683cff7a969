"""Waking what rests: the time is over, or the event has come; it goes on when nothing else does."""

from msgspec.structs import replace

from bot.dialogue.events.resting import fits, go_past, note_waited
from bot.dialogue.expressions.expression import Budget
from bot.dialogue.machine.ending import end_thread, has_left
from bot.dialogue.machine.playing import give_up, play, resume
from bot.dialogue.machine.runs import reopen
from bot.dialogue.machine.state import Heard, Resting, Thread
from bot.dialogue.machine.turn import Course
from bot.dialogue.program import WaitFor


def fall_due(course: Course, timer: str) -> None:
    """Serve a time that has come: a wait or a question is over; one that nobody waits for is not.

    A question that something has interrupted is over when its turn comes again. One that was asked
    for a topic that the person has left by any way meanwhile is not led on: nothing is said of it.
    """
    course.resting = [
        replace(one, timer=None, woken=True) if one.timer == timer else one
        for one in course.resting
    ]
    over = next((one for one in course.threads if one.waiting.timer == timer), None)
    if over is None:
        return
    if has_left(course, over):
        course.threads = [one for one in course.threads if one is not over]
        end_thread(course, over, "stopped")
        return
    is_last = over is course.threads[-1]
    course.threads = [_late(one) if one is over else one for one in course.threads]
    if is_last:
        course.panel = None
        resume(course)


def wake(course: Course, heard: Heard) -> bool:
    """Wake every dialogue that waits for this event; says whether there was one.

    Raises:
        OverBudget: this turn has computed too much.
    """
    woken = [_is_awaited(course, one, heard) for one in course.resting]
    course.resting = [
        replace(one, timer=None, woken=True, event=heard) if wakes else one
        for one, wakes in zip(course.resting, woken, strict=True)
    ]
    return any(woken)


def settle(course: Course) -> None:
    """Let what has woken go on, one after the other, as long as no question or call waits.

    What was opened for a topic ends instead, where the person has left that topic by any way.
    """
    while not course.threads and course.handed_over is None and course.calling is None:
        woken = next((one for one in course.resting if one.woken), None)
        if woken is None:
            return
        course.take_from_rest(woken)
        if has_left(course, woken):
            end_thread(course, woken, "stopped")
        else:
            go_on_from_rest(course, woken)


def _late(thread: Thread) -> Thread:
    return replace(thread, waiting=replace(thread.waiting, timer=None, late=True))


def _is_awaited(course: Course, resting: Resting, heard: Heard) -> bool:
    track = None if resting.woken else reopen(course, resting)
    if track is None:
        return False
    step = track.runs[-1].instruction()
    return isinstance(step, WaitFor) and fits(course, track.runs[-1], step, heard)


def go_on_from_rest(course: Course, woken: Resting) -> None:
    """Let a dialogue go on behind what it rested at."""
    track = reopen(course, woken)
    course.topic = woken.topic
    course.turn_to(woken.event, None if woken.way_back is None else woken.way_back.person)
    course.panel = None  # a button of an older message is not what the next words are about
    if track is None:
        give_up(course, woken)
        return
    course.budget = Budget()  # each of them may do what one turn may do, for they had to wait
    note_waited(course, track, woken.event)
    go_past(track.runs[-1], woken.event)
    play(course, track)
