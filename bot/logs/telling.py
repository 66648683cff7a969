"""How a log call is read: `"a turn failed brand=%s channel=%s"` is words, and fields after them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from bot.core.lazy_pattern import lazy_pattern

Value = str | int | float | bool | None

OURS = ("bot", "adapters", "sandbox")
"""The packages whose log calls have that shape."""

SHAPE = lazy_pattern(r"[^%=]+(?: [a-z_]+=%(?:[srd]|\.\df))*")
"""Words without a value in them, then the fields: each can be told from the rest."""

_PLACE = lazy_pattern(r"(?:\b([a-z_]+)=)?%(?:[srd]|\.(\d)f)")
_MOST = 200
"""Characters of what a library says: what it needs to be known by."""


def is_ours(logger: str) -> bool:
    """Say whether a logger, by its name, belongs to the product."""
    return logger.partition(".")[0] in OURS


def told(template: str, values: Sequence[object]) -> tuple[str, dict[str, Value]]:
    """Return the words of a log call of ours, and its fields with their values.

    Args:
        template: what was to be formatted.
        values: one for each place in it.
    """
    fields: dict[str, Value] = {}
    for place, value in zip(_PLACE.finditer(template), values, strict=False):
        if place[1] is not None:
            fields[place[1]] = _plain(value, place[2])
    return _without_fields(template), fields


def heard(message: str) -> str:
    """Return what may be shown of what a library says: its first line, as it was in its code.

    What was to be put into it is left out, for that may quote a person or an address.
    """
    first = message.strip().partition("\n")[0]
    return _printable(_PLACE.sub("…", first)[:_MOST])


def spoken_of(values: object) -> Sequence[object]:
    """Return the values of a log call, in their order; none where they were given by name."""
    return values if isinstance(values, Sequence) and not isinstance(values, Mapping) else ()


def _without_fields(template: str) -> str:
    words = _PLACE.sub(lambda place: "" if place[1] else "…", template)
    return " ".join(words.split())


def _plain(value: object, digits: str | None) -> Value:
    if digits is not None:
        with suppress(TypeError, ValueError):
            # With no digits it is a whole number.
            return round(float(value), int(digits) or None)  # type: ignore[arg-type]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _printable(str(value))


def _printable(text: str) -> str:
    """Write out what would move a terminal's cursor, or begin a line that nobody has logged."""
    return text if text.isprintable() else repr(text)[1:-1]
