"""What can happen: an adapter decodes a platform's update into these, the machine handles them."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from bot.core.calls import Cause
from bot.core.content import Contact, Media
from bot.core.ids import DeliveryId, EventId, derive_at
from bot.core.values import Value

Party = Literal["person", "space"]
"""With whom something is held in a group: each has a talk of their own, and all share one."""


class Said(Struct, frozen=True, tag="said", omit_defaults=True):
    """A person wrote something, or sent something else: a command such as `/survey` is text too.

    `contact` is a telephone number that was shared, `poll` the labels that were voted for. `quotes`
    is a button of the message of ours that it answers, where it answers one that has buttons.
    `message` is the platform's own id of it, by which a reply of ours can name it. `album` is its
    own id of what was sent together, where each picture of it comes as a message. `replies_to` is
    its own id of the message of ours that it answers in a group; `party` says whose talk that was.
    """

    text: str
    attachments: tuple[Media, ...] = ()
    contact: Contact | None = None
    poll: tuple[str, ...] = ()
    quotes: str | None = None
    message: str | None = None
    album: str | None = None
    replies_to: str | None = None
    party: Party | None = None


class Pressed(Struct, frozen=True, tag="pressed"):
    """A person pressed a button of ours, named by the id that it carried."""

    button: str


class Voted(Struct, frozen=True, tag="voted"):
    """A person voted in a poll of ours, or took their vote back: `options` is empty then.

    `poll` is the platform's own id of it, as `Accepted.poll` named it; once it is taken in, the
    reference of the message that asked. `options` are the places of what was voted for, from 0.
    """

    poll: str
    options: tuple[int, ...] = ()


class Reacted(Struct, frozen=True, tag="reacted"):
    """A person put a sign to a message, or took it away: `emoji` is None then.

    `message` is the platform's own id of the message.
    """

    emoji: str | None
    message: str


class Opened(Struct, frozen=True, tag="opened"):
    """A person arrived, perhaps through a link: `payload` is what the link carried."""

    payload: str | None = None


class Blocked(Struct, frozen=True, tag="blocked"):
    """A person closed the door: nothing reaches them there until they open it again."""


class Unblocked(Struct, frozen=True, tag="unblocked"):
    """A person opened the door again; they have said nothing."""


class SpaceMoved(Struct, frozen=True, tag="space-moved"):
    """The platform has given the group or thread that this comes from another id: `to`.

    Nobody did it: its sender is no person. Told again it changes nothing.
    """

    to: str


class Undelivered(Struct, frozen=True, tag="undelivered"):
    """A message of ours that the platform had accepted did not arrive after all.

    `delivery` is our own id of it, which the platform was given with it, and `reason` why, without
    a word of anybody. Nobody did it: its sender is whom the message was for. Told again it changes
    nothing.
    """

    delivery: DeliveryId
    reason: str


class Happened(Struct, frozen=True, tag="happened"):
    """Something happened elsewhere that concerns this person, as an order that was shipped.

    It wakes whatever waits for it, or else starts the dialogues that it starts without a topic.
    `name` is at most 64 letters, digits, dots, dashes; `data` is what the sender told, or None.
    """

    name: str
    data: Value = None


class Due(Struct, frozen=True, tag="due"):
    """A time has come that a conversation waits for: `timer` is the id that it was set with."""

    timer: str


class Began(Struct, frozen=True, tag="began"):
    """The brand speaks first: `dialogue` opens for whoever subscribed to `topic`.

    `name` and `data` are what the dialogue sees as `event`: an outside event, a post of a feed,
    or the broadcast itself. `occurrence` names what this is one of many of.
    """

    dialogue: str
    topic: str
    occurrence: str
    name: str
    data: Value = None


class Answered(Struct, frozen=True, tag="answered"):
    """A call to the outside has ended: with `value`, or without one for the reason of `failure`.

    `cause` is what led to the call, `began` what the brand wanted to open where nothing of it was
    said before the call. `failure` holds no words of anybody.
    """

    cause: Cause
    call: str
    value: Value = None
    failure: str | None = None
    began: Began | None = None


Spoken = Said | Pressed | Voted | Opened
"""What a person does: it shows that they are there, and what answers it is a reply."""

Caused = Happened | Due | Began
"""What a clock or another system does: quiet hours hold it."""

Reachability = Blocked | Unblocked | SpaceMoved | Undelivered
"""What a platform tells of the way to somebody: the conversation stays as it is."""

Handled = Spoken | Reacted | Caused | Answered
"""What a conversation handles: it may go on with it."""

Happening = Handled | Reachability
"""The closed union of what an event may tell."""


def is_asked_for(happening: Happening) -> bool:
    """Say whether what follows answers something that a person did."""
    match happening:
        case Answered(cause=cause):
            return cause == "said"
        case _:
            return not isinstance(happening, Caused)


class Sender(Struct, frozen=True):
    """Who an update is from, in the platform's own words; absent facts are None."""

    id: str
    name: str | None = None
    first_name: str | None = None
    language: str | None = None
    timezone: str | None = None


class Incoming(Struct, frozen=True):
    """One update as an adapter decoded it, before it is stored.

    `external_id` is the platform's own id of the update, unique in its channel: the key by which
    it is taken in once. `space` is the group or thread, None in a private conversation. `raw` is
    the platform's update, kept until its turn is done and then dropped.
    """

    external_id: str
    sender: Sender
    happening: Happening
    space: str | None = None
    raw: bytes | None = None


class Event(Struct, frozen=True):
    """One happening as the machine sees it: `at` is when we took it in, in UTC."""

    id: EventId
    at: datetime
    happening: Happening

    def derive(self, *parts: str | int) -> str:
        """Return the id of what comes of this: playing the event again writes the same rows."""
        return derive_at(self.at, self.id, *parts)
