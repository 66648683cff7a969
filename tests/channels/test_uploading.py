"""Files whose content goes along: what their authors wrote of them breaks no request."""

import pytest

from bot.channels.uploading import Upload, upload_of
from bot.core.content import Media
from bot.core.media_types import UNKNOWN


@pytest.mark.parametrize(
    ("address", "media_type"),
    [
        ("data:text/plain,hello", "text/plain"),
        ("data:,hello", UNKNOWN),
        ("data:nonsense,hello", UNKNOWN),
        ("data:text/plain\r\nX-More: 1,hello", UNKNOWN),
        ("data:t\u00e9xt/plain,hello", UNKNOWN),
    ],
)
def test_a_type_is_told_only_where_it_is_one(address: str, media_type: str):
    assert upload_of(Media("file", address), {}) == Upload("file", b"hello", media_type)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("caffè.txt", "caffè.txt"),
        ("a\r\nX-More: 1.txt", "a__X-More: 1.txt"),
        ("half \ud83d.txt", "half _.txt"),
    ],
)
def test_a_name_holds_nothing_that_a_header_cannot(name: str, told: str):
    found = upload_of(Media("file", "data:text/plain,hello", name), {})
    assert found == Upload(told, b"hello", "text/plain")
