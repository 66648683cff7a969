"""Giving authored texts their translations, and saying which are missing."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from bot.brand.catalogues import Catalogue, Translation
from bot.brand.collected import Faults
from bot.brand.leaves import Template
from bot.brand.nodes import Place
from bot.brand.wording import quoted
from bot.core.lazy_pattern import lazy_pattern
from bot.core.text import Text

_LETTER = lazy_pattern(r"[^\W\d_]")
_EXPRESSION = lazy_pattern(r"\{[^{}]*\}")


class WrittenText(Struct, frozen=True):
    """A text that people read, in the language that its file is written in, and its places."""

    text: str
    language: str
    places: tuple[Place, ...]


class Translations:
    """The catalogues of a brand.

    Args:
        languages: the brand's languages.
        catalogues: by language; a language whose catalogue could not be read is in `unreadable`.
        unreadable: languages of which nothing can be said.
        faults: where to add.
    """

    def __init__(
        self,
        languages: tuple[str, ...],
        catalogues: Mapping[str, Catalogue],
        unreadable: frozenset[str],
        faults: Faults,
    ) -> None:
        self._languages = languages
        self._catalogues = catalogues
        self._unreadable = unreadable
        self._faults = faults
        self._reported: set[tuple[str, str]] = set()
        self._places: dict[tuple[str, str], dict[Place, None]] = {}

    @property
    def catalogues(self) -> Sequence[Catalogue]:
        """The catalogues that could be read."""
        return tuple(self._catalogues.values())

    def of(self, template: Template, written_in: str) -> dict[str, Translation]:
        """Return the translations of a text by language, and report once which are missing."""
        if has_words(template.text):
            self._places.setdefault((template.text, written_in), {})[template.place] = None
        found: dict[str, Translation] = {}
        for language in self._languages:
            if language == written_in:
                continue
            translation = self._find(template.text, language)
            if translation is not None:
                found[language] = translation
            elif self._catalogues:
                self._report(template, language)
        return found

    def check_present(self, languages: Place | None) -> None:
        """Warn, at the languages in brand.yaml, where there is no catalogue at all."""
        others = self._languages[1:]
        if others and not self._catalogues and not self._unreadable and languages is not None:
            default = called(self._languages[0])
            message = f"There is no catalogue: all texts go out in {default}."
            hint = f"Put translations into {', '.join(f'locales/{one}.po' for one in others)}."
            self._faults.warning(languages, message, hint)

    def written(self) -> Sequence[WrittenText]:
        """Return every text that was asked for, by file and place."""
        return sorted(
            (
                WrittenText(text, language, tuple(sorted(places, key=_by_place)))
                for (text, language), places in self._places.items()
            ),
            key=lambda one: _by_place(one.places[0]),
        )

    def text(self, template: Template, written_in: str) -> Text:
        """Return a text with its translations."""
        found = self.of(template, written_in)
        return Text(template.text, {language: one.text for language, one in found.items()})

    def _find(self, text: str, language: str) -> Translation | None:
        catalogue = self._catalogues.get(language)
        return None if catalogue is None else catalogue.entries.get(text)

    def _report(self, template: Template, language: str) -> None:
        key = (template.text, language)
        if key in self._reported or language in self._unreadable or not has_words(template.text):
            return
        self._reported.add(key)
        warn_of_missing(template.text, template.place, language, self._faults)


def warn_of_missing(text: str, place: Place, language: str, faults: Faults) -> None:
    """Warn, where a text stands, that a language has no translation of it."""
    message = f"There is no translation into {called(language)} of {quoted(text)}."
    faults.warning(place, message, f"Add it to locales/{language}.po.")


def _by_place(place: Place) -> tuple[bool, Place]:
    return (place.file != "brand.yaml", place)


@lru_cache(maxsize=256)
def called(language: str) -> str:
    """Return the name of a language in English, its tag where it has none."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - costs more than all else here

    try:
        name = Locale.parse(language, sep="-").get_display_name("en")
    except (UnknownLocaleError, ValueError):
        name = None
    return name or language


def has_words(text: str) -> bool:
    """Say whether there is anything to translate: not where a text is signs and expressions."""
    return _LETTER.search(_EXPRESSION.sub("", text)) is not None
