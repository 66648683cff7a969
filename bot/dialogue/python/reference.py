"""The reference of `talk`, printed from the class that dialogues hold in their hands."""

import inspect
from collections.abc import Callable, Iterator

from bot.core.lazy_pattern import lazy_pattern
from bot.dialogue.python.chance import Chance
from bot.dialogue.python.declared import dialogue
from bot.dialogue.python.facts import BrandFacts, EventFacts, PersonFacts
from bot.dialogue.python.talk import METHODS, PROPERTIES, Talk

_ENTRY = lazy_pattern(r"^    (\w+): (.*)$")

_FACTS = (("person", PersonFacts), ("event", EventFacts), ("brand", BrandFacts), ("random", Chance))


def reference() -> str:
    """Return everything that `talk` has, and what `@dialogue` takes, as Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield from ("## Calls", "", "Each is awaited, at once and where it is written.", "")
    for name in METHODS:
        yield from _call(f"await talk.{name}", getattr(Talk, name))
    yield from ("## What can be read", "", "Read once, it is the same when it is played again.", "")
    yield from ("| name | what it is |", "| --- | --- |")
    for name in PROPERTIES:
        yield _row(f"talk.{name}", getattr(Talk, name))
    for name, facts in _FACTS:
        yield from ("", f"### `talk.{name}`", "", "| name | what it is |", "| --- | --- |")
        yield from _members(name, facts)
    yield from ("", "## `@dialogue`", "")
    yield from _documented(dialogue)


def _members(owner: str, facts: type) -> Iterator[str]:
    for name, one in vars(facts).items():
        if not name.startswith("_"):
            taken = "" if isinstance(one, property) else _taken(one)
            yield _row(f"talk.{owner}.{name}{taken}", one)


def _row(name: str, documented: object) -> str:
    return f"| `{name}` | {_sentence(documented)} |"


def _call(name: str, function: Callable[..., object]) -> Iterator[str]:
    yield f"### `{name}`"
    yield ""
    yield from ("```python", f"{name}{_taken(function)}", "```", "")
    yield from _documented(function)


def _taken(function: Callable[..., object]) -> str:
    """Return the parameters without their types, which stand in the class."""
    taken = inspect.signature(function)
    bare = [
        one.replace(annotation=inspect.Parameter.empty)
        for one in taken.parameters.values()
        if one.name != "self"
    ]
    return str(taken.replace(parameters=bare, return_annotation=inspect.Signature.empty))


def _documented(function: Callable[..., object]) -> Iterator[str]:
    """Yield a docstring: its sentence, its arguments as a table, and what is given."""
    written = inspect.getdoc(function) or ""
    before, _, after = written.partition("\nArgs:\n")
    arguments, _, given = after.partition("\nReturns:\n")
    sentence, _, only_given = before.partition("\nReturns:\n")
    yield sentence.strip()
    yield ""
    if arguments.strip():
        yield from ("| option | what it is |", "| --- | --- |")
        yield from (f"| `{name}` | {told} |" for name, told in _entries(arguments))
        yield ""
    if told := " ".join((given or only_given).split()):
        yield from (f"Gives: {told[0].lower()}{told[1:]}", "")


def _entries(arguments: str) -> Iterator[tuple[str, str]]:
    name, told = "", ""
    for line in arguments.splitlines():
        begins = _ENTRY.match(line)
        if begins is not None:
            if name:
                yield name, told
            name, told = begins[1], begins[2]
        elif line.strip():
            told = f"{told} {line.strip()}"
    yield name, told


def _sentence(documented: object) -> str:
    return (inspect.getdoc(documented) or "").partition("\n")[0]
