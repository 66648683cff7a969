"""The turn: load, step, and one transaction for all that follows, for many events at once."""

from contextlib import suppress
from typing import assert_never

import msgspec
from msgspec import Struct

from bot.brand.brand import Brand
from bot.core.content import Message
from bot.core.effects import ErasePerson, Postpone
from bot.core.events import (
    Answered,
    Began,
    Blocked,
    Due,
    Event,
    Happened,
    Opened,
    Pressed,
    Reacted,
    Said,
    Sender,
    SpaceMoved,
    Unblocked,
    Undelivered,
    Voted,
)
from bot.core.ids import EventId, PersonId, derive, space_conversation
from bot.dialogue.machine.product_texts import texts_in
from bot.engine.facts import as_person, heard_from, language_of, nobody
from bot.engine.machine import Played
from bot.engine.report import TurnReport
from bot.engine.turns.case import BrandTurns, Case, account_of
from bot.engine.turns.effects import Stage
from bot.engine.turns.from_desk import from_desk
from bot.engine.turns.holding import (
    ASKED_AGAIN_AFTER,
    HEARD_AFTER,
    NEWER_ASKED_AFTER,
    NEWER_WITHIN,
    PATIENCE,
)
from bot.engine.turns.kinds import is_caused, is_of_known_kind, is_unspoken
from bot.engine.turns.lending import keep_lent
from bot.engine.turns.scene import Scene, is_of_all, read_event, read_sender
from bot.engine.turns.ways_out import lane_of
from bot.engine.turns.writes import Press
from bot.store.conversations import ConversationRow
from bot.store.events import EventEnd, NewEvent, PendingEvent
from bot.store.joined import Spoken
from bot.store.moments import from_moment, to_moment
from bot.store.numbers import Number
from bot.store.people import IdentityRow, LastSaid, PersonRow
from bot.store.values import to_json


class Taken(Struct, frozen=True):
    """One event whose turn it was: what is to be written, and what there is to report of it.

    `report` is None where it has to wait. `freed` says that a dialogue is over in which a question
    waited: what it did not let in may come now.
    """

    stage: Stage
    report: TurnReport | None
    freed: bool = False


def take_turn(turns: BrandTurns, scene: Scene, row: PendingEvent, number: Number) -> Taken:
    """Play one event; one whose turn fails is marked so, with an incident and a polite message.

    Args:
        turns: the brand's machine, outlets and clock.
        scene: what is known before; it is brought up to date.
        row: the event.
        number: gives the next number of the common order.
    """
    try:
        return _played(turns, scene, row, number)
    except Exception as error:  # noqa: BLE001 - one conversation must not harm the others
        return failed_turn(turns, scene, row, number, type(error).__name__)


def _played(turns: BrandTurns, scene: Scene, row: PendingEvent, number: Number) -> Taken:
    now = turns.clock()
    if not is_of_known_kind(row):
        return _left_to_newer(turns, scene, row, number)
    event = read_event(row, now)
    account = account_of(turns.brand, row)
    known = scene.known(account)
    if row.space is not None and is_of_all(row):
        known = nobody(turns.brand, space_conversation(row.channel, row.space), event)
    case = Case(turns, scene, row, event, account, known, now, number)
    if row.channel == turns.brand.desk:
        return _at_desk(case)
    match event.happening:
        case Said() | Pressed() | Opened():
            return _spoken(case)
        case Voted():
            # In private nobody votes who has not spoken before; in a group anybody may.
            is_stranger = case.known is None and row.space is None
            return _idle(case) if is_stranger else _spoken(case)
        case Happened() | Due() | Began() | Answered() | Reacted():
            return _caused(case)
        case Blocked() | Unblocked() | SpaceMoved() | Undelivered():
            return _unspoken(case)
        case _:
            assert_never(event.happening)


def _left_to_newer(turns: BrandTurns, scene: Scene, row: PendingEvent, number: Number) -> Taken:
    """Leave an event of a kind that we do not know to a newer program at work beside us.

    Where none has played it for a day there is none, and it fails like any other.
    """
    now = turns.clock()
    if now - from_moment(row.received_at) >= NEWER_WITHIN:
        return failed_turn(
            turns, scene, row, number, "it is of a kind that only newer versions know"
        )
    account = account_of(turns.brand, row)
    case = Case(turns, scene, row, _what_failed(row), account, scene.known(account), now, number)
    stage = case.stage(case.somebody)
    stage.wait_until(to_moment(now + NEWER_ASKED_AFTER))
    return Taken(stage, None)


def _at_desk(case: Case) -> Taken:
    """What the desk says is no conversation of its own; nothing is kept of it but its end."""
    stage, happening = case.stage(case.somebody), case.event.happening
    if isinstance(happening, Said):
        from_desk(stage, case.scene.handed_over.get(case.row.sender), happening)
    stage.writes.forgotten.append(_end(stage))
    return Taken(stage, _bare_report(stage))


