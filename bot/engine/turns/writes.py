"""What a batch of turns wants written: gathered by table, then written in a few statements."""

from msgspec import Struct, field

from bot.core.ids import ConversationId, EventId, PersonId, RunId
from bot.store.answers import AnswerKey, AnswerRow, forget_answers, save_answers
from bot.store.calls import CallRow, add_calls
from bot.store.cancelling import Unwanted, cancel_topic
from bot.store.confirming import confirm_reference
from bot.store.connection import Connection
from bot.store.consents import ConsentRow, add_consents
from bot.store.conversations import ConversationRow, save_conversations
from bot.store.deliveries import DeliveryRow, add_deliveries
from bot.store.due_events import (
    EventDue,
    EventHold,
    TimerKey,
    drop_timers,
    free_events,
    hold_events,
)
from bot.store.emissions import EmissionRow, add_emissions
from bot.store.events import (
    EventEnd,
    EventKey,
    NewEvent,
    end_events,
    forget_events,
    set_timers,
    take_back_events,
)
from bot.store.handoffs import HandoffEnd, HandoffRow, add_handoffs, end_handoffs
from bot.store.incidents import IncidentRow, add_incidents
from bot.store.joined import Lent, Spoken, note_spoken, save_lent
from bot.store.people import (
    Account,
    IdentityRow,
    LastSaid,
    PersonRow,
    add_identities,
    hear_persons,
    open_doors,
    save_persons,
)
from bot.store.recipients import RecipientHold, take_back
from bot.store.runs import RunEnding, RunRow, add_runs, end_runs
from bot.store.subscriptions import (
    SubscriptionKey,
    SubscriptionRow,
    add_subscriptions,
    drop_subscriptions,
)
from bot.store.waterfall import RecipientEnd, end_recipients


class TopicCancel(Struct, frozen=True):
    """Nothing more of a topic may go to an account: what waits, below the number `before`."""

    account: Account
    topic: str
    before: int
    at: int
    why: Unwanted


class Press(Struct, frozen=True):
    """Somebody used a button; `reference` begins the id of the message that it came with."""

    account: Account
    reference: str
    at: int


