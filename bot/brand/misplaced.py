"""What lies in a brand's folder beside the places that are read, though it looks meant to be."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bot.brand.collected import Faults
from bot.brand.nodes import Place
from bot.brand.suggestions import nearest
from bot.core.lazy_pattern import lazy_pattern

FOLDERS = ("dialogues", "broadcasts", "locales", "media", "tests")
"""The folders of a brand."""

_ELSEWHERE = {
    **dict.fromkeys(("flows", "conversations", "scripts"), "dialogues"),
    **dict.fromkeys(("translations", "lang", "languages", "i18n", "po"), "locales"),
    **dict.fromkeys(("images", "files", "assets", "pictures"), "media"),
    **dict.fromkeys(("stories", "story"), "tests"),
}
"""What other tools call them."""

_ROOT_FILES = ("brand.yaml", "brand.yml", "faq.yaml", "faq.yml")
_HEAD = lazy_pattern(rb"^(dialogue|broadcast|story|stories)\s*:", re.MULTILINE)
_BELONGS = {b"dialogue": "dialogues", b"broadcast": "broadcasts"}
_LARGEST = 100_000
"""Bytes; a larger file beside brand.yaml is nobody's dialogue."""


def warn_of_misplaced(root: Path, faults: Faults) -> None:
    """Warn of folders that are nearly called like a brand's, and of files one level too high."""
    if not root.is_dir():
        return
    for path in sorted(root.iterdir()):
        if not path.name.startswith("."):
            with suppress(OSError):  # nobody meant us to read what we may not open
                _warn_of(path, faults)


def _warn_of(path: Path, faults: Faults) -> None:
    place = Place(path.name, 1, 1)
    if path.is_dir() and (meant := _meant(path)) is not None:
        faults.warning(place, "This folder is not read.", f'Did you mean "{meant}"?')
    elif path.suffix in (".yaml", ".yml") and (meant := _belongs(path)) is not None:
        faults.warning(place, "This file is not read here.", f"Move it into {meant}/.")


def _meant(folder: Path) -> str | None:
    """Return what a folder should be called, None where it is a brand's, or nothing like one."""
    if folder.name in FOLDERS or not any(_readable(folder)):
        return None
    return _ELSEWHERE.get(folder.name.casefold()) or nearest(folder.name, FOLDERS)


def _readable(folder: Path) -> Iterator[Path]:
    suffixes = (".yaml", ".yml", ".po", ".png", ".jpg")
    return (path for path in folder.iterdir() if path.suffix in suffixes)


def _belongs(path: Path) -> str | None:
    if path.name in _ROOT_FILES or not path.is_file() or path.stat().st_size > _LARGEST:
        return None
    head = _HEAD.search(path.read_bytes())
    return None if head is None else _BELONGS.get(head[1], "tests")