def _spoken(case: Case) -> Taken:
    before = case.somebody
    member = case.scene.member(case.account)
    is_guest = member is not None and not member.is_host
    sender = Sender(case.row.sender) if is_guest else read_sender(case.row)
    person = heard_from(before, sender, case.row.received_at)
    stage = case.stage(person)
    stage.is_kept = True
    played = case.step(stage, before.last_said)
    if played.does(Postpone):
        stage.wait_until(to_moment(case.now + HEARD_AFTER))
        return Taken(stage, None)
    _apply(stage, played)
    if case.known is None:
        _introduce(stage)
    if not played.does(ErasePerson):
        _keep(stage, played, case.scene)
    _find_open(stage, case.scene)
    _confirm(stage)
    if member is not None:
        account = stage.account
        spoken = Spoken(account.brand, account.channel, account.external_id, stage.at)
        stage.writes.spoken.append(spoken)
    return Taken(stage, _report(stage, played), played.freed)


def _confirm(stage: Stage) -> None:
    """Whoever presses a button, or answers it, or votes, has its message: nobody may have known."""
    match stage.event.happening:
        case Pressed(button) | Said(quotes=str(button)):
            reference = button.partition(".")[0]
        case Voted(poll):
            reference = poll
        case _:
            return
    stage.writes.presses.append(Press(stage.account, reference, stage.at))


def _caused(case: Case) -> Taken:
    """What nobody said says nothing of the person: they were not heard, and no door is open."""
    known = case.known
    if known is None and _is_posted(case):
        return _posted(case)
    if known is None or known.stopped_at is not None:
        return _idle(case)
    stage = case.stage(known)
    played = case.step(stage, known.last_said)
    if played.does(Postpone):
        return _postponed(case, stage)
    _apply(stage, played)
    _end_unsaid(stage)
    _forget_answer(stage)
    _keep(stage, played, case.scene)
    return Taken(stage, _report(stage, played), played.freed)


def _is_posted(case: Case) -> bool:
    """Say whether the brand speaks in a place of its own, where there is nobody in particular."""
    row, began = case.row, case.event.happening
    return isinstance(began, Began) and case.turns.brand.posts(began.topic, row.channel, row.space)


def _posted(case: Case) -> Taken:
    """What the brand says there is said; nothing else follows, and nothing is kept of nobody."""
    stage = case.stage(case.somebody)
    channel, topics = stage.account.channel, stage.brand.topics
    person = as_person(stage.brand, stage.person, channel, None, set())
    nobody = msgspec.structs.replace(person, shared=tuple(topics), in_space=True, public=True)
    end = _apply(stage, case.turns.machine(None, case.event, nobody))
    _end_unsaid(stage)
    stage.writes.forgotten.append(end)
    return Taken(stage, _bare_report(stage))


def _idle(case: Case) -> Taken:
    """Nothing happens to whoever is unknown, or has stopped; of the unknown nothing is kept."""
    stage = case.stage(case.somebody)
    end = _end(stage)
    if case.known is None:
        stage.writes.forgotten.append(end)
    else:
        _forget_answer(stage)
    stage.end_opening("skipped", "erased" if case.known is None else "stopped")
    return Taken(stage, _bare_report(stage))


def _forget_answer(stage: Stage) -> None:
    """Keep of what was answered from outside no more than the dialogue does."""
    if isinstance(stage.event.happening, Answered):
        stage.writes.forgotten.append(stage.writes.ends[-1])


def _end_unsaid(stage: Stage) -> None:
    """Let it be known where the brand did not speak first after all, and is not about to."""
    said = stage.writes.deliveries
    if stage.writes.calls and not said:
        return
    if not said:
        stage.end_opening("skipped", "nothing said")
    elif all(row.status == "kept" for row in said):
        stage.end_opening("unreachable", "the channel has no way out")


def _postponed(case: Case, stage: Stage) -> Taken:
    """A dialogue lets nothing in: the event waits until that ends, but not for ever."""
    began, said = stage.began is not None, stage.person.last_said
    since = said if began and said is not None else case.row.received_at
    if case.now - from_moment(since) >= PATIENCE:
        stage.incident("turn", "an event was given up: no dialogue has let it in for 7 days", 0)
        stage.end_opening("skipped", "nothing said")
        _end(stage)
        return Taken(stage, _bare_report(stage))
    stage.wait_until(to_moment(case.now + ASKED_AGAIN_AFTER))
    return Taken(stage, None)


def _unspoken(case: Case) -> Taken:
    """Whoever only comes or goes has said nothing; of the unknown nothing is kept."""
    person = case.somebody
    stage = case.stage(person)
    played = case.step(stage, person.last_said)
    end = _apply(stage, played)
    if case.known is None:
        stage.writes.forgotten.append(end)
    return Taken(stage, _report(stage, played))


def _apply(stage: Stage, played: Played) -> EventEnd:
    for position, effect in enumerate(played.effects):
        stage.apply(position, effect)
    return _end(stage)


