"""One or several of the choices shown: by name, by ordinal, or by a clear resemblance."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby

from bot.core.universal import NUMBER_WORDS, ORDINAL_WORDS
from bot.core.words import holds_word, normalise
from bot.understanding.framing import framed
from bot.understanding.likeness import is_slip

Names = tuple[str, ...]
Options = tuple[Names, ...]

_ALIKE = 0.82
"""Least likeness, by difflib's measure, at which a misspelt name is still meant."""

_SLIP = 0.85
"""How alike a name of five signs and more is to itself with one of them wrong."""

_APART = 0.1
"""How much less alike every other choice must be."""

_SHORTEST = 4
"""Signs below which resemblance says nothing."""

_MOST_DIGITS = 4
"""Digits that the number of a choice may have."""

_ROOM = 3
"""Words that may stand around a name before a message is more than an answer."""

_AND = frozenset({"and", "e", "ed", "plus"})
_ALL = frozenset({"all", "all of them", "everything", "tutti", "tutte", "tutto"})
_BOTH = frozenset({"both", "both of them", "entrambi", "entrambe", "tutti e due", "tutte e due"})
_LAST = frozenset({"last", "ultimo", "ultima"})
_NOT = frozenset(
    {
        *("not", "no", "non", "never", "mai", "isn", "don", "neither", "ne"),
        *("but", "except", "excluding", "without", "tranne", "eccetto", "salvo", "senza"),
    }
)
"""What makes another thing of a name beside it: "not tea", "everything but olives"."""

_LITTLE = frozenset(
    {"a", "an", "the", "i", "it", "to", "in", "un", "una", "uno", "il", "lo", "la", "gli", "le"}
)
"""Words that begin many labels and mean none of them."""

_BEFORE_ORDINAL = frozenset(
    {"the", "number", "option", "n", "nr", "no", "il", "la", "lo", "l", "numero", "opzione"}
)
_AFTER_ORDINAL = frozenset({"one", "option", "a", "o", "opzione"})


def read_name(text: str, options: Options) -> int | None:
    """Return the place of the only option that has exactly this name, None otherwise.

    Signs count only where words alone do not tell the options apart: "C++" and "C#".
    """
    place = _index(options).get(normalise(text))
    return _literals(options).get(_literal(text)) if place is None else place


def read_one(text: str, options: Options, languages: tuple[str, ...]) -> int | None:
    """Return the place of the option that a whole message means.

    Args:
        text: a whole message: a label, a key, "2", "the first", a misspelt label.
        options: the names of each option, in the order shown.
        languages: whose ordinals count.

    Returns:
        None where it means none of them, or could mean several.
    """
    said = normalise(text)
    named = read_name(text, options)
    if not said or named is not None or said in _index(options):
        return named
    place = _ordinal(said, options, languages)
    if place is None:
        place = _framed(said, options, languages)
    return _resembling(said, options) if place is None else place


def _framed(said: str, options: Options, languages: tuple[str, ...]) -> int | None:
    """Return the option named by what is left without "I would like the … please".

    Number words count as the digits of a name: "two people" is "2 people".
    """
    names, negated = _index(options), _NOT.intersection(said.split())
    found = (
        names.get(core) for core in _cores(said, options, languages) if negated <= set(core.split())
    )
    return next((place for place in found if place is not None), None)


def _cores(said: str, options: Options, languages: tuple[str, ...]) -> Iterator[str]:
    if _has_numbers(options):
        yield _with_digits(said, languages)
    for core in framed(said):
        yield core
        if _has_numbers(options):
            yield _with_digits(core, languages)


def _with_digits(said: str, languages: tuple[str, ...]) -> str:
    words = _number_words(languages)
    return " ".join(str(words[word] + 1) if word in words else word for word in said.split())


def read_several(text: str, options: Options, languages: tuple[str, ...]) -> tuple[int, ...] | None:
    """Return the places of all options that a message names, in order, each once.

    Names and ordinals may be joined by commas, "and", "e" or spaces alone.

    Returns:
        None where any part of the message names no option.
    """
    said = normalise(text)
    if said in _ALL or (said in _BOTH and len(options) == 2):  # noqa: PLR2004  # both of them
        return tuple(range(len(options)))
    places = _listed(said.split(), options, languages)
    if places is None:
        read = [_named_in(part, options, languages) for part in _parts(text)]
        places = {place for each in read for place in each} if all(read) else None
    return tuple(sorted(places)) if places else None


def _parts(text: str) -> list[str]:
    """Return what stands between commas, semicolons and line ends."""
    parts = text.replace(";", ",").replace("\n", ",").split(",")
    return [part for part in parts if part.strip()]


def _named_in(part: str, options: Options, languages: tuple[str, ...]) -> set[int]:
    """Return the options that a part names, whose own parts are joined by "and" or "e".

    Each of those must name one: "apples and pears" is no answer where there are no pears.
    """
    listed = _listed(normalise(part).split(), options, languages)
    if listed:
        return listed
    groups = groupby(normalise(part).split(), _AND.__contains__)
    pieces = [" ".join(words) for joins, words in groups if not joins]
    read = [read_one(piece, options, languages) for piece in pieces]
    return set() if None in read else {place for place in read if place is not None}


@lru_cache(maxsize=512)
def _index(options: Options) -> dict[str, int | None]:
    """Return the place of every name by its words; None for one that several options share."""
    index = _places(options, normalise)
    index.pop("", None)
    return index


