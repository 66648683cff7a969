"""Loading by definition: a class with typed fields says what a part of a file may hold.

The same definition loads the file, finds what is wrong with it, and is printed as the reference.
A field named `as_` is the key `as`, for Python keeps some words to itself. What cannot be loaded
is left out with a fault, so that one reading finds them all.
"""

import types
import typing
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Protocol, Self

import msgspec
from msgspec import NODEFAULT, Struct

from bot.brand.collected import Faults
from bot.brand.cut_off import comma_hint
from bot.brand.nodes import Entry, Items, Node, Place, Scalar, Table
from bot.brand.suggestions import did_you_mean, nearest
from bot.brand.wording import quoted

Read = Callable[[Node, Faults], Any]
"""Loads one node; None says that it could not, and that a fault was added."""


class Readable(Protocol):
    """A class that loads its own values; `expected` completes "expected …"."""

    expected: ClassVar[str]

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the value that `node` is, None after adding a fault."""
        ...


class OneOrMore:
    """Marks a list that may also be written as its single member."""


class Required:
    """Marks a key that must be written, though the rest is loaded without it too."""


class Field(Struct, frozen=True):
    """One key that a part of a file may have, by its definition.

    `needed` says that nothing can be loaded without it, `required` that it is a fault to leave it
    out.
    """

    name: str
    key: str
    read: Read
    needed: bool
    required: bool
    expected: str
    description: str


class Fields(Struct, frozen=True, kw_only=True):
    """A part of a file with keys of its own: subclasses declare them as typed fields.

    `called` names the part in messages, `written` shows in a hint how to write it, and
    `elsewhere` gives the key for what other tools call it.
    """

    called: ClassVar[str] = "this part"
    expected: ClassVar[str] = "keys and values"
    written: ClassVar[str | None] = None
    elsewhere: ClassVar[Mapping[str, str]] = MappingProxyType({})

    place: Place

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the part that `node` is; keys that are wrong are reported and left out."""
        if not isinstance(node, Table):
            message = f"Expected {cls.expected} for {cls.called}."
            faults.error(node.place, message, cls.written)
            return None
        known = fields_of(cls)
        if not node.entries and not any(field.required for field in known.values()):
            faults.error(node.place, f"There is nothing in {cls.called}.")
        values: dict[str, Any] = {"place": node.place}
        for entry in node.entries:
            _read_entry(cls, entry, values, faults)
        absent = [field for field in known.values() if field.name not in values]
        for field in absent:
            if field.required and not _is_written(cls, field, node):
                faults.error(node.place, f'"{field.key}" is missing in {cls.called}.')
        return None if any(field.needed for field in absent) else cls(**values)


def keys_of(cls: type[Fields]) -> list[str]:
    """Return the names of the keys that a part may have, in the order of its definition."""
    return [name.rstrip("_") for name in cls.__struct_fields__ if name != "place"]


@lru_cache(maxsize=256)
def fields_of(cls: type[Fields]) -> dict[str, Field]:
    """Return the keys that a part may have, in the order of its definition."""
    hints = typing.get_type_hints(cls, include_extras=True)
    return {
        field.name.rstrip("_"): _field(field, hints[field.name])
        for field in msgspec.structs.fields(cls)
        if field.name != "place"
    }


def _field(field: msgspec.structs.FieldInfo, hint: Any) -> Field:
    needed = field.default is NODEFAULT and field.default_factory is NODEFAULT
    marks = typing.get_args(hint)[1:] if typing.get_origin(hint) is Annotated else ()
    read, expected, description = _reading(hint)
    key, required = field.name.rstrip("_"), needed or Required in marks
    return Field(field.name, key, read, needed, required, expected, description)


def _is_written(cls: type[Fields], field: Field, node: Table) -> bool:
    """Say whether a key is there, be it misspelt: then it has its fault, and is not missed."""
    known = fields_of(cls)
    if node.get(field.key) is not None:
        return True
    unknown = (entry.key.text for entry in node.entries if entry.key.text not in known)
    return any(
        cls.elsewhere.get(key.casefold(), nearest(key, known)) == field.key for key in unknown
    )


