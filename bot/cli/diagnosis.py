"""One thing that `convivio doctor` looked at."""

from typing import Literal

from msgspec import Struct

State = Literal["fine", "left off", "trouble", "broken"]
"""`trouble` is what went wrong in the past: it is to be known, and keeps nothing from running."""


class Finding(Struct, frozen=True):
    """One thing that was looked at, how it is, and what to do where it is not fine."""

    about: str
    state: State
    words: str

    def as_json(self) -> dict[str, str]:
        """Return the finding as programs read it."""
        return {"about": self.about, "state": self.state, "words": self.words}
