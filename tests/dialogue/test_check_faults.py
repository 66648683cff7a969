"""Faults as data: the files of a brand in, lines of `file:line:column: message` out.

`REWRITE=1 pytest tests/dialogue/test_check_faults.py` writes what is said now into the tables, for
a person to read before it is kept.
"""

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.brand.faults import in_order
from bot.dialogue.publishing.publish import read_brand
from bot.stories.reading import read_stories
from bot.stories.setting import setting_faults
from tests.brand_folder import write_files

TABLES = sorted((Path(__file__).parent / "faults").glob("*.txt"))
ADAPTERS = ("webhook", "webchat", "terminal")
ENVIRON = {
    "GOOD_SECRET": "whsec_Y29udml2aW8=",
    "BAD_SECRET": "not one of ours",
    "LONG_SECRET": "a secret of thirty-two bytes or more",
}
NOW = datetime(2026, 12, 7, 9, tzinfo=UTC)
BRAND = "brand: market\ntopics:\n  blog: {title: New posts, wording: Shall I write to you?}\n"


def files_of(table: str) -> dict[str, str]:
    _, *parts = re.split(r"^=== (.*)\n", table, flags=re.MULTILINE)
    return {"brand.yaml": BRAND} | dict(zip(parts[::2], parts[1::2], strict=True))


def faults_in(files: dict[str, str], folder: Path) -> str:
    reading = read_brand(write_files(folder, files), ENVIRON, ADAPTERS, now=NOW)
    assert (reading.library is None) == any(one.severity == "error" for one in reading.faults)
    stories = read_stories(folder)
    found = [*reading.faults, *stories.faults]
    if reading.library is not None:
        found += setting_faults(stories.stories, reading.library, ADAPTERS)
    return "".join(f"{fault}\n" for fault in in_order(found))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_fault_of_a_table_is_said_once(path: Path, tmp_path: Path):
    table = path.read_text(encoding="utf-8")
    files = files_of(table)
    expected = files.pop("faults")
    found = faults_in(files, tmp_path)
    if os.environ.get("REWRITE"):
        path.write_text(table.partition("=== faults\n")[0] + "=== faults\n" + found, "utf-8")
    else:
        assert found == expected


def test_no_fault_shows_a_secret():
    said = "".join(path.read_text(encoding="utf-8").partition("=== faults")[2] for path in TABLES)
    assert "hunter2" not in said
    assert ENVIRON["BAD_SECRET"] not in said
