"""The page on limits says what the adapters' tables say."""

from pathlib import Path

import pytest

from bot.brand.budgets import Budget, Budgets, budget_text
from bot.channels.capabilities import Capabilities
from bot.channels.pace import budgets_of
from bot.channels.registry import adapter_names, make_adapter

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "platform-limits.md"
ROWS = {
    cells[0]: cells
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and (cells := line.strip("| ").split(" | "))
}
MEGABYTE = 1024 * 1024
UNITS = {"characters": "characters", "utf16": "UTF-16 units", "bytes": "bytes"}


def said(limit: int | None, table: Capabilities, marks: str = "") -> str:
    return "any length" if limit is None else f"{limit} {UNITS[table.unit]}{marks}"


def files(table: Capabilities) -> str:
    room = table.media
    count = "any number" if room.together is None else str(room.together)
    beside = "" if room.caption is None else f", with {said(room.caption, table)} of text"
    return count + beside


def sizes(table: Capabilities) -> str:
    image, file = table.media.image_bytes, table.media.file_bytes
    if image is None or file is None:
        return "any size"
    return f"{image // MEGABYTE} MB, {file // MEGABYTE} MB"


def card(table: Capabilities) -> str:
    room = table.card
    return "no cards" if room is None else f"{room.title}, {said(room.text, table)}"


def pace(budget: Budget | None) -> str:
    return "any" if budget is None else budget_text(budget)


@pytest.mark.parametrize("name", sorted(adapter_names()))
def test_every_adapter_has_its_pace(name: str) -> None:
    budgets = budgets_of(make_adapter(name).capabilities.pace) or Budgets()
    paces = [pace(one) for one in (budgets.channel, budgets.private, budgets.group)]
    assert ROWS[f"of {name}"] == [f"of {name}", *paces]


@pytest.mark.parametrize("name", sorted(adapter_names()))
def test_every_adapter_has_its_row(name: str) -> None:
    table = make_adapter(name).capabilities
    marks = ", marks included" if table.counts_marks else ", without marks"
    assert ROWS[name] == [
        name,
        said(table.text_limit, table, marks),
        str(table.buttons),
        said(table.label_limit, table),
        files(table),
        sizes(table),
        card(table),
    ]
