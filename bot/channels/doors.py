"""What the web asks of a channel whose people or systems come to our own address."""

from typing import Protocol, runtime_checkable

from msgspec import Struct

from bot.channels.body import Malformed
from bot.channels.contract import Attached, Signed
from bot.core.events import Incoming


@runtime_checkable
class RequestDoor(Signed, Protocol):
    """A channel into which other systems post messages, one signed request each."""

    def decode(self, external_id: str, body: bytes) -> Incoming | Malformed:
        """Return what a genuine request tells, or every fault of it.

        Args:
            external_id: the value of `webhook-id`.
            body: the bytes of the body, already verified.
        """
        ...


class Visit(Struct, frozen=True):
    """A page announced itself: who it is, and the last line that it has already shown."""

    person: str
    after: str | None = None
    language: str | None = None
    timezone: str | None = None


class Refused(Struct, frozen=True):
    """A frame that is malformed and not taken; `id` names it where it could be read."""

    id: str | None


@runtime_checkable
class PageDoor(Attached, Protocol):
    """A channel that people reach by a page of ours, over a connection that stays open."""

    def greet(self, frame: str) -> Visit | Refused:
        """Return who opened the connection, from its first frame."""
        ...

    def decode(self, visit: Visit, frame: str) -> Incoming | Refused:
        """Return what a later frame of this visit tells."""
        ...


def is_at_our_address(adapter: object) -> bool:
    """Say whether a channel's people or systems come to us, whichever of our processes that is."""
    return isinstance(adapter, RequestDoor | PageDoor)
