"""Lengths of time and rates as authors write them: `1h30m`, `2 per week`."""

from typing import Literal

from msgspec import Struct

from bot.core.lazy_pattern import lazy_pattern

Period = Literal["hour", "day", "week", "month"]

_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_DURATION = lazy_pattern(r"([0-9]{1,6}w)?([0-9]{1,6}d)?([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?")
_SPELLED = lazy_pattern(r"([0-9]{1,6}) ?([^\W\d_]+),? ?(?:and |e )?")
_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "secondo", "secondi"), "s"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "minuto", "minuti"), "m"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "ora", "ore"), "h"),
    **dict.fromkeys(("d", "day", "days", "giorno", "giorni"), "d"),
    **dict.fromkeys(("w", "week", "weeks", "settimana", "settimane"), "w"),
}
"""What authors call the units whose first letter is meant."""

_RATE = lazy_pattern(r"([1-9][0-9]{0,4}) per (hour|day|week|month)")


class Rate(Struct, frozen=True):
    """At most `count` in any rolling `period`."""

    count: int
    period: Period


def duration_seconds(text: str) -> int | None:
    """Return the seconds of a length of time such as `24h` or `1h30m`, None if it is not one.

    Units go from weeks (w) over d, h, m down to seconds (s), each at most once; the whole is more
    than nothing.
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    parts = [part for part in found.groups() if part]
    return sum(int(part[:-1]) * _SECONDS[part[-1]] for part in parts) or None


def duration_text(seconds: int) -> str:
    """Return a duration as an author writes it: `1h30m` for 5,400 seconds."""
    parts = []
    for unit, size in reversed(_SECONDS.items()):
        number, seconds = divmod(seconds, size)
        parts += [f"{number}{unit}"] if number else []
    return "".join(parts)


def duration_meant(text: str) -> str | None:
    """Return how a length of time in words, such as `2 hours`, is written; None for no such."""
    parts = [(found[1], _UNITS.get(found[2])) for found in _SPELLED.finditer(text.casefold())]
    whole = "".join(f"{number}{unit}" for number, unit in parts if unit is not None)
    is_all = _SPELLED.sub("", text.casefold()).strip() == ""
    return whole if is_all and duration_seconds(whole) is not None else None


def rate_of(text: str) -> Rate | None:
    """Return the rate that a text such as `2 per week` is, None if it is not one."""
    found = _RATE.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    period: Period = found[2]  # type: ignore[assignment]  # the pattern admits no other word
    return Rate(int(found[1]), period)
