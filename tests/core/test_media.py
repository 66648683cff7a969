"""Addresses and types of files, and what is kept of things that people attach."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.attached import contact_in, in_words, place_in, reference_to
from bot.core.content import Contact, Media
from bot.core.media_address import own_file, place_at, platform_of
from bot.core.media_types import kind_of, media_type_of

OWN = {
    "media/hall.jpg": "media/hall.jpg",
    "hall.jpg": "media/hall.jpg",
    "media/rooms/hall one.jpg": "media/rooms/hall one.jpg",
    "../brand.yaml": None,
    "media/../brand.yaml": None,
    "media/./hall.jpg": None,
    "/etc/passwd": None,
    "media//etc/passwd": None,
    "media/.env": None,
    "media/": None,
    "": None,
    "media\\..\\brand.yaml": None,
    "C:/hall.jpg": None,
    "data:,x": None,
    "media/hall\n.jpg": None,
}


@pytest.mark.parametrize("written", OWN)
def test_a_file_of_our_own_lies_below_media(written: str) -> None:
    assert own_file(written) == OWN[written]


@given(st.text(alphabet="./\\media:a\0\n", max_size=20))
def test_no_address_leads_out(written: str) -> None:
    address = own_file(written)
    if address is not None:
        assert address.startswith("media/")
        assert not {"..", ".", ""} & set(address.split("/"))
        assert own_file(address) == address


PLATFORMS = {
    "telegram:AgAD": "telegram",
    "https://example.org/a.png": None,
    "http://example.org/a.png": None,
    "media/hall.jpg": None,
    "data:,x": None,
    "geo:1,2": None,
}


@pytest.mark.parametrize("address", PLATFORMS)
def test_some_files_are_found_by_one_platform_alone(address: str) -> None:
    assert platform_of(address) == PLATFORMS[address]


PLACES = {
    "geo:45.4,-9.19": (45.4, -9.19),
    "geo:45,9": (45.0, 9.0),
    "geo:45.4,9.2,120;u=35": (45.4, 9.2),
    "geo:91,0": None,
    "geo:0,-181": None,
    "geo:nan,1": None,
    "https://example.org/map": None,
}


@pytest.mark.parametrize("address", PLACES)
def test_a_place_is_on_earth(address: str) -> None:
    assert place_at(address) == PLACES[address]


TYPES = {
    "hall.jpg": ("image/jpeg", "image"),
    "Hall.JPEG": ("image/jpeg", "image"),
    "https://example.org/a.png?size=2#top": ("image/png", "image"),
    "plan.svg": ("image/svg+xml", "file"),
    "song.ogg": ("audio/ogg", "audio"),
    "film.mp4": ("video/mp4", "video"),
    "menu.pdf": ("application/pdf", "file"),
    "README": (None, "file"),
    "https://example.org/": (None, "file"),
    "a.b/c": (None, "file"),
    "x.unheard-of": (None, "file"),
}


@pytest.mark.parametrize("name", TYPES)
def test_the_end_of_a_name_says_what_a_file_is(name: str) -> None:
    media_type, kind = TYPES[name]
    assert media_type_of(name) == media_type
    assert kind_of(media_type) == kind


def test_what_is_attached_is_kept_as_values() -> None:
    photo = Media("image", "telegram:AgAD", "me.jpg", "image/jpeg", 12)
    reference = {"kind": "image", "name": "me.jpg", "size": 12, "url": "telegram:AgAD"}
    assert reference_to(photo) == reference
    assert place_in(Media("location", "geo:45.4,9.2")) == {"lat": 45.4, "lon": 9.2}
    assert place_in(Media("location", "https://example.org/map")) is None
    assert contact_in(Contact("+39 02", "Ada")) == {"phone": "+39 02", "name": "Ada"}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"kind": "image", "name": "me.jpg", "size": None, "url": "u"}, "me.jpg"),
        ({"kind": "audio", "name": None, "size": 3, "url": "u"}, "audio"),
        ({"lat": 45.4, "lon": 9.2}, "45.4, 9.2"),
        ({"phone": "+39 02", "name": "Ada"}, "Ada, +39 02"),
        ({"phone": "+39 02", "name": None}, "+39 02"),
        ({"phone": "+39 02", "name": "Ada", "age": 7}, None),
        ({}, None),
    ],
)
def test_people_read_words_for_it(value: dict[str, object], words: str | None) -> None:
    assert in_words(value) == words
