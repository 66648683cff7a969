"""The brand's own files: `GET /media/{brand}/{path}`, and where others are told to find them."""

from pathlib import Path

import pytest
from fake_engine import FakeEngine
from served import BRAND, served
from yarl import URL

from bot.brand.media_folder import MediaFolder
from bot.channels.contract import Part
from bot.channels.delivery import write_turn
from bot.channels.files import locate_in
from bot.core.content import Media, Message
from bot.core.ids import DeliveryId
from tests.brand_folder import write_files

FILES = {
    "media/the hall.png": b"PNG",
    "media/rooms/plan.svg": b"<svg/>",
    "media/page.html": b"<script/>",
    "brand.yaml": b"secret",
}


@pytest.fixture
def media(tmp_path: Path) -> MediaFolder:
    return MediaFolder(write_files(tmp_path, FILES), BRAND, "https://example.org")


SHOWN = {
    "acme/the%20hall.png": ("image/png", "inline", b"PNG"),
    "acme/rooms/plan.svg": ("image/svg+xml", "attachment", b"<svg/>"),
    "acme/page.html": ("application/octet-stream", "attachment", b"<script/>"),
}


@pytest.mark.parametrize("path", SHOWN)
async def test_a_file_is_shown_and_does_nothing(path: str, media: MediaFolder):
    media_type, disposition, content = SHOWN[path]
    async with (
        served(FakeEngine(), media={BRAND: media}) as sender,
        sender.session.get(f"{sender.base}/media/{path}") as answer,
    ):
        assert (answer.status, await answer.read()) == (200, content)
        headers = answer.headers
        assert headers["Content-Type"] == media_type
        assert headers["Content-Disposition"] == disposition
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    "path",
    [
        "acme/not-there.png",
        "acme/%2e%2e/brand.yaml",
        "acme/..%2fbrand.yaml",
        "acme/rooms",
        "acme/%00",
        "nobody/the%20hall.png",
    ],
)
async def test_nothing_else_is_found(path: str, media: MediaFolder):
    async with served(FakeEngine(), media={BRAND: media}) as sender:
        url = URL(f"{sender.base}/media/{path}", encoded=True)
        async with sender.session.get(url) as answer:
            assert answer.status == 404
            assert b"secret" not in await answer.read()


def test_other_systems_are_told_where_a_file_is(media: MediaFolder):
    hall = Media("image", "media/the hall.png", size=3, alt="The hall")
    web = Media("file", "https://example.org/a.pdf")
    part = Part(DeliveryId("d"), Message("look", "look", media=(hall, web)))
    assert write_turn("ada", None, [part], locate_in(media)) == (
        b'{"to":"ada","messages":[{"id":"d","text":"look","markdown":"look","buttons":[],"media":['
        b'{"type":"image","url":"https://example.org/media/acme/the%20hall.png","name":null,'
        b'"media_type":null,"size":3,"alt":"The hall"},'
        b'{"type":"file","url":"https://example.org/a.pdf","name":null,"media_type":null,'
        b'"size":null}]}]}'
    )
