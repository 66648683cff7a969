"""The folder of a brand's own files: what is outside of it, or hidden, is not there."""

from pathlib import Path

import pytest

from bot.brand.media_folder import MediaFolder, sizes_in
from bot.core.ids import BrandId
from tests.brand_folder import write_files

FILES = {
    "media/hall.jpg": b"JPEG",
    "media/rooms/the hall.png": b"PNG",
    "media/.hidden": b"no",
    "brand.yaml": b"secret",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_files(tmp_path, FILES)
    (tmp_path / "media" / "out.yaml").symlink_to(tmp_path / "brand.yaml")
    (tmp_path / "media" / "in.jpg").symlink_to(tmp_path / "media" / "hall.jpg")
    (tmp_path / "media" / "round").symlink_to(tmp_path / "media" / "round")
    return tmp_path


READ = {
    "media/hall.jpg": b"JPEG",
    "media/in.jpg": b"JPEG",
    "media/rooms/the hall.png": b"PNG",
    "media/rooms": None,
    "media/not-there.png": None,
    "media/.hidden": None,
    "media/out.yaml": None,
    "media/round": None,
    "media/../brand.yaml": None,
    "media/hall.jpg/../../brand.yaml": None,
    "media/\0": None,
    "brand.yaml": None,
    "/etc/passwd": None,
    "media/" + "x" * 5_000: None,
}


@pytest.mark.parametrize("path", READ, ids=lambda path: path[:30])
def test_only_what_lies_in_it_is_read(path: str, folder: Path) -> None:
    media = MediaFolder(folder, BrandId("market"), "https://example.org")
    assert media.read(path) == READ[path]


def test_a_file_that_many_are_shown_is_read_once_and_again_when_it_has_changed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    media, read, whole = MediaFolder(folder, BrandId("market"), ""), [], Path.read_bytes

    def counted(path: Path) -> bytes:
        read.append(path.name)
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", counted)
    assert {media.read("media/hall.jpg") for _ in range(3)} == {b"JPEG"}
    (folder / "media" / "hall.jpg").write_bytes(b"another")
    assert media.read("media/hall.jpg") == b"another"
    assert read == ["hall.jpg"] * 2


def test_every_file_has_its_size(folder: Path) -> None:
    sizes = {"media/hall.jpg": 4, "media/in.jpg": 4, "media/rooms/the hall.png": 3}
    assert sizes_in(folder) == sizes


def test_a_brand_without_files_has_none(tmp_path: Path) -> None:
    assert sizes_in(tmp_path) == {}


def test_a_file_has_an_address(folder: Path) -> None:
    media = MediaFolder(folder, BrandId("market"), "https://example.org")
    address = "https://example.org/media/market/rooms/the%20hall.png"
    assert media.address("media/rooms/the hall.png") == address
