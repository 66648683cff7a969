"""The page about dialogues in Python: its code checks clean and its stories hold."""

import runpy
from pathlib import Path

from tests.docs.pages import DOCS, stories_held, unfold


def test_its_code_checks_clean_and_its_stories_hold(tmp_path: Path) -> None:
    page = (DOCS / "how-to" / "dialogues-in-python.md").read_text(encoding="utf-8")
    assert len(stories_held(unfold(page, tmp_path))) == 3


def test_the_reference_is_what_the_class_says() -> None:
    written = runpy.run_path(str(DOCS / "reference" / "write_talk.py"))["talk_reference"]()
    page = (DOCS / "reference" / "talk.md").read_text(encoding="utf-8")
    assert page == written, "run: python docs/reference/write_talk.py"
