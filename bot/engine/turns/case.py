"""What a turn is played with: its brand, what is known, and the event."""

from collections.abc import Callable
from datetime import datetime
from secrets import randbits
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from bot.brand.brand import Brand
from bot.core.events import Event, Happened
from bot.core.ids import own_conversation
from bot.core.link_code import BITS as CODE_BITS
from bot.core.link_code import written_code
from bot.core.person import Person
from bot.engine.facts import as_person, new_person
from bot.engine.machine import InSpace, Machine, Played
from bot.engine.turns.effects import Stage
from bot.engine.turns.scene import Scene, conversation_of
from bot.engine.turns.ways_out import Outlets
from bot.store.events import PendingEvent
from bot.store.moments import to_moment
from bot.store.numbers import Number
from bot.store.people import Account, PersonRow

if TYPE_CHECKING:
    from bot.store.connection import Connection


def random_code() -> str:
    """Return a code that nobody can guess."""
    return written_code(randbits(CODE_BITS))


def _nothing_is_urgent(_name: str) -> bool:
    return False


def _as_it_is(_connection: "Connection", turns: "BrandTurns") -> "Callable[[], BrandTurns]":
    return lambda: turns


class BrandTurns(Struct, frozen=True):
    """What the turns of one brand need beside the database.

    `urgent` says of an event's name that quiet hours do not hold it. `fingerprint` tells where the
    database is, None where that does not matter. `new_code` makes a code that links accounts.
    `ask_informed` asks what other processes have published, and gives the same with that later.
    """

    brand: Brand
    machine: Machine
    outlets: Outlets
    clock: Callable[[], datetime]
    urgent: Callable[[str], bool] = _nothing_is_urgent
    fingerprint: str | None = None
    new_code: Callable[[], str] = random_code
    ask_informed: "Callable[[Connection, BrandTurns], Callable[[], BrandTurns]]" = _as_it_is


def account_of(brand: Brand, row: PendingEvent) -> Account:
    """Return who is said to have done it."""
    return Account(brand.id, row.channel, row.sender)


class Case(Struct, frozen=True):
    """One event with all that its turn is played with.

    `account` is who is said to have done it, `known` whom it is about.
    """

    turns: BrandTurns
    scene: Scene
    row: PendingEvent
    event: Event
    account: Account
    known: PersonRow | None
    now: datetime
    number: Number

    @property
    def somebody(self) -> PersonRow:
        """Whom it is about, somebody new where nobody is known."""
        return new_person(self.turns.brand, self.event) if self.known is None else self.known

    def stage(self, person: PersonRow) -> Stage:
        """Return where the turn's effects become rows."""
        brand, row, scene = self.turns.brand, self.row, self.scene
        happening = self.event.happening
        urgent = isinstance(happening, Happened) and self.turns.urgent(happening.name)
        return Stage(
            brand,
            scene.consents(person.id),
            self.turns.outlets,
            self.turns.new_code,
            self.number,
            to_moment(self.now),
            urgent,
            event=self.event,
            account=self.account,
            space=row.space,
            place=conversation_of(row, person),
            person=person,
            waiter=self._waiter_elsewhere,
            waits_until=self.row.waits_until,
            happening=row.happening,
            is_kept=self.known is not None,
            members=scene.members.get(person.id, ()),
            member=scene.member(self.account),
            runs=scene.runs,
        )

    @property
    def _waiter_elsewhere(self) -> str | None:
        """Who waits in another process for what is said, as long as they do."""
        row = self.row
        is_over = row.waits_until is None or row.waits_until < to_moment(self.now)
        return None if is_over or row.waiter == self.turns.outlets.waiter else row.waiter

    def step(self, stage: Stage, last_said: int | None) -> Played:
        """Let the machine decide."""
        channel = stage.account.channel
        person = as_person(stage.brand, stage.person, channel, last_said, stage.subscribed)
        shared = self.scene.shared.get(stage.place)
        if shared or stage.space is not None or stage.members:
            person = msgspec.structs.replace(
                person,
                shared=tuple(sorted(shared or ())),
                in_space=stage.space is not None,
                linked=tuple(dict.fromkeys(one.account.channel for one in stage.members)),
            )
        if stage.space is None:
            return self.turns.machine(self.scene.states.get(stage.place), self.event, person)
        return self._step_in_space(stage, stage.space, person)

    def _step_in_space(self, stage: Stage, space: str, person: Person) -> Played:
        """Let the machine decide in a group; the turn is then one of the person's, or of all."""
        own = own_conversation(stage.account.channel, space, stage.account.external_id)
        states = self.scene.states
        stored = InSpace(states.get(own), states.get(stage.place))
        played = self.turns.machine.in_space(stored, self.event, person)
        stage.party = played.party
        return played