class Writes(Struct):
    """Rows by table. What is keyed is written once, as it stands at the end of the batch."""

    persons: dict[PersonId, PersonRow] = field(default_factory=dict)
    heard: dict[PersonId, LastSaid] = field(default_factory=dict)
    identities: list[IdentityRow] = field(default_factory=list)
    openings: list[Account] = field(default_factory=list)
    spoken: list[Spoken] = field(default_factory=list)
    lent: dict[PersonId, Lent] = field(default_factory=dict)
    conversations: dict[ConversationId, ConversationRow] = field(default_factory=dict)
    consents: list[ConsentRow] = field(default_factory=list)
    subscriptions: dict[tuple[PersonId, str], SubscriptionRow | SubscriptionKey] = field(
        default_factory=dict
    )
    runs: list[RunRow] = field(default_factory=list)
    endings: list[RunEnding] = field(default_factory=list)
    answers: dict[tuple[RunId, str], AnswerRow | AnswerKey] = field(default_factory=dict)
    deliveries: list[DeliveryRow] = field(default_factory=list)
    cancels: list[TopicCancel] = field(default_factory=list)
    presses: list[Press] = field(default_factory=list)
    timers: dict[EventId, NewEvent | TimerKey] = field(default_factory=dict)
    emissions: list[EmissionRow] = field(default_factory=list)
    calls: list[CallRow] = field(default_factory=list)
    unsaid: list[RecipientEnd] = field(default_factory=list)
    taken_back: list[tuple[RecipientHold, EventKey]] = field(default_factory=list)
    handoffs: list[HandoffRow] = field(default_factory=list)
    handoff_ends: list[HandoffEnd] = field(default_factory=list)
    incidents: list[IncidentRow] = field(default_factory=list)
    holds: list[EventHold] = field(default_factory=list)
    frees: list[EventDue] = field(default_factory=list)
    ends: list[EventEnd] = field(default_factory=list)
    forgotten: list[EventEnd] = field(default_factory=list)

    def add(self, more: "Writes") -> None:
        """Take over what a later turn wants written."""
        self.persons.update(more.persons)
        for person in more.persons:
            self.heard.pop(person, None)  # it is written with the rest of them
        self.heard.update(more.heard)
        self.identities.extend(more.identities)
        self.openings.extend(more.openings)
        self.spoken.extend(more.spoken)
        self.lent.update(more.lent)
        self.conversations.update(more.conversations)
        self.consents.extend(more.consents)
        self.subscriptions.update(more.subscriptions)
        self.runs.extend(more.runs)
        self.endings.extend(more.endings)
        self.answers.update(more.answers)
        self.deliveries.extend(more.deliveries)
        self.cancels.extend(more.cancels)
        self.presses.extend(more.presses)
        self.timers.update(more.timers)
        self.emissions.extend(more.emissions)
        self.calls.extend(more.calls)
        self.unsaid.extend(more.unsaid)
        self.taken_back.extend(more.taken_back)
        self.handoffs.extend(more.handoffs)
        self.handoff_ends.extend(more.handoff_ends)
        self.incidents.extend(more.incidents)
        self.holds.extend(more.holds)
        self.frees.extend(more.frees)
        self.ends.extend(more.ends)
        self.forgotten.extend(more.forgotten)

    def write(self, connection: Connection) -> None:
        """Write everything, many rows a statement."""
        save_persons(connection, list(self.persons.values()))
        hear_persons(connection, list(self.heard.values()))
        add_identities(connection, self.identities)
        open_doors(connection, self.openings)
        note_spoken(connection, self.spoken)
        save_lent(connection, list(self.lent.values()))
        save_conversations(connection, list(self.conversations.values()))
        add_consents(connection, self.consents)
        self._subscriptions(connection)
        add_runs(connection, self.runs)
        end_runs(connection, self.endings)
        answers = self.answers.values()
        save_answers(connection, [row for row in answers if isinstance(row, AnswerRow)])
        forget_answers(connection, [row for row in answers if isinstance(row, AnswerKey)])
        add_deliveries(connection, self.deliveries)
        self._timers(connection)
        add_emissions(connection, self.emissions)
        add_calls(connection, self.calls)
        end_recipients(connection, self.unsaid)
        take_back(connection, [hold for hold, _ in self.taken_back])
        take_back_events(connection, [event for _, event in self.taken_back])
        add_handoffs(connection, self.handoffs)
        end_handoffs(connection, self.handoff_ends)
        add_incidents(connection, self.incidents)
        hold_events(connection, self.holds)
        free_events(connection, self.frees)
        end_events(connection, self.ends)
        forget_events(connection, self.forgotten)
        for press in self.presses:
            confirm_reference(connection, press.account, press.reference, press.at)
        for one in self.cancels:
            cancel_topic(connection, one.account, one.topic, one.why, before=one.before, now=one.at)

    def _subscriptions(self, connection: Connection) -> None:
        rows = self.subscriptions.values()
        add_subscriptions(connection, [row for row in rows if isinstance(row, SubscriptionRow)])
        drop_subscriptions(connection, [row for row in rows if isinstance(row, SubscriptionKey)])

    def _timers(self, connection: Connection) -> None:
        rows = self.timers.values()
        set_timers(connection, [row for row in rows if isinstance(row, NewEvent)])
        drop_timers(connection, [row for row in rows if isinstance(row, TimerKey)])

    def next_due(self) -> int | None:
        """Return the earliest moment for which something of this is to be looked at again."""
        moments = [
            *(row.due_at for row in self.timers.values() if isinstance(row, NewEvent)),
            *(row.due_at for row in self.holds),
            *(row.due_at for row in self.frees),
        ]
        return min((moment for moment in moments if moment is not None), default=None)
