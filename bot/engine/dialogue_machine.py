"""The machine that plays a brand's dialogues, with states as the store keeps them."""

import msgspec

from bot.core.effects import Effect, ReportIncident
from bot.core.events import Event
from bot.core.person import Person
from bot.dialogue.machine.in_space import Talks, step_in_space
from bot.dialogue.machine.salvage import salvaged
from bot.dialogue.machine.state import EMPTY, State, calling_in
from bot.dialogue.machine.step import step
from bot.dialogue.machine.turn import Turn
from bot.dialogue.machine.understanding import Understanding
from bot.dialogue.publishing.library import Library
from bot.engine.machine import InSpace, Played
from bot.store.values import to_json


class DialogueMachine:
    """Plays the dialogues of one library.

    Args:
        library: what may be said and started.
        understanding: reads what people write.
    """

    def __init__(self, library: Library, understanding: Understanding) -> None:
        self._library = library
        self._understanding = understanding

    def __call__(self, stored: str | None, event: Event, person: Person) -> Played:
        """Play an event from a stored state (None: a conversation that begins)."""
        state, unreadable = _read(stored)
        turn = step(self._library, self._understanding, state, event, person)
        return _played(state, turn, unreadable)

    def in_space(self, stored: InSpace, event: Event, person: Person) -> Played:
        """Play an event of a group, in one of its two conversations."""
        own, shared = _read(stored.own), _read(stored.shared)
        talks = Talks(own[0], shared[0])
        taken = step_in_space(self._library, self._understanding, talks, event, person)
        before, unreadable = shared if taken.party == "space" else own
        played = _played(before, taken.turn, unreadable)
        return msgspec.structs.replace(played, party=taken.party)


def _played(before: State, turn: Turn, unreadable: tuple[Effect, ...]) -> Played:
    return Played(
        turn.state,
        to_json(turn.state),
        (*turn.effects, *unreadable),
        turn.trail,
        freed=_has_ended(before, turn.state),
    )


def _has_ended(before: State, after: State) -> bool:
    """Say whether a dialogue is over that had a question waiting, a call, or a desk handed back."""
    if calling_in(before.resting) is not None and calling_in(after.resting) is None:
        return True
    if before.handed_over is not None and after.handed_over is None:
        return True
    if not before.threads:
        return False
    running = {frame.run for thread in after.threads for frame in thread.frames[:1]}
    return any(frame.run not in running for thread in before.threads for frame in thread.frames[:1])


def _read(stored: str | None) -> tuple[State, tuple[Effect, ...]]:
    """Return the stored state, what is left of one that cannot be read: that is recorded."""
    if stored is None:
        return EMPTY, ()
    try:
        return msgspec.json.decode(stored, type=State), ()
    except msgspec.MsgspecError:
        return salvaged(stored), (
            ReportIncident("state", "a stored conversation could not be read"),
        )
