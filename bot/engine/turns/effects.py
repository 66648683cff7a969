"""From what the machine decided to rows: one handler for each kind of effect."""

from collections.abc import Callable, Sequence

import msgspec
from msgspec import field

from bot.brand.brand import Brand
from bot.core.calls import Cause, told
from bot.core.content import Message
from bot.core.effects import (
    AnswerLink,
    BeginRun,
    Call,
    CloseDoor,
    DropTimer,
    Effect,
    EmitEvent,
    EndRun,
    EnterLinkCode,
    ErasePerson,
    ExportPerson,
    ForgetAnswer,
    GiveConsent,
    GiveLinkCode,
    HandBack,
    HandOver,
    MarkUndelivered,
    MoveSpace,
    OpenDoor,
    PartAccounts,
    Postpone,
    RecordAnswer,
    RecordArm,
    RememberPerson,
    ReportIncident,
    Send,
    SetTimer,
    StopEverything,
    TellDesk,
    WithdrawConsent,
)
from bot.core.events import Answered, Began, Due, Happened, Said, Sender
from bot.core.ids import (
    DeliveryId,
    EventId,
    GroupId,
    PersonId,
    RunId,
)
from bot.engine.facts import gone_one_way, remembered
from bot.engine.lending import names_told
from bot.engine.turns.consenting import give_consent, withdraw_consent
from bot.engine.turns.ways_out import LEASE_MICROSECONDS, Outlets, lane_of
from bot.engine.turns.whose import Whose
from bot.engine.turns.writes import Writes
from bot.store.answers import AnswerKey, AnswerRow
from bot.store.calls import CallRow
from bot.store.deliveries import DeliveryKind, DeliveryRow
from bot.store.due_events import EventHold, TimerKey
from bot.store.emissions import EmissionRow
from bot.store.events import EventKey, NewEvent
from bot.store.handoffs import HandoffEnd, HandoffRow
from bot.store.incidents import IncidentRow
from bot.store.joined import Member
from bot.store.moments import SECOND, to_moment
from bot.store.numbers import Number
from bot.store.people import Account
from bot.store.recipients import RecipientHold, RecipientStatus
from bot.store.runs import RunEnding, RunRow
from bot.store.values import to_json
from bot.store.waterfall import RecipientEnd

Late = (
    StopEverything
    | ExportPerson
    | ErasePerson
    | CloseDoor
    | MoveSpace
    | MarkUndelivered
    | GiveLinkCode
    | EnterLinkCode
    | AnswerLink
    | PartAccounts
)
"""What is done after the rows of the batch are written."""

MOST_PIECES = 65_536
"""Room for the pieces of one message between the positions of two."""


