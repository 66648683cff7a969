"""The page about calling systems: its files check clean, its stories hold, its functions work."""

import re
from pathlib import Path

import pytest

from bot.cli.reading import faults_of
from bot.cli.rehearsal import rehearse
from bot.core.ids import BrandId
from bot.engine.calls.loading import load_actions

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "call-your-systems.md"
BRAND = "brand: bakery\ntitle: Bakery\nlanguages: [en]\nchannels: {web: {adapter: webchat}}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    text = PAGE.read_text(encoding="utf-8")
    (own,) = re.findall(r"^own_systems: .*\n", text, re.MULTILINE)
    (tmp_path / "brand.yaml").write_text(BRAND + own, encoding="utf-8")
    for name, written in re.findall(r"```\w+\n# (\S+)\n(.*?)```", text, re.DOTALL):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(written, encoding="utf-8")
    monkeypatch.setenv("SHOP_TOKEN", "t")
    monkeypatch.setenv("CRM_URL", "http://crm.internal:8080")
    return tmp_path


def test_its_files_check_clean_and_its_stories_hold(folder: Path) -> None:
    assert [str(fault) for fault in faults_of(folder)] == []
    report = rehearse(folder, None)
    assert [str(one.failure) for one in report.played if one.failure] == []
    assert len(report.played) == 2


def test_its_functions_can_be_called(folder: Path) -> None:
    functions = load_actions(folder, BrandId("bakery")).functions
    assert functions["find_order"]("a17")["items"] == ["bread", "cake"]
    assert "remember_wish" in functions
