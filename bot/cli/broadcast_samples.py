"""How a broadcast would read to some of those who would get it, from their stored conversations."""

from collections.abc import Sequence

import msgspec

from bot.broadcasts.samples import Reader, Sample, nameless, sample
from bot.channels.capabilities import Capabilities
from bot.channels.registry import adapter_names, make_adapter
from bot.cli.broadcast_prospects import Prospect, event_of
from bot.cli.broadcast_reading import Concerned
from bot.core.events import Began, Event
from bot.core.ids import ConversationId, EventId, derive
from bot.core.person import Person
from bot.dialogue.machine.state import EMPTY, State
from bot.engine.facts import as_person
from bot.engine.turns.scene import Scene, set_scene
from bot.store.connection import Connection
from bot.store.moments import from_moment
from bot.store.occurrences import OccurrenceRow
from bot.understanding import words

_STATE = msgspec.json.Decoder(State)


def samples_of(
    connection: Connection,
    about: Concerned,
    row: OccurrenceRow,
    chosen: Sequence[Prospect],
    *,
    names: bool,
) -> list[Sample]:
    """Return how it would read to each of these.

    Args:
        connection: inside a transaction.
        about: the broadcast.
        row: its occurrence.
        chosen: to whom.
        names: whether they are named, with their ids; else a sign stands for each name.
    """
    events = [event_of(one.subscriber, one.due) for one in chosen]
    scene = set_scene(connection, about.brand, events)
    return [_sample(about, row, scene, one, names=names) for one in chosen]


def _sample(
    about: Concerned, row: OccurrenceRow, scene: Scene, one: Prospect, *, names: bool
) -> Sample:
    person = _person(about, scene, one)
    who = f"{person.name or person.first_name or 'somebody'}, id {one.subscriber.recipient}"
    reader = Reader(
        person if names else nameless(person),
        _state(scene.states.get(one.subscriber.conversation)),
        _table(person.platform),
    )
    read = sample(about.library, words, reader, _event(row, one))
    return msgspec.structs.replace(read, who=who) if names else read


def _person(about: Concerned, scene: Scene, one: Prospect) -> Person:
    subscriber = one.subscriber
    topics = scene.topics(subscriber.person.id)
    return as_person(
        about.library.brand,
        subscriber.person,
        subscriber.channel,
        subscriber.person.last_said,
        topics,
    )


def _event(row: OccurrenceRow, one: Prospect) -> Event:
    """Return the event that would open it for them: the same id, so the same words."""
    conversation: ConversationId = one.subscriber.conversation
    data = None if row.data is None else msgspec.json.decode(row.data)
    began = Began(row.dialogue, row.topic, row.id, row.name, data)
    return Event(EventId(derive("began", row.id, conversation)), from_moment(one.due), began)


def _state(stored: str | None) -> State:
    """Return where a conversation stands; one that cannot be read begins anew."""
    if stored is None:
        return EMPTY
    try:
        return _STATE.decode(stored)
    except msgspec.MsgspecError:
        return EMPTY


def _table(adapter: str) -> Capabilities | None:
    return make_adapter(adapter).capabilities if adapter in adapter_names() else None
