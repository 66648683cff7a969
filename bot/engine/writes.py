"""What a batch of turns wants written: gathered by table, then written in a few statements."""

from dataclasses import dataclass, field

from bot.core.ids import ConversationId, PersonId, RunId
from bot.store.answers import AnswerKey, AnswerRow, forget_answers, save_answers
from bot.store.connection import Connection
from bot.store.consents import ConsentRow, add_consents
from bot.store.conversations import ConversationRow, save_conversations
from bot.store.deliveries import DeliveryRow, add_deliveries
from bot.store.events import EventEnd, end_events, forget_events
from bot.store.incidents import IncidentRow, add_incidents
from bot.store.people import (
    Account,
    IdentityRow,
    PersonRow,
    add_identities,
    open_doors,
    save_persons,
)
from bot.store.runs import RunEnding, RunRow, add_runs, end_runs


@dataclass(slots=True)
class Writes:
    """Rows by table. What is keyed is written once, as it stands at the end of the batch."""

    persons: dict[PersonId, PersonRow] = field(default_factory=dict)
    identities: list[IdentityRow] = field(default_factory=list)
    openings: list[Account] = field(default_factory=list)
    conversations: dict[ConversationId, ConversationRow] = field(default_factory=dict)
    consents: list[ConsentRow] = field(default_factory=list)
    runs: list[RunRow] = field(default_factory=list)
    endings: list[RunEnding] = field(default_factory=list)
    answers: dict[tuple[RunId, str], AnswerRow | AnswerKey] = field(default_factory=dict)
    deliveries: list[DeliveryRow] = field(default_factory=list)
    incidents: list[IncidentRow] = field(default_factory=list)
    ends: list[EventEnd] = field(default_factory=list)
    forgotten: list[EventEnd] = field(default_factory=list)

    def add(self, more: "Writes") -> None:
        """Take over what a later turn wants written."""
        self.persons.update(more.persons)
        self.identities.extend(more.identities)
        self.openings.extend(more.openings)
        self.conversations.update(more.conversations)
        self.consents.extend(more.consents)
        self.runs.extend(more.runs)
        self.endings.extend(more.endings)
        self.answers.update(more.answers)
        self.deliveries.extend(more.deliveries)
        self.incidents.extend(more.incidents)
        self.ends.extend(more.ends)
        self.forgotten.extend(more.forgotten)

    def write(self, connection: Connection) -> None:
        """Write everything, many rows a statement."""
        save_persons(connection, list(self.persons.values()))
        add_identities(connection, self.identities)
        open_doors(connection, self.openings)
        save_conversations(connection, list(self.conversations.values()))
        add_consents(connection, self.consents)
        add_runs(connection, self.runs)
        end_runs(connection, self.endings)
        answers = self.answers.values()
        save_answers(connection, [row for row in answers if isinstance(row, AnswerRow)])
        forget_answers(connection, [row for row in answers if isinstance(row, AnswerKey)])
        add_deliveries(connection, self.deliveries)
        add_incidents(connection, self.incidents)
        end_events(connection, self.ends)
        forget_events(connection, self.forgotten)
