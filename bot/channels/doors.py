"""What the web asks of a channel whose people or systems come to our own address."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Literal, Protocol, cast, runtime_checkable

from msgspec import Struct

from bot.channels.body import Malformed
from bot.channels.contract import Attached, ChannelSettings, Signed
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


class FileOffer(Struct, frozen=True):
    """A page would like to send a file, as the browser describes it; `size` in bytes."""

    id: str
    name: str | None
    media_type: str | None
    size: int


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

    def takes_files(self) -> bool:
        """Say whether people may send files there."""
        ...

    def decode(self, visit: Visit, frame: str) -> Incoming | FileOffer | Refused:
        """Return what a later frame of this visit tells.

        Of a file that was sent before, only the address is known: what it is is ours to say.
        """
        ...


MOST_CALL_BYTES = 4 * 1024 * 1024
"""As much as a platform may tell at once: some put a thousand updates into one call, of 3 MB."""


class PlatformCall(Struct, frozen=True):
    """A request that a platform makes to us, as it came: names of headers are in lower case."""

    method: Literal["GET", "POST"]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    at: datetime


class Answered(Struct, frozen=True):
    """What a platform told us is taken, or was asked for; this is the answer that it wants."""

    body: bytes = b""
    media_type: str = "application/json"


class Declined(Struct, frozen=True):
    """It is not taken: 400 where it never will be, 429 or 503 where it may be told again."""

    status: Literal[400, 429, 503]
    reason: str


@runtime_checkable
class PlatformDoor(Protocol):
    """A channel whose platform calls us itself (`/platforms/…`), where it is set up so.

    Every process is called, also those that do not send on the channel.
    """

    def is_called(self, settings: ChannelSettings) -> bool:
        """Say whether the platform calls us, as the channel is set up."""
        ...

    def is_genuine(self, settings: ChannelSettings, call: PlatformCall) -> bool:
        """Say whether the platform makes this call, and just now; the channel may be closed."""
        ...

    async def answer(self, call: PlatformCall) -> Answered | Declined:
        """Take in what a genuine call tells, and return what the platform is answered.

        It returns once what was told is durable, or else when the platform would wait no longer.

        Raises:
            Exception: whatever intake raises; nothing was taken then.
        """
        ...


def is_at_our_address(adapter: object, settings: ChannelSettings) -> bool:
    """Say whether a channel's people or systems come to us, whichever of our processes that is."""
    kind = _door_of(type(adapter))  # type: ignore[arg-type]
    if kind is PlatformDoor:
        return cast("PlatformDoor", adapter).is_called(settings)
    return kind is not None


@cache
def _door_of(adapter: type) -> type | None:
    """Return by which door a kind of adapter is come to; asked for whatever comes in."""
    doors = (PlatformDoor, RequestDoor, PageDoor)
    return next((door for door in doors if issubclass(adapter, door)), None)
