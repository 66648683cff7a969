"""One try of a call, and what it may come to."""

from typing import Protocol

import msgspec
from msgspec import Struct

from bot.core.calls import Target
from bot.core.ids import BrandId
from bot.core.values import Value

MOST_BYTES = 262_144
"""As much of an answer as a slot keeps: it is read and written with the conversation's state."""


class Answer(Struct, frozen=True):
    """What came back."""

    value: Value = None


class Failure(Struct, frozen=True):
    """Nothing came back that counts: why, without anybody's words.

    `final` says that another try would come to the same.
    """

    reason: str
    final: bool = False


Attempt = Answer | Failure


class Outside(Protocol):
    """What lies outside of the product: functions of the brands' own, and other systems.

    `is_real` says whether operators want to hear of each failure.
    """

    is_real: bool

    async def attempt(self, brand: BrandId, target: Target, key: str) -> Attempt:
        """Make a call once; whoever asks gives up when its time is over.

        Args:
            brand: whose dialogue calls.
            target: what is called, and what with.
            key: the same for every try of this call.
        """
        ...

    async def close(self) -> None:
        """Let go of everything that calls need."""
        ...


class Nowhere:
    """An outside that nothing can be called in: every call fails at once."""

    is_real = False

    async def attempt(self, brand: BrandId, target: Target, key: str) -> Attempt:
        """Fail."""
        del brand, target, key
        return Failure("nothing is called from here", final=True)

    async def close(self) -> None:
        """Do nothing: nothing was opened."""


def kept(value: object) -> Attempt:
    """Return what a slot can keep of a value, as an answer; a failure where it can keep none."""
    try:
        written = msgspec.json.encode(value)
        if len(written) > MOST_BYTES:
            return Failure(f"the answer is larger than {MOST_BYTES} bytes")
        return Answer(msgspec.json.decode(written))
    except (TypeError, ValueError, OverflowError, RecursionError):
        return Failure(f"a slot cannot keep what was returned ({type(value).__name__})")
