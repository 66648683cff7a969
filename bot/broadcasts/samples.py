"""How an opening would read to somebody: the machine's own turn on their state, written nowhere."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from bot.channels.capabilities import Capabilities
from bot.channels.fit import fit
from bot.core.calls import told
from bot.core.content import Message
from bot.core.effects import Call, Postpone, Send
from bot.core.events import Event
from bot.core.person import Person
from bot.dialogue.machine.state import State
from bot.dialogue.machine.step import step
from bot.dialogue.machine.understanding import Understanding
from bot.dialogue.publishing.library import Library

NAMELESS = "(name)"
"""What stands for a name where nobody is to be named."""


class Sample(Struct, frozen=True):
    """What one person would read, on their channel, at a moment of theirs.

    `messages` is empty where the opening says nothing, or waits for a dialogue under way. `who`
    names the person where they are to be named, `calls` what is called before more is said.
    """

    channel: str
    language: str
    zone: str
    at: datetime
    messages: tuple[Message, ...]
    postponed: bool = False
    calls: str | None = None
    who: str | None = None


class Reader(Struct, frozen=True):
    """Somebody who would read it: who they are, where their conversation stands, and where.

    `table` says what their channel can show, None where that is not known.
    """

    person: Person
    state: State
    table: Capabilities | None = None


def sample(library: Library, understanding: Understanding, reader: Reader, event: Event) -> Sample:
    """Return how an opening would read to a person.

    Args:
        library: the brand's dialogues.
        understanding: reads words; an opening has none.
        reader: who would read it.
        event: the `Began` that would open it, at the moment at which it would.
    """
    person = reader.person
    turn = step(library, understanding, reader.state, event, person)
    said = [effect.message for effect in turn.effects if isinstance(effect, Send)]
    return Sample(
        channel=person.channel,
        language=person.language,
        zone=person.timezone,
        at=event.at,
        messages=tuple(_fitted(said, reader.table)),
        postponed=any(isinstance(effect, Postpone) for effect in turn.effects),
        calls=next((told(one.target) for one in turn.effects if isinstance(one, Call)), None),
    )


def nameless(person: Person) -> Person:
    """Return the person without their name: a sign stands for it where it is known."""
    return replace(
        person,
        name=None if person.name is None else NAMELESS,
        first_name=None if person.first_name is None else NAMELESS,
    )


def _fitted(said: Iterable[Message], table: Capabilities | None) -> Iterable[Message]:
    for message in said:
        yield from (message,) if table is None else fit(message, table).messages
