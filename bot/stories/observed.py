"""What a story may ask about: what turns did, and what is kept of a person."""

from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from bot.brand.brand import Brand
from bot.core.effects import EmitEvent, EndRun, ReportIncident
from bot.dialogue.machine.state import EMPTY, State, innermost_slots, waiting_dialogue
from bot.engine.facts import language_of, tags_of
from bot.engine.report import TurnReport
from bot.store.connection import Connection
from bot.store.handoffs import open_handoffs_of
from bot.store.joined import topics_together
from bot.store.people import Account, Acquaintance, acquaintances
from bot.stories.difference import Actual
from bot.stories.reach import Way

if TYPE_CHECKING:
    from bot.dialogue.machine.turn import Visit

_STATE = msgspec.json.Decoder(State)


class Found(Struct, frozen=True):
    """What the store holds of a person."""

    known: Acquaintance
    subscribed: tuple[str, ...]
    handed_over: tuple[str, ...] = ()


def found_of(connection: Connection, account: Account) -> Found | None:
    """Return what is kept of whoever has this account, None where they are nobody."""
    found = acquaintances(connection, account.brand, account.channel, [account.external_id])
    if not found:
        return None
    person = found[0].person.id
    topics = topics_together(connection, account.brand, [person])
    asked_for = open_handoffs_of(connection, account.brand, person)
    reasons = tuple(one.reason or "" for one in asked_for)
    return Found(found[0], tuple(sorted(topics.get(person, ()))), reasons)


class Observed:
    """An onlooker of every turn: `turns` counts them, `trail` are the steps that they took.

    `ways` are those from one step to the next. `incidents` are what went wrong in the brand's
    files, in words; `states` where each conversation stands, and `failed` counts the turns that
    could not be played.
    """

    def __init__(self) -> None:
        self.turns = 0
        self.trail: set[Visit] = set()
        self.ways: set[Way] = set()
        self.incidents: list[str] = []
        self.states: dict[str, State] = {}
        self.failed = 0
        self._outcomes: dict[str, str] = {}
        self._emitted: dict[str, set[str]] = {}

    def turn(self, report: TurnReport) -> None:
        """Take note of a turn."""
        who = report.account.external_id
        self.turns += 1
        if report.outcome == "failed":
            self.failed += 1
        else:
            self.states[who] = report.state or EMPTY
        self.trail.update(report.trail)
        self.ways.update(
            Way(one.dialogue, one.path, following.path)
            for one, following in pairwise(report.trail)
            if one.dialogue == following.dialogue
        )
        for effect in report.effects:
            if isinstance(effect, ReportIncident):
                self.incidents.append(f"{effect.place}: {effect.reason}")
            elif isinstance(effect, EndRun):
                self._outcomes[who] = effect.end
            elif isinstance(effect, EmitEvent):
                self._emitted.setdefault(who, set()).add(effect.name)

    def actual(self, brand: Brand, who: str, found: Found | None, language: str) -> Actual:
        """Return what is true of a person; one who is not known speaks the story's language."""
        outcome, emitted = self._outcomes.get(who), tuple(sorted(self._emitted.get(who, ())))
        if found is None:
            return Actual({}, (), (), None, language, outcome, emitted)
        written = found.known.state
        state = EMPTY if written is None else _STATE.decode(written)
        return Actual(
            slots=dict(innermost_slots(state)),
            subscribed=found.subscribed,
            tags=tags_of(found.known.person),
            dialogue=waiting_dialogue(state),
            language=language_of(brand, found.known.person),
            outcome=None if state.threads else outcome,
            emitted=emitted,
            handoff=found.handed_over,
        )
