"""What happens while a call to the outside is under way, and when it has ended."""

from bot.core.effects import Postpone
from bot.core.events import (
    Answered,
    Handled,
    Pressed,
    Said,
    is_asked_for,
)
from bot.dialogue.events.outside import CallEnd, go_past_call, remember_call
from bot.dialogue.machine.ending import end_thread, has_left
from bot.dialogue.machine.playing import give_up, leave, resume, run_on
from bot.dialogue.machine.runs import reopen
from bot.dialogue.machine.state import Calling, Resting
from bot.dialogue.machine.turn import Course, Track
from bot.dialogue.messages.leaving import STOP, add_leave_button, says_stop
from bot.dialogue.program import Do, Http


def postpones(course: Course, happening: Handled) -> bool:
    """Let an event wait where a call is under way, for its turn goes on; *stop* waits for nothing.

    What comes when nobody waits for the answer any more ends the dialogue, and is served then.
    """
    resting = course.calling
    if resting is None or resting.calling is None or _is_served_at_once(course, happening):
        return False
    if course.now < resting.calling.until:
        course.effects.append(Postpone())
        return True
    course.take_from_rest(resting)
    end_thread(course, resting, "failed")
    course.place = resting.frames[0].dialogue
    course.report("No answer has come.")
    course.tell(course.texts.failed)
    return False


def answer(course: Course, answered: Answered) -> None:
    """Go on with the dialogue whose call has ended; nobody waits for a late answer any more."""
    resting = course.calling
    if resting is None or resting.calling is None or resting.calling.call != answered.call:
        return
    _go_on(course, resting, resting.calling, answered)


def _is_served_at_once(course: Course, happening: Handled) -> bool:
    match happening:
        case Answered():
            return True
        case Said(text):
            return says_stop(course, text.strip())
        case Pressed(button):
            return button.partition(".")[2] == STOP
        case _:
            return False


def _go_on(course: Course, resting: Resting, calling: Calling, answered: Answered) -> None:
    course.take_from_rest(resting)
    if has_left(course, resting) and not is_asked_for(answered):
        end_thread(course, resting, "stopped")
        resume(course)
        return
    track = reopen(course, resting)
    if track is None:
        give_up(course, resting)
        resume(course)
        return
    _take_up(course, track, resting, calling)
    value, failure = answered.value, answered.failure
    end = CallEnd(value) if failure is None else CallEnd(failed=calling.key)
    remember_call(course, track, calling, end)
    first = len(course.effects)
    go_past_call(course, track.runs[-1], value, failure)
    run_on(course, track)
    if answered.began is not None:
        add_leave_button(course, first, answered.began.topic)
    leave(course, track)


def _take_up(course: Course, track: Track, resting: Resting, calling: Calling) -> None:
    """Let the steps after a call see what those before it saw: it is one turn to its author."""
    run = track.runs[-1]
    step = run.instruction()
    facts = None if resting.way_back is None else resting.way_back.person
    course.turn_to(calling.cause, facts)
    course.said, course.affirmed = calling.said, calling.affirmed
    course.budget.steps, course.budget.jumps = calling.steps, calling.jumps
    if isinstance(step, Do | Http):
        course.place = run.place_of(step.path)
