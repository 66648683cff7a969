"""The instruction that a call is when it is made: by the same definitions as the written step."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

import msgspec
from msgspec import Struct

from bot.brand.collected import Faults
from bot.brand.leaves import Template
from bot.brand.nodes import Document, Entry, Items, Node, Place, Scalar, Table
from bot.core.text import Text
from bot.core.values import Value
from bot.dialogue.compiling.code import Code
from bot.dialogue.compiling.step import compile_step
from bot.dialogue.model.names import SlotName
from bot.dialogue.program import Instruction
from bot.dialogue.python.code import Site
from bot.dialogue.python.literals import braced, unbraced
from bot.dialogue.python.options import Keys, keys_of, with_slot
from bot.dialogue.steps import Broken, read_step

_WRITTEN, _COMPUTED = Document("written", ""), Document("computed", "")


class Unbuildable(Exception):  # noqa: N818  # said as what it is
    """This call is none that could be made; the reason holds no value."""


class Built(Struct, frozen=True):
    """An instruction, with the computed texts that its templates show by these names."""

    instruction: Instruction
    told: Mapping[str, str]


def build(site: Site, options: Mapping[str, object]) -> Built:
    """Return what a call is with the options that it was made with.

    Raises:
        Unbuildable: the options are none that such a step could have.
    """
    if site.instruction is not None and not site.varies:
        return Built(site.instruction, {})
    keys = keys_of(site.kind)
    given = {key: one for key, one in options.items() if key in keys.options and one is not None}
    told: dict[str, str] = {}
    faults = Faults()
    step = read_step(_table(site, keys, given, told), faults)
    if isinstance(step, Broken) or faults.found:
        wrong = faults.found[0].file if faults.found else site.kind
        raise Unbuildable(f'talk.{site.kind} cannot take this "{wrong}".')
    if site.slot is not None:
        slot = SlotName(site.slot, _Origin(Place("as", 1, 1), _WRITTEN).scalar(site.slot))
        step = with_slot(step, slot)
    code = Code(lambda template: _text(site, template, told), compile_step)
    compile_step(code, step, site.path)
    return Built(code.instructions[0], told)


def as_value(given: object) -> Value:
    """Return a value as a slot could hold it.

    Raises:
        Unbuildable: no slot could hold it.
    """
    try:
        value: Value = msgspec.to_builtins(given, str_keys=True)
        msgspec.json.encode(value)  # refuses half a character, such as "\ud83d"
    except (TypeError, ValueError, OverflowError, RecursionError):
        raise Unbuildable(f"A {type(given).__name__} is no value that can be kept.") from None
    return value


def _table(site: Site, keys: Keys, given: Mapping[str, object], told: dict[str, str]) -> Table:
    place = Place(site.kind, 1, 1)
    entries = tuple(_entry(site, keys, key, one, told) for key, one in given.items())
    kind = _Origin(place, _WRITTEN).scalar(site.kind)
    if site.kind == "http":
        return Table(place, (Entry(kind, Table(place, entries)),))
    if site.kind not in given:  # such as the reason of a handoff, which may be None
        entries = (Entry(kind, _Origin(place, _WRITTEN).scalar(None)), *entries)
    return Table(place, entries)


def _entry(site: Site, keys: Keys, key: str, given: object, told: dict[str, str]) -> Entry:
    """Return an option; the place of all that is in it is its name, for who refuses it."""
    is_computed = key in site.computed
    origin = _Origin(Place(key, 1, 1), _COMPUTED if is_computed else _WRITTEN)
    if isinstance(given, timedelta):
        given = f"{int(given.total_seconds())}s"
    value = as_value(given)
    if key in keys.bounds and is_computed and isinstance(value, str):
        value = _tell(value, told)
    return Entry(origin.scalar(key), origin.node(value, data=is_computed or key in keys.data))


def _tell(text: str, told: dict[str, str]) -> str:
    """Return a name under which expressions see a computed text."""
    name = f"told_{len(told) + 1}"
    told[name] = text
    return name


class _Origin(NamedTuple):
    """Where values come from."""

    place: Place
    document: Document

    def node(self, value: Value, *, data: bool) -> Node:
        match value:
            case list():
                return Items(self.place, tuple(self.node(one, data=data) for one in value))
            case dict():
                pairs = value.items()
                entries = (Entry(self.scalar(k), self.node(one, data=data)) for k, one in pairs)
                return Table(self.place, tuple(entries))
            case str() if data:
                return self.scalar(unbraced(value))
            case _:
                return self.scalar(value)

    def scalar(self, value: str | float | bool | None) -> Scalar:
        text = "" if value is None else str(value)
        return Scalar(self.document, self.place, text, value, 0, 0)


def _text(site: Site, template: Template, told: dict[str, str]) -> Text:
    """Return a text of the file with its translations; any other as what it shows."""
    if template.scalar.document is _COMPUTED:
        return Text(f"{{{_tell(braced(template.text), told)}}}")
    written = site.texts.get(template.text)
    return Text(f"{{{_tell(template.text, told)}}}") if written is None else written
