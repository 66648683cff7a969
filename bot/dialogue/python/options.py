"""What the calls of `talk` take: the keys of the very step that each of them is."""

import typing
from functools import lru_cache

from msgspec.structs import replace

from bot.brand.leaves import Anything, Template
from bot.brand.shapes import fields_of
from bot.dialogue.model.bounds import Bound
from bot.dialogue.model.names import SlotName
from bot.dialogue.steps import BY_KIND, Block, Broken, HttpLine, HttpStep, Step

INSTEAD = ("otherwise", "failed")
"""Keys that hold steps in YAML; in Python they are what the call gives instead."""

_IN_YAML = frozenset({"everyone", "enough"})
"""Keys of what all in a group share: a program is held with one person."""


class Keys(typing.NamedTuple):
    """The keys of one kind of call.

    `data` hold values of the program's own, `texts` what people read, `bounds` values or
    expressions. `instead` are those that say what the call gives where nothing comes. `keeps` says
    whether a slot may keep what it gives.
    """

    options: frozenset[str]
    data: frozenset[str]
    texts: frozenset[str]
    bounds: frozenset[str]
    instead: frozenset[str]
    keeps: bool


@lru_cache(maxsize=64)
def keys_of(kind: str) -> Keys:
    """Return the keys that a kind of call takes, by the definition of its step."""
    step = HttpLine if kind == "http" else BY_KIND[kind]
    hints = typing.get_type_hints(step)
    inner = {key: _types_in(hints[field.name]) for key, field in fields_of(step).items()}
    return Keys(
        options=frozenset(key for key, types in inner.items() if Block not in types) - _IN_YAML,
        data=frozenset(key for key, types in inner.items() if Anything in types),
        texts=frozenset(key for key, types in inner.items() if Template in types),
        bounds=frozenset(key for key, types in inner.items() if Bound in types),
        instead=frozenset(key for key in INSTEAD if key in fields_of(BY_KIND[kind])),
        keeps="as" in inner,
    )


def slot_of(step: Step) -> SlotName | None:
    """Return the slot that a step names for what it gives."""
    named: SlotName | None = getattr(step.http if isinstance(step, HttpStep) else step, "as_", None)
    return named


def with_slot(step: Step, slot: SlotName) -> Step:
    """Return the same step, with a slot for what it gives."""
    if isinstance(step, HttpStep):
        return replace(step, http=replace(step.http, as_=slot))
    return step if isinstance(step, Broken) else replace(step, as_=slot)


def _types_in(hint: object) -> set[object]:
    inner = typing.get_args(hint)
    return {hint} if not inner else {one for part in inner for one in _types_in(part)}
