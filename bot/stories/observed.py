"""What a story may ask about: what turns did, and what is kept of a person."""

from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from bot.brand.brand import Brand
from bot.core.effects import EmitEvent, EndRun, ReportIncident
from bot.core.ids import own_conversation, space_conversation
from bot.dialogue.machine.state import EMPTY, State, innermost_slots, waiting_dialogue
from bot.engine.facts import language_of, tags_of
from bot.engine.report import TurnReport
from bot.store.connection import Connection
from bot.store.conversations import states
from bot.store.handoffs import open_handoffs_of
from bot.store.joined import people_with, topics_together
from bot.store.people import Account, PersonRow, acquaintances
from bot.stories.difference import Actual
from bot.stories.reach import Way

if TYPE_CHECKING:
    from bot.dialogue.machine.turn import Visit

_ALL = ""
"""Whose it is how the last dialogue ended that all in a group shared."""


class Found(Struct, frozen=True):
    """What the store holds of a person (None: nobody), and where they stand."""

    person: PersonRow | None
    state: State
    subscribed: tuple[str, ...] = ()
    handed_over: tuple[str, ...] = ()


def found_of(connection: Connection, account: Account, space: str | None = None) -> Found:
    """Return what is kept of whoever has this account.

    Args:
        connection: inside a transaction.
        account: whose.
        space: the group that they talk in: where nothing of their own goes on there, they stand
            where all do.
    """
    found = acquaintances(connection, account.brand, account.channel, [account.external_id])
    state = _read(found[0].state) if found else EMPTY
    if space is not None:
        state = _in_space(connection, account, space)
    if not found:
        return Found(None, state)
    person = found[0].person
    topics = topics_together(connection, account.brand, [person.id])
    everyone = people_with(connection, account.brand, person.id)
    asked_for = open_handoffs_of(connection, account.brand, everyone)
    reasons = tuple(one.reason or "" for one in asked_for)
    return Found(person, state, tuple(sorted(topics.get(person.id, ()))), reasons)


def _in_space(connection: Connection, account: Account, space: str) -> State:
    own = own_conversation(account.channel, space, account.external_id)
    shared = space_conversation(account.channel, space)
    found = states(connection, account.brand, [own, shared])
    alone, together = _read(found.get(own)), _read(found.get(shared))
    is_alone = waiting_dialogue(alone) is not None or shared not in found
    return alone if is_alone else together


def _read(written: str | None) -> State:
    return EMPTY if written is None else msgspec.json.decode(written, type=State)


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
        elif report.party != "space":
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
                self._outcomes[_ALL if report.party == "space" else who] = effect.end
            elif isinstance(effect, EmitEvent):
                self._emitted.setdefault(who, set()).add(effect.name)

    def actual(self, brand: Brand, who: str, found: Found, language: str) -> Actual:
        """Return what is true of a person; one who is not known speaks the story's language."""
        state, person = found.state, found.person
        outcome = self._outcomes.get(who, self._outcomes.get(_ALL))
        return Actual(
            slots=dict(innermost_slots(state)),
            subscribed=found.subscribed,
            tags=() if person is None else tags_of(person),
            dialogue=waiting_dialogue(state),
            language=language if person is None else language_of(brand, person),
            outcome=None if state.threads else outcome,
            emitted=tuple(sorted(self._emitted.get(who, ()))),
            handoff=found.handed_over,
        )
