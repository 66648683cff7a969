"""What the platforms of a brand's channels take, as far as an author should know of it."""

from collections.abc import Callable

from msgspec import Struct

from bot.core.lengths import TextUnit


class Limits(Struct, frozen=True):
    """One platform: the buttons of a message, and the length of a label in `unit` (None: any)."""

    platform: str
    buttons: int
    label: int | None = None
    unit: TextUnit = "characters"


FindLimits = Callable[[str], Limits | None]
"""Returns the limits of an adapter's platform, None where nothing is known of it."""


def no_limits(adapter: str) -> None:
    """Know of no limits, whatever the adapter."""
    del adapter
