"""The page about dialogues in Python: its code checks clean and its stories hold."""

import re
import runpy
from pathlib import Path

from bot.cli.reading import faults_of
from bot.cli.rehearsal import rehearse

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "how-to" / "dialogues-in-python.md"
BRAND = "brand: bakery\ntitle: Bakery\nlanguages: [en]\nchannels: {web: {adapter: webchat}}\n"


def test_its_code_checks_clean_and_its_stories_hold(tmp_path: Path) -> None:
    (tmp_path / "brand.yaml").write_text(BRAND, encoding="utf-8")
    blocks = re.findall(r"```\w+\n# (\S+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    for name, text in blocks:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert [str(fault) for fault in faults_of(tmp_path)] == []
    report = rehearse(tmp_path, None)
    assert [str(one.failure) for one in report.played if one.failure] == []
    assert len(report.played) == 3


def test_the_reference_is_what_the_class_says() -> None:
    written = runpy.run_path(str(DOCS / "reference" / "write_talk.py"))["talk_reference"]()
    page = (DOCS / "reference" / "talk.md").read_text(encoding="utf-8")
    assert page == written, "run: python docs/reference/write_talk.py"
