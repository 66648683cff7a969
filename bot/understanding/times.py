"""Times of day as people write them: "9:30", "alle 9 e mezza", "quarter to five", "3pm"."""

from bot.core.lazy_pattern import lazy_pattern
from bot.understanding.date_shapes import without_dates
from bot.understanding.spelling import LONGEST, TAKEN, is_doubtful, primary, spelled
from bot.understanding.time_shapes import Clock, hour_words, time_shapes

_ISO = lazy_pattern(r"([01]\d|2[0-3]):[0-5]\d")
_NOON, _DAY = 12, 24
_LATE = 7
"""The first hour "at night" that comes before midnight."""

_AFTERNOON = lazy_pattern(
    r"\b(?:pomeriggio|pomeridian[ae]|(?:di|della) sera|stasera|sera"
    r"|(?:in the|this|tomorrow) (?:afternoon|evening)|afternoon|evening|tonight|p\.? ?m)\b"
)
_NIGHT = lazy_pattern(r"\b(?:di notte|della notte|stanotte|at night)\b")

_FILLING = frozenset(
    {
        *("about", "around", "at", "say", "i'd", "maybe", "perhaps", "please", "thanks", "ok"),
        *("the", "yes", "well", "let's", "for", "make", "it", "in"),
        *("morning", "afternoon", "evening"),
        *("circa", "verso", "direi", "forse", "magari", "facciamo", "per", "favore", "grazie"),
        *("si", "alle", "le", "ore", "di", "del", "della", "mattina", "mattino", "pomeriggio"),
        *("sera", "notte", "night", "tonight", "stasera", "domani", "oggi", "tomorrow", "today"),
    }
)
"""Words that may stand around a bare hour: with any other, a number could be anything."""

_BARE = lazy_pattern(r"[\w'-]+")
_FOUR_DIGITS = lazy_pattern(r"(\d{1,2})(\d\d)")


def read(text: str, languages: tuple[str, ...]) -> str | None:
    """Return the only time of day in a text, as "09:30".

    Args:
        text: a whole message.
        languages: whose words count, those of the person first.

    Returns:
        None where there is no time, or more than one, or one that no clock shows.
    """
    if _ISO.fullmatch(text):
        return text
    plain = spelled(text)
    if not plain or len(plain) > LONGEST:
        return None
    known = primary(languages)
    rest, clocks = _found(without_dates(plain, known), known)
    if clocks is None or len(clocks) > 1:
        return None
    if clocks:
        return None if is_doubtful(rest) else _shown(clocks.pop())
    clock = _bare(rest, known)
    return None if clock is None else _shown(_in_part_of_day(clock, rest))


def _found(rest: str, languages: tuple[str, ...]) -> tuple[str, set[Clock] | None]:
    """Return what is left of a text without its times, and these; None where one is none."""
    clocks: set[Clock] = set()
    words, whole = hour_words(languages), rest
    for shape in time_shapes(languages):
        for found in shape.pattern.finditer(rest):
            clock = shape.read(found, words)
            if clock is None:
                return rest, None
            half = found.groupdict().get("half")
            clocks.add(clock if half else _in_part_of_day(clock, whole))
        rest = shape.pattern.sub(TAKEN, rest)
    return rest, clocks


def _bare(plain: str, languages: tuple[str, ...]) -> Clock | None:
    """Return the hour that a message is, with nothing but filling around it."""
    words = hour_words(languages)
    said = [word for word in _BARE.findall(plain) if word not in _FILLING]
    whole = " ".join(said)
    hour = words.hour(whole) if len(whole) <= 2 or not whole.isdecimal() else None  # noqa: PLR2004
    if hour is not None:
        return hour, 0
    together = _FOUR_DIGITS.fullmatch(whole)
    return None if together is None else (int(together[1]), int(together[2]))


def _in_part_of_day(clock: Clock, plain: str) -> Clock:
    hour, minutes = clock
    if 0 < hour < _NOON and _AFTERNOON.search(plain):
        return hour + _NOON, minutes
    if _NIGHT.search(plain):
        return (hour + _NOON if _LATE <= hour < _NOON else hour % _NOON), minutes
    return clock


def _shown(clock: Clock) -> str | None:
    hour, minutes = clock
    midnight = hour == _DAY and minutes == 0
    if minutes > 59 or (hour >= _DAY and not midnight):  # noqa: PLR2004  # an hour's last minute
        return None
    return f"{0 if midnight else hour:02}:{minutes:02}"
