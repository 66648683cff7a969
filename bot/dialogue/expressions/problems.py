"""What is wrong inside one text or expression, by its offset in it."""

from msgspec import Struct

from bot.brand.faults import Severity


class Problem(Struct, frozen=True):
    """One thing wrong; `offset` counts characters from the start of the source."""

    offset: int
    message: str
    hint: str | None = None
    severity: Severity = "error"

    def moved(self, by: int) -> "Problem":
        """Return the same problem, seen from a text that the source is a part of."""
        return Problem(self.offset + by, self.message, self.hint, self.severity)
