"""A place, as people write it where they cannot share one."""

import re

_PLACE = re.compile(r"(?:geo:)?\s*([+-]?\d{1,2}(?:\.\d+)?)°?\s*[,;\s]\s*([+-]?\d{1,3}(?:\.\d+)?)°?")
_HIGHEST_LATITUDE, _HIGHEST_LONGITUDE = 90, 180


def read(text: str) -> tuple[float, float] | None:
    """Return the latitude and the longitude that a whole message is, in degrees.

    Args:
        text: such as "45.4642, 9.19"; degrees are written with a point, as maps give them.
    """
    found = _PLACE.fullmatch(text.strip())
    if found is None:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    if abs(latitude) > _HIGHEST_LATITUDE or abs(longitude) > _HIGHEST_LONGITUDE:
        return None
    return latitude, longitude
