"""Loads the functions of a brand's actions.py, with the rights of the server."""

import inspect
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

from msgspec import Struct

from bot.brand.faults import Fault
from bot.brand.folder import ACTIONS_FILE
from bot.core.ids import BrandId, derive
from bot.core.traces import last_line_in
from bot.dialogue.model.actions import KEY_ARGUMENT, actions_in

Function = Callable[..., Any]


class ActionsFault(Exception):  # noqa: N818 - it is told as what is wrong with a file
    """This file cannot be imported: why, and where in it; no words of its own."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        """Carry what is wrong, and its place."""
        super().__init__(message)
        self.fault = Fault(ACTIONS_FILE, line, column, message)


class Actions(Struct, frozen=True):
    """The functions of one brand; `file` is where they are written.

    `content` stands for what is written there, and is empty where there is no such file.
    """

    functions: Mapping[str, Function] = {}
    file: str = ACTIONS_FILE
    content: str = ""

    def place_of(self, trace: TracebackType | None) -> str:
        """Return the innermost line of the file that an error came through."""
        line = last_line_in(self.file, trace)
        return ACTIONS_FILE if line is None else f"{ACTIONS_FILE}:{line}"


def load_actions(folder: Path, brand: BrandId, before: Actions | None = None) -> Actions:
    """Import a brand's actions.py under a name of its own; none where there is no such file.

    Nothing is written beside it.

    Args:
        folder: the brand's.
        brand: whose: brands of one process do not see each other's functions.
        before: what was loaded last: where the file is still the same, it is not run again.

    Raises:
        ActionsFault: it cannot be imported.
    """
    path = folder / ACTIONS_FILE
    if not path.exists():
        return Actions()
    file = str(path.resolve())
    source = _read(path)
    content = derive(source.decode(errors="replace"))
    if before is not None and before.content == content:
        return before
    module = ModuleType(f"convivio_actions_{derive(brand, file)}")
    module.__file__ = file
    sys.modules[module.__name__] = module
    try:
        exec(compile(source, file, "exec"), module.__dict__)  # noqa: S102 - it is the operator's
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        raise _fault(error, file) from None
    defined = actions_in(source).functions
    functions = {name: vars(module)[name] for name in defined if name in vars(module)}
    return Actions(functions, file, content)


def takes_key(function: Function) -> bool:
    """Say whether a function asks for the key of its call."""
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):  # one that is written in C may not tell
        return False
    found = parameters.get(KEY_ARGUMENT)
    return found is not None and found.kind is not inspect.Parameter.POSITIONAL_ONLY


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _fault(error, str(path)) from None


def _fault(error: BaseException, file: str) -> ActionsFault:
    """Say why an import failed, without what the error says: that may hold a secret."""
    if isinstance(error, SyntaxError) and error.filename == file:
        line, column = error.lineno or 1, error.offset or 1
        return ActionsFault(f"This is no Python: {error.msg}.", line, column)
    missing = f" {error.name}" if isinstance(error, ImportError) and error.name else ""
    message = f"This file cannot be imported: {type(error).__name__}{missing}."
    return ActionsFault(message, last_line_in(file, error.__traceback__) or 1)
