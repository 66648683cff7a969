"""Whether a platform would take a channel as it is: asked before anything runs, by who looks."""

from collections.abc import Sequence
from typing import Literal, Protocol, runtime_checkable

from msgspec import Struct

from bot.channels.contract import ChannelSettings


class Probe(Struct, frozen=True):
    """One thing that a platform says of a channel, in words, with what to do where it is not fine.

    `broken` keeps the channel from working, `trouble` does not.
    """

    state: Literal["fine", "trouble", "broken"]
    words: str


@runtime_checkable
class Probing(Protocol):
    """Optional: somebody can be asked whether the channel would work."""

    def asks(self, settings: ChannelSettings) -> str | None:
        """Return the web address that would be asked, without a secret in it; None: nobody."""
        ...

    async def probe(self, settings: ChannelSettings) -> Sequence[Probe]:
        """Ask, and return what is said; nothing is changed there.

        Whatever the platform does, it is an answer in words and never an exception; it may take as
        long as a request may.
        """
        ...
