"""How far a language is translated: what is missing, what is in doubt, what nobody needs."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.brand.catalogues import Catalogue, Translation
from bot.brand.collected import Faults
from bot.brand.faults import Fault
from bot.brand.translations import WrittenText, warn_of_missing
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
        faults = Faults()
        for one in self.missing:
            warn_of_missing(one.text, one.places[0], self.language, faults)
        for one, found in self.fuzzy:
            message = f"This translation of {quoted(one.text)} is fuzzy: it does not count."
            faults.warning(found.place, message, "Look at it again, and take the mark away.")
        for text, found in self.unused:
            faults.warning(found.place, f"Nothing says {quoted(text)} any more.")
        return faults.found


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
    empty = Catalogue("", {})
    return [
        _state(language, wanted, by_language.get(language, empty))
        for language in languages
        if (wanted := needing(language, texts))
    ]


def needing(language: str, texts: Sequence[WrittenText]) -> list[WrittenText]:
    """Return the texts that are written in another language, each once."""
    found: dict[str, WrittenText] = {}
    for one in texts:
        if one.language != language:
            before = found.get(one.text)
            places = one.places if before is None else (*before.places, *one.places)
            found[one.text] = replace(before or one, places=places)
    return list(found.values())


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
