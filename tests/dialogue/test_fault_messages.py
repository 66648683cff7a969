"""Every fault that can be said is provoked by some test, with its place: here it is only counted.

The messages and hints are read from the source: texts of several words that end like a sentence.
Each must be found, by its longest piece, in the tables of `faults` or in what a test expects.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.brand.reader import LARGEST, read_yaml

ROOT = Path(__file__).parents[2]
SOURCES = (
    "bot/brand/*.py",
    "bot/dialogue/checks/*.py",
    "bot/dialogue/steps/*.py",
    *(f"bot/dialogue/model/{name}.py" for name in ("names", "choices", "script", "faq")),
    *(
        f"bot/dialogue/expressions/{name}.py"
        for name in ("grammar", "closures", "expression", "templates", "audience")
    ),
    "bot/dialogue/publishing/publish.py",
    *(
        f"bot/dialogue/python/{name}.py"
        for name in ("calls", "declaring", "manners", "script", "source")
    ),
    *(
        f"bot/stories/{name}.py"
        for name in ("assertions", "form", "happenings", "reading", "sending", "setting", "steps")
    ),
)
TESTS = ("brand", "broadcasts", "channels", "dialogue", "stories", "cli")
ENOUGH = 16
"""Characters of a message that tell it from others; tests may expect its beginning only."""

UNPROVOKED = {
    "Something is missing here.": "the parser's own errors come first",
    "This file cannot be read as YAML.": "the parser says more, as far as anybody knows",
    "This does not fit what stands above it.": "the parser says more, as far as anybody knows",
    "This file cannot be opened.": "those who run tests may open everything",
    "Check its permissions.": "those who run tests may open everything",
    "This expression cannot be read.": "Python's own limits, beyond the length that is allowed",
    "There is nothing in the expression.": "an empty one is no expression to begin with",
    "This cannot be computed with these values.": "said of a turn, and not of a file",
}
"""What no file provokes, each with the reason; other tests may come near it."""


class Saying(ast.NodeVisitor):
    """Collects the sentences of a module, in pieces around what is filled in."""

    def __init__(self) -> None:
        self.found: list[tuple[str, ...]] = []

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._add(tuple(one.value for one in node.values if isinstance(one, ast.Constant)))

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._add((node.value,))

    def _add(self, pieces: tuple[str, ...]) -> None:
        if pieces and " " in "x".join(pieces).strip() and pieces[-1].rstrip().endswith((".", "?")):
            self.found.append(pieces)


def sentences() -> Iterator[tuple[str, str]]:
    """Yield the longest piece of each sentence, with where it is said."""
    for path in sorted(path for pattern in SOURCES for path in ROOT.glob(pattern)):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if path.parent.name == "steps":  # constants beside the steps describe their keys
            tree.body = [one for one in tree.body if not isinstance(one, ast.Assign)]
        saying = Saying()
        saying.visit(tree)
        for pieces in saying.found:
            piece = max(pieces, key=len).strip()
            if not re.search(r"\\[WSdsw]|\n", piece):
                yield piece, path.relative_to(ROOT).as_posix()


def expected() -> str:
    """Return everything that tests expect to be said."""
    found = []
    for folder in TESTS:
        for path in (ROOT / "tests" / folder).rglob("*"):
            if path.suffix == ".txt":
                found.append(path.read_text(encoding="utf-8").partition("=== faults\n")[2])
            elif path.suffix == ".py" and path != Path(__file__):
                found.append(path.read_text(encoding="utf-8").replace('\\"', '"'))
    return "".join(found)


def test_every_fault_is_provoked_somewhere():
    said = expected() + Path(__file__).read_text(encoding="utf-8").partition("BYTES = ")[2]
    missing = {
        f"{where}: {piece}"
        for piece, where in sentences()
        if piece[:ENOUGH] not in said and not any(one in piece for one in UNPROVOKED)
    }
    assert missing == set()


def test_no_exception_outlives_its_message():
    known = "\n".join(piece for piece, _ in sentences())
    assert {message for message in UNPROVOKED if message not in known} == set()


BYTES = [
    (b"x" * (LARGEST + 1), "1:1: This file is larger than 5 MB."),
    ("a: b".encode("utf-16"), "1:1: This file is UTF-16. Save it as UTF-8."),
    (b"a: b\nc: \xe8\n", "2:1: This file is not UTF-8 text. Save it as UTF-8."),
    (b"[" * 101 + b"]" * 101, "1:101: Lists and maps are nested more than 100 deep here."),
    (
        b"a: &a [" + b"1," * 2_000 + b"1]\nb: [" + b"*a," * 9 + b"*a]\n",
        "2:17: The aliases of this file stand for more than 10,000 values.",
    ),
]


@pytest.mark.parametrize(("data", "fault"), BYTES, ids=lambda value: str(value)[:12])
def test_what_no_table_can_hold(data: bytes, fault: str):
    assert [str(one) for one in read_yaml("a.yaml", data).faults] == [f"a.yaml:{fault}"]
