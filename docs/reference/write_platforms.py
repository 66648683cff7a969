# noqa: INP001 - a script beside the page it writes
"""Writes the tables of platform-limits.md, between its marks: what the adapters' tables say."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot.brand.budgets import Budget, Budgets, budget_text
from bot.channels.capabilities import Capabilities
from bot.channels.pace import budgets_of
from bot.channels.registry import adapter_names, make_adapter
from bot.channels.support import BLOCKS, Block, level_of

PAGE = Path(__file__).parent / "platform-limits.md"
_MEGABYTE = 1024 * 1024
_HOUR = 3600
_UNITS = {"characters": "characters", "utf16": "UTF-16 units", "bytes": "bytes"}
_SECTION = re.compile(r"(<!-- table: (\w+) -->\n).*?(\n<!-- end -->)", re.DOTALL)

_NAMES: Mapping[Block, tuple[str, str]] = {
    "image": ("A picture", "as a file, or in words"),
    "video": ("A film", "as a file, or in words"),
    "audio": ("A sound", "as a file, or in words"),
    "voice": ("A spoken note", "as a sound or a file"),
    "file": ("Any file", "in words"),
    "location": ("A place", "in words, with a map"),
    "contact": ("A contact", "in words"),
    "card": ("A card", "below the text"),
    "reply": ("Buttons that answer", "a numbered list"),
    "link": ("Buttons that open a page", "a link in the text"),
    "share_contact": ("A button that shares a number", "people write it"),
    "share_location": ("A button that shares a place", "people write it"),
    "poll": ("A poll", "a question with choices"),
    "edit": ("What is picked, in one message", "a message each time"),
    "quote": ("In groups, what a reply answers", "not shown"),
    "reaction": ("Reactions that a dialogue sees", "not seen"),
    "typing": ("Signs of typing", "not shown"),
}
"""What each block is called, and what is there instead of it."""


def platform_limits() -> str:
    """Return the whole page, with its tables as they are to be."""
    tables = {name: make_adapter(name).capabilities for name in sorted(adapter_names())}
    page = PAGE.read_text(encoding="utf-8")
    return _SECTION.sub(lambda found: f"{found[1]}{_TABLES[found[2]](tables)}{found[3]}", page)


def _limits(tables: Mapping[str, Capabilities]) -> str:
    head = ["Adapter", "Text of a message", "Buttons of a message", "Label of a button"]
    head += ["Files of a message", "A picture, any file", "Title and text of a card"]
    head += ["Question and options of a poll"]
    return _table(head, [[name, *_limits_of(table)] for name, table in tables.items()])


def _limits_of(table: Capabilities) -> list[str]:
    marks = ", marks included" if table.counts_marks else ", without marks"
    return [
        _length(table.text_limit, table, marks),
        _buttons(table),
        _length(table.label_limit, table),
        _files(table),
        _sizes(table),
        "no cards" if table.card is None else f"{table.card.title}, {table.card.text}",
        _poll(table),
    ]


def _length(limit: int | None, table: Capabilities, marks: str = "") -> str:
    return "any length" if limit is None else f"{limit} {_UNITS[table.unit]}{marks}"


def _files(table: Capabilities) -> str:
    room = table.media
    count = "any number" if room.together is None else str(room.together)
    text = "" if room.caption is None else f", with {_length(room.caption, table)} of text"
    bare = ", ".join(sorted(room.bare))
    return f"{count}{text}{f'; no text beside: {bare}' if bare else ''}"


def _buttons(table: Capabilities) -> str:
    lists = table.choices
    return f"{table.buttons}{'' if lists is None else f'; in lists {lists.most} choices'}"


def _sizes(table: Capabilities) -> str:
    image, file = table.media.image_bytes, table.media.file_bytes
    if image is None or file is None:
        return "any size"
    return f"{image // _MEGABYTE} MB, {file // _MEGABYTE} MB"


def _poll(table: Capabilities) -> str:
    room = table.poll
    if room is None:
        return "no polls"
    return f"{room.question}, {room.fewest} to {room.most} of {room.label}"


def _blocks(tables: Mapping[str, Capabilities]) -> str:
    rows = []
    for block in BLOCKS:
        name, instead = _NAMES[block]
        levels = [level_of(block, table) for table in tables.values()]
        rows.append([name, *("yes" if level == "native" else instead for level in levels)])
    return _table(["", *tables], rows)


def _paces(tables: Mapping[str, Capabilities]) -> str:
    rows = []
    for name, table in tables.items():
        budgets = budgets_of(table.pace) or Budgets()
        paces = [budgets.channel, budgets.private, budgets.group]
        rows.append([f"of {name}", *map(_pace, paces), _window(table)])
    head = ["Pace", "Everything", "Each person", "Each group", "After a person's last word"]
    return _table(head, rows)


def _window(table: Capabilities) -> str:
    if table.window is None:
        return "at any time"
    return f"for {table.window / _HOUR:g} hours; later what was approved before"


def _pace(budget: Budget | None) -> str:
    return "any" if budget is None else budget_text(budget)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


_TABLES: Mapping[str, Callable[[Mapping[str, Capabilities]], str]] = {
    "limits": _limits,
    "blocks": _blocks,
    "pace": _paces,
}

if __name__ == "__main__":
    PAGE.write_text(platform_limits(), encoding="utf-8")
