"""Values written in Python as the nodes that YAML files are made of, each with its place."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct

from bot.brand.nodes import Entry, Items, Node, Scalar, Table
from bot.dialogue.python.source import Source

Constants = Mapping[str, ast.expr]
"""What names of the module stand for, where nothing can ever give them another value."""


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
        self._constants = constants_of(source.tree)

    def slots(self, expression: ast.expr) -> Written:
        """Return what gives names values: the names are written, the values may be computed."""
        if not isinstance(expression, ast.Dict):
            return self.read(expression, data=True)
        place = self._source.place(expression)
        pairs = zip(expression.keys, expression.values, strict=True)
        entries = [self._slot(key, value) for key, value in pairs]
        known = tuple(entry for entry in entries if entry is not None)
        return COMPUTED if len(known) < len(entries) else Written(Table(place, known), varies=True)

    def read(self, expression: ast.expr, *, several: bool = False, data: bool = False) -> Written:
        """Return what an expression is.

        Args:
            expression: a part of the tree.
            several: whether a choice between texts may stand here as all of them.
            data: whether it is data of the program's own, whose braces are only braces.
        """
        match expression:
            case ast.IfExp(body=one, orelse=other):
                return self._either(one, other, several=several, data=data)
            case ast.Name(id=name) if name in self._constants:
                return self.read(self._constants[name], several=several, data=data)
            case _:
                node = self._node(expression, data=data)
                return COMPUTED if node is None else Written(node)

    def _either(self, one: ast.expr, other: ast.expr, *, several: bool, data: bool) -> Written:
        found = [self.read(way, several=several, data=data).node for way in (one, other)]
        nodes = [node for node in found if node is not None]
        if len(nodes) < len(found):
            return COMPUTED
        if not several:
            return Written(nodes[0], varies=True)
        flat = [item for node in nodes for item in _members(node)]
        return Written(Items(nodes[0].place, tuple(flat)), varies=True)

    def _node(self, expression: ast.expr, *, data: bool) -> Node | None:
        place = self._source.place(expression)
        match expression:
            case ast.Constant() | ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
                return self._scalar(expression, data=data)
            case ast.List(elts=members) | ast.Tuple(elts=members):
                items = [self.read(member, data=data).node for member in members]
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
        name = None if key is None else self.read(key).node
        node = self.read(value, data=True).node
        if not isinstance(name, Scalar):
            return None
        return Entry(name, self.unknown(value) if node is None else node)

    def unknown(self, expression: ast.expr) -> Scalar:
        """Return what stands for a text or value that only a run knows."""
        return self._source.literal(expression, UNKNOWN, UNKNOWN)

    def _entry(self, key: ast.expr | None, value: ast.expr, *, data: bool) -> Entry | None:
        name = None if key is None else self.read(key).node
        node = self.read(value, data=data).node
        return None if node is None or not isinstance(name, Scalar) else Entry(name, node)

    def _scalar(self, expression: ast.expr, *, data: bool) -> Scalar | None:
        value = ast.literal_eval(expression)
        match value:
            case str():
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


def constants_of(tree: ast.Module) -> dict[str, ast.expr]:
    """Return the values of names that a module gives one value, at its top level and once."""
    bound = Counter(name for node in ast.walk(tree) for name in _bound_by(node))
    found: dict[str, ast.expr] = {}
    for statement in tree.body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ) if bound[name] == 1 and _names_in(value) <= found.keys():
                found[name] = value
            case _:
                pass
    return found


def _bound_by(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.alias(name=name, asname=other):
            yield other or name
        case ast.Global(names=names):
            yield from names
        case _:
            return


def _names_in(expression: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}


def _members(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Items) else (node,)
