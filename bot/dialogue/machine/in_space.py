"""In a group or thread: what happens belongs to a person's own talk there, or to what all share."""

from typing import assert_never

from msgspec import Struct

from bot.core.events import (
    Answered,
    Began,
    Caused,
    Due,
    Event,
    Happened,
    Opened,
    Party,
    Pressed,
    Reachability,
    Reacted,
    Said,
    Voted,
)
from bot.core.person import Person
from bot.core.universal import said_everywhere
from bot.core.words import normalise
from bot.dialogue.events.handed_over import DESK_EVENTS
from bot.dialogue.machine.state import State, calling_in, timers_of
from bot.dialogue.machine.step import step
from bot.dialogue.machine.turn import InSpace, Turn
from bot.dialogue.machine.understanding import Understanding
from bot.dialogue.messages.everywhere import cancels
from bot.dialogue.messages.leaving import LEAVE, STOP, labels_of
from bot.dialogue.messages.panels import is_pressing
from bot.dialogue.messages.starting import Elsewhere
from bot.dialogue.publishing.library import Library

_LED_BY_ALL = frozenset({"back", "restart"})
"""Universal words that concern what goes on; all others concern whoever says them."""


class Talks(Struct, frozen=True):
    """The two conversations of somebody in a group: their `own`, and the one that is `shared`."""

    own: State
    shared: State


class TurnInSpace(Struct, frozen=True):
    """A turn, and with whom the conversation is held that it was played in."""

    party: Party
    turn: Turn


def step_in_space(
    library: Library, understanding: Understanding, talks: Talks, event: Event, person: Person
) -> TurnInSpace:
    """Handle one event of a group in one of its two conversations; the other stays as it is.

    What somebody starts is begun where it belongs, whichever of the two has understood it.

    Args:
        library: the brand's dialogues.
        understanding: reads the person's words.
        talks: where both stand.
        event: what happened.
        person: what is known of who did it.
    """

    def played(in_space: InSpace) -> TurnInSpace:
        state = talks.shared if in_space.party == "space" else talks.own
        turn = step(library, understanding, state, event, person, in_space=in_space)
        return TurnInSpace(in_space.party, turn)

    party: Party = "person"
    other: Party = "space"
    if _is_shared(library, understanding, talks, event):
        party, other = other, party
    try:
        return played(InSpace(party))
    except Elsewhere as elsewhere:
        return played(InSpace(other, elsewhere.begins))


def _is_shared(library: Library, understanding: Understanding, talks: Talks, event: Event) -> bool:
    """Say whether an event belongs to what all in a group share, before it is understood.

    A press, a vote and a reply belong to what they answer. What the brand opens in a group is for
    all of it. Words belong to a question of one's own first, then to one that all share; *stop* and
    what is held of somebody are always their own.
    """
    shared, happening = talks.shared, event.happening
    if isinstance(happening, Reachability):
        return False
    match happening:
        case Said():
            return _is_said_to_all(library, understanding, talks, happening)
        case Pressed(button):
            sign = button.partition(".")[2]
            return sign.startswith(LEAVE) or (sign != STOP and _has_asked(shared, button))
        case Voted(reference):
            return _has_asked(shared, reference)
        case Opened() | Reacted():
            return False
        case _:
            return _is_awaited_by_all(talks, happening)


def _is_awaited_by_all(talks: Talks, happening: Caused | Answered) -> bool:
    """Say whether what nobody said is for what all share."""
    shared = talks.shared
    match happening:
        case Due(timer):
            return timer in timers_of(shared)
        case Answered(call=call):
            resting = calling_in(shared.resting)
            calling = None if resting is None else resting.calling
            return calling is not None and calling.call == call
        case Happened(name):
            handed_over = talks.own.handed_over is None and shared.handed_over is not None
            return name in DESK_EVENTS and handed_over
        case Began():
            return True
        case _:
            assert_never(happening)


def _is_said_to_all(
    library: Library, understanding: Understanding, talks: Talks, said: Said
) -> bool:
    own, shared, text = talks.own, talks.shared, said.text.strip()
    goes_on, answers = bool(shared.threads or shared.resting), _answers(talks, said)
    word = said_everywhere(text, library.brand.languages)
    if word is not None:
        is_for_all = not own.threads if answers is None else answers == "space"
        return word in _LED_BY_ALL and bool(shared.threads) and is_for_all
    command = understanding.command(text)
    if cancels(library, text) and goes_on:
        return command is not None or answers == "space" or not _is_busy(own)
    if command is not None:
        return False
    if answers is not None:
        return answers == "space" and _is_busy(shared)
    return not _is_busy(own) and (_is_busy(shared) or _leaves(library, shared, text))


def _answers(talks: Talks, said: Said) -> Party | None:
    """Return whose message is replied to; somebody else's own is no more for all than one's own."""
    if said.party is not None or said.quotes is None:
        return said.party
    return "space" if _has_asked(talks.shared, said.quotes) else "person"


def _has_asked(state: State, button: str) -> bool:
    """Say whether a message is of this conversation, by the reference that its buttons carry."""
    reference = button.partition(".")[0]
    asked = (thread.waiting.reference for thread in state.threads)
    shown = (live.reference for live in state.live)
    over = (past.reference for past in state.past)
    return reference in {*asked, *shown, *over}


def _is_busy(state: State) -> bool:
    """Say whether words are waited for, or go to the desk."""
    is_calling = calling_in(state.resting) is not None
    waits = bool(state.threads) or state.handed_over is not None or is_calling
    panel = state.panel
    return waits or any(
        panel is not None and live.reference == panel.reference and is_pressing(live)
        for live in state.live
    )


def _leaves(library: Library, shared: State, text: str) -> bool:
    """Say whether words are those of the button under what the brand spoke of here."""
    languages = library.brand.languages
    spoken = shared.language or languages[0]
    labels = labels_of("leave", languages, spoken)
    return shared.opened is not None and normalise(text) in labels
