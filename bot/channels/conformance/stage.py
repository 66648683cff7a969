"""What the author of an adapter writes for the suite: a stage, the platform's side of one channel.

Only `Stage` is required. Each further protocol lets the suite try more; what an adapter declares
and no stage shows is a finding (`claims`).
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, runtime_checkable

from msgspec import Struct

from bot.channels.capabilities import Thing
from bot.channels.contract import Adapter, ChannelSettings
from bot.channels.doors import PlatformCall
from bot.channels.support import Block
from bot.core.events import Happening, Incoming
from bot.core.outcomes import Outcome


class Stage(Protocol):
    """The platform's side of one channel, played by a stand-in.

    `settings` are good ones, `broken` ones that have a fault each.
    """

    settings: ChannelSettings
    broken: Sequence[ChannelSettings]

    def make(self) -> Adapter:
        """Return a new, closed channel that reaches the stand-in."""
        ...

    def make_dead(self) -> tuple[Adapter, ChannelSettings]:
        """Return a new, closed channel whose platform nobody can reach, and its settings."""
        ...


class Shown(Struct, frozen=True):
    """One message as the person sees it: plain words, and what else there is of it.

    `id` is None where the platform shows none. `blocks` are what stands there in the platform's own
    form: its own buttons, pictures, polls. A message that became another counts as one more.
    """

    text: str
    id: str | None = None
    blocks: frozenset[Block] = frozenset()


@runtime_checkable
class Showing(Protocol):
    """It can tell what the platform was given."""

    def shown(self) -> Sequence[Shown]:
        """Return all messages that the person sees, in the order in which they came."""
        ...


@runtime_checkable
class Hearing(Protocol):
    """A person can write through it."""

    async def say(self, adapter: Adapter, update: str, person: str, text: str) -> None:
        """Let the platform hand over one update; return once it was confirmed to the platform.

        Args:
            adapter: the open channel.
            update: the platform's own id of the update.
            person: who writes, by their id on the platform.
            text: what they write.
        """
        ...

    def confirmed(self) -> int:
        """Return how many updates the platform knows to be taken."""
        ...


@runtime_checkable
class Giving(Protocol):
    """A person can send more than words through it."""

    async def give(self, adapter: Adapter, thing: Thing) -> None:
        """Let a person send a thing; return once it was handed over.

        Args:
            adapter: the open channel, which has shown the person a message.
            thing: one of those that the table `receives`.
        """
        ...


@runtime_checkable
class Typing(Protocol):
    """It can tell whether the person has seen us typing."""

    async def typed(self, adapter: Adapter) -> bool:
        """Let the person write, and say whether they then see a sign of typing."""
        ...


@runtime_checkable
class Voting(Protocol):
    """A person can vote in a poll of the platform's own."""

    async def vote(self, adapter: Adapter, label: str) -> None:
        """Let the person vote in the latest poll; return once that was handed over."""
        ...


@runtime_checkable
class Among(Protocol):
    """There is a group in which the person is among others: `space` is its id."""

    space: str

    def sent_to_all(self) -> Sequence[str]:
        """Return what was sent to the group and not to one person alone, whole, in order."""
        ...

    async def shut(self) -> bool:
        """Let the platform refuse private messages to the person; false where it never does."""
        ...


@runtime_checkable
class Calling(Protocol):
    """Its platform can be set up to call us.

    `called` are good settings of such a channel.
    """

    called: ChannelSettings

    def make(self) -> Adapter:
        """Return a new, closed channel that reaches the stand-in."""
        ...

    def call(self, update: str, person: str, text: str) -> PlatformCall:
        """Return a genuine call, with the headers that make it one and no other.

        Args:
            update: the platform's own id of the update: digits.
            person: who writes, by their id on the platform: digits.
            text: what they write; one word with a slash before it.
        """
        ...

    async def ready(self, adapter: Adapter) -> None:
        """Return once the open channel can take calls."""
        ...


class Sample(Struct, frozen=True):
    """An update as the platform tells it, and what it tells: None where it concerns nobody here."""

    name: str
    raw: bytes
    tells: Happening | None


@runtime_checkable
class Sampled(Protocol):
    """There are captured updates, as JSON: the pure part of an adapter is tried with them."""

    samples: Sequence[Sample]

    def decode(self, raw: bytes) -> Incoming | None:
        """Return what the adapter decodes from an update, None where it takes it for nothing."""
        ...


class Failure(Struct, frozen=True):
    """One error of the platform's reference: `provoke` lets the next message meet it."""

    name: str
    outcome: type[Outcome]
    provoke: Callable[[], Awaitable[None]]


@runtime_checkable
class Failing(Protocol):
    """It can let sending fail, in every way that the platform's reference tells of."""

    failures: Sequence[Failure]
