"""All readers behind one object, as the dialogue machine wants them."""

from collections.abc import Sequence
from datetime import date

from bot.core.intents import Intents, Meant
from bot.understanding import (
    choices,
    commands,
    emails,
    meaning,
    numbers,
    places,
    ratings,
    urls,
    yes_no,
)

Names = tuple[str, ...]


class Reader:
    """Reads people's words; satisfies what the dialogue machine asks for."""

    def command(self, text: str) -> tuple[str, str] | None:
        """Return the name and the rest of a slash command, None where it is no command."""
        return commands.read(text)

    def exact_choice(self, text: str, options: Sequence[Names]) -> int | None:
        """Return the only option that has exactly this name, by its place."""
        return choices.read_name(text, tuple(options))

    def choice(self, text: str, options: Sequence[Names], languages: Sequence[str]) -> int | None:
        """Return the option meant by name, by ordinal, or by a clear resemblance."""
        return choices.read_one(text, tuple(options), tuple(languages))

    def choices(
        self, text: str, options: Sequence[Names], languages: Sequence[str]
    ) -> tuple[int, ...] | None:
        """Return every option that a list names, in the options' order, each once."""
        return choices.read_several(text, tuple(options), tuple(languages))

    def yes_no(self, text: str, languages: Sequence[str]) -> bool | None:
        """Return what a yes or a no says."""
        return yes_no.read(text, tuple(languages))

    def number(self, text: str, language: str, maximum: float | None) -> float | int | None:
        """Return the only number of a text; "8/10" counts as 8 where `maximum` allows it."""
        return numbers.read(text, language, maximum)

    def rating(self, text: str, language: str, maximum: int) -> int | None:
        """Return a rating given by a number, in words or in stars."""
        return ratings.read(text, language, maximum)

    def date(self, text: str, languages: Sequence[str], today: date) -> str | None:
        """Return the only day of a text, as "2030-12-05"; `today` is that of the person."""
        from bot.understanding import dates  # noqa: PLC0415  # brings Babel, which few need

        return dates.read(text, tuple(languages), today)

    def time(self, text: str, languages: Sequence[str]) -> str | None:
        """Return the only time of day of a text, as "09:30"."""
        from bot.understanding import times  # noqa: PLC0415  # brings Babel, which few need

        return times.read(text, tuple(languages))

    def email(self, text: str) -> str | None:
        """Return the only e-mail address of a text, its domain in lower case."""
        return emails.read(text)

    def phone(self, text: str, language: str, timezone: str) -> str | None:
        """Return the only phone number of a text, as "+393331234567"."""
        from bot.understanding import phones  # noqa: PLC0415  # brings the plans of all countries

        return phones.read(text, language, timezone)

    def url(self, text: str) -> str | None:
        """Return the only address of a page in a text, with its scheme."""
        return urls.read(text)

    def place(self, text: str) -> tuple[float, float] | None:
        """Return the latitude and the longitude that a text is, in degrees."""
        return places.read(text)

    def meant(self, text: str, intents: Intents) -> tuple[Meant, ...]:
        """Return what a text may mean, the surest first; nothing for "I do not know"."""
        return meaning.read(text, intents)
