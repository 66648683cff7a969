"""The machine as a turn sees it: a state as text goes in, a state as text comes out."""

from typing import Protocol

from msgspec import Struct

from bot.core.effects import Effect
from bot.core.events import Event, Party
from bot.core.person import Person
from bot.dialogue.machine.state import State
from bot.dialogue.machine.turn import Visit


class Played(Struct, frozen=True):
    """One event played: the new state (and as the store keeps it), and what is to be done.

    `freed` says that a dialogue is over that had a question waiting, or that a call of it is. In a
    group `party` says whose conversation it was: the person's own there, or the one of all.
    """

    state: State
    written: str
    effects: tuple[Effect, ...]
    trail: tuple[Visit, ...]
    freed: bool = False
    party: Party = "person"

    def does(self, kind: type[Effect]) -> bool:
        """Say whether anything of this kind is to be done."""
        return kind in map(type, self.effects)


class InSpace(Struct, frozen=True):
    """Where both conversations of somebody in a group stand, as the store keeps them."""

    own: str | None
    shared: str | None


class Machine(Protocol):
    """Plays one event. It does no IO, and the same arguments always give the same result."""

    def __call__(self, stored: str | None, event: Event, person: Person) -> Played:
        """Play an event from a stored state (None: a conversation that begins)."""
        ...

    def in_space(self, stored: InSpace, event: Event, person: Person) -> Played:
        """Play an event of a group, in one of its two conversations."""
        ...
