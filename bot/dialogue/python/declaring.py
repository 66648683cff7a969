"""What a file declares: which function is the dialogue, and what `@dialogue` says of it."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from bot.brand.collected import Faults
from bot.brand.nodes import Entry, Items, Node, Place, Table
from bot.brand.suggestions import did_you_mean
from bot.brand.wording import listed, quoted
from bot.dialogue.python.literals import Literals
from bot.dialogue.python.source import Source

DECORATOR = "dialogue"

_STARTING = ("command", "phrases", "keyword", "link", "event")
_BESIDE_EVENT = ("topic", "urgent")
_PLAIN = ("title", "language", "interruptible")
_KEYS = ("name", *_PLAIN, *_STARTING, *_BESIDE_EVENT, "starts")


def dialogue_function(source: Source, faults: Faults) -> ast.AsyncFunctionDef | None:
    """Return the function that is the file's dialogue, None after a fault.

    It is the one under `@dialogue`; without that the one that is named as the file, or the only
    one whose name does not begin with `_`.
    """
    functions = [one for one in source.tree.body if isinstance(one, ast.AsyncFunctionDef)]
    marked = [one for one in functions if decorator_of(one) is not None]
    for extra in marked[1:]:
        message = "There are two dialogues in this file."
        faults.error(source.place(extra), message, "Put each into a file of its own.")
    stem = PurePosixPath(source.document.file).stem
    named = [one for one in functions if one.name == stem]
    public = [one for one in functions if not one.name.startswith("_")]
    chosen = marked or named or public
    if not chosen:
        _refuse_none(source, faults)
    elif not marked and not named and len(public) > 1:
        names = listed(one.name for one in public)
        message = f"Any of these may be the dialogue: {names}."
        faults.error(source.place(public[1]), message, "Write @dialogue above the one that is.")
    else:
        return chosen[0]
    return None


def decorator_of(function: ast.AsyncFunctionDef) -> ast.expr | None:
    """Return `@dialogue` or `@dialogue(…)` above a function, None where there is none."""
    for decorator in function.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        match called:
            case ast.Name(id=name) | ast.Attribute(attr=name) if name == DECORATOR:
                return decorator
            case _:
                continue
    return None


class Declaration:
    """Reads what is declared of a dialogue, as the table that a YAML file would begin with.

    Args:
        source: the file.
        faults: where to add.
    """

    def __init__(self, source: Source, faults: Faults) -> None:
        self._source = source
        self._faults = faults
        self._literals = Literals(source)

    def heading(self, function: ast.AsyncFunctionDef) -> Table:
        """Return the table, with a step in it that stands for those that the calls are."""
        place = self._source.place(function)
        decorator = decorator_of(function)
        given = self._given(decorator) if isinstance(decorator, ast.Call) else {}
        named = self._source.name(_after(place, "async def "), function.name)
        entries = [self._entry("dialogue", place, given.get("name", named))]
        written = (key for key in _PLAIN if key in given)
        entries += [self._entry(key, given[key].place, given[key]) for key in written]
        starts = self._starts(given, place)
        if starts is not None:
            entries.append(self._entry("starts", starts.place, starts))
        end = self._source.name(place, "end")
        entries.append(self._entry("steps", place, Items(place, (end,))))
        return Table(place, tuple(entries))

    def _given(self, decorator: ast.Call) -> Mapping[str, Node]:
        found: dict[str, Node] = {}
        for key, value in self._arguments(decorator):
            node = self._literals.read(value).node
            if node is None:
                message = f'"{key}" must be written here, not computed.'
                hint = "Dialogues are read without being run."
                self._faults.error(self._source.place(value), message, hint)
            else:
                found[key] = node
        return found

    def _arguments(self, decorator: ast.Call) -> Iterator[tuple[str, ast.expr]]:
        for position, argument in enumerate(decorator.args):
            if position == 0:
                yield "name", argument
            else:
                self._faults.error(self._source.place(argument), "Name this: title=…")
        for keyword in decorator.keywords:
            if keyword.arg in _KEYS:
                yield str(keyword.arg), keyword.value
            else:
                key = keyword.arg or "**"
                hint = did_you_mean(key, _KEYS) or f"There is {', '.join(_KEYS)}."
                message = f"{quoted(key)} is nothing that @dialogue takes."
                self._faults.error(self._source.place(keyword), message, hint)

    def _starts(self, given: Mapping[str, Node], place: Place) -> Items | None:
        """Return the ways to start, None where none is said: then there may be one by default."""
        ways: list[Node] = []
        for key in _STARTING:
            if key in given:
                beside = _BESIDE_EVENT if key == "event" else ()
                keys = (key, *(one for one in beside if one in given))
                entries = [self._entry(one, given[one].place, given[one]) for one in keys]
                ways.append(Table(given[key].place, tuple(entries)))
        listed_ways = given.get("starts")
        if isinstance(listed_ways, Items):
            ways += listed_ways.items
        elif listed_ways is not None:
            self._faults.error(listed_ways.place, "Expected a list of ways to start.")
        for key in _BESIDE_EVENT:
            if key in given and "event" not in given:
                message = f'"{key}" stands beside "event" only.'
                self._faults.error(given[key].place, message, "Add the event, or leave it out.")
        return Items(place, tuple(ways)) if ways else None

    def _entry(self, key: str, place: Place, node: Node) -> Entry:
        return Entry(self._source.name(place, key), node)


def _after(place: Place, words: str) -> Place:
    return Place(place.file, place.line, place.column + len(words))


def _refuse_none(source: Source, faults: Faults) -> None:
    message = "There is no dialogue in this file."
    hint = "Begin with: async def name(talk):"
    for statement in source.tree.body:
        if isinstance(statement, ast.FunctionDef) and not statement.name.startswith("_"):
            hint = f"Write async def {statement.name}."
            faults.error(source.place(statement), message, hint)
            return
    faults.error(Place(source.document.file, 1, 1), message, hint)
