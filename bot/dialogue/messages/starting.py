"""Starting dialogues: what a person's words or a link start, and what they interrupt."""

from bot.dialogue.machine.ending import end_thread
from bot.dialogue.machine.playing import play, resume
from bot.dialogue.machine.runs import open_run, reopen
from bot.dialogue.machine.turn import Beginning, Course, Track
from bot.dialogue.messages.panels import open_anew
from bot.dialogue.program import Ask


class Elsewhere(Exception):  # noqa: N818  # said as what it is
    """What somebody starts is held with others than those who talk here; nothing has begun."""

    def __init__(self, begins: Beginning) -> None:
        super().__init__(begins.dialogue)
        self.begins = begins


GREETINGS = ("start", "welcome")
"""Dialogues that greet whoever arrives with nothing in hand, the first that exists."""


def start(course: Course, name: str) -> None:
    """Start a dialogue; one that is running already asks its waiting question again.

    One whose time was over when it was interrupted ends first, and begins anew. Of one that waits
    for a clock or an event the person is asked whether to begin it anew.

    Raises:
        Elsewhere: it belongs to the other conversation of a group.
    """
    if course.is_elsewhere(course.library.dialogues[name].program):
        raise Elsewhere(Beginning(name, course.said))
    course.panel = None
    place = _place_of(course, name)
    if place is not None:
        is_over = course.threads[place].waiting.late
        _return_to(course, place)
        if not is_over or _place_of(course, name) is not None:
            return
    if any(one.frames[0].dialogue == name for one in course.resting if one.frames):
        open_anew(course, name)
        return
    program = course.library.dialogues[name].program
    play(course, Track([open_run(course, program)]))


def greet(course: Course) -> bool:
    """Start the dialogue that greets people; says false where the brand has none."""
    name = next((name for name in GREETINGS if name in course.library.dialogues), None)
    if name is not None:
        start(course, name)
    return name is not None


def may_interrupt(course: Course) -> bool:
    """Say whether the waiting question lets other dialogues in."""
    track = reopen(course, course.threads[-1]) if course.threads else None
    return track is None or lets_in(track)


def lets_in(track: Track) -> bool:
    """Say whether the question at which a thread waits lets other dialogues in."""
    asked = track.runs[-1].instruction()
    within = all(run.program.interruptible for run in track.runs)
    return within and not (isinstance(asked, Ask) and not asked.question.interruptible)


def of_command(course: Course, name: str) -> str | None:
    """Return the dialogue that a command starts."""
    return course.library.starts.commands.get(name.casefold())


def of_link(course: Course, payload: str) -> str | None:
    """Return the dialogue that a link's payload starts."""
    return course.library.starts.links.get(payload)


def _place_of(course: Course, name: str) -> int | None:
    """Return which of the threads a dialogue is in, None where it has no question waiting."""
    return next(
        (
            place
            for place, thread in enumerate(course.threads)
            if any(frame.dialogue == name for frame in thread.frames)
        ),
        None,
    )


def _return_to(course: Course, place: int) -> None:
    """Go back to a dialogue under way, ending those that have interrupted it since."""
    above = course.threads[place + 1 :]
    del course.threads[place + 1 :]
    for thread in reversed(above):
        end_thread(course, thread, "overtaken")
    resume(course)
