"""A Python file as read: its syntax tree, and the place of everything in it."""

import ast
import warnings
from functools import cached_property

from bot.brand.collected import Faults
from bot.brand.faults import Fault
from bot.brand.nodes import Document, Place, Scalar
from bot.brand.reader import decoded


class Literal(Scalar, frozen=True, eq=False):
    """A value written in Python, where # has another meaning than in YAML."""

    @property
    def hashtag(self) -> None:
        """There is none: the end of a text is marked."""
        return


class Source:
    """One file with its tree.

    Args:
        document: the file's text.
        tree: what Python makes of it.
    """

    def __init__(self, document: Document, tree: ast.Module) -> None:
        self.document = document
        self.tree = tree
        self._lines = document.text.split("\n")

    def place(self, node: ast.expr | ast.stmt | ast.keyword | ast.arg | ast.alias) -> Place:
        """Return where a part of the tree begins; Python counts in bytes, and people in letters."""
        column = self._characters(node.lineno, node.col_offset) + 1
        return Place(self.document.file, node.lineno, column)

    def literal(self, node: ast.expr, text: str, value: str | float | bool | None) -> Literal:
        """Return a value with its place."""
        start = self._index(node.lineno, node.col_offset)
        end = self._index(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return Literal(self.document, self.place(node), text, value, start, end)

    def name(self, place: Place, text: str) -> Literal:
        """Return a word that stands for a key, or for a name that Python writes without quotes."""
        start = self._starts[place.line - 1] + place.column - 1
        return Literal(self.document, place, text, text, start, start + len(text))

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self._lines:
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def _index(self, line: int, column: int) -> int:
        return self._starts[line - 1] + self._characters(line, column)

    def _characters(self, line: int, column: int) -> int:
        text = self._lines[line - 1]
        return column if text.isascii() else len(text.encode()[:column].decode(errors="ignore"))


def read_source(file: str, data: bytes, faults: Faults) -> tuple[Document, Source | None]:
    """Return a file's text and tree; no tree after a fault, whatever the bytes."""
    text = decoded(file, data)
    if isinstance(text, Fault):
        faults.found.append(text)
        return Document(file, ""), None
    document = Document(file, text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's advice on style is not ours to give
            tree = ast.parse(text, file)
    except SyntaxError as error:
        place = Place(file, error.lineno or 1, max(error.offset or 1, 1))
        faults.error(place, f"This cannot be read as Python: {error.msg}.")
        return document, None
    except (ValueError, RecursionError, MemoryError):
        faults.error(Place(file, 1, 1), "This cannot be read as Python.")
        return document, None
    return document, Source(document, tree)
