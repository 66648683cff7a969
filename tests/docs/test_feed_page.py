"""The page about feeds does what it says: its files make a brand, and its story holds."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.broadcasts.feed_fetch import LIMITS
from bot.broadcasts.feed_items import SUMMARY_LENGTH, TITLE_LENGTH
from bot.broadcasts.feed_posting import DIGEST_LINES
from bot.cli.main import convivio

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "follow-a-feed.md"
OFFER = "dialogue: posts\nstarts: [{command: posts}]\nsteps: [{offer: blog}]\n"
BLOCK = re.compile(r"^( *)```yaml\n(.*?)```", re.MULTILINE | re.DOTALL)


def blocks() -> list[str]:
    found = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    return [re.sub(f"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


@pytest.fixture
def brand(tmp_path: Path) -> Path:
    lines, dialogue, stories = blocks()
    for folder in ("dialogues", "tests"):
        (tmp_path / folder).mkdir()
    (tmp_path / "brand.yaml").write_text(f"brand: tiny\ntitle: Tiny\n{lines}")
    (tmp_path / "dialogues" / "new_post.yaml").write_text(dialogue)
    (tmp_path / "dialogues" / "posts.yaml").write_text(OFFER)
    (tmp_path / "tests" / "feed.yaml").write_text(stories)
    return tmp_path


@pytest.mark.parametrize("command", ["check", "test"])
def test_the_files_of_the_page_hold(brand: Path, command: str):
    result = CliRunner().invoke(convivio, [command, str(brand)])
    assert result.exit_code == 0, result.output


def test_the_numbers_of_the_page_hold():
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert f"at most {TITLE_LENGTH} and {SUMMARY_LENGTH} characters" in text
    assert (DIGEST_LINES, LIMITS.redirects, LIMITS.bytes, LIMITS.seconds) == (10, 3, 5 << 20, 30)
    assert "the newest ten" in text
    assert "At most three redirects are followed, 5 MiB are read, and half a minute" in text
