"""What the platforms of a brand's channels take, as far as an author should know of it."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from bot.brand.budgets import Budgets
from bot.core.changes import Change
from bot.core.content import Message
from bot.core.lengths import TextUnit

Changes = Callable[[Message], Sequence[Change]]
"""Says what becomes of a message where it does not fit."""


class Limits(Struct, frozen=True):
    """One platform, with all that is said of it where a message does not fit.

    `changes` says what becomes of a message there: it is what fits messages as they leave.
    `buttons` is how many one takes, `label` how long theirs may be in `unit` (None: any).
    `image_bytes` and `file_bytes` are the largest picture and file of ours, None for any;
    `card_title` and `card_text` what a card holds in `unit`, None where there are no cards.
    `polls` says whether it has polls. `receives` is what people can send there besides words, None
    where nobody knows. `pace` is how fast it lets us write, None for any.
    """

    platform: str
    changes: Changes
    buttons: int
    label: int | None = None
    unit: TextUnit = "characters"
    image_bytes: int | None = None
    file_bytes: int | None = None
    card_title: int | None = None
    card_text: int | None = None
    polls: bool = False
    receives: frozenset[str] | None = None
    pace: Budgets | None = None


FindLimits = Callable[[str], Limits | None]
"""Returns the limits of an adapter's platform, None where nothing is known of it."""


def no_limits(adapter: str) -> None:
    """Know of no limits, whatever the adapter."""
    del adapter
