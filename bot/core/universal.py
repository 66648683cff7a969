"""The words that mean the same in every dialogue, by language: fixed lists, documented here.

A universal word counts only as a whole message; case, accents, punctuation and a leading slash do
not matter. With a slash, the English names count everywhere: they are what platforms offer in
their menus. A language without a list of its own uses the English one.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, get_args

from bot.core.link_code import read_code
from bot.core.words import normalise

UniversalWord = Literal["stop", "help", "back", "restart", "language", "privacy", "link", "unlink"]

UNIVERSAL_WORDS: dict[str, dict[UniversalWord, tuple[str, ...]]] = {
    "en": {
        "stop": ("stop", "remove me"),
        "help": ("help",),
        "back": ("back",),
        "restart": ("restart",),
        "language": ("language",),
        "privacy": ("privacy",),
        "link": ("link",),
        "unlink": ("unlink",),
    },
    "it": {
        "stop": ("stop", "basta", "cancellami"),
        "help": ("aiuto",),
        "back": ("indietro",),
        "restart": ("ricomincia",),
        "language": ("lingua",),
        "privacy": ("privacy",),
        "link": ("collega",),
        "unlink": ("scollega",),
    },
}

SKIP_WORDS: dict[str, tuple[str, ...]] = {
    "en": ("skip",),
    "it": ("salta",),
    "de": ("überspringen",),
    "es": ("saltar",),
    "fr": ("passer",),
    "nl": ("overslaan",),
    "pt": ("pular",),
}
"""Pass an optional question over."""

DONE_WORDS: dict[str, tuple[str, ...]] = {"en": ("done",), "it": ("fatto",)}
"""That is all, where several choices may be taken one by one."""

CANCEL_WORDS: dict[str, tuple[str, ...]] = {"en": ("cancel",), "it": ("annulla",)}
"""End what all in a group share."""

KEEP_WORDS: dict[str, tuple[str, ...]] = {"en": ("keep",), "it": ("tieni",)}
"""Leave the earlier answer as it was, after going back."""

YES_WORDS: dict[str, tuple[str, ...]] = {
    "en": (
        *("yes", "y", "yeah", "yep", "yup", "ok", "okay", "sure", "sure thing", "of course"),
        *("absolutely", "definitely", "certainly", "with pleasure", "yes please", "yes i do"),
        *("👍", "👌", "✅", "✔", "🆗"),
    ),
    "it": (
        *("sì", "sisi", "ok", "okay", "certo", "certo che sì", "certamente", "va bene"),
        *("d'accordo", "volentieri", "sì grazie", "assolutamente sì", "eccome", "con piacere"),
        *("👍", "👌", "✅", "✔", "🆗"),
    ),
    "de": ("ja", "ok", "okay", "gerne", "klar", "natürlich", "ja bitte", "👍", "✅"),
    "es": ("sí", "ok", "vale", "claro", "por supuesto", "👍", "✅"),
    "fr": ("oui", "ok", "d'accord", "bien sûr", "volontiers", "👍", "✅"),
    "nl": ("ja", "ok", "oké", "graag", "natuurlijk", "👍", "✅"),
    "pt": ("sim", "ok", "claro", "com certeza", "👍", "✅"),
}

NO_WORDS: dict[str, tuple[str, ...]] = {
    "en": (
        *("no", "n", "nope", "nah", "no thanks", "no thank you", "not really", "no way"),
        *("of course not", "absolutely not", "not yet", "i don't", "👎", "❌"),
    ),
    "it": (
        *("no", "no grazie", "certo che no", "assolutamente no", "per niente"),
        *("non ancora", "👎", "❌"),
    ),
    "de": ("nein", "nö", "nein danke", "👎", "❌"),
    "es": ("no", "no gracias", "👎", "❌"),
    "fr": ("non", "non merci", "👎", "❌"),
    "nl": ("nee", "nee bedankt", "👎", "❌"),
    "pt": ("não", "não obrigado", "não obrigada", "👎", "❌"),
}

NUMBER_WORDS: dict[str, tuple[str, ...]] = {
    "en": (
        *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
        *("eighteen", "nineteen", "twenty"),
    ),
    "it": (
        *("zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove"),
        *("dieci", "undici", "dodici", "tredici", "quattordici", "quindici", "sedici"),
        *("diciassette", "diciotto", "diciannove", "venti"),
    ),
}
"""The place of a word is its number."""

ORDINAL_WORDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "en": (
        *(("first", "1st"), ("second", "2nd"), ("third", "3rd"), ("fourth", "4th")),
        *(("fifth", "5th"), ("sixth", "6th"), ("seventh", "7th"), ("eighth", "8th")),
        *(("ninth", "9th"), ("tenth", "10th")),
    ),
    "it": (
        *(("primo", "prima"), ("secondo", "seconda"), ("terzo", "terza")),
        *(("quarto", "quarta"), ("quinto", "quinta"), ("sesto", "sesta")),
        *(("settimo", "settima"), ("ottavo", "ottava"), ("nono", "nona"), ("decimo", "decima")),
    ),
}
"""The first group names the first choice, and so on."""


def words_of(lists: dict[str, tuple[str, ...]], languages: Iterable[str]) -> frozenset[str]:
    """Return the normalised words of one kind in these languages, English where one has no list.

    Args:
        lists: one of the tables of this module.
        languages: BCP 47 tags; only the primary part counts.
    """
    return frozenset(
        normalise(word)
        for language in languages
        for word in lists.get(language.partition("-")[0], lists["en"])
    )


def is_skip(text: str) -> bool:
    """Say whether a message asks to pass the question over, in any language."""
    return normalise(text) in _SKIP


def is_done(text: str) -> bool:
    """Say whether a message says that all choices are taken, in any language."""
    return normalise(text) in _DONE


def is_keep(text: str) -> bool:
    """Say whether a message asks to leave the earlier answer, in any language."""
    return normalise(text) in _KEEP


def cancel_word(text: str) -> str | None:
    """Return the word by which a message ends what all in a group share, None where it has none.

    Args:
        text: the message as written: "cancel", "/annulla", "/cancel@our_bot".
    """
    word = normalise(text.strip().removeprefix("/").partition("@")[0])
    return word if word in _CANCEL else None


def universal_word(text: str, languages: Iterable[str]) -> UniversalWord | None:
    """Return the universal word that a whole message is, None where it is none.

    Args:
        text: the message as written: "STOP!", "/aiuto", "/privacy@our_bot".
        languages: the brand's languages.
    """
    bare = text.strip()
    if bare.startswith("/"):
        name = normalise(bare[1:].partition("@")[0])
        return _index(tuple(languages)).get(name) or _NAMES.get(name)
    return _index(tuple(languages)).get(normalise(bare))


def entered_code(text: str, languages: Iterable[str]) -> str | None:
    """Return the code that a message enters: "link K7QM-2XHD"; None where it enters none."""
    word, _, rest = text.strip().partition(" ")
    return read_code(rest) if rest and universal_word(word, languages) == "link" else None


def said_everywhere(text: str, languages: Iterable[str]) -> UniversalWord | None:
    """Return the universal word that a message says: a whole one, or *link* with a code."""
    found = universal_word(text, languages)
    return "link" if found is None and entered_code(text, languages) is not None else found


@lru_cache(maxsize=64)
def _index(languages: tuple[str, ...]) -> dict[str, UniversalWord]:
    return {
        normalise(word): universal
        for language in languages or ("en",)
        for universal, words in UNIVERSAL_WORDS.get(
            language.partition("-")[0], UNIVERSAL_WORDS["en"]
        ).items()
        for word in words
    }


_NAMES: dict[str, UniversalWord] = {name: name for name in get_args(UniversalWord)}
_SKIP = words_of(SKIP_WORDS, SKIP_WORDS)
_DONE = words_of(DONE_WORDS, DONE_WORDS)
_KEEP = words_of(KEEP_WORDS, KEEP_WORDS)
_CANCEL = words_of(CANCEL_WORDS, CANCEL_WORDS)
