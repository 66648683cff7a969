"""What the web asks of a channel whose people or systems come to our own address."""

from datetime import datetime
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
    """A page announced itself: who it is, and the last line that it has already shown.

    What is known of the person beyond their `language` and `timezone` comes from whoever vouches
    for them.
    """

    person: str
    after: str | None = None
    language: str | None = None
    timezone: str | None = None
    name: str | None = None
    first_name: str | None = None


class Refused(Struct, frozen=True):
    """A frame that is not taken; `id` names it where it could be read, `reason` says why in words.

    The reason is for whoever built the page, and has no words of anybody.
    """

    id: str | None
    reason: str = "malformed"


@runtime_checkable
class PageDoor(Attached, Protocol):
    """A channel that people reach by a page of ours, over a connection that stays open."""

    def recognises_people(self) -> bool:
        """Say whether sites may vouch for who somebody is, each time for one connection."""
        ...

    def greet(self, frame: str, nonce: str, now: datetime) -> Visit | Refused:
        """Return who opened the connection, from its first frame.

        Args:
            frame: as it came.
            nonce: what was made for this connection, and told to the page before.
            now: the present time, with its zone.
        """
        ...

    def decode(self, visit: Visit, frame: str) -> Incoming | Refused:
        """Return what a later frame of this visit tells."""
        ...


def is_at_our_address(adapter: object) -> bool:
    """Say whether a channel's people or systems come to us, whichever of our processes that is."""
    return isinstance(adapter, RequestDoor | PageDoor)
