"""The countries in which a person may be: by their language, then by the brand's time zone."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

_EVERYWHERE = "en"
"""The language that people speak who are at home in any country: it names none by itself."""


@lru_cache(maxsize=256)
def regions_of(language: str, timezone: str) -> tuple[str, ...]:
    """Return the regions (ISO 3166) whose numbering a person may write in, the likeliest first.

    A tag names its region (`it-CH`), a language is at home in one (`it`); the zone's follows.

    Args:
        language: the person's BCP 47 tag.
        timezone: the brand's IANA zone.
    """
    written = _territory(language)
    likely = _territory(_likely(language.partition("-")[0].casefold()))
    zone = get_global("zone_territories").get(timezone)
    spoken_there = zone, likely
    if written is None and language.partition("-")[0].casefold() != _EVERYWHERE:
        spoken_there = likely, zone
    return tuple(dict.fromkeys(one for one in (written, *spoken_there) if one is not None))


def _likely(language: str) -> str:
    found: str = get_global("likely_subtags").get(language, language)
    return found.replace("_", "-")


def _territory(tag: str) -> str | None:
    try:
        return Locale.parse(tag, sep="-").territory
    except (UnknownLocaleError, ValueError):
        return None
