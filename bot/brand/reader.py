"""The one reader for all files that people write: YAML 1.2 values, each with its place.

It refuses what surprises people: keys that come twice, merges, tags, several documents in a file.
It follows the parser's events itself, so that depth and aliases are bounded before anything is
built from them.
"""

from typing import TYPE_CHECKING

import yaml
from msgspec import Struct

from bot.brand.faults import Fault, fault_at
from bot.brand.nodes import Document, Entry, Items, Node, Place, Scalar, Table
from bot.brand.scalars import plain_value
from bot.brand.wording import quoted
from bot.core.lazy_pattern import lazy_pattern

DEEPEST = 100
"""Levels of lists and maps in each other."""

MOST_ALIASED = 10_000
"""Values that aliases may stand for in one file, all together."""

LARGEST = 5_000_000
"""Bytes in one file; the longest dialogue that a person can keep in mind is a hundredth of it."""

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml._yaml import Mark as QuickMark
    from yaml.error import Mark

_ODD_SPACE = lazy_pattern("-?[\u00a0\u1680\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff]")
"""What looks like a space, or like nothing, before a word; YAML takes it for a letter."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Read(Struct, frozen=True):
    """What a file holds: `root` is None where it could not be read, and a fault says why."""

    document: Document
    root: Node | None
    faults: tuple[Fault, ...] = ()


def read_yaml(file: str, data: bytes) -> Read:
    """Return what a YAML file holds; never raises, whatever the bytes.

    Args:
        file: its path in the brand's folder, with `/` separators.
        data: its content.
    """
    text = decoded(file, data)
    if isinstance(text, Fault):
        return Read(Document(file, ""), None, (text,))
    document = Document(file, text)
    builder = _Builder(document)
    try:
        root = builder.document_root()
    except yaml.YAMLError as error:
        from bot.brand.syntax import syntax_fault  # noqa: PLC0415 - only where it is no YAML

        return Read(document, None, (*builder.faults, syntax_fault(document, error)))
    except _Unreadable as unreadable:
        return Read(document, None, (*builder.faults, unreadable.fault))
    return Read(document, root, tuple(builder.faults))


def decoded(file: str, data: bytes) -> str | Fault:
    """Return the text of a file with plain line ends, or what is wrong with its bytes."""
    if len(data) > LARGEST:
        return Fault(file, 1, 1, "This file is larger than 5 MB.")
    if data.startswith(_UTF_16):
        return Fault(file, 1, 1, "This file is UTF-16.", hint="Save it as UTF-8.")
    data = data.removeprefix(_BYTE_ORDER_MARK)
    try:
        return data.decode().replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Fault(file, line, 1, "This file is not UTF-8 text.", hint="Save it as UTF-8.")


class _Unreadable(Exception):  # noqa: N818  # what an author wrote is a diagnostic, not an error
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class _Built(Struct, frozen=True):
    """A node with what it costs to expand it: values in it, and levels below it."""

    node: Node
    size: int
    height: int


class _Builder:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.faults: list[Fault] = []
        self._anchors: dict[str, _Built | None] = {}
        self._unused: dict[str, yaml.Event] = {}
        self._aliased = 0
        self._events: Iterator[yaml.Event] = yaml.parse(document.text, Loader=_LOADER)

    def document_root(self) -> Node:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent) and event.explicit:
                self._refuse_dashes(event)
            elif isinstance(event, yaml.NodeEvent) and root is None:
                root = self._built(event, DEEPEST).node
        if root is None or (isinstance(root, Scalar) and root.start == root.end):
            self.faults.clear()
            raise _Unreadable(Fault(self.document.file, 1, 1, "There is nothing in this file."))
        self._warn_of_unused()
        return root

    def _warn_of_unused(self) -> None:
        """Warn of marks that nothing refers to: they were meant to be read."""
        for anchor, event in self._unused.items():
            message = f"&{anchor} is a mark that nothing refers to: nobody will read it."
            hint = "Put a text that begins with & in quotes."
            place = self._place(event)
            self.faults.append(fault_at(place, message, hint, "warning"))

    def _refuse_dashes(self, event: yaml.Event) -> None:
        hint = "Remove the line, and give each dialogue, brand or story a file of its own."
        self._fault(
            self._place(event), "A line --- is not allowed: one file holds one thing.", hint
        )
        if len(self.faults) > 1 or self._place(event).line > 1:
            raise _Unreadable(self.faults.pop())

    def _built(self, event: yaml.Event, levels: int) -> _Built:
        if levels == 0 and isinstance(event, yaml.CollectionStartEvent):
            message = f"Lists and maps are nested more than {DEEPEST} deep here."
            raise _Unreadable(fault_at(self._place(event), message))
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, levels)
        anchor = event.anchor if isinstance(event, yaml.NodeEvent) else None
        if anchor is not None:
            self._anchors[anchor] = None
            self._unused[anchor] = event
        built = self._content(event, levels)
        if anchor is not None:
            self._anchors[anchor] = built
        return built

    def _content(self, event: yaml.Event, levels: int) -> _Built:
        match event:
            case yaml.ScalarEvent():
                return _Built(self._scalar(event), 1, 0)
            case yaml.SequenceStartEvent():
                self._refuse_tag(event)
                return self._items(event, levels - 1)
            case yaml.MappingStartEvent():
                self._refuse_tag(event)
                return self._table(event, levels - 1)
            case _:
                raise _Unreadable(fault_at(self._place(event), "Something is missing here."))

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        self._refuse_tag(event)
        plain = event.implicit[0]
        start, end = _mark(event.start_mark).index, _mark(event.end_mark).index
        text = event.value
        if not text and (event.tag or event.anchor) is not None:
            text = self.document.text[start:end]  # it has its fault, and is not missed as well
        value = plain_value(text) if plain else text
        return Scalar(self.document, self._place(event), text, value, start, end)

    def _items(self, start: yaml.Event, levels: int) -> _Built:
        members: list[_Built] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            members.append(self._built(event, levels))
        node = Items(self._place(start), tuple(member.node for member in members))
        return _sum(node, members)

    def _table(self, start: yaml.Event, levels: int) -> _Built:
        members: list[_Built] = []
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._built(event, levels)
            value = self._built(next(self._events), levels)
            members += (key, value)
            self._enter(entries, key.node, value.node)
        return _sum(Table(self._place(start), tuple(entries.values())), members)

    def _enter(self, entries: dict[str, Entry], key: Node, value: Node) -> None:
        if not isinstance(key, Scalar):
            self._fault(key.place, "A key must be a single word or text.")
        elif key.start + len(key.text) == key.end and (odd := _ODD_SPACE.match(key.text)):
            point = f"U+{ord(odd[0][-1]):04X}"
            message = f"There is an invisible character ({point}) before this word."
            hint = "Delete it, and type a space of your own."
            raise _Unreadable(fault_at(key.place, message, hint))
        elif key.text == "<<" and key.end - key.start == len("<<"):
            self._fault(key.place, "<< (merge) is not allowed.", "Write the keys out.")
        elif key.text in entries:
            first = entries[key.text].key.place.line
            message = f"{quoted(key.text)} is written twice here, first in line {first}."
            self._fault(key.place, message, "Keep one of the two.")
        else:
            entries[key.text] = Entry(key, value)

    def _alias(self, event: yaml.AliasEvent, levels: int) -> _Built:
        place = self._place(event)
        if event.anchor not in self._anchors:
            message = f"Nothing above is marked &{event.anchor}."
            raise _Unreadable(fault_at(place, message, "Put a text that begins with * in quotes."))
        built = self._anchors[event.anchor]
        if built is None:
            raise _Unreadable(fault_at(place, f"*{event.anchor} holds itself."))
        self._unused.pop(event.anchor, None)
        self._aliased += built.size
        if self._aliased > MOST_ALIASED:
            message = f"The aliases of this file stand for more than {MOST_ALIASED:,} values."
            raise _Unreadable(fault_at(place, message))
        if built.height > levels:
            message = f"Lists and maps are nested more than {DEEPEST} deep here."
            raise _Unreadable(fault_at(place, message))
        return built

    def _refuse_tag(
        self, event: yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent
    ) -> None:
        if event.tag is not None:
            hint = "Put a text that begins with ! in quotes."
            self._fault(self._place(event), f"Tags such as {event.tag} are not allowed.", hint)

    def _place(self, event: yaml.Event) -> Place:
        mark = _mark(event.start_mark)
        return Place(self.document.file, mark.line + 1, mark.column + 1)

    def _fault(self, place: Place, message: str, hint: str | None = None) -> None:
        self.faults.append(fault_at(place, message, hint))


def _sum(node: Node, members: list[_Built]) -> _Built:
    size = 1 + sum(member.size for member in members)
    return _Built(node, size, 1 + max((member.height for member in members), default=0))


def _mark(mark: "Mark | QuickMark | None") -> "Mark | QuickMark":
    """Return the mark, which every event of a parser has."""
    assert mark is not None
    return mark
