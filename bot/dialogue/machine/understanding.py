"""What the machine needs of whoever reads people's words; the engine introduces the two."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from bot.core.intents import Intents, Meant

Names = tuple[str, ...]
"""Everything that one choice is called: its labels in every language, then its key."""


class Understanding(Protocol):
    """Pure readers: each returns what a text says, or None for an honest "I do not know"."""

    def command(self, text: str) -> tuple[str, str] | None:
        """Return the name and the rest of a slash command, None where it is no command."""
        ...

    def exact_choice(self, text: str, options: Sequence[Names]) -> int | None:
        """Return the only option that has exactly this name, by its place."""
        ...

    def choice(self, text: str, options: Sequence[Names], languages: Sequence[str]) -> int | None:
        """Return the option meant by name, by ordinal, or by a clear resemblance."""
        ...

    def choices(
        self, text: str, options: Sequence[Names], languages: Sequence[str]
    ) -> tuple[int, ...] | None:
        """Return every option that a list names, in the options' order, each once."""
        ...

    def yes_no(self, text: str, languages: Sequence[str]) -> bool | None:
        """Return what a yes or a no says."""
        ...

    def number(self, text: str, language: str, maximum: float | None) -> float | int | None:
        """Return the only number of a text; "8/10" counts as 8 where `maximum` allows it."""
        ...

    def rating(self, text: str, language: str, maximum: int) -> int | None:
        """Return a rating given by a number, in words or in stars."""
        ...

    def date(self, text: str, languages: Sequence[str], today: date) -> str | None:
        """Return the only day of a text in its ISO form; the person's language comes first."""
        ...

    def time(self, text: str, languages: Sequence[str]) -> str | None:
        """Return the only time of day of a text in its ISO form, hours and minutes."""
        ...

    def email(self, text: str) -> str | None:
        """Return the only e-mail address of a text, its domain in lower case."""
        ...

    def phone(self, text: str, language: str, timezone: str) -> str | None:
        """Return the only phone number of a text in the form E.164; `timezone` is the brand's."""
        ...

    def url(self, text: str) -> str | None:
        """Return the only address of a page in a text, with its scheme."""
        ...

    def place(self, text: str) -> tuple[float, float] | None:
        """Return the latitude and the longitude that a text is, in degrees."""
        ...

    def meant(self, text: str, intents: Intents) -> Sequence[Meant]:
        """Return what a whole message may mean, the surest first, each intent once.

        An empty result is an honest "I do not know". A phrase is beyond doubt (1), keywords come
        next, likeness last. What it costs must not depend on how many intents there are: readers
        prepare them once, and know them again by what they are.
        """
        ...
