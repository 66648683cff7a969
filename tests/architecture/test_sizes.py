"""Small pieces: no function above 60 lines, no module above 500."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("bot", "adapters", "sandbox", "bench", "tests")
FUNCTION_LINES = 60
MODULE_LINES = 500


def too_long(path: Path) -> Iterator[str]:
    """Return what is too long of a module: itself, and functions of it."""
    text, place = path.read_text(encoding="utf-8"), path.relative_to(ROOT)
    if (length := len(text.splitlines())) > MODULE_LINES:
        yield f"{place}: {length} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{place}:{node.lineno}: {node.name}, {length} lines"


def test_modules_and_functions_are_small():
    modules = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    assert len(modules) > len(FOLDERS)
    assert [found for path in sorted(modules) for found in too_long(path)] == []
