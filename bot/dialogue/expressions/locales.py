"""Locales by the language tags that platforms send, forgiving about what they do not know."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError

_FALLBACK = "en"


@lru_cache(maxsize=256)
def locale_of(language: str) -> Locale:
    """Return the locale for a tag such as `it` or `it-CH`, else of its language, else English."""
    for tag in (language.replace("_", "-"), language.replace("_", "-").partition("-")[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError, TypeError):
            continue
    return Locale.parse(_FALLBACK)
