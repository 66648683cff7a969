"""What the platforms of a brand's channels take, as far as an author should know of it."""

from collections.abc import Callable

from msgspec import Struct

from bot.brand.budgets import Budgets
from bot.core.lengths import TextUnit, size
from bot.dialogue.expressions.templates import parsed_template


class Limits(Struct, frozen=True):
    """One platform: the buttons of a message, and the length of a label in `unit` (None: any).

    `image_bytes` and `file_bytes` are the largest picture and file of ours, None for any;
    `card_title` and `card_text` what a card holds in `unit`, None where there are no cards.
    `receives` is what people can send there besides words, None where nobody knows. `pace` is how
    fast it lets us write, None for any.
    """

    platform: str
    buttons: int
    label: int | None = None
    unit: TextUnit = "characters"
    image_bytes: int | None = None
    file_bytes: int | None = None
    card_title: int | None = None
    card_text: int | None = None
    receives: frozenset[str] | None = None
    pace: Budgets | None = None

    def least_length(self, text: str) -> int:
        """Return how long a text is there, whatever its expressions give."""
        return size("".join(parsed_template(text).plain_literals), self.unit)


FindLimits = Callable[[str], Limits | None]
"""Returns the limits of an adapter's platform, None where nothing is known of it."""


def no_limits(adapter: str) -> None:
    """Know of no limits, whatever the adapter."""
    del adapter
