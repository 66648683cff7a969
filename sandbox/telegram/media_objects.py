"""The platform's objects for what messages hold besides text: files, places, numbers."""

from msgspec import Struct


class PhotoSize(Struct, frozen=True, omit_defaults=True):
    """One size of a picture."""

    file_id: str
    file_unique_id: str
    width: int
    height: int
    file_size: int | None = None


class Document(Struct, frozen=True, omit_defaults=True):
    """A file of any kind."""

    file_id: str
    file_unique_id: str
    file_name: str | None = None
    mime_type: str | None = None
    file_size: int | None = None


class Audio(Struct, frozen=True, omit_defaults=True):
    """Music; `duration` in seconds."""

    file_id: str
    file_unique_id: str
    duration: int
    performer: str | None = None
    title: str | None = None
    file_name: str | None = None
    mime_type: str | None = None
    file_size: int | None = None


class Video(Struct, frozen=True, omit_defaults=True):
    """A film; `duration` in seconds."""

    file_id: str
    file_unique_id: str
    width: int
    height: int
    duration: int
    file_name: str | None = None
    mime_type: str | None = None
    file_size: int | None = None


class Animation(Video, frozen=True, omit_defaults=True):
    """A film without sound, or a moving picture; `duration` in seconds."""


class Voice(Struct, frozen=True, omit_defaults=True):
    """A spoken note; `duration` in seconds."""

    file_id: str
    file_unique_id: str
    duration: int
    mime_type: str | None = None
    file_size: int | None = None


class Location(Struct, frozen=True, omit_defaults=True):
    """A point on the map, in degrees."""

    latitude: float
    longitude: float
    horizontal_accuracy: float | None = None


class Contact(Struct, frozen=True, omit_defaults=True):
    """Somebody's telephone number."""

    phone_number: str
    first_name: str
    last_name: str | None = None
    user_id: int | None = None
