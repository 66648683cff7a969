"""What a person wrote: a universal word, a command, an answer, a start, or a miss."""

from bot.core.effects import Send
from bot.core.universal import is_done, said_everywhere
from bot.dialogue.events.handing_over import hand_over, not_understood_reason
from bot.dialogue.machine.playing import give_up, resume
from bot.dialogue.machine.runs import reopen
from bot.dialogue.machine.state import Live, Panel, Resting
from bot.dialogue.machine.turn import Beginning, Course
from bot.dialogue.messages.everywhere import (
    arrive_with_code,
    cancel,
    cancels,
    help_out,
    not_understood,
    obey,
    say_help,
    stop,
)
from bot.dialogue.messages.leaving import is_label, leave_by_words
from bot.dialogue.messages.live_buttons import use_label
from bot.dialogue.messages.meaning import serve_meaning
from bot.dialogue.messages.panels import is_pressing, live_panel, panel_missed
from bot.dialogue.messages.starting import (
    greet,
    lets_in,
    may_interrupt,
    of_command,
    of_link,
    start,
)
from bot.dialogue.messages.using_panels import answer_panel
from bot.dialogue.questions.answering import accept, asked_now, miss, toggle
from bot.dialogue.questions.answers import Asked, added_choice, exact_answer, typed_answer
from bot.dialogue.questions.counting import is_open_to_all
from bot.dialogue.questions.things import thing_in
from bot.dialogue.questions.voting import close, is_close

_START = "start"
"""The command that platforms send for a person who arrives, with a link's payload behind it."""


def hear(course: Course, text: str) -> None:
    """Serve a message: *stop* first, then what is beyond doubt, then what is likely."""
    course.said = text
    word = said_everywhere(text, course.library.brand.languages)
    if word == "stop":
        stop(course)
        return
    if course.is_shared and cancels(course.library, text):
        cancel(course)
        return
    panel, course.panel = course.panel, None
    asked, left = still_asked(course)
    command = course.understanding.command(text)
    if command is None and (_beyond_doubt(course, asked, panel, text) or _left(course, text)):
        return
    if word is not None:
        obey(course, word)
    elif command is not None:
        _obey_command(course, asked, *command)
    elif left:
        resume(course)
    else:
        _hear_words(course, asked, panel, text)


def is_spare(course: Course, text: str) -> bool:
    """Say whether a further picture of an album has no words, and answers no question.

    People send several pictures where one was asked for: they said one thing.
    """
    asked = asked_now(course)
    return not text and (asked is None or thing_in(course.sent, asked.question.type) is None)


def arrive(course: Course, payload: str | None) -> None:
    """Serve a person who arrives: their link's dialogue, else a greeting, else help."""
    still_asked(course)
    linked = None if payload is None else of_link(course, payload)
    if linked is None and payload is not None and arrive_with_code(course, payload):
        return
    if not may_interrupt(course):
        course.tell(course.texts.finish_first)
        resume(course)
    elif linked is not None:
        start(course, linked)
    elif not greet(course):
        help_out(course)


def begin_here(course: Course, begins: Beginning) -> None:
    """Begin what somebody has started elsewhere: in their own conversation, or in the group's."""
    course.said = begins.said
    still_asked(course)
    if may_interrupt(course):
        start(course, begins.dialogue)
    else:
        course.tell(course.texts.finish_first)
        resume(course)


def still_asked(course: Course) -> tuple[Asked | None, bool]:
    """End what cannot go on, among it the dialogue under way where its version is gone.

    Returns:
        The question that waits, and whether the dialogue under way had to end.
    """
    _leave_lost_rests(course)
    asked = asked_now(course)
    is_lost = asked is None and bool(course.threads)
    if is_lost:
        give_up(course, course.threads.pop())
    return asked, is_lost


def _leave_lost_rests(course: Course) -> None:
    """End what rests and cannot go on: its version is gone, or what was answered fits no longer."""
    for resting in [one for one in course.resting if _has_changed(course, one)]:
        if reopen(course, resting) is None:
            course.take_from_rest(resting)
            give_up(course, resting)


def _has_changed(course: Course, resting: Resting) -> bool:
    found = (course.library.program(one.dialogue, one.version) for one in resting.frames)
    pairs = zip(resting.frames, found, strict=True)
    return any(program is None or program.version != frame.version for frame, program in pairs)


def _beyond_doubt(course: Course, asked: Asked | None, panel: Panel | None, text: str) -> bool:
    """Serve a message that is exactly a button's label; what was asked last comes first."""
    if is_pressing(live_panel(course, panel)):
        return answer_panel(course, panel, text) or _exact(course, asked, text)
    return _exact(course, asked, text) or answer_panel(course, panel, text)


def _left(course: Course, text: str) -> bool:
    """Serve a message that is exactly the label of a button that ends what the brand began."""
    if is_label(course, text, "stop"):
        stop(course)
        return True
    return leave_by_words(course, text)


def _exact(course: Course, asked: Asked | None, text: str) -> bool:
    if asked is None:
        return False
    if is_open_to_all(course, asked.question) and (is_done(text) or is_close(course, text)):
        close(course, asked)
        return True
    added = added_choice(course, asked, text)
    if added is not None:
        toggle(course, asked, added)
        return True
    answer = exact_answer(course, asked, text)
    if answer is None:
        return False
    accept(course, asked, answer)
    return True


def _obey_command(course: Course, asked: Asked | None, name: str, rest: str) -> None:
    course.said = rest
    linked = of_link(course, rest) if name == _START else None
    dialogue = linked or of_command(course, name)
    if name == _START and linked is None and arrive_with_code(course, rest):
        return
    if dialogue is None and name != _START:
        help_out(course)
    elif asked is not None and not lets_in(asked.track):
        miss_answer(course, asked)
        if _ended_silently(course):  # its last try is over: nothing hinders the command any more
            _obey_command(course, None, name, rest)
    elif dialogue is not None:
        start(course, dialogue)
    elif not greet(course):
        help_out(course)


def _ended_silently(course: Course) -> bool:
    """Say whether nothing goes on any more, and this turn has said nothing."""
    goes_on = bool(course.threads) or course.calling is not None or course.handed_over is not None
    return not goes_on and not any(isinstance(effect, Send) for effect in course.effects)


def _hear_words(course: Course, asked: Asked | None, panel: Panel | None, text: str) -> None:
    """Serve a message that is no command and no answer beyond doubt."""
    live = live_panel(course, panel)
    interrupts = asked is None or lets_in(asked.track)
    bare = of_command(course, text) if interrupts else None
    if bare is not None:
        start(course, bare)
        return
    free = asked is not None and asked.question.type == "text"
    if asked is not None and not (free and is_pressing(live)):
        answer = typed_answer(course, asked, text)
        if answer is not None:
            accept(course, asked, answer)
            return
    if interrupts and not free and use_label(course, text):
        return
    if interrupts and not free and serve_meaning(course, text):
        return
    _not_served(course, asked, panel, live)


def _not_served(
    course: Course, asked: Asked | None, panel: Panel | None, live: Live | None
) -> None:
    if panel is not None and live is not None and is_pressing(live):
        if panel_missed(course, panel, live):
            return
        if asked is None:
            not_understood(course)
        else:
            resume(course)
    elif asked is not None:
        miss_answer(course, asked)
    else:
        not_understood(course)


def miss_answer(course: Course, asked: Asked) -> None:
    """Ask for another answer, with help or somebody of the desk where asking alone did not do."""
    match miss(course, asked):
        case "again" | "over":
            pass
        case "help":
            say_help(course)
        case "person":
            hand_over(course, not_understood_reason(course))
