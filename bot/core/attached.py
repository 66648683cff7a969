"""What a person attached, as a slot keeps it: plain values, each recognised by its keys."""

from collections.abc import Mapping

from msgspec import Struct

from bot.core.content import Media
from bot.core.media_address import place_at
from bot.core.values import Value


class Contact(Struct, frozen=True):
    """Somebody's telephone number, as a person shared it."""

    phone: str
    name: str | None = None


def reference_to(media: Media) -> Value:
    """Return the reference to a file: what it is and where it is, never its content."""
    return {"kind": media.kind, "name": media.name, "size": media.size, "url": media.url}


def place_in(media: Media) -> Value:
    """Return the place that a person sent, None where it is none."""
    place = place_at(media.url)
    return None if place is None else place_of(*place)


def place_of(latitude: float, longitude: float) -> Value:
    """Return a place, in degrees."""
    return {"lat": latitude, "lon": longitude}


def contact_in(contact: Contact) -> Value:
    """Return the contact that a person shared."""
    return {"phone": contact.phone, "name": contact.name}


def in_words(value: Mapping[str, object]) -> str | None:
    """Return what people read for one of these values, None where it is none of them."""
    match value:
        case {"kind": str(kind), "name": name, "size": _, "url": str(), **rest} if not rest:
            return str(name or kind)
        case {"lat": latitude, "lon": longitude, **rest} if not rest:
            return f"{latitude}, {longitude}"
        case {"phone": phone, "name": name, **rest} if not rest:
            return f"{name}, {phone}" if name else str(phone)
        case _:
            return None
