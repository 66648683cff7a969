"""Whether the files of a brand have changed: told from outside, for all that a brand is made of."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.brand.stamp import stamp_of


@pytest.fixture
def brand(tmp_path: Path) -> Path:
    for name in ("dialogues/deep", "media", "tests"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("brand.yaml", "dialogues/a.yaml", "media/a.png", "tests/a.yaml", "convivio.db"):
        (tmp_path / name).write_text("a")
    return tmp_path


def write(name: str, text: str = "b") -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).write_text(text)
        os.utime(folder / name, ns=(0, len(text)))

    return change


def replaced(folder: Path) -> None:
    before = (folder / "brand.yaml").stat()
    (folder / "new").write_text("b")
    (folder / "new").replace(folder / "brand.yaml")
    os.utime(folder / "brand.yaml", ns=(before.st_atime_ns, before.st_mtime_ns))


def linked(folder: Path) -> None:
    (folder / "elsewhere").write_text("dialogue")
    (folder / "dialogues" / "b.yaml").symlink_to(folder / "elsewhere")


SEEN = {
    "the brand": write("brand.yaml"),
    "of the same length and time": replaced,
    "a dialogue": write("dialogues/a.yaml"),
    "a new dialogue": write("dialogues/b.yaml"),
    "a dialogue deep inside": write("dialogues/deep/a.yaml"),
    "a dialogue less": lambda folder: (folder / "dialogues/a.yaml").unlink(),
    "a link to a file": linked,
    "a picture": write("media/a.png"),
    "functions": write("actions.py"),
    "what is asked again and again": write("faq.yaml"),
}

NOT_SEEN = {
    "a story": write("tests/a.yaml"),
    "the database": write("convivio.db"),
    "what an editor keeps": write("dialogues/.a.yaml.swp"),
    "a link back to the folder": lambda folder: (folder / "media" / "all").symlink_to(folder),
}


@pytest.mark.parametrize("change", SEEN.values(), ids=SEEN)
def test_what_a_brand_is_made_of_is_seen(brand: Path, change: Callable[[Path], None]):
    before = stamp_of(brand)
    change(brand)
    assert stamp_of(brand) != before


@pytest.mark.parametrize("change", NOT_SEEN.values(), ids=NOT_SEEN)
def test_everything_else_is_not(brand: Path, change: Callable[[Path], None]):
    before = stamp_of(brand)
    change(brand)
    assert stamp_of(brand) == before


def test_a_folder_that_is_gone_has_no_files(tmp_path: Path):
    assert stamp_of(tmp_path / "nowhere") == {}
