"""How far a language is translated: what is missing, what is in doubt, what nobody needs."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from bot.brand.catalogues import Catalogue, Translation
from bot.brand.faults import Fault
from bot.brand.nodes import Place
from bot.brand.translations import WrittenText, called
from bot.brand.wording import quoted


class Translated(Struct, frozen=True):
    """The state of one language; `wanted` is how many texts need it."""

    language: str
    wanted: int
    missing: tuple[WrittenText, ...]
    fuzzy: tuple[tuple[WrittenText, Translation], ...]
    unused: tuple[tuple[str, Translation], ...]

    @property
    def done(self) -> int:
        """How many texts are translated."""
        return self.wanted - len(self.missing) - len(self.fuzzy)

    def faults(self) -> list[Fault]:
        """Return what is left to do, each as a warning at its place."""
        return [*self._missing(), *self._fuzzy(), *self._unused()]

    def _missing(self) -> Iterator[Fault]:
        into, hint = called(self.language), f"Add it to locales/{self.language}.po."
        for one in self.missing:
            message = f"There is no translation into {into} of {quoted(one.text)}."
            yield _warning(one.places[0], message, hint)

    def _fuzzy(self) -> Iterator[Fault]:
        for one, found in self.fuzzy:
            message = f"This translation of {quoted(one.text)} is fuzzy: it does not count."
            yield _warning(found.place, message, "Look at it again, and take the mark away.")

    def _unused(self) -> Iterator[Fault]:
        for text, found in self.unused:
            yield _warning(found.place, f"Nothing says {quoted(text)} any more.")


def translated(
    languages: Sequence[str], texts: Sequence[WrittenText], catalogues: Sequence[Catalogue]
) -> list[Translated]:
    """Return the state of each language that some text is not written in.

    Args:
        languages: the brand's.
        texts: all that people read.
        catalogues: those that there are.
    """
    by_language = {one.language: one for one in catalogues}
    empty = Catalogue("", "", {})
    return [
        _state(language, wanted, by_language.get(language, empty))
        for language in languages
        if (wanted := needing(language, texts))
    ]


def needing(language: str, texts: Sequence[WrittenText]) -> list[WrittenText]:
    """Return the texts that are written in another language, each once."""
    places: dict[str, tuple[Place, ...]] = {}
    for one in texts:
        if one.language != language:
            places[one.text] = (*places.get(one.text, ()), *one.places)
    written = {one.text: one.language for one in reversed(texts) if one.language != language}
    return [WrittenText(text, written[text], found) for text, found in places.items()]


def _state(language: str, wanted: Sequence[WrittenText], catalogue: Catalogue) -> Translated:
    known = {one.text for one in wanted}
    missing, fuzzy = [], []
    for one in wanted:
        if one.text in catalogue.entries:
            continue
        if (doubtful := catalogue.fuzzy.get(one.text)) is None:
            missing.append(one)
        else:
            fuzzy.append((one, doubtful))
    entries: Mapping[str, Translation] = {**catalogue.fuzzy, **catalogue.entries}
    unused = tuple((text, found) for text, found in entries.items() if text not in known)
    return Translated(language, len(wanted), tuple(missing), tuple(fuzzy), unused)


def _warning(place: Place, message: str, hint: str | None = None) -> Fault:
    return Fault(place.file, place.line, place.column, message, "warning", hint)
