"""What the machine may know of a person: facts that come in with the event."""

from datetime import datetime

from msgspec import Struct, field

from bot.core.ids import PersonId
from bot.core.values import Value


class Person(Struct, frozen=True):
    """One person as the brand knows them at the moment of an event.

    `language` and `timezone` are already resolved (the brand's where the person's is not known).
    `platform` is the adapter's name, `channel` the channel that the event came through.
    `values` is what dialogues remembered with `set: {person.x: …}`. `shared` are the topics that
    anybody has agreed to in the group that is talked in; in private there are none. `arms` are the
    ways that were drawn for them, by the name of the split. `linked` are the channels of all their
    accounts where several are joined, `in_space` says that they talk in a group or thread. `public`
    says that it is nobody, but a space of the brand's own in which nobody can answer.
    """

    id: PersonId
    name: str | None
    first_name: str | None
    language: str
    timezone: str
    platform: str
    channel: str
    since: datetime
    last_said: datetime | None = None
    tags: tuple[str, ...] = ()
    subscribed: tuple[str, ...] = ()
    values: dict[str, Value] = field(default_factory=dict)
    shared: tuple[str, ...] = ()
    arms: dict[str, str] = field(default_factory=dict)
    linked: tuple[str, ...] = ()
    in_space: bool = False
    public: bool = False
