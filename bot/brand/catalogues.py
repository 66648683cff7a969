"""The catalogues of translations, `locales/<language>.po`: gettext's format, read with places.

Our own few lines rather than Babel's reader: that one gives no line for most mistakes, passes over
some in silence, and reads the clock.
"""

from collections.abc import Iterator

from msgspec import Struct, field

from bot.brand.collected import Faults
from bot.brand.nodes import Place
from bot.core.lazy_pattern import lazy_pattern

_LINE = lazy_pattern(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)?\s*"(.*)"\s*')
_ESCAPE = lazy_pattern(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_LOOSE_QUOTE = lazy_pattern(r'(?<!\\)(?:\\\\)*"')


class Translation(Struct, frozen=True):
    """One translated text; `place` is where it begins, in the line of its msgstr."""

    text: str
    place: Place

    def at(self, offset: int) -> Place:
        """Return the place of a character of the text, in the line of its msgstr."""
        return Place(self.place.file, self.place.line, self.place.column + offset)


class Catalogue(Struct, frozen=True):
    """The translations into one language, by the text as parsed from the files.

    `fuzzy` are those that somebody has yet to look at: they do not count.
    """

    language: str
    entries: dict[str, Translation]
    fuzzy: dict[str, Translation] = field(default_factory=dict)


class _Part(Struct):
    """One keyword of an entry with its strings."""

    keyword: str
    text: str
    place: Place


def read_catalogue(language: str, file: str, text: str, faults: Faults) -> Catalogue:
    """Return the translations in a .po file; never raises, whatever the text.

    Fuzzy, empty and outdated entries count as missing. Plural entries are warned of and passed
    over, for texts choose their forms by `plural(…)`.

    Args:
        language: what it translates into.
        file: its path in the brand's folder.
        text: its content, with plain line ends.
        faults: where to add what cannot be read.
    """
    entries: dict[str, Translation] = {}
    doubtful: dict[str, Translation] = {}
    for parts, fuzzy in _entries(file, text, faults):
        by_keyword = {part.keyword: part for part in parts}
        source, target = by_keyword.get("msgid"), by_keyword.get("msgstr")
        if source is None or target is None:
            _refuse_half(by_keyword, faults)
        elif source.text in entries:
            faults.warning(source.place, "This text is translated twice; the first one counts.")
        elif source.text and target.text:
            found = doubtful if fuzzy else entries
            found[source.text] = Translation(target.text, target.place)
    return Catalogue(language, entries, doubtful)


def _refuse_half(by_keyword: dict[str, _Part], faults: Faults) -> None:
    if (plural := by_keyword.get("msgid_plural")) is not None:
        hint = "Write the forms in the text itself, such as {days} {plural(days, 'day', 'days')}."
        faults.warning(plural.place, "A msgid with plural forms is not used.", hint)
        return
    for part in by_keyword.values():
        missing = "msgstr" if part.keyword == "msgid" else "msgid"
        faults.error(part.place, f"There is no {missing} with this {part.keyword}.")
        return


def _entries(file: str, text: str, faults: Faults) -> Iterator[tuple[list[_Part], bool]]:
    parts: list[_Part] = []
    fuzzy = next_fuzzy = False
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("#"):
            next_fuzzy = next_fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        part = _part(file, number, line, faults)
        if part is None:
            continue
        if part.keyword in ("msgid", "msgctxt") and _is_whole(parts):
            yield parts, fuzzy
            parts = []
        if not parts:
            fuzzy, next_fuzzy = next_fuzzy, False
        _add(part, parts, faults)
    if parts:
        yield parts, fuzzy


def _is_whole(parts: list[_Part]) -> bool:
    return any(part.keyword != "msgctxt" for part in parts)


def _add(part: _Part, parts: list[_Part], faults: Faults) -> None:
    if part.keyword:
        parts.append(part)
    elif parts:
        parts[-1].text += part.text
    else:
        faults.error(part.place, "This text belongs to no msgid or msgstr.")


def _part(file: str, number: int, line: str, faults: Faults) -> _Part | None:
    if not line.strip():
        return None
    place = Place(file, number, 1)
    found = _LINE.fullmatch(line)
    if found is None:
        hint = 'Write msgid "…" or msgstr "…", each text in double quotes on its line.'
        faults.error(place, "This line is not part of a catalogue.", hint)
        return None
    if _LOOSE_QUOTE.search(found[2]):
        faults.error(place, "There is a quote inside this text.", 'Write it as \\".')
        return None
    text = _ESCAPE.sub(lambda escape: _ESCAPES.get(escape[1], escape[1]), found[2])
    return _Part(found[1] or "", text, Place(file, number, found.start(2) + 1))