def _read_entry(cls: type[Fields], entry: Entry, values: dict[str, Any], faults: Faults) -> None:
    key = entry.key.text
    field = fields_of(cls).get(key)
    if field is not None:
        value = field.read(entry.value, faults)
        if value is not None:
            values[field.name] = value
    else:
        here = cls.elsewhere.get(key.casefold())
        hint = f'Write "{here}".' if here else did_you_mean(key, fields_of(cls))
        hint = hint or f"Its keys are {', '.join(fields_of(cls))}."
        faults.error(entry.key.place, f"{quoted(key)} is not a key of {cls.called}.", hint)


def _reading(hint: Any) -> tuple[Read, str, str]:
    """Return how a type hint is loaded, what it expects in words, and its description."""
    origin = typing.get_origin(hint)
    if origin is Annotated:
        return _annotated(hint)
    if origin in (typing.Union, types.UnionType):
        inner = [part for part in typing.get_args(hint) if part is not type(None)]
        return _optional(inner[0])
    if origin is tuple:
        member = typing.get_args(hint)[0]
        return _list_of(*_reading(member)[:2])
    if origin is dict:
        key, value = typing.get_args(hint)
        return _map_of(key, *_reading(value)[:2])
    return hint.read, hint.expected, ""


def _optional(hint: Any) -> tuple[Read, str, str]:
    """Return how a type that may be left out is loaded: as a map it may be empty too."""
    if typing.get_origin(hint) is not dict:
        return _reading(hint)
    key, value = typing.get_args(hint)
    return _map_of(key, *_reading(value)[:2], may_be_empty=True)


def _annotated(hint: Any) -> tuple[Read, str, str]:
    inner, *marks = typing.get_args(hint)
    read, expected, _ = _reading(inner)
    if OneOrMore in marks:
        member = _reading(typing.get_args(inner)[0])
        read, expected = _one_or_more(member[0], read), f"{member[1]}, or a list of them"
    words = [mark for mark in marks if isinstance(mark, str)]
    return read, expected, " ".join(words)


def _list_of(read: Read, expected: str) -> tuple[Read, str, str]:
    def read_list(node: Node, faults: Faults) -> tuple[Any, ...]:
        if not isinstance(node, Items):
            message = f"Expected a list here, each member {expected}."
            faults.error(node.place, message, 'Begin each with "- ".')
            return ()
        if not node.items:
            faults.error(node.place, "This list is empty.")
        loaded = [read(item, faults) for item in node.items]
        return tuple(item for item in loaded if item is not None)

    return read_list, f"a list of {expected}", ""


def _map_of(
    key: type[Readable], read: Read, expected: str, *, may_be_empty: bool = False
) -> tuple[Read, str, str]:
    def read_map(node: Node, faults: Faults) -> dict[Any, Any] | None:
        if not isinstance(node, Table):
            message = f"Expected lines of {key.expected}, a colon and {expected}."
            faults.error(node.place, message, "Begin each on a line of its own, without -.")
            return None
        if not node.entries and not may_be_empty:
            faults.error(node.place, "There is nothing in here.")
        loaded = [(key.read(e.key, faults), read(e.value, faults)) for e in node.entries]
        return {k: v for k, v in loaded if k is not None and v is not None}

    return read_map, f"a map of {key.expected} to {expected}", ""


def _one_or_more(read_one: Read, read_list: Read) -> Read:
    def read(node: Node, faults: Faults) -> tuple[Any, ...] | None:
        if isinstance(node, Items):
            loaded: tuple[Any, ...] | None = read_list(node, faults)
            return loaded
        one = read_one(node, faults)
        return None if one is None else (one,)

    return read


def scalar_of(node: Node, expected: str, faults: Faults) -> Scalar | None:
    """Return the node if it is a single value that is not empty, else None after a fault."""
    match node:
        case Scalar() if node.value is not None and node.text.strip():
            return node
        case Scalar():
            message = f"There is nothing here; expected {expected}."
            faults.error(node.place, message, comma_hint(node))
        case Table() | Items():
            faults.error(node.place, f"Expected {expected}.", _quoting(node))
    return None


def _quoting(node: Table | Items) -> str:
    if isinstance(node, Table):
        return 'Put a text that begins with { or holds ": " in quotes.'
    return "Write one value, not a list."
