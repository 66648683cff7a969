"""The page that lists the universal words lists all of them."""

from pathlib import Path

import pytest

from bot.core.universal import (
    DONE_WORDS,
    KEEP_WORDS,
    NO_WORDS,
    SKIP_WORDS,
    UNIVERSAL_WORDS,
    YES_WORDS,
)

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "universal-words.md"
ROWS = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
ALONE = (SKIP_WORDS, DONE_WORDS, KEEP_WORDS, YES_WORDS, NO_WORDS)
LISTS = [
    *zip(UNIVERSAL_WORDS["en"].values(), UNIVERSAL_WORDS["it"].values(), strict=True),
    *((words["en"], words["it"]) for words in ALONE),
]


@pytest.mark.parametrize(("english", "italian"), LISTS)
def test_a_row_lists_exactly_these_words(english, italian):
    cells = f"| {', '.join(english)} | {', '.join(italian)} |"
    assert any(row.endswith(cells) for row in ROWS)
