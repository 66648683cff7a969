"""Ending dialogues: their runs are over, the innermost first."""

from bot.core.effects import EndRun, RunEnd
from bot.dialogue.machine.state import Ended, Resting, Thread
from bot.dialogue.machine.turn import Course, OpenRun, Track


def end_thread(course: Course, thread: Thread | Resting, end: RunEnd) -> None:
    """End every run of a dialogue that waits or rests."""
    for frame in reversed(thread.frames):
        course.effects.append(EndRun(frame.run, end, frame.slots))
    if thread.frames:
        course.last = Ended(thread.frames[0].dialogue, thread.frames[0].slots)


def end_run(course: Course, track: Track, end: RunEnd) -> OpenRun:
    """End the innermost run of a thread that is being worked on, and return it."""
    run = track.runs.pop()
    course.effects.append(EndRun(run.run, end, run.slots))
    if not track.runs:
        course.last = Ended(run.program.dialogue, run.slots)
    return run


def end_runs(course: Course, track: Track, end: RunEnd) -> None:
    """End every run of a thread that is being worked on."""
    while track.runs:
        end_run(course, track, end)


def end_all(course: Course, end: RunEnd) -> None:
    """End everything that waits or rests."""
    _end_those(course, _all(course), end)


def end_dialogue(course: Course, name: str, end: RunEnd) -> None:
    """End every thread that this dialogue began, be it under way or at rest."""
    begun = [one for one in _all(course) if one.frames and one.frames[0].dialogue == name]
    _end_those(course, begun, end)


def end_topic(course: Course, topic: str) -> bool:
    """End what was opened for a topic that the person no longer wants; says whether any was."""
    opened = [one for one in _all(course) if one.topic == topic]
    _end_those(course, opened, "stopped")
    return bool(opened)


def has_left(course: Course, opened: Thread | Resting) -> bool:
    """Say whether something was opened for a topic that was left since, by any way."""
    return opened.topic is not None and not is_wanted(course, opened.topic)


def is_wanted(course: Course, topic: str) -> bool:
    """Say whether a yes to a topic stands where we talk: the person's own, or a group's."""
    return topic in course.person.subscribed or topic in course.person.shared


def _all(course: Course) -> list[Thread | Resting]:
    return [*course.resting, *course.threads]


def _end_those(course: Course, those: list[Thread | Resting], end: RunEnd) -> None:
    for one in reversed(those):
        end_thread(course, one, end)
    course.threads = [one for one in course.threads if one not in those]
    course.resting = [one for one in course.resting if one not in those]
