"""What names and expressions of a file can only ever be, for all of it is written there."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence


class Constants:
    """The values that a file holds under names.

    Args:
        tree: the file.
    """

    def __init__(self, tree: ast.Module) -> None:
        bound = Counter(name for node in ast.walk(tree) for name in _bound_by(node))
        self._values = dict(_given(tree, bound))
        self._loops = {
            name: members
            for node in ast.walk(tree)
            for name, members in self._looped(node)
            if bound[name] == 1
        }

    def value(self, expression: ast.expr) -> ast.expr:
        """Return what an expression stands for: itself, where it is no such name."""
        match expression:
            case ast.Name(id=name) if name in self._values:
                return self.value(self._values[name])
            case _:
                return expression

    def ways(self, expression: ast.expr) -> Sequence[ast.expr] | None:
        """Return what an expression may be, where it is one of several; None for any other."""
        match expression:
            case ast.IfExp(body=one, orelse=other):
                return (*(self.ways(one) or (one,)), *(self.ways(other) or (other,)))
            case ast.Name(id=name):
                return self._loops.get(name)
            case ast.Subscript(value=whole, slice=key) if not isinstance(key, ast.Slice):
                return self._values_of(whole)
            case ast.Call(func=ast.Attribute(attr="choice"), args=[members]):
                return self._members(members)
            case _:
                return None

    def _looped(self, node: ast.AST) -> Iterator[tuple[str, Sequence[ast.expr]]]:
        """Yield the names that a loop gives values, with what these may be."""
        match node:
            case (
                ast.For(target=target, iter=source) | ast.comprehension(target=target, iter=source)
            ):
                pass
            case _:
                return
        match target, source:
            case ast.Name(id=name), _:
                yield name, self._members(source) or ()
            case ast.Tuple(elts=[_, ast.Name(id=name)]), ast.Call(
                func=ast.Name(id="enumerate"), args=[members, *_]
            ):
                yield name, self._members(members) or ()
            case ast.Tuple(elts=[one, other]), ast.Call(
                func=ast.Attribute(value=whole, attr="items"), args=[]
            ):
                if isinstance(one, ast.Name):
                    yield one.id, self._members(whole) or ()
                if isinstance(other, ast.Name):
                    yield other.id, self._values_of(whole) or ()
            case _:
                return

    def _members(self, expression: ast.expr) -> Sequence[ast.expr] | None:
        """Return what going through an expression gives, None where nobody can tell."""
        match self.value(expression):
            case ast.List(elts=members) | ast.Tuple(elts=members) | ast.Set(elts=members):
                return members
            case ast.Dict(keys=keys):
                return [key for key in keys if key is not None]
            case ast.Call(func=ast.Attribute(value=whole, attr="values"), args=[]):
                return self._values_of(whole)
            case ast.Call(func=ast.Attribute(value=whole, attr="keys"), args=[]):
                return self._members(whole)
            case _:
                return None

    def _values_of(self, expression: ast.expr) -> Sequence[ast.expr] | None:
        """Return what an expression holds by its keys or places."""
        match self.value(expression):
            case ast.List(elts=members) | ast.Tuple(elts=members) | ast.Dict(values=members):
                return members
            case _:
                return None


def _given(tree: ast.Module, bound: Mapping[str, int]) -> Iterator[tuple[str, ast.expr]]:
    """Yield the values of names that a module gives one value, at its top level and once."""
    found: set[str] = set()
    for statement in tree.body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ) if bound[name] == 1 and _names_in(value) <= found:
                found.add(name)
                yield name, value
            case _:
                pass


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
