"""What a person attached, as a slot keeps it: plain values, each recognised by its keys."""

from collections.abc import Mapping
from typing import get_args

from bot.core.content import Contact, Media, MediaKind
from bot.core.media_address import address_of_place, is_own, own_file, place_at
from bot.core.media_types import media_type_of
from bot.core.values import Value

_KINDS: tuple[MediaKind, ...] = get_args(MediaKind)
_FILE = frozenset({"kind", "name", "size", "url"})
"""The keys of a reference to a file."""


def reference_to(media: Media) -> Value:
    """Return the reference to a file: what it is and where it is, never its content."""
    return {"kind": media.kind, "name": media.name, "size": media.size, "url": media.url}


def file_in(value: Mapping[str, Value]) -> Media | None:
    """Return the file that such a reference is to, None where it is none."""
    url, name, size = value.get("url"), value.get("name"), value.get("size")
    kind = next((one for one in _KINDS if one == value.get("kind")), None)
    if value.keys() != _FILE or kind is None or not isinstance(url, str):
        return None
    if is_own(url) and own_file(url) is None:
        return None
    known_name = name if isinstance(name, str) else None
    media_type = None if known_name is None else media_type_of(known_name)
    return Media(kind, url, known_name, media_type, size if isinstance(size, int) else None)


def place_in(media: Media) -> Value:
    """Return the place that a person sent, None where it is none."""
    place = place_at(media.url)
    return None if place is None else place_of(*place)


def shown_as(value: Mapping[str, Value]) -> Media | Contact | None:
    """Return what such a value shows: a file, a place or a contact; None where it is none."""
    match value:
        case {"phone": str(phone), "name": str() | None as name, **rest} if not rest:
            return Contact(phone, name)
        case {"lat": float() | int() as latitude, "lon": float() | int() as longitude, **rest} if (
            not rest
        ):
            return Media("location", address_of_place(latitude, longitude))
        case _:
            return file_in(value)


def place_of(latitude: float, longitude: float) -> Value:
    """Return a place, in degrees."""
    return {"lat": latitude, "lon": longitude}


def contact_in(contact: Contact) -> Value:
    """Return the contact that a person shared."""
    return {"phone": contact.phone, "name": contact.name}


def contact_in_words(contact: Contact) -> str:
    """Return what people read for a contact."""
    return f"{contact.name}, {contact.phone}" if contact.name else contact.phone


def in_words(value: Mapping[str, object]) -> str | None:
    """Return what people read for one of these values, None where it is none of them."""
    match value:
        case {"kind": str(kind), "name": name, "size": _, "url": str(), **rest} if not rest:
            return str(name or kind)
        case {"lat": latitude, "lon": longitude, **rest} if not rest:
            return f"{latitude}, {longitude}"
        case {"phone": phone, "name": name, **rest} if not rest:
            return contact_in_words(Contact(str(phone), str(name) if name else None))
        case _:
            return None
