"""What other systems tell, and what the brand begins: waits that wake, and dialogues that start."""

import msgspec

from bot.core.effects import Postpone
from bot.core.events import Began
from bot.core.values import Value
from bot.dialogue.events.posting import keep_to_saying
from bot.dialogue.events.waking import wake
from bot.dialogue.machine.ending import end_dialogue, is_wanted
from bot.dialogue.machine.playing import keep, lay_to_rest, resume, run_on
from bot.dialogue.machine.runs import open_run
from bot.dialogue.machine.state import LARGEST_HEARD, MOST_HEARD, Heard, Thread
from bot.dialogue.machine.turn import Course, Track
from bot.dialogue.messages.leaving import add_leave_button
from bot.dialogue.messages.linking import LINK_EVENTS, hear_of_link
from bot.dialogue.messages.starting import may_interrupt
from bot.dialogue.program import Dialogue


def happen(course: Course, name: str, data: Value) -> None:
    """Serve an event about this person: it wakes what waits for it, or else starts dialogues.

    What neither wakes nor starts anything is remembered for waits that are yet to begin.

    Raises:
        OverBudget: this turn has computed too much.
    """
    if name in LINK_EVENTS:
        hear_of_link(course, name, data)
        return
    heard = Heard(name, data, course.now)
    if wake(course, heard):
        return
    dialogues = _started_by(course, name)
    if not dialogues:
        _remember(course, heard)
    elif course.handed_over is not None or _must_wait(course, dialogues):
        course.effects.append(Postpone())
    else:
        _start(course, dialogues, heard)


def begin(course: Course, began: Began) -> None:
    """Open a dialogue for a topic; a run of it that is still under way is ended.

    Nothing is said to who has left the topic since it was decided to speak to them.
    """
    course.cause = Heard(began.name, began.data, course.now)
    dialogue = course.library.dialogues.get(began.dialogue)
    if dialogue is None:
        course.place = began.dialogue
        course.report("There is no such dialogue to begin.")
    elif not is_wanted(course, began.topic):
        return
    elif not _is_of(course.threads[-1:], dialogue.name) and not may_interrupt(course):
        course.effects.append(Postpone())
    else:
        _open(course, dialogue, began.topic)


def _open(course: Course, dialogue: Dialogue, topic: str) -> None:
    end_dialogue(course, dialogue.name, "overtaken")
    course.panel = None
    course.opened = topic
    first = len(course.effects)
    track = Track([open_run(course, dialogue.program)], topic=topic)
    run_on(course, track)
    if course.person.public:
        keep_to_saying(course, track, first)
        return
    add_leave_button(course, first, topic)
    keep(course, track)
    if track.waiting is None:
        resume(course)


def _started_by(course: Course, name: str) -> list[Dialogue]:
    """Return the dialogues that an event about one person starts, each once."""
    names = (one.dialogue for one in course.library.event_starts(name) if one.topic is None)
    found = (course.library.dialogues[name] for name in dict.fromkeys(names))
    return [one for one in found if not course.is_elsewhere(one.program)]


def _must_wait(course: Course, dialogues: list[Dialogue]) -> bool:
    """Say whether the question that waits goes first, or the last run of one of these does."""
    running = {frame.dialogue for thread in course.threads for frame in thread.frames}
    return not may_interrupt(course) or any(one.name in running for one in dialogues)


def _start(course: Course, dialogues: list[Dialogue], heard: Heard) -> None:
    """Start dialogues one after the other; what follows one that asks begins when all is quiet."""
    course.panel = None
    waits = False
    for dialogue in dialogues:
        course.turn_to(heard)
        track = Track([open_run(course, dialogue.program)])
        if waits:
            track.runs[-1].at = -1
            resting = track.resting({})
            lay_to_rest(course, msgspec.structs.replace(resting, woken=True, event=heard))
        else:
            run_on(course, track)
            keep(course, track)
            waits = track.waiting is not None or track.calling is not None
    if not waits:
        resume(course)


def _remember(course: Course, heard: Heard) -> None:
    """Keep an event while something runs that may come to wait for it."""
    runs = bool(course.threads or course.resting)
    if not (runs and course.library.awaits(heard.name)):
        return
    if len(msgspec.json.encode(heard.data)) > LARGEST_HEARD:
        course.place = heard.name
        course.report("This event is too large to be kept for a wait that has not begun yet.")
        return
    course.heard = [*course.heard, heard][-MOST_HEARD:]


def _is_of(threads: list[Thread], dialogue: str) -> bool:
    return any(thread.frames and thread.frames[0].dialogue == dialogue for thread in threads)
