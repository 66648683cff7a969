"""What is held back: what the conversations of a batch hold, and until when an event is held."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct, field

from bot.brand.brand import Brand
from bot.consent.quiet import quiet_until
from bot.core.ids import BrandId, ChannelName
from bot.dialogue.events.handed_over import DESK_EVENTS
from bot.dialogue.messages.linking import LINK_EVENTS
from bot.dialogue.publishing.library import Library
from bot.engine.facts import zone_of
from bot.engine.turns.scene import Scene, is_of_all
from bot.store.connection import Connection
from bot.store.due_events import ask_held_in_private, ask_held_in_spaces
from bot.store.events import PendingEvent
from bot.store.moments import to_moment
from bot.store.people import PersonRow

ASKED_AGAIN_AFTER = timedelta(hours=6)
"""How long an event that a dialogue does not let in waits before it is offered again, unless the
dialogue ends before that."""

HEARD_AFTER = timedelta(hours=1)
"""How long a person's words wait for the answer to a call at most: then they are served."""

PATIENCE = timedelta(days=7)
"""How old an event may become that is let in by no dialogue: then it is given up."""

NEWER_ASKED_AFTER = timedelta(seconds=10)
"""How soon an event of an unknown kind is offered again, to whichever process takes it."""

NEWER_WITHIN = timedelta(days=1)
"""How long such an event waits for a newer program: no update leaves older ones at work longer."""

_NO_CHANNEL = ChannelName("")

_Rows = Callable[[], list[PendingEvent]]
_Ask = Callable[[Connection, BrandId, ChannelName, Sequence[str]], _Rows]


class Place(NamedTuple):
    """A conversation by its address: an account in private, or a group or thread.

    Somebody with several accounts has one for all of them, by who they are and no channel.
    """

    channel: ChannelName
    sender: str | None
    space: str | None


def place_of(row: PendingEvent, scene: Scene) -> Place:
    """Return where an event belongs."""
    if row.space is not None:
        return Place(row.channel, None, row.space)
    person = scene.accounts.get((row.channel, row.sender)) if scene.members else None
    if person is not None and person in scene.members:
        return Place(_NO_CHANNEL, person, None)
    return Place(row.channel, row.sender, None)


class Held(Struct):
    """What the conversations of a batch hold, in order: until morning, or until they are free."""

    quiet: dict[Place, list[PendingEvent]] = field(default_factory=dict)
    busy: dict[Place, list[PendingEvent]] = field(default_factory=dict)

    @property
    def rows(self) -> list[PendingEvent]:
        """Everything that is held."""
        places = (*self.quiet.values(), *self.busy.values())
        return [row for rows in places for row in rows]

    def add(self, row: PendingEvent, scene: Scene) -> None:
        """Take up an event that is held."""
        if row.held == "quiet":
            self.quiet.setdefault(place_of(row, scene), []).append(row)
        elif row.held == "busy":
            self.busy.setdefault(place_of(row, scene), []).append(row)


def ask_held(
    connection: Connection, brand: BrandId, events: Sequence[PendingEvent]
) -> Callable[[Scene], Held]:
    """Ask what is held in the conversations of these events: one statement a channel.

    Returns:
        What gives it, in the same transaction, once it is known who is behind their accounts.
    """
    private = {(one.channel, one.sender) for one in events if one.space is None}
    spaces = {(one.channel, one.space) for one in events if one.space is not None}

    def ask(by: _Ask, addresses: Iterable[tuple[ChannelName, str]]) -> list[_Rows]:
        named = _by_channel(addresses).items()
        return [by(connection, brand, channel, names) for channel, names in named]

    answers = [*ask(ask_held_in_private, private), *ask(ask_held_in_spaces, spaces)]

    def held(scene: Scene) -> Held:
        accounts = (one.account for several in scene.members.values() for one in several)
        others = {(one.channel, one.external_id) for one in accounts} - private
        found = [*answers, *ask(ask_held_in_private, others)]
        gathered, rows = Held(), (row for answer in found for row in answer())
        for row in sorted(rows, key=attrgetter("seq")):
            gathered.add(row, scene)
        return gathered

    return held


def _by_channel(pairs: Iterable[tuple[ChannelName, str]]) -> dict[ChannelName, list[str]]:
    """Return what is there by channel."""
    found: dict[ChannelName, list[str]] = {}
    for channel, name in pairs:
        found.setdefault(channel, []).append(name)
    return found


def held_until(
    brand: Brand, row: PendingEvent, person: PersonRow | None, now: datetime
) -> int | None:
    """Return until when quiet hours hold an event, in microseconds; None where they do not.

    Args:
        brand: whose quiet hours.
        row: what a clock or another system caused.
        person: whom it is about, None where nobody is known; nothing comes of what is about
            whoever has stopped, and it is not kept for them. What a group shares is of nobody.
        now: the present moment.
    """
    if brand.quiet is None:
        return None
    if not is_of_all(row) and (person is None or person.stopped_at is not None):
        return None
    zone = brand.timezone if row.space is not None or person is None else zone_of(brand, person)
    until = quiet_until(brand.quiet, zone, now)
    return None if until is None else to_moment(until)


def urgent_in(library: Library) -> Callable[[str], bool]:
    """Return what says of an event whether quiet hours hold it back from one person."""

    def urgent(name: str) -> bool:
        if name in DESK_EVENTS or name in LINK_EVENTS:
            return True
        return any(start.urgent and start.topic is None for start in library.event_starts(name))

    return urgent
