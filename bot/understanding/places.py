"""A place, as people write it where they cannot share one."""

from bot.core.lazy_pattern import lazy_pattern
from bot.core.media_address import Degrees, degrees

_PLACE = lazy_pattern(
    r"(?:geo:)?\s*([+-]?\d{1,2}(?:\.\d+)?)°?\s*[,;\s]\s*([+-]?\d{1,3}(?:\.\d+)?)°?"
)


def read(text: str) -> Degrees | None:
    """Return the latitude and the longitude that a whole message is, in degrees.

    Args:
        text: such as "45.4642, 9.19"; degrees are written with a point, as maps give them.
    """
    found = _PLACE.fullmatch(text.strip())
    return None if found is None else degrees(found[1], found[2])
