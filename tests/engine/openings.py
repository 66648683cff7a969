"""What the brand begins, written as a turn would: people who subscribed, and what goes to them."""

from collections.abc import Callable, Sequence

from acting import BRAND, SITE, Theatre

from bot.channels.contract import Group
from bot.core.content import Message
from bot.core.ids import (
    ConversationId,
    DeliveryId,
    EventId,
    GroupId,
    PersonId,
    derive,
    space_conversation,
)
from bot.core.outcomes import Outcome
from bot.engine.turns.ways_out import lane_of
from bot.store.connection import Connection
from bot.store.deliveries import DeliveryKind, DeliveryRow, add_deliveries
from bot.store.moments import to_moment
from bot.store.occurrences import OccurrenceRow, Terms, add_occurrences, definition_of
from bot.store.people import IdentityRow, PersonRow, add_identities, save_persons
from bot.store.recipients import RecipientRow, add_recipients
from bot.store.subscriptions import SubscriptionRow, add_subscriptions
from bot.store.values import to_json
from bot.store.waterfall import parts

TOPIC = "blog"


class Broadcast:
    """One occurrence on a theatre's stage."""

    def __init__(self, theatre: Theatre, name: str = "news") -> None:
        self.theatre = theatre
        self.id = name

    async def begin(self, *people: str, **more: object) -> "Broadcast":
        """Write the occurrence, and plan it for people who have all subscribed."""
        await self.theatre.store.run(lambda found: self._begin(found, people, more))
        return self

    def _begin(
        self, connection: Connection, people: Sequence[str], more: dict[str, object]
    ) -> None:
        now = to_moment(self.theatre.clock())
        terms = Terms(unknown=more.pop("unknown", "leave"))  # type: ignore[arg-type]
        space = more.pop("space", None)
        values: dict[str, object] = {
            "kind": "broadcast",
            "status": "running",
            "planned_at": now,
            **more,
        }
        row = OccurrenceRow(
            brand=BRAND,
            id=self.id,
            source=self.id,
            topic=TOPIC,
            dialogue="news",
            name=self.id,
            definition=definition_of(terms),
            created_at=now,
            starts_at=now,
            **values,  # type: ignore[arg-type]
        )
        add_occurrences(connection, [row])
        for who in people:
            self._plan(connection, who, space, now)  # type: ignore[arg-type]

    def _plan(self, connection: Connection, who: str, space: str | None, now: int) -> None:
        introduce(connection, who, now)
        subscribe(connection, who, now, space=space)
        add_recipients(
            connection,
            [
                RecipientRow(
                    brand=BRAND,
                    occurrence=self.id,
                    conversation=conversation_of(who, space),
                    person=person_of(who),
                    topic=TOPIC,
                    channel=SITE.name,
                    recipient=who,
                    space=space,
                    status="opened",
                    due_at=now,
                    opened_at=now,
                )
            ],
        )

    async def open(self, *people: str, texts: str = "news", space: str | None = None) -> None:
        """Write what goes to these people, and let it out."""
        await self.write(*people, texts=texts, space=space)
        self.let_go()
        await self.theatre.engine.settled()

    async def write(self, *people: str, texts: str = "news", space: str | None = None) -> None:
        """Write what goes to these people."""
        rows = [row for who in people for row in self._messages(who, texts.split(), space)]
        await self.theatre.store.run(lambda found: add_deliveries(found, rows))

    def let_go(self) -> None:
        """Tell the channel that there is something."""
        for dispatcher in self.theatre.engine._dispatchers.values():
            dispatcher.look()

    def _messages(self, who: str, texts: Sequence[str], space: str | None) -> list[DeliveryRow]:
        seq = self.theatre.number()
        return [
            message(
                self.theatre,
                who,
                text,
                seq=seq,
                position=position,
                kind="topic",
                space=space,
                occurrence=self.id,
            )
            for position, text in enumerate(texts)
        ]

    async def ends(self) -> dict[tuple[str, str | None], int]:
        """Return how many people stand where."""
        found = await self.theatre.store.run(lambda one: parts(one, BRAND, self.id))
        return {(status, reason): count for (status, reason), count in found.items()}

    async def set(self, **columns: str) -> None:
        """Change the occurrence."""
        changes = ", ".join(f"{name} = '{value}'" for name, value in columns.items())
        await change(self.theatre, f"occurrences SET {changes} WHERE id = '{self.id}'")


def person_of(who: str) -> PersonId:
    return PersonId(derive("person", who))


def conversation_of(who: str, space: str | None = None) -> ConversationId:
    if space is None:
        return ConversationId(person_of(who))
    return space_conversation(SITE.name, space)


def introduce(connection: Connection, who: str, now: int, timezone: str | None = None) -> None:
    """Let somebody be known."""
    person = PersonRow(
        brand=BRAND,
        id=person_of(who),
        name=None,
        first_name=None,
        language="en",
        timezone=timezone,
        chosen_language=None,
        chosen_timezone=None,
        facts="{}",
        since=now,
        last_said=now,
    )
    save_persons(connection, [person])
    add_identities(connection, [IdentityRow(BRAND, SITE.name, who, person.id, now)])


def subscribe(connection: Connection, who: str, now: int, *, space: str | None = None) -> None:
    """Let a consent of somebody's stand."""
    row = SubscriptionRow(
        brand=BRAND,
        topic=TOPIC,
        person=person_of(who),
        conversation=conversation_of(who, space),
        channel=SITE.name,
        recipient=who,
        space=space,
        since=now,
    )
    add_subscriptions(connection, [row])


def message(
    theatre: Theatre,
    who: str,
    text: str,
    *,
    seq: int | None = None,
    position: int = 0,
    kind: DeliveryKind = "service",
    space: str | None = None,
    occurrence: str | None = None,
) -> DeliveryRow:
    """Return a message as a turn writes it that nobody's words have caused."""
    now = to_moment(theatre.clock())
    number = theatre.number() if seq is None else seq
    return DeliveryRow(
        brand=BRAND,
        id=DeliveryId(derive("message", occurrence or "", who, space or "", number, position)),
        seq=number,
        group_id=GroupId(derive("group", number)),
        event=EventId(derive("began", occurrence or "", who)),
        position=position,
        channel=SITE.name,
        recipient=who,
        space=space,
        lane=lane_of(who, space),
        kind=kind,
        path=None,
        content=to_json(Message(text, text)),
        status="pending",
        created_at=now,
        due_at=now,
        bulk=int(kind == "topic"),
        conversation=conversation_of(who, space),
        topic=TOPIC if kind == "topic" else None,
        occurrence=occurrence,
    )


async def change(theatre: Theatre, what: str) -> None:
    """Change rows by hand."""
    await theatre.store.run(lambda found: found.exec_driver_sql(f"UPDATE {what}"))


def always(outcome: Outcome) -> Callable[[Group], Sequence[Outcome]]:
    """Let every message end so."""
    return lambda group: [outcome] * len(group.parts)


async def unsubscribe(theatre: Theatre, who: str) -> None:
    """Let no consent of somebody's stand."""
    await theatre.store.run(
        lambda one: one.exec_driver_sql(f"DELETE FROM subscriptions WHERE recipient = '{who}'")
    )
