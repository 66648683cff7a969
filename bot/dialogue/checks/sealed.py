"""Which values are codes, in clear where a brand encrypts, and which are people's own words.

A slot is a code where every step that gives it a value gives it one: a question that foresees its
answers, an offer, a split, or `set` and `with` that are made of nothing but codes. What comes from
other systems or from Python is none.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from msgspec import Struct

from bot.brand.leaves import Anything
from bot.core.values import Value
from bot.dialogue.compiling import ask_type
from bot.dialogue.expressions.audience import SLOTS, slots_mentioned
from bot.dialogue.expressions.expression import RESERVED, parsed, parts_in
from bot.dialogue.expressions.grammar import Refused
from bot.dialogue.expressions.problems import Problem
from bot.dialogue.expressions.templates import parsed_template
from bot.dialogue.model.names import PERSON
from bot.dialogue.model.script import Script
from bot.dialogue.model.slots import given_by
from bot.dialogue.model.walk import steps_in
from bot.dialogue.program import CODED
from bot.dialogue.python.script import PythonScript
from bot.dialogue.steps import AskStep, OfferStep, RunStep, SetStep, SplitStep, Step

_SEALED_FACTS = frozenset({"name", "first_name"})
_HINT = "Ask for one of several choices, or \"tag\" people and write: 'name' in tags."

_Name = tuple[str, str]
"""A dialogue with one of its slots, or "person" with one of its facts."""

_FACT = "person"


class _Gift(Struct, frozen=True):
    """One step that gives a name a value: made of these others, None where of words."""

    name: _Name
    of: frozenset[_Name] | None


class Words(Struct, frozen=True):
    """The slots, by dialogue, and the facts of a person that hold people's own words."""

    names: frozenset[_Name]

    def read_by(self, source: str) -> Iterator[Problem]:
        """Yield each place where an audience reads what is encrypted."""
        for dialogue, slot, offset in slots_mentioned(source):
            if slot is not None and (dialogue, slot) in self.names:
                yield _problem(f"{SLOTS}.{dialogue}.{slot}", offset)
        for mention in parts_in(source):
            if mention.of == _FACT and (_FACT, mention.name) in self.names:
                yield _problem(f"{_FACT}.{mention.name}", mention.offset)


def words_in(scripts: Sequence[Script]) -> Words:
    """Return what in these dialogues holds people's own words."""
    gifts = [*chain.from_iterable(map(_gifts, scripts))]
    words = {(_FACT, name) for name in _SEALED_FACTS}
    words |= {gift.name for gift in gifts if gift.of is None}
    while more := {one.name for one in gifts if one.of and one.of & words} - words:
        words |= more
    return Words(frozenset(words))


def _problem(name: str, offset: int) -> Problem:
    message = f"{name} is encrypted: people's own words choose no audience."
    return Problem(offset, message, _HINT)


def _gifts(script: Script) -> Iterator[_Gift]:
    for _, step in steps_in(script.steps):
        yield from _given(script, step)


def _given(script: Script, step: Step) -> Iterator[_Gift]:
    dialogue, is_computed = script.dialogue.text, isinstance(script, PythonScript)
    for name, written in _written(dialogue, step):
        yield _Gift(name, None if is_computed else _made_of(dialogue, written.value))
    if not isinstance(step, SetStep):
        for slot in given_by(step):
            yield _Gift((dialogue, slot.text), frozenset() if _foresees(step) else None)


def _written(dialogue: str, step: Step) -> Iterator[tuple[_Name, Anything]]:
    """Yield each name whose value is written in a step: set, or handed to another dialogue."""
    match step:
        case SetStep(set=values):
            for target, value in values.items():
                yield _name(dialogue, target.text), value
        case RunStep(run=called, with_=dict(values)):
            for slot, value in values.items():
                yield (called.text, slot.text), value
        case _:
            return


def _name(dialogue: str, target: str) -> _Name:
    if target.startswith(PERSON):
        return _FACT, target.removeprefix(PERSON)
    return dialogue, target


def _foresees(step: Step) -> bool:
    """Say whether a step gives only values that its author has foreseen."""
    if isinstance(step, AskStep):
        return ask_type(step) in CODED
    return isinstance(step, OfferStep | SplitStep)


def _made_of(dialogue: str, value: Value) -> frozenset[_Name] | None:
    """Return what a written value is made of, None where it may hold any words."""
    names: set[_Name] = set()
    for source in _sources(value):
        try:
            read = parsed(source)
        except Refused:
            return None
        if any(one.name == "event" for one in read.names):
            return None
        names |= {(dialogue, one.name) for one in read.names if one.name not in RESERVED}
        names |= {(_FACT, one.name) for one in read.parts if one.of == _FACT}
    return frozenset(names)


def _sources(value: Value) -> Iterable[str]:
    """Return the expressions in a written value."""
    if isinstance(value, str):
        return [hole.source for hole in parsed_template(value).holes]
    if isinstance(value, list):
        return chain.from_iterable(map(_sources, value))
    if isinstance(value, dict):
        return chain.from_iterable(map(_sources, value.values()))
    return []
