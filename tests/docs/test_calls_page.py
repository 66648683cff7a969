"""The page about calling systems: its files check clean, its stories hold, its functions work."""

import re
from pathlib import Path

import pytest

from bot.core.ids import BrandId
from bot.engine.calls.loading import load_actions
from tests.docs.pages import DOCS, stories_held, unfold


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    page = (DOCS / "how-to" / "call-your-systems.md").read_text(encoding="utf-8")
    (own,) = re.findall(r"^own_systems: .*\n", page, re.MULTILINE)
    monkeypatch.setenv("SHOP_TOKEN", "t")
    monkeypatch.setenv("CRM_URL", "http://crm.internal:8080")
    return unfold(page, tmp_path, own)


def test_its_files_check_clean_and_its_stories_hold(folder: Path) -> None:
    assert len(stories_held(folder)) == 2


def test_its_functions_can_be_called(folder: Path) -> None:
    functions = load_actions(folder, BrandId("bakery")).functions
    assert functions["find_order"]("a17")["items"] == ["bread", "cake"]
    assert "remember_wish" in functions
