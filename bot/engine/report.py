"""What is known of a turn once it is committed: for stories, metrics, and those who wait."""

from msgspec import Struct

from bot.core.effects import Effect
from bot.core.events import Event, Party
from bot.core.ids import PersonId
from bot.dialogue.machine.state import State
from bot.dialogue.machine.turn import Visit
from bot.store.events import EventOutcome
from bot.store.people import Account


class TurnReport(Struct, frozen=True):
    """One turn, committed.

    `account` says from whom and over which channel, `space` is the group or thread. `state` is
    None where the turn failed, and where the person was erased. `seq` numbers what was said, in
    `lane`; None where nothing was said. `bulk` says that it is one of many to whom the brand spoke
    first. `held_for` names who keeps what was said, `waiter` who waits for it in another process.
    In a group `party` says whose conversation it was: the person's own there, or the one of all.
    """

    account: Account
    space: str | None
    event: Event
    person: PersonId | None
    state: State | None
    effects: tuple[Effect, ...]
    trail: tuple[Visit, ...]
    outcome: EventOutcome
    seq: int | None
    lane: str
    held_for: str | None = None
    bulk: bool = False
    waiter: str | None = None
    party: Party | None = None

    @property
    def kinds(self) -> frozenset[type[Effect]]:
        """What kinds of things were done."""
        return frozenset(map(type, self.effects))
