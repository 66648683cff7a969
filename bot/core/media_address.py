"""Where the content of an attachment is: the forms of address that messages, slots and rows hold.

- `media/…` is a file of the brand's own, in its folder `media`.
- `https:` is a page of the web.
- `geo:LATITUDE,LONGITUDE` is a place (RFC 5870).
- `upload:ID` is a file that somebody has sent on our own page; the id opens nothing.
- `data:` is the content itself (RFC 2397): only what the product writes.
- `PLATFORM:ID` is a file that only that platform finds again, by its own id. Such an address never
  holds a secret, as an address at the platform would.
"""

from urllib.parse import quote

from bot.core.lazy_pattern import lazy_pattern

OWN = "media/"
"""How the address of a brand's own file begins."""

UPLOAD = "upload"
"""How the address of a file begins that was sent on our own page, before the colon."""

PLACE = "geo:"
"""How the address of a place begins."""

_PUBLIC = ("https:", "http:", "data:", "geo:")
_SCHEME = lazy_pattern(r"([a-z][a-z0-9+.-]*):")
_PLACE = lazy_pattern(r"geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)(?:[,;].*)?")
_HIGHEST_LATITUDE, _HIGHEST_LONGITUDE = 90, 180

Degrees = tuple[float, float]
"""A latitude and a longitude."""


def own_file(written: str) -> str | None:
    """Return the address of a brand's own file, None where it would lie outside of its folder.

    Args:
        written: a path below the brand's folder or below its `media`, with `/` separators.
    """
    address = written if written.startswith(OWN) else OWN + written
    parts = address.split("/")
    strange = any(not part or part.startswith(".") for part in parts)
    if strange or "\\" in address or ":" in address or not address.isprintable():
        return None
    return address


def address_meant(written: str) -> str:
    """Return the address that an author means by a path or by an address of the web."""
    return written if is_web(written) else own_file(written) or written


def is_own(address: str) -> bool:
    """Say whether an address is that of a brand's own file."""
    return address.startswith(OWN)


def served_at(brand: str, address: str) -> str:
    """Return the path at which the web server shows a brand's own file."""
    return f"/media/{quote(brand)}/{quote(address.removeprefix(OWN))}"


def address_of_upload(upload: str) -> str:
    """Return the address of a file that was sent on our own page."""
    return f"{UPLOAD}:{upload}"


def upload_at(address: str) -> str | None:
    """Return the id of a file that was sent on our own page, None where the address is no such."""
    scheme, _, upload = address.partition(":")
    return upload if scheme == UPLOAD else None


def is_web(address: str) -> bool:
    """Say whether an address is one of the web."""
    return address.startswith(("https://", "http://"))


def name_in(address: str) -> str:
    """Return what a file is called by the end of its address, whose query does not count."""
    return address.partition("#")[0].partition("?")[0].rpartition("/")[2]


def platform_of(address: str) -> str | None:
    """Return the platform that alone finds what is at this address, None where others do too."""
    scheme = _SCHEME.match(address)
    return None if scheme is None or address.startswith(_PUBLIC) else scheme[1]


def is_anybodys(address: str) -> bool:
    """Say whether an address means the same to everybody: it is no name of ours for a file."""
    return address.isprintable() and not is_own(address) and platform_of(address) is None


def place_at(address: str) -> Degrees | None:
    """Return the latitude and longitude of a place, in degrees; None where it is none on earth."""
    found = _PLACE.fullmatch(address)
    return None if found is None else degrees(found[1], found[2])


def degrees(latitude: str, longitude: str) -> Degrees | None:
    """Return a place that is written in decimal degrees, None where it is none on earth."""
    place = float(latitude), float(longitude)
    is_there = abs(place[0]) <= _HIGHEST_LATITUDE and abs(place[1]) <= _HIGHEST_LONGITUDE
    return place if is_there else None


def address_of_place(latitude: float, longitude: float) -> str:
    """Return the address of a place, in degrees."""
    return f"geo:{latitude},{longitude}"
