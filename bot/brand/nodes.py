"""What the reader gives: the values of a YAML file, each with its place."""

from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct

from bot.core.lazy_pattern import lazy_pattern
from bot.core.values import Value

_HASHTAG = lazy_pattern(r"[ \t]*#(?=\w)")

Plain = str | int | float | bool | None


class Document(Struct, frozen=True):
    """One file: its path in the brand's folder, and its text with plain line ends."""

    file: str
    text: str

    def place(self, index: int) -> "Place":
        """Return the place of the character at `index`."""
        before = self.text[:index]
        return Place(self.file, before.count("\n") + 1, index - before.rfind("\n"))


class Place(Struct, frozen=True, order=True):
    """A character in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """Return it as programs and people find it."""
        return f"{self.file}:{self.line}:{self.column}"


class Scalar(Struct, frozen=True, eq=False):
    """A single value: `text` as it was written, without quotes, and `value` by YAML 1.2.

    `start` and `end` are its indexes in the document, quotes included.
    """

    document: Document
    place: Place
    text: str
    value: Plain
    start: int
    end: int

    @property
    def hashtag(self) -> Place | None:
        """Where a word with # cuts the value short, for YAML takes it for a comment."""
        is_block = self.document.text.startswith(("|", ">"), self.start)
        found = _HASHTAG.match(self.document.text, self.end)
        return None if found is None or is_block else self.document.place(found.end() - 1)

    def at(self, offset: int) -> Place:
        """Return the place of the character at `offset` of the text.

        Quotes, folding and block indentation are seen through by counting how often the same
        character came before; an escaped character can put that off, within the value.
        """
        while offset < len(self.text) and self.text[offset].isspace():
            offset += 1
        if offset >= len(self.text):
            return self.place
        wanted = self.text[offset]
        index = self.start - 1
        for _ in range(self.text.count(wanted, 0, offset + 1)):
            index = self.document.text.find(wanted, index + 1, self.end)
            if index < 0:
                return self.place
        return self.document.place(index)


class Items(Struct, frozen=True, eq=False):
    """A list."""

    place: Place
    items: tuple["Node", ...]


class Entry(Struct, frozen=True, eq=False):
    """One `key: value` of a table."""

    key: Scalar
    value: "Node"


class Table(Struct, frozen=True, eq=False):
    """A map, in the order of the file; no key comes twice."""

    place: Place
    entries: tuple[Entry, ...]

    def get(self, key: str) -> "Node | None":
        """Return the value of `key`, None where it is absent."""
        for entry in self.entries:
            if entry.key.text == key:
                return entry.value
        return None


Node: TypeAlias = Scalar | Items | Table


def value_of(node: Node) -> Value:
    """Return what a node holds, as JSON could."""
    match node:
        case Scalar():
            return node.value
        case Items():
            return [value_of(item) for item in node.items]
        case Table():
            return {entry.key.text: value_of(entry.value) for entry in node.entries}


def scalars_in(node: Node) -> Iterator[Scalar]:
    """Yield every single value in a node, keys too, in the order of the file."""
    match node:
        case Scalar():
            yield node
        case Items():
            for item in node.items:
                yield from scalars_in(item)
        case Table():
            for entry in node.entries:
                yield entry.key
                yield from scalars_in(entry.value)
