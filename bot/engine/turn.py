"""The turn: load, step, and one transaction for all that follows, for many events at once."""

from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec import Struct

from bot.brand.brand import Brand
from bot.core.content import Message
from bot.core.effects import ErasePerson
from bot.core.events import Blocked, Event, Said, Unblocked
from bot.core.ids import ConversationId
from bot.dialogue.product_texts import texts_in
from bot.engine.aftermath import settle_late
from bot.engine.effects import Outlets, Stage, lane_of
from bot.engine.facts import as_person, heard_from, language_of, new_person
from bot.engine.machine import Machine, Played
from bot.engine.report import TurnReport
from bot.engine.scene import Scene, read_event, set_scene, space_conversation
from bot.engine.writes import Writes
from bot.store.connection import Connection
from bot.store.conversations import ConversationRow
from bot.store.events import EventEnd, PendingEvent, pending_events
from bot.store.moments import from_moment, to_moment
from bot.store.people import Account, IdentityRow, PersonRow

MOST_TURNS = 256
"""Events handled in one transaction at most: it stays well under a tenth of a second."""


_DOORS = ('{"type":"blocked"', '{"type":"unblocked"')


class BrandTurns(Struct, frozen=True):
    """What the turns of one brand need beside the database."""

    brand: Brand
    machine: Machine
    outlets: Outlets
    clock: Callable[[], datetime]


class Batch(Struct, frozen=True):
    """What a batch did; `more` says that events may still be waiting."""

    reports: tuple[TurnReport, ...]
    more: bool


def play_batch(connection: Connection, turns: BrandTurns, most: int = MOST_TURNS) -> Batch:
    """Play the oldest waiting events of a brand, in order, and write all that follows.

    A turn that fails is marked so, with an incident and a polite message; the others go on.

    Args:
        connection: inside a transaction.
        turns: the brand's machine, outlets and clock.
        most: events to play at most.

    Returns:
        One report an event.
    """
    pending = pending_events(connection, turns.brand.id, most)
    if not pending:
        return Batch((), more=False)
    scene = set_scene(connection, turns.brand.id, pending)
    reports: list[TurnReport] = []
    writes = Writes()
    for row in pending:
        stage, report = _play(turns, scene, row)
        reports.append(report)
        writes.add(stage.writes)
        if stage.late:
            # What these do must see everything before it, and nothing after it.
            writes.write(connection)
            settle_late(connection, stage)
            # An export and a farewell are said only now.
            reports[-1] = msgspec.structs.replace(report, seq=stage.seq, held=stage.held)
            return Batch(tuple(reports), more=True)
    writes.write(connection)
    return Batch(tuple(reports), more=len(pending) == most)


def fail_oldest(connection: Connection, turns: BrandTurns) -> Batch:
    """Give up the oldest waiting event: its turn cannot be written."""
    pending = pending_events(connection, turns.brand.id, 1)
    reports: list[TurnReport] = []
    for row in pending:
        stage, report = _failed(turns, row, "its rows could not be written")
        reports.append(report)
        stage.writes.write(connection)
    return Batch(tuple(reports), more=True)


def _play(turns: BrandTurns, scene: Scene, row: PendingEvent) -> tuple[Stage, TurnReport]:
    try:
        return _played(turns, scene, row)
    except Exception as error:  # noqa: BLE001 - one conversation must not harm the others
        return _failed(turns, row, type(error).__name__)


