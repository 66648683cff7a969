"""Importing the files of dialogues in Python: their functions, ready to be played.

This runs a developer's code, with the rights of the server. Checking never comes here.
"""

import ast
import copy
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from msgspec.structs import replace

from bot.brand.faults import Fault
from bot.core.ids import derive
from bot.core.traces import last_line_in
from bot.dialogue.publishing.library import Library
from bot.dialogue.python.code import Function, PythonCode, Watch

_NAME_LENGTH = 12


def load_python(library: Library, folder: Path, watch: Watch) -> tuple[Library, tuple[Fault, ...]]:
    """Return a library whose dialogues in Python can be played, and what keeps some from it.

    Args:
        library: the brand's, as read.
        folder: where its files are.
        watch: watches over the time that a dialogue takes.
    """
    loaded: dict[str, PythonCode] = {}
    faults: list[Fault] = []
    for name, code in library.python.items():
        found = _loaded(library, folder, code)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            loaded[name] = replace(code, function=found, watch=watch)
    return replace(library, python=loaded), tuple(faults)


def _loaded(library: Library, folder: Path, code: PythonCode) -> Function | Fault:
    """Return the function; one module for each brand and each content of a file."""
    path = folder / code.file
    package = _package(library, path.parent, code)
    content = derive(code.file, code.content)[:_NAME_LENGTH]
    module = ModuleType(f"{package}.{path.stem}_{content}")
    module.__file__, module.__package__ = str(path), package
    sys.modules[module.__name__] = module  # what it defines finds its own module by that name
    try:
        with _nothing_written():
            exec(compile(_numbered(code), str(path), "exec"), module.__dict__)  # noqa: S102
        function: Function = getattr(module, code.name)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever a developer's code may raise
        return _fault(code, error)
    return function


def _package(library: Library, folder: Path, code: PythonCode) -> str:
    """Return the package from which `from ._prices import …` takes the Python beside a dialogue.

    There is one for each brand, each folder and each content of what is shared in it.
    """
    name = derive(str(library.brand.id), str(folder), code.shared)[:_NAME_LENGTH]
    package = ModuleType(f"convivio_dialogues_{name}")
    package.__path__ = [str(folder)]
    sys.modules.setdefault(package.__name__, package)
    return package.__name__


@contextmanager
def _nothing_written() -> Iterator[None]:
    """Leave no compiled files in a brand's folder."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.dont_write_bytecode = before


def _numbered(code: PythonCode) -> ast.Module:
    """Return the tree in which each call of `talk` says which it is: `talk._at(3).ask(…)`."""
    places = {_extent(node): number for node, number in code.numbers.items()}
    tree = copy.deepcopy(code.tree)
    for node in [one for one in ast.walk(tree) if isinstance(one, ast.Call)]:
        number = places.get(_extent(node))
        if number is not None and isinstance(node.func, ast.Attribute):
            at = ast.Attribute(node.func.value, "_at", ast.Load())
            node.func.value = ast.copy_location(
                ast.Call(at, [ast.Constant(number)], []), node.func.value
            )
    return ast.fix_missing_locations(tree)


def _extent(node: ast.Call) -> tuple[int, int, int | None, int | None]:
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


def _fault(code: PythonCode, error: BaseException) -> Fault:
    """Return what went wrong, at the last line of the file that was being run.

    What an error of a developer's code says is left out: that may hold a secret.
    """
    line, said = last_line_in(code.file, error.__traceback__) or 1, ""
    if isinstance(error, SyntaxError):
        said = f": {error.msg}"
        line = error.lineno or line if (error.filename or "").endswith(code.file) else line
    elif isinstance(error, ImportError) and error.name:
        said = f": {error.name}"
    message = f"This dialogue cannot be imported: {type(error).__name__}{said}."
    return Fault(code.file, line, 1, message, hint=_hint(error))


def _hint(error: BaseException) -> str | None:
    if isinstance(error, ModuleNotFoundError):
        return f"Install {error.name} where the product runs."
    return None