class Stage(Whose):
    """One turn while its effects become rows.

    `new_code` makes a code that links accounts. `late` holds what has to be done after the rows of
    the batch are written, in order. `number` gives the next one of the common order, `seq` is that
    of what is said, None as long as nothing is; `held_for` names who waits for it. `waiter` is who
    does so in another process.
    Whoever waits does so until the moment `waits_until`, where that is known.
    Quiet hours do not hold what an `urgent` event leads to. `happening` is the event's as it was
    stored; `is_kept` says whether anybody is known, and stays so.
    `consents` are topics by whom each account of the person is by itself; `members` are these
    accounts where there are several, `runs` are whose those are that guests have begun, and `said`
    is who has told what of the person, by name.
    """

    brand: Brand
    consents: dict[PersonId, set[str]]
    outlets: Outlets
    new_code: Callable[[], str]
    number: Number
    at: int
    urgent: bool = False
    seq: int | None = None
    held_for: str | None = None
    waiter: str | None = None
    waits_until: int | None = None
    happening: str | None = None
    is_kept: bool = False
    members: Sequence[Member] = ()
    runs: dict[RunId, PersonId] = field(default_factory=dict)
    said: dict[str, PersonId] = field(default_factory=dict)
    writes: Writes = field(default_factory=Writes)
    late: list[tuple[int, Late]] = field(default_factory=list)

    @property
    def owner(self) -> PersonId | None:
        """Whose key seals what is said, None where nobody is known or kept."""
        return self.own if self.is_kept else None

    @property
    def subscribed(self) -> set[str]:
        """The topics that the person has consented to, on whichever account."""
        return {topic for topics in self.consents.values() for topic in topics}

    @property
    def accounts(self) -> Sequence[Account]:
        """All accounts of the person."""
        return [one.account for one in self.members] or [self.account]

    def owner_of(self, run: RunId | None) -> PersonId:
        """Return whose a run is, or whose one is that begins now."""
        if self.is_shared or run is None:
            return self.belongs_to
        return self.runs.get(run, self.person.id)

    def speaker_in(self, run: RunId | None) -> PersonId:
        """Return who answers and tells in a run: in what all in a group share, whoever speaks."""
        return self.own if self.is_shared else self.owner_of(run)

    def apply(self, position: int, effect: Effect) -> None:  # noqa: C901, PLR0912
        """Turn one effect into rows."""
        match effect:
            case Send():
                self.writes.deliveries += self.deliveries(
                    position, effect.message, effect.path, topic=effect.topic
                )
            case GiveConsent():
                give_consent(self, position, effect)
            case WithdrawConsent():
                withdraw_consent(self, position, effect)
            case RememberPerson():
                self._remember(position, effect)
            case HandOver():
                self._hand_over(position, effect)
            case HandBack(end=end):
                ended = HandoffEnd(self.brand.id, self.conversation, self.at, end)
                self.writes.handoff_ends.append(ended)
            case TellDesk(message=message):
                self.writes.deliveries += self._to_desk(position, message)
            case BeginRun():
                self._begin(effect)
            case RecordAnswer():
                self._answer(effect)
            case RecordArm():
                self._take_arm(effect)
            case ForgetAnswer():
                key = AnswerKey(self.brand.id, effect.run, effect.path)
                self.writes.answers[effect.run, effect.path] = key
            case EndRun():
                self._end_run(effect)
            case ReportIncident():
                self.incident(effect.place, effect.reason, position)
            case OpenDoor():
                self.writes.openings.append(self.account)
            case SetTimer():
                self._set_timer(effect)
            case DropTimer():
                timer = EventId(effect.timer)
                self.writes.timers[timer] = TimerKey(self.brand.id, timer)
            case EmitEvent():
                self._emit(position, effect)
            case Call():
                self._call(effect)
            case Postpone():
                pass  # nothing was decided: whoever plays the turn sees to it
            case StopEverything():
                self.person = msgspec.structs.replace(self.person, stopped_at=self.at)
                self.late.append((position, effect))
            case _:  # only what is late is left
                self.late.append((position, effect))

    def deliveries(
        self,
        position: int,
        message: Message,
        path: str | None = None,
        kind: DeliveryKind | None = None,
        *,
        topic: str | None = None,
    ) -> list[DeliveryRow]:
        """Return the rows of a message that answers this event where it came from.

        They are of the kind that the event calls for where no other is given. What nobody asked
        for is about a topic where its dialogue was opened for one.

        They are several where the channel takes no message as long. The last one, which has the
        buttons, keeps the id that their references begin.
        """
        message = self._in_reply(message)
        *earlier, last = self.outlets.fitted(self.account.channel, message)
        kind = self._kind() if kind is None else kind
        first = position * MOST_PIECES
        rows = [
            self._delivery(self.event.derive(position, "piece", at), first + at, piece, kind, None)
            for at, piece in enumerate(earlier)
        ]
        own = self.event.derive(position)
        rows.append(self._delivery(own, first + len(rows), last, kind, path))
        if kind != "service" or topic is None:
            return rows
        return [msgspec.structs.replace(row, topic=topic) for row in rows]

    def _in_reply(self, message: Message) -> Message:
        """In a space, let the first message of a turn show what it replies to: others speak too."""
        happening = self.event.happening
        if self.space is None or self.seq is not None or not isinstance(happening, Said):
            return message
        return msgspec.structs.replace(message, answers=happening.message)

    def _delivery(
        self, name: str, position: int, message: Message, kind: DeliveryKind, path: str | None
    ) -> DeliveryRow:
        if self.seq is None:
            self.seq = self.number()
        event, account = self.event.id, self.account
        status = self.outlets.born(account.channel, event)
        held_for = self.outlets.waiter if status == "claimed" else self.waiter
        self.held_for = self.held_for or held_for
        began = self.began
        return DeliveryRow(
            brand=account.brand,
            id=DeliveryId(name),
            seq=self.seq,
            group_id=GroupId(event),
            event=event,
            position=position,
            channel=account.channel,
            recipient=self.recipient,
            space=self.space,
            lane=lane_of(account.external_id, self.space),
            kind=kind,
            path=path,
            content=to_json(message),
            status=status if held_for is None else "claimed",
            created_at=self.at,
            due_at=self.at,
            lease_owner=held_for,
            lease_until=None if held_for is None else self._held_until(),
            fence=0 if held_for is None else 1,
            bulk=0 if began is None else 1,
            conversation=self.conversation,
            topic=None if began is None else began.topic,
            occurrence=None if began is None else began.occurrence,
            owner=self.belongs_to if self.is_shared else self.owner,
        )

    def _held_until(self) -> int:
        """Return when what is held goes out by the channel after all: whoever waits is gone."""
        until = self.at if self.waits_until is None else self.waits_until
        return until + LEASE_MICROSECONDS

    def _to_desk(self, position: int, message: Message) -> list[DeliveryRow]:
        """Return the row of a message to the desk, which knows each conversation by its id."""
        desk = self.brand.desk
        if desk is None:
            return []
        held_for = self.held_for
        row = self._delivery(
            self.event.derive(position), position * MOST_PIECES, message, "reply", None
        )
        self.held_for = held_for  # who waits for the replies of this turn waits for none of these
        told = msgspec.structs.replace(
            row,
            group_id=GroupId(self.event.derive("desk", position)),
            channel=desk,
            recipient=self.conversation,
            space=None,
            lane=lane_of(self.conversation, None),
            status="pending" if self.outlets.reaches(desk) else "kept",
            lease_owner=None,
            lease_until=None,
            fence=0,
            bulk=0,
        )
        return [told]

    def _remember(self, position: int, effect: RememberPerson) -> None:
        if self.is_of_nobody:
            self.incident(f"person.{effect.name}", "nobody is there to remember", position)
            return
        self.person = remembered(self.person, effect.name, effect.value)
        self.said |= dict.fromkeys(names_told(effect), self.speaker_in(effect.run))

    def _hand_over(self, position: int, effect: HandOver) -> None:
        row = HandoffRow(
            brand=self.brand.id,
            id=self.event.derive("handoff", position),
            conversation=self.conversation,
            person=self.owner_of(effect.run),
            channel=self.account.channel,
            recipient=self.goes_on_with.external_id,
            space=self.space,
            dialogue=effect.place.partition("/")[0],
            place=effect.place,
            reason=effect.reason,
            desk=self.brand.desk if effect.desk else None,
            at=self.at,
        )
        self.writes.handoffs.append(row)

    @property
    def _cause(self) -> Cause:
        """What led to this turn, and so to all that follows from it."""
        match self.event.happening:
            case Answered(cause=cause):
                return cause
            case Happened() if self.urgent:
                return "urgent"
            case Happened() | Due() | Began():
                return "caused"
            case _:
                return "said"

    def _kind(self) -> DeliveryKind:
        if self.began is not None:
            return "topic"
        return "reply" if self._cause == "said" else "service"

    def end_opening(self, status: RecipientStatus, reason: str) -> None:
        """Say how it ends with whom the brand wanted to speak first, where it did."""
        if (began := self.began) is not None:
            end = RecipientEnd(self.brand.id, began.occurrence, self.place, status, reason, self.at)
            self.writes.unsaid.append(end)

    def wait_until(self, until: int) -> None:
        """Let the event wait until the dialogue under way has ended, or be offered again then."""
        brand, event, began = self.brand.id, self.event.id, self.began
        if began is None:
            self.writes.holds.append(EventHold(brand, event, until, "busy"))
        else:  # it has to pass the gate again
            hold = RecipientHold(brand, began.occurrence, self.place, until, "busy")
            self.writes.taken_back.append((hold, EventKey(brand, event)))

    def incident(self, place: str, reason: str, position: int) -> None:
        """Record an incident of this turn."""
        key = self.event.derive("incident", position)
        self.writes.incidents.append(
            IncidentRow(self.brand.id, key, place, reason, self.event.id, self.at)
        )

    def _begin(self, effect: BeginRun) -> None:
        owner = self.owner_of(effect.follows)
        if owner != self.person.id and not self.is_shared:
            self.runs[effect.run] = owner
        row = RunRow(
            brand=self.brand.id,
            id=effect.run,
            person=owner,
            conversation=self.conversation,
            channel=self.account.channel,
            dialogue=effect.dialogue,
            version=effect.version,
            began_at=self.at,
            occurrence=None if self.began is None else self.began.occurrence,
        )
        self.writes.runs.append(row)

    def _take_arm(self, effect: RecordArm) -> None:
        self.person = gone_one_way(self.person, effect.split, effect.arm)
        run, dialogue, path, slot = effect.run, effect.dialogue, effect.path, effect.slot
        self._answer(RecordAnswer(run, dialogue, path, slot, effect.arm, coded=True))

    def _end_run(self, effect: EndRun) -> None:
        slots, person = to_json(effect.slots), self.owner_of(effect.run)
        row = RunEnding(self.brand.id, effect.run, self.at, effect.end, slots, person)
        self.writes.endings.append(row)

    def _answer(self, effect: RecordAnswer) -> None:
        self.writes.answers[effect.run, effect.path] = AnswerRow(
            brand=self.brand.id,
            run=effect.run,
            path=effect.path,
            person=self.speaker_in(effect.run),
            dialogue=effect.dialogue,
            slot=effect.slot,
            value=to_json(effect.value),
            at=self.at,
            shared=self.is_shared or None,
            coded=effect.coded or effect.value is None,
        )

    def _set_timer(self, effect: SetTimer) -> None:
        event, account, span = self.event, self.goes_on_with, effect.after * SECOND
        timer = EventId(effect.timer)
        self.writes.timers[timer] = NewEvent(
            brand=account.brand,
            id=timer,
            seq=self.number(),
            channel=account.channel,
            sender=account.external_id,
            sender_facts=to_json(Sender(account.external_id)),
            space=self.space,
            happening=to_json(Due(effect.timer)),
            raw=None,
            received_at=self.at,
            due_at=to_moment(event.at) + span,
            follows=None if effect.message is None else event.derive(effect.message),
            span=span,
        )

    def _call(self, effect: Call) -> None:
        account, target, began = self.goes_on_with, effect.target, self.began
        row = CallRow(
            brand=self.brand.id,
            id=EventId(effect.call),
            seq=self.number(),
            event=self.event.id,
            person=self.belongs_to,
            channel=account.channel,
            external_id=account.external_id,
            space=self.space,
            place=effect.place,
            name=told(target),
            target=to_json(target),
            key=effect.key,
            cause=self._cause,
            began=None if began is None or self.writes.deliveries else to_json(began),
            timeout=effect.limits.timeout,
            retries=effect.limits.retries,
            at=self.at,
        )
        self.writes.calls.append(row)

    def _emit(self, position: int, effect: EmitEvent) -> None:
        row = EmissionRow(
            brand=self.brand.id,
            id=self.event.derive("emit", position),
            seq=self.number(),
            name=effect.name,
            person=self.own,
            channel=self.account.channel,
            external_id=self.recipient,
            data=to_json(effect.data),
            status="recorded" if self.brand.events_to is None else "pending",
            at=self.at,
        )
        self.writes.emissions.append(row)