def _played(turns: BrandTurns, scene: Scene, row: PendingEvent) -> tuple[Stage, TurnReport]:
    event, sender = read_event(row)
    brand, now = turns.brand, to_moment(turns.clock())
    account = Account(brand.id, row.channel, row.sender)
    known = scene.known(account)
    before = new_person(brand, event) if known is None else known
    spoken = not isinstance(event.happening, Blocked | Unblocked)
    person = heard_from(before, sender, row.received_at) if spoken else before
    subscribed = scene.subscribed.get(person.id, set())
    conversation = _conversation(row, person)
    stage = Stage(
        brand, event, account, row.space, conversation, person, subscribed, turns.outlets, now
    )
    played = turns.machine(
        scene.states.get(conversation),
        event,
        as_person(brand, person, row.channel, before.last_said, subscribed),
    )
    for position, effect in enumerate(played.effects):
        stage.apply(position, effect)
    end = EventEnd(brand.id, event.id, now, "done")
    stage.writes.ends.append(end)
    if spoken:
        if known is None:
            _introduce(stage)
        if not _erases(played):
            _keep(stage, played, scene)
        _find_open(stage, scene)
    elif known is None:
        # Whoever only came or went stays unknown: nothing of them is kept.
        stage.writes.forgotten.append(end)
    return stage, _report(stage, played)


def _conversation(row: PendingEvent, person: PersonRow) -> ConversationId:
    if row.space is not None:
        return space_conversation(row.channel, row.space)
    return ConversationId(person.id)


def _erases(played: Played) -> bool:
    return any(isinstance(effect, ErasePerson) for effect in played.effects)


def _find_open(stage: Stage, scene: Scene) -> None:
    """Whoever speaks can be spoken to."""
    door = stage.account.channel, stage.account.external_id
    if door in scene.blocked:
        scene.blocked.discard(door)
        stage.writes.openings.append(stage.account)


def _introduce(stage: Stage) -> None:
    account = stage.account
    stage.writes.identities.append(
        IdentityRow(
            account.brand,
            account.channel,
            account.external_id,
            stage.person.id,
            stage.person.since,
        )
    )


def _keep(stage: Stage, played: Played, scene: Scene) -> None:
    """Write down where the conversation and the person stand now."""
    private = stage.space is None
    stage.writes.conversations[stage.conversation] = ConversationRow(
        brand=stage.brand.id,
        id=stage.conversation,
        person=stage.person.id if private else None,
        channel=None if private else stage.account.channel,
        space=stage.space,
        state=played.written,
        updated_at=stage.at,
    )
    stage.writes.persons[stage.person.id] = stage.person
    scene.states[stage.conversation] = played.written
    scene.remember(stage.account, stage.person, stage.subscribed)


def _report(stage: Stage, played: Played) -> TurnReport:
    return TurnReport(
        account=stage.account,
        space=stage.space,
        event=stage.event,
        person=stage.person.id,
        state=None if _erases(played) else played.state,
        effects=played.effects,
        trail=played.trail,
        outcome="done",
        seq=stage.seq,
        lane=lane_of(stage.account.external_id, stage.space),
        held=stage.held,
    )


def _failed(turns: BrandTurns, row: PendingEvent, reason: str) -> tuple[Stage, TurnReport]:
    """Mark an event as failed and say so politely, whatever it was that failed."""
    brand, now = turns.brand, to_moment(turns.clock())
    account = Account(brand.id, row.channel, row.sender)
    event = Event(row.id, from_moment(row.received_at), Said(""))
    nobody = new_person(brand, event)
    stage = Stage(
        brand,
        event,
        account,
        row.space,
        ConversationId(nobody.id),
        nobody,
        set(),
        turns.outlets,
        now,
    )
    if not row.happening.startswith(_DOORS):  # to whom nothing was said, nothing is answered
        text = texts_in(_language(brand, nobody, row)).failed
        stage.writes.deliveries += stage.deliveries(0, Message(text, text))
    stage.incident("turn", f"the turn failed: {reason}", 0)
    stage.writes.ends.append(EventEnd(brand.id, row.id, now, "failed"))
    report = TurnReport(
        account=account,
        space=row.space,
        event=event,
        person=None,
        state=None,
        effects=(),
        trail=(),
        outcome="failed",
        seq=stage.seq,
        lane=lane_of(row.sender, row.space),
        held=stage.held,
    )
    return stage, report


def _language(brand: Brand, nobody: PersonRow, row: PendingEvent) -> str:
    try:
        _, sender = read_event(row)
    except msgspec.MsgspecError:
        return brand.languages[0]
    return language_of(brand, heard_from(nobody, sender, row.received_at))
