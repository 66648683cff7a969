"""The machine: one event in, the next state and what is to be done out; no IO of any kind."""

from typing import assert_never

from bot.core.effects import DropTimer, Postpone, SetTimer
from bot.core.events import (
    Answered,
    Began,
    Due,
    Event,
    Handled,
    Happened,
    Opened,
    Pressed,
    Reachability,
    Reacted,
    Said,
    Spoken,
    Voted,
)
from bot.core.person import Person
from bot.dialogue.events.answered import answer, postpones
from bot.dialogue.events.handed_over import serve_handed_over
from bot.dialogue.events.happening import begin, happen
from bot.dialogue.events.reachability import effect_of
from bot.dialogue.events.reacting import react
from bot.dialogue.events.waking import fall_due, settle
from bot.dialogue.expressions.expression import OverBudget
from bot.dialogue.machine.state import State, timers_of
from bot.dialogue.machine.turn import Beginning, Course, InSpace, Turn, Visit
from bot.dialogue.machine.understanding import Understanding
from bot.dialogue.messages.hearing import arrive, begin_here, hear, is_spare
from bot.dialogue.messages.late import note_past
from bot.dialogue.messages.pressing import press
from bot.dialogue.messages.voting import vote
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.moving import move

__all__ = ["Turn", "Visit", "step"]


def step(  # noqa: PLR0913 - what a turn is made of, and where in a group it is held
    library: Library,
    understanding: Understanding,
    state: State,
    event: Event,
    person: Person,
    *,
    in_space: InSpace | None = None,
) -> Turn:
    """Handle one event of a conversation.

    Total and deterministic: the same event in the same state gives the same turn, and what an
    author got wrong becomes an incident, never an exception.

    Args:
        library: the brand's dialogues, and older versions that conversations are still inside.
        understanding: reads the person's words.
        state: where the conversation stands; `EMPTY` before its first event.
        event: what happened, with the moment it was taken in.
        person: what is known of the person at that moment.
        in_space: where in a group it happens, None in private.

    Returns:
        The next state, the effects in order, and the steps passed through.

    Raises:
        Elsewhere: in a group: the event begins what is held with others.
    """
    now, happening = move(library, state), event.happening
    course = Course.of(library, understanding, now, event, person)
    begins = None if in_space is None else in_space.begins
    if in_space is not None:
        course.enter(in_space.party)
    try:
        if isinstance(happening, Reachability):
            course.effects.append(effect_of(happening))
        elif course.handed_over is None:
            _serve(course, happening, begins)
        else:
            serve_handed_over(course, happening)
        unserved = course.refused or Postpone() in course.effects
        meant = course.lost == now.lost and not unserved
        if isinstance(happening, Spoken) and meant:
            course.lost = 0  # what was said now meant something
        settle(course)
    except OverBudget as error:
        return _unserved(course, state, str(error))
    finally:
        for close in course.closers:
            close()
    return _ended(course, state)


def _ended(course: Course, state: State) -> Turn:
    """Return the turn, with every timer dropped that nothing waits for any more."""
    if course.is_shared:
        note_past(course, tuple(thread.waiting.reference for thread in state.threads))
    after = course.state()
    set_now = [effect.timer for effect in course.effects if isinstance(effect, SetTimer)]
    if timers := (*timers_of(state), *set_now):
        happening = course.event.happening
        rung = happening.timer if isinstance(happening, Due) else None
        wanted = {rung, *timers_of(after)}
        course.effects += [DropTimer(timer) for timer in timers if timer not in wanted]
    return Turn(after, tuple(course.effects), tuple(course.trail))


def _unserved(course: Course, state: State, reason: str) -> Turn:
    """Return a turn that says sorry to who spoke, and leaves the conversation where it was."""
    happening = course.event.happening
    course.effects.clear()
    course.report(reason)
    if isinstance(happening, Spoken):
        course.tell(course.texts.failed)
    return Turn(state, tuple(course.effects), tuple(course.trail))


def _serve(course: Course, happening: Handled, begins: Beginning | None) -> None:
    if postpones(course, happening):
        return
    if begins is None:
        _serve_happening(course, happening)
    else:
        begin_here(course, begins)


def _serve_happening(course: Course, happening: Handled) -> None:
    match happening:
        case Said() | Pressed() | Voted() | Opened():
            _serve_spoken(course, happening)
        case Reacted(emoji):
            react(course, emoji)
        case Happened(name, data):
            happen(course, name, data)
        case Due(timer):
            fall_due(course, timer)
        case Began():
            begin(course, happening)
        case Answered():
            answer(course, happening)
        case _:
            assert_never(happening)


def _serve_spoken(course: Course, happening: Spoken) -> None:
    match happening:
        case Said(text, album=album):
            course.sent = happening
            before, course.album = course.album, album
            if album is None or album != before or not is_spare(course, text.strip()):
                hear(course, text.strip())
        case Pressed(button):
            press(course, button)
        case Voted(reference, options):
            vote(course, reference, options)
        case Opened(payload):
            arrive(course, payload)
        case _:
            assert_never(happening)
