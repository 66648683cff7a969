"""How a send ended: a closed set of values, for everything that can fail outside is a value."""

from typing import Literal

from msgspec import Struct

Scope = Literal["space", "channel"]


class Accepted(Struct, frozen=True, tag="accepted"):
    """The platform took it; `message` is the platform's own id of it, where there is one.

    `poll` is its own id of the poll that the message is, by which votes will name it.
    """

    message: str | None = None
    poll: str | None = None


class Unreachable(Struct, frozen=True, tag="unreachable"):
    """The person or space cannot be written to any more (blocked, gone)."""

    reason: str


class Moved(Struct, frozen=True, tag="moved"):
    """The space has a new address: the same delivery goes there."""

    to: str


class Rejected(Struct, frozen=True, tag="rejected"):
    """The platform refused this content for good: kept among the rejected, the lane goes on."""

    reason: str


class Throttled(Struct, frozen=True, tag="throttled"):
    """Certainly not taken; may be tried again after `retry_after` seconds (None: our own pace).

    `scope` says what waits: the space alone, or every space of the channel.
    """

    reason: str
    retry_after: float | None = None
    scope: Scope = "space"


class Misconfigured(Struct, frozen=True, tag="misconfigured"):
    """The channel's own settings are at fault: it pauses, is probed and reported.

    `closed` means that the other side wants nothing more until we are restarted (HTTP 410).
    """

    reason: str
    closed: bool = False


class Unknown(Struct, frozen=True, tag="unknown"):
    """The request left and no clear answer came: it may or may not have been taken."""

    reason: str


Outcome = Accepted | Unreachable | Moved | Rejected | Throttled | Misconfigured | Unknown