def _end(stage: Stage) -> EventEnd:
    end = EventEnd(stage.brand.id, stage.event.id, stage.at, "done", stage.happening, stage.owner)
    stage.writes.ends.append(end)
    return end


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
        person=_whose(stage),
        channel=None if private else stage.account.channel,
        space=stage.space,
        state=played.written,
        updated_at=stage.at,
        heard_at=stage.person.last_said if _talks_alone(stage) else None,
    )
    scene.states[stage.conversation] = played.written
    if not stage.is_of_nobody:
        _keep_person(stage, scene)
        scene.remember(stage.account, stage.person, stage.consents)


def _whose(stage: Stage) -> PersonId | None:
    """Return whose conversation it is: that of all in a group is nobody's."""
    if stage.space is None:
        return stage.person.id
    return None if stage.is_shared else stage.own


def _talks_alone(stage: Stage) -> bool:
    """Say whether the conversation is of this account alone: it tells when they were heard."""
    return stage.space is None and not stage.members


def _keep_person(stage: Stage, scene: Scene) -> None:
    """Write down who the person is now; mostly they were only heard again."""
    person, before = stage.person, scene.persons.get(stage.person.id)
    if before is not None and stage.members:
        keep_lent(stage, scene, before)
    if before is None or msgspec.structs.replace(before, last_said=person.last_said) != person:
        stage.writes.persons[person.id] = person
    elif person.last_said != before.last_said and not _talks_alone(stage):
        stage.writes.heard[person.id] = LastSaid(person.brand, person.id, person.last_said)


def _report(stage: Stage, played: Played) -> TurnReport:
    return msgspec.structs.replace(
        _bare_report(stage),
        person=stage.person.id,
        state=None if played.does(ErasePerson) else played.state,
        effects=played.effects,
        trail=played.trail,
    )


def _bare_report(stage: Stage) -> TurnReport:
    """Return the report of a turn in which nothing was decided."""
    return TurnReport(
        account=stage.account,
        space=stage.space,
        event=stage.event,
        person=None,
        state=None,
        effects=(),
        trail=(),
        outcome="done",
        seq=stage.seq,
        lane=lane_of(stage.account.external_id, stage.space),
        held_for=stage.held_for,
        waiter=stage.waiter,
        bulk=stage.began is not None,
        party=stage.party,
    )


def failed_turn(
    turns: BrandTurns, scene: Scene, row: PendingEvent, number: Number, reason: str
) -> Taken:
    """Mark an event as failed and say so politely, whatever it was that failed."""
    event = _what_failed(row)
    account = account_of(turns.brand, row)
    case = Case(turns, scene, row, event, account, scene.known(account), turns.clock(), number)
    stage, brand = case.stage(case.somebody), turns.brand
    fails = _failing_instead(stage, row)
    if fails is not None:
        stage.writes.timers[fails.id] = fails
    # Whoever has said nothing is not answered, nor is what nobody here knows.
    elif is_of_known_kind(row) and not is_unspoken(row) and not is_caused(row):
        text = texts_in(_language(brand, stage.person, row)).failed
        stage.writes.deliveries += stage.deliveries(0, Message(text, text))
    stage.end_opening("skipped", "nothing said")
    stage.incident("turn", f"the turn failed: {reason}", 0)
    stage.writes.ends.append(
        EventEnd(brand.id, row.id, stage.at, "failed", row.happening, stage.owner)
    )
    return Taken(stage, msgspec.structs.replace(_bare_report(stage), outcome="failed"))


def _failing_instead(stage: Stage, row: PendingEvent) -> NewEvent | None:
    """Return the failure of a call whose answer could not be played, so that its dialogue goes on.

    None for every other event, and where not even the failure could be played.
    """
    try:
        happening = read_event(row, from_moment(row.received_at)).happening
    except msgspec.MsgspecError:
        return None
    if not isinstance(happening, Answered) or happening.failure is not None:
        return None
    failed = msgspec.structs.replace(happening, value=None, failure="The answer cannot be used.")
    return NewEvent(
        brand=stage.brand.id,
        id=EventId(derive(row.id, "failed")),
        seq=stage.number(),
        channel=row.channel,
        sender=row.sender,
        sender_facts=row.sender_facts,
        space=row.space,
        happening=to_json(failed),
        raw=None,
        received_at=stage.at,
        due_at=stage.at,
        waiter=row.waiter,
        waits_until=row.waits_until,
    )


def _what_failed(row: PendingEvent) -> Event:
    """Return the event; its happening matters where the brand wanted to speak first."""
    at = from_moment(row.received_at)
    if is_caused(row):
        with suppress(msgspec.MsgspecError):
            return read_event(row, at)
    return Event(row.id, at, Said(""))


def _language(brand: Brand, person: PersonRow, row: PendingEvent) -> str:
    try:
        sender = read_sender(row)
    except msgspec.MsgspecError:
        return brand.languages[0]
    return language_of(brand, heard_from(person, sender, row.received_at))