@lru_cache(maxsize=512)
def _literals(options: Options) -> dict[str, int | None]:
    """Return the place of every name as it is written, None for one that several share."""
    return _places(options, _literal)


def _places(options: Options, form: Callable[[str], str]) -> dict[str, int | None]:
    places: dict[str, int | None] = {}
    for place, names in enumerate(options):
        for name in map(form, names):
            places[name] = None if places.get(name, place) != place else place
    return places


def _literal(text: str) -> str:
    return text.strip().casefold()


@lru_cache(maxsize=64)
def _ordinals(languages: tuple[str, ...]) -> dict[str, int]:
    return {
        word: place
        for language in languages
        for place, words in enumerate(
            ORDINAL_WORDS.get(language.partition("-")[0], ORDINAL_WORDS["en"])
        )
        for word in words
    }


def _ordinal(said: str, options: Options, languages: tuple[str, ...]) -> int | None:
    """Return the option at a place: "2", "2.", "the second", "opzione 2"."""
    words = said.split()
    while len(words) > 1 and words[0] in _BEFORE_ORDINAL:
        words = words[1:]
    if len(words) > 1 and words[-1] in _AFTER_ORDINAL:
        words = words[:-1]
    return _place(words[0], options, languages) if len(words) == 1 else None


def _place(word: str, options: Options, languages: tuple[str, ...]) -> int | None:
    place = len(options) - 1 if word in _LAST else _ordinals(languages).get(word)
    if place is None and not _has_numbers(options):
        place = _numbered(word, languages)
    return place if place is not None and 0 <= place < len(options) else None


def _numbered(word: str, languages: tuple[str, ...]) -> int | None:
    """Return the place that a number names: "2", "due"; None for any other word."""
    if word.isdecimal() and len(word) <= _MOST_DIGITS:
        return int(word) - 1
    return _number_words(languages).get(word)


@lru_cache(maxsize=64)
def _number_words(languages: tuple[str, ...]) -> dict[str, int]:
    return {
        word: number - 1
        for language in languages
        for number, word in enumerate(NUMBER_WORDS.get(language.partition("-")[0], ()))
    }


@lru_cache(maxsize=512)
def _has_numbers(options: Options) -> bool:
    """Say whether choices are numbers themselves: then a bare number is never an ordinal."""
    return any(name.isdigit() for name in _index(options))


def _listed(words: list[str], options: Options, languages: tuple[str, ...]) -> set[int] | None:
    """Return the options whose names make up all the words, the longest names first."""
    places: set[int] = set()
    while words:
        length, place = next(_beginnings(words, options, languages), (0, None))
        if place is not None:
            places.add(place)
        elif words[0] in _AND and places:
            length = 1
        if not length:
            return None
        words = words[length:]
    return places


def _beginnings(
    words: list[str], options: Options, languages: tuple[str, ...]
) -> Iterator[tuple[int, int]]:
    names = _index(options)
    for length in range(min(len(words), _longest(options)), 0, -1):
        place = names.get(" ".join(words[:length]))
        if place is not None:
            yield length, place
    place = _place(words[0], options, languages)
    if place is not None:
        yield 1, place


@lru_cache(maxsize=512)
def _longest(options: Options) -> int:
    return max((len(name.split()) for name in _index(options)), default=0)


def _resembling(said: str, options: Options) -> int | None:
    """Return the only option that a message clearly resembles."""
    index = _index(options)
    holding = {place for name, place in index.items() if _holds(said, name)}
    if len(holding) == 1:
        return None if _named_beside(said, index) - holding else holding.pop()
    if holding or len(said) < _SHORTEST or not _NOT.isdisjoint(said.split()):
        return None
    found = (_most_alike(core, index) for core in (said, *framed(said)))
    return next((place for place in found if place is not None), None)


def _named_beside(said: str, index: dict[str, int | None]) -> set[int | None]:
    """Return all options that a message names, however short their names: "red or blue"."""
    names = [name for name in index if len(name) > 1 and name not in _LITTLE]
    return {index[name] for name in names if holds_word(said, name)}


def _holds(said: str, name: str) -> bool:
    """Say whether the message holds the name, or is a part of it; "yes" begins "Yes, please"."""
    words, own = said.split(), name.split()
    if not _NOT.intersection(words) <= set(own):
        return False
    if len(words) == 1 and own[:1] == words and said not in _LITTLE:
        return True
    if min(len(said), len(name)) < _SHORTEST:
        return False
    return holds_word(name, said) or (holds_word(said, name) and len(words) <= len(own) + _ROOM)


def _most_alike(said: str, index: dict[str, int | None]) -> int | None:
    best: dict[int | None, float] = {}
    for name, place in index.items():
        best[place] = max(best.get(place, 0.0), _likeness(said, name))
    ordered = sorted(best.items(), key=lambda found: -found[1])
    if not ordered or ordered[0][1] < _ALIKE:
        return None
    clear = len(ordered) == 1 or ordered[0][1] - ordered[1][1] >= _APART
    return ordered[0][0] if clear else None


def _likeness(said: str, name: str) -> float:
    """Return how alike two texts are, 0 to 1; lengths far apart are never compared."""
    if len(name) < _SHORTEST or abs(len(said) - len(name)) > max(2, len(name) // 4):
        return 0.0
    from difflib import SequenceMatcher  # noqa: PLC0415 - only where one seems misspelt

    ratio = SequenceMatcher(None, said, name, autojunk=False).ratio()
    slip = min(len(said), len(name)) > _SHORTEST and is_slip(said, name)
    return max(ratio, _SLIP) if slip else ratio
