"""Values written in Python as the nodes that YAML files are made of, each with its place."""

import ast
from collections.abc import Sequence

from msgspec import Struct

from bot.brand.nodes import Entry, Items, Node, Scalar, Table
from bot.dialogue.python.constants import Constants
from bot.dialogue.python.source import Source


class Written(Struct, frozen=True):
    """A value as far as the file tells.

    `node` is None where only a run knows it. `varies` says that a run may choose among values that
    are all written in the file: `node` then holds all of them, or the first.
    """

    node: Node | None
    varies: bool = False


UNKNOWN = "…"
"""Stands for a text or value that only a run knows."""

COMPUTED = Written(None, varies=True)


class Literals:
    """Reads what is written.

    Args:
        source: the file.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._constants = Constants(source.tree)

    def read(self, expression: ast.expr, *, several: bool = False, data: bool = False) -> Written:
        """Return what an expression is.

        Args:
            expression: a part of the tree.
            several: whether a choice between texts may stand here as all of them.
            data: whether it is data of the program's own, whose braces are only braces.
        """
        written = self._constants.value(expression)
        ways = self._constants.ways(written)
        if ways is not None:
            return self._one_of(ways, several=several, data=data)
        node = self._node(written, data=data)
        return COMPUTED if node is None else Written(node)

    def slots(self, expression: ast.expr) -> Written:
        """Return what gives names values: the names are written, the values may be computed."""
        if not isinstance(expression, ast.Dict):
            return self.read(expression, data=True)
        place = self._source.place(expression)
        pairs = zip(expression.keys, expression.values, strict=True)
        entries = [self._slot(key, value) for key, value in pairs]
        known = tuple(entry for entry in entries if entry is not None)
        return COMPUTED if len(known) < len(entries) else Written(Table(place, known), varies=True)

    def unknown(self, expression: ast.expr) -> Scalar:
        """Return what stands for a text or value that only a run knows."""
        return self._source.literal(expression, UNKNOWN, UNKNOWN)

    def _one_of(self, ways: Sequence[ast.expr], *, several: bool, data: bool) -> Written:
        nodes = [self._fixed(way, data=data) for way in ways]
        known = [node for node in nodes if node is not None]
        if not known or len(known) < len(nodes):
            return COMPUTED
        if not several:
            return Written(known[0], varies=True)
        flat = [item for node in known for item in _members(node)]
        return Written(Items(known[0].place, tuple(flat)), varies=True)

    def _fixed(self, expression: ast.expr, *, data: bool) -> Node | None:
        """Return a value that is always the same, None for any other."""
        written = self.read(expression, data=data)
        return None if written.varies else written.node

    def _node(self, expression: ast.expr, *, data: bool) -> Node | None:
        place = self._source.place(expression)
        match expression:
            case ast.Constant(value=value):
                return self._scalar(expression, value, data=data)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
                return self._source.literal(expression, str(-value), -value)
            case ast.List(elts=members) | ast.Tuple(elts=members):
                items = [self._fixed(member, data=data) for member in members]
                known = tuple(item for item in items if item is not None)
                return Items(place, known) if len(known) == len(items) else None
            case ast.Dict(keys=keys, values=values):
                pairs = zip(keys, values, strict=True)
                entries = [self._entry(key, value, data=data) for key, value in pairs]
                found = tuple(entry for entry in entries if entry is not None)
                return Table(place, found) if len(found) == len(entries) else None
            case _:
                return None

    def _slot(self, key: ast.expr | None, value: ast.expr) -> Entry | None:
        name = None if key is None else self._fixed(key, data=False)
        node = self._fixed(value, data=True)
        if not isinstance(name, Scalar):
            return None
        return Entry(name, self.unknown(value) if node is None else node)

    def _entry(self, key: ast.expr | None, value: ast.expr, *, data: bool) -> Entry | None:
        name = None if key is None else self._fixed(key, data=False)
        node = self._fixed(value, data=data)
        return None if node is None or not isinstance(name, Scalar) else Entry(name, node)

    def _scalar(self, expression: ast.expr, value: object, *, data: bool) -> Scalar | None:
        match value:
            case str() if is_whole(value):
                text = unbraced(value) if data else value
                return self._source.literal(expression, text, text)
            case bool() | int() | float() | None:
                return self._source.literal(expression, str(value), value)
            case _:
                return None


def unbraced(text: str) -> str:
    """Return what a template shows as this text: braces of data are only braces."""
    return text.replace("{", "{{").replace("}", "}}")


def braced(text: str) -> str:
    """Return the text that a template shows which `unbraced` has made of it."""
    return text.replace("{{", "{").replace("}}", "}")


def is_whole(text: str) -> bool:
    """Say whether a text can be kept: half of a character that is a pair in UTF-16 is none."""
    return all(not "\ud800" <= character <= "\udfff" for character in text)


def _members(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Items) else (node,)
