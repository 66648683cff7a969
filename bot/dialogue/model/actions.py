"""The functions of actions.py, read by their syntax: nothing of the file is run to know them."""

import ast
import warnings
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from bot.brand.collected import Faults
from bot.brand.folder import File
from bot.brand.nodes import Place

KEY_ARGUMENT = "idempotency_key"
"""The keyword argument by which a function gets the key of its call, where it has one so named."""


class Function(Struct, frozen=True):
    """One function as it is defined.

    `arguments` can be given by name, `required` have no default, `unnamed` can only be given by
    their place. `takes_any` says that it takes others too, or that decorators may have changed it.
    """

    arguments: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()
    takes_any: bool = False


class Actions(Struct, frozen=True):
    """What actions.py holds: its functions, and other names, each with what it is.

    `is_there` says whether there is such a file at all.
    """

    functions: Mapping[str, Function] = {}
    others: Mapping[str, str] = {}
    is_there: bool = True


def read_actions(file: File | None, faults: Faults) -> Actions | None:
    """Return what actions.py defines; None after a fault, so that nothing is missed in it.

    Args:
        file: the file, None where there is none.
        faults: where to add.
    """
    if file is None:
        return Actions(is_there=False)
    try:
        return actions_in(file.data)
    except SyntaxError as error:
        place = Place(file.path, error.lineno or 1, error.offset or 1)
        faults.error(place, f"This is no Python: {error.msg}.")
    except (ValueError, RecursionError, MemoryError):
        faults.error(file.start, "This is no Python that could be read.")
    return None


def actions_in(source: bytes) -> Actions:
    """Return what the source of an actions.py defines.

    Raises:
        SyntaxError: it is no Python.
        ValueError: it holds what no source can.
        RecursionError: it is nested too deep.
        MemoryError: likewise.
    """
    with warnings.catch_warnings(action="ignore"):  # what its author might do better is not asked
        tree = ast.parse(source)
    functions: dict[str, Function] = {}
    others: dict[str, str] = {}
    for statement in _statements(tree.body):
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                functions[name] = _function(statement)
            case ast.ClassDef(name=name):
                others[name] = "a class"
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                others |= {(one.asname or one.name): "imported" for one in aliases}
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                others[name] = "a value"
            case _:
                continue
    return Actions({name: one for name, one in functions.items() if name[0] != "_"}, others)


def _statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a module, those among them that stand under a condition."""
    for statement in body:
        match statement:
            case ast.If(body=first, orelse=second):
                yield from _statements((*first, *second))
            case ast.Try(body=first, handlers=handlers, orelse=second, finalbody=last):
                yield from _statements((*first, *second, *last))
                for handler in handlers:
                    yield from _statements(handler.body)
            case _:
                yield statement


def _function(found: ast.FunctionDef | ast.AsyncFunctionDef) -> Function:
    given = found.args
    placed = [*given.posonlyargs, *given.args]
    optional = {one.arg for one in placed[len(placed) - len(given.defaults) :]}
    named = [
        one.arg
        for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)
        if default is None
    ]
    required = (*(one.arg for one in placed if one.arg not in optional), *named)
    return Function(
        arguments=tuple(one.arg for one in (*given.args, *given.kwonlyargs)),
        required=tuple(name for name in required if name != KEY_ARGUMENT),
        unnamed=tuple(one.arg for one in given.posonlyargs if one.arg not in optional),
        takes_any=given.kwarg is not None or bool(found.decorator_list),
    )
