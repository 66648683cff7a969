"""What an adapter must be: one module a platform, found by the entry point `convivio.adapters`."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from msgspec import Struct, field

from bot.brand.brand import Option
from bot.channels.capabilities import Capabilities
from bot.channels.files import Files
from bot.core.commands import Command
from bot.core.content import Message
from bot.core.events import Incoming
from bot.core.ids import BrandId, ChannelName, DeliveryId, EventId, GroupId
from bot.core.outcomes import Outcome


class ChannelSettings(Struct, frozen=True):
    """One channel of a brand, with its secrets in place.

    `options` is the rest of its line in brand.yaml. `left_off` says in words why the channel does
    not run (a secret that is not set), None where it does. `commands` is the menu that the brand
    offers, for platforms that show one. `files` are the brand's own, None where there are none.
    `public_url` is where the outside reaches us, `address` where the channel's platform can call
    us; None where we have no address for the outside. `own_spaces` are those of the brand's own on
    this channel in which it posts.
    """

    brand: BrandId
    name: ChannelName
    adapter: str
    options: dict[str, Option] = field(default_factory=dict)
    left_off: str | None = None
    commands: tuple[Command, ...] = ()
    files: Files | None = None
    address: str | None = None
    public_url: str | None = None
    own_spaces: tuple[str, ...] = ()


class Part(Struct, frozen=True):
    """One delivery: one message of ours, in the form that fits the platform.

    `earlier` is the platform's own id of the message of ours that becomes this one, as an edit;
    None where it is a message of its own.
    """

    id: DeliveryId
    message: Message
    earlier: str | None = None


class Group(Struct, frozen=True):
    """What one turn says in one space: claimed, retried and keyed as one.

    `id` never changes over retries. `to` is the person's id on the channel, `space` the group or
    thread, None in private. `attempt` counts from 1.
    """

    id: GroupId
    to: str
    space: str | None
    parts: tuple[Part, ...]
    attempt: int = 1


Taken = Literal["new", "duplicate", "full"]


class Receipt(Struct, frozen=True):
    """What intake says of one update, once it is durable; `full` was not taken."""

    taken: Taken
    event: EventId


Intake = Callable[[ChannelSettings, Sequence[Incoming]], Awaitable[Sequence[Receipt]]]
"""Take updates in durably; returns when they are committed. Only then may they be confirmed."""


class Held(Struct, frozen=True):
    """A conversation that we hold on a channel: `last` is when its latest event was taken in.

    `to` is the person's id on the channel, `space` the group or thread, None in private.
    """

    to: str
    space: str | None
    last: datetime


Recall = Callable[[ChannelSettings, datetime, int], Awaitable[Sequence[Held]]]
"""Return the conversations of a channel with events since a moment, latest first, so many."""


LastSpoken = Callable[[ChannelSettings, str], Awaitable[datetime | None]]
"""Return when a person, by their id on a channel, last spoke there, to whichever process.

None where they never have, or nothing is known of them. It raises where nobody can be asked now."""


IsOurs = Callable[[], bool]
"""Say at once whether the channel is certainly this process's to hear and to send on."""


class Adapter(Protocol):
    """One open channel on one platform. Importing its module does nothing.

    `deliver` is called with at most one group in flight a space, and returns one outcome a part,
    in order; it never raises for what the platform or the network did.
    """

    name: str
    capabilities: Capabilities

    def faults(self, settings: ChannelSettings) -> Sequence[str]:
        """Return what is wrong with the channel's options, each in words with what to do."""
        ...

    async def open(self, settings: ChannelSettings, intake: Intake) -> None:
        """Start to receive; `intake` must have answered before an update is confirmed."""
        ...

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        """Send a group and say how each part ended."""
        ...

    async def close(self) -> None:
        """Stop receiving and let go of every connection."""
        ...


class Signed(Protocol):
    """Optional: the channel takes signed requests (`POST /channels/…/messages`)."""

    def verify(self, headers: "SignatureHeaders", body: bytes, now: datetime) -> bool:
        """Say whether the request is genuine and fresh."""
        ...


class SignatureHeaders(Struct, frozen=True):
    """The three headers of Standard Webhooks, empty where absent."""

    id: str
    timestamp: str
    signature: str


@runtime_checkable
class Reaching(Protocol):
    """Optional: the channel may have no way out; what is said then waits to be asked for."""

    def reaches(self) -> bool:
        """Say whether messages can leave by themselves, as the open channel is set up."""
        ...


@runtime_checkable
class Titled(Protocol):
    """Optional: people know the platform by a name; other channels go by their name in the brand.

    `title` is that name, as it is written in a sentence.
    """

    title: str


@runtime_checkable
class Addressed(Protocol):
    """An adapter that knows how its channel is opened by an address."""

    def address(self, payload: str) -> str | None:
        """Return the address that opens a private conversation, as by a link with this payload.

        Args:
            payload: at most 64 letters, digits, `_` and `-`.

        Returns:
            The address; None where it is not known, or not yet.
        """
        ...


@runtime_checkable
class Attached(Protocol):
    """Optional: people hold open connections to us, and messages are pushed into them."""

    def attach(self, to: str, push: Callable[[Group], Awaitable[None]]) -> Callable[[], None]:
        """Push to this connection too; returns what detaches it."""
        ...


@runtime_checkable
class Owned(Protocol):
    """Optional: the platform tells what happens to one listener at a time, whom we have to be."""

    def ask_first(self, is_ours: IsOurs) -> None:
        """Ask `is_ours` before listening and before listening on; called once, before `open`."""
        ...


@runtime_checkable
class Recalling(Protocol):
    """Optional: what was missed while nobody listened can be fetched from the platform."""

    def remember(self, recall: Recall) -> None:
        """Ask `recall` which conversations to catch up with; called once, before `open`."""
        ...


@runtime_checkable
class Windowed(Protocol):
    """Optional: what may be said depends on when the person last spoke (`window` of the table)."""

    def ask_when(self, last_spoken: LastSpoken) -> None:
        """Ask `last_spoken` before saying what may be too late; called once, before `open`."""
        ...


@runtime_checkable
class Listening(Protocol):
    """Optional: the channel receives by itself, and may be hindered from it."""

    def hindrance(self) -> str | None:
        """Say what keeps it from hearing everybody, with what to do; None where all is well."""
        ...


@runtime_checkable
class Weighing(Protocol):
    """Optional: the platform counts some of our messages as several against its pace."""

    def weight(self, group: Group) -> int:
        """Return as how many messages it counts what is given to one `deliver`; 1 at least."""
        ...


@runtime_checkable
class Posting(Protocol):
    """Optional: the adapter knows how spaces of the brand's own are named on its platform."""

    def fault_of_space(self, space: str) -> str | None:
        """Say what is wrong with such a name, with what to write; None where nothing is."""
        ...


@runtime_checkable
class Tolerated(Protocol):
    """Optional: the platform shuts out who is refused too often, whatever was asked of it."""

    def refused(self) -> int:
        """Return how often it has refused us since this process began: of all that it counts."""
        ...


@runtime_checkable
class Offering(Protocol):
    """Optional: the platform shows a menu of commands."""

    def offer(self, commands: Sequence[Command]) -> None:
        """Show this menu from now on, as soon as the platform takes it."""
        ...


@runtime_checkable
class Finite(Protocol):
    """Optional: the channel ends by itself, as a terminal does at the end of its input."""

    async def ended(self) -> None:
        """Return once nothing more will come in."""
        ...
