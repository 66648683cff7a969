"""How a dialogue in Python has to behave, so that playing it again does the same again."""

import ast
from collections.abc import Collection, Iterator, Mapping

from bot.brand.collected import Faults
from bot.dialogue.python.source import Source

_CLOCK, _CHANCE = "Use talk.now.", "Use talk.random."
_OUTSIDE = "Use talk.http, or talk.do with an action."

UNSTEADY: Mapping[str, str] = {
    "time": f"{_CLOCK} To wait, use talk.wait.",
    "datetime.datetime.now": _CLOCK,
    "datetime.datetime.utcnow": _CLOCK,
    "datetime.datetime.today": _CLOCK,
    "datetime.date.today": _CLOCK,
    "random": _CHANCE,
    "secrets": _CHANCE,
    "uuid": _CHANCE,
    "os.urandom": _CHANCE,
    "hash": "It differs from process to process: use hashlib.",
    "id": "It differs from process to process.",
}
"""What gives something else each time, with what to use instead."""

OUTSIDE: Mapping[str, str] = {
    "asyncio": "A dialogue may await only talk: use talk.wait.",
    "open": "Use talk.do with an action.",
    "input": "Use talk.ask.",
    "os": "Use talk.do with an action.",
    "shutil": "Use talk.do with an action.",
    "subprocess": "Use talk.do with an action.",
    "threading": "Use talk.do with an action.",
    "requests": _OUTSIDE,
    "httpx": _OUTSIDE,
    "aiohttp": _OUTSIDE,
    "urllib": _OUTSIDE,
    "socket": _OUTSIDE,
    "smtplib": _OUTSIDE,
    "sqlite3": _OUTSIDE,
}
"""What acts outside, or waits for it, with what to use instead."""

_STEADY = ("os.path", "urllib.parse", "time.struct_time", "uuid.UUID", "uuid.uuid5", "uuid.uuid3")

_EVERYTHING = frozenset({"BaseException", "GeneratorExit"})

_BUILT_IN = frozenset({"hash", "id", "open", "input"}) | _EVERYTHING
"""Names that need no import."""


def check_manners(
    source: Source, receiver: str, calls: Collection[ast.Call], faults: Faults
) -> None:
    """Add what would not be the same again, and what is awaited besides `talk`.

    Args:
        source: the file.
        receiver: what the file calls `talk`.
        calls: the calls of it.
        faults: where to add.
    """
    check = _Check(source, receiver, calls, faults)
    for statement in source.tree.body:
        check.visit(statement)


class _Check(ast.NodeVisitor):
    def __init__(
        self, source: Source, receiver: str, calls: Collection[ast.Call], faults: Faults
    ) -> None:
        self._source = source
        self._receiver = receiver
        self._calls = calls
        self._faults = faults
        self._names = dict(_imported(source.tree))
        self._own = {
            node.name for node in ast.walk(source.tree) if isinstance(node, ast.AsyncFunctionDef)
        }
        self._awaited: set[ast.expr] = set()

    def visit_Await(self, node: ast.Await) -> None:
        """Only calls of talk, and functions of this file, can be awaited."""
        self._awaited.add(node.value)
        match node.value:
            case ast.Call(func=ast.Name(id=name)) if name in self._own:
                pass
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name))) if name == self._receiver:
                pass
            case _:
                message = "A dialogue may await only talk."
                hint = "Everything that takes time is a call of talk: ask, wait, http, do."
                self._error(node, message, hint)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """What is called gives the same again, and calls of talk are awaited."""
        if node not in self._awaited and (node in self._calls or self._is_own(node)):
            self._error(node, "This call is not awaited: nothing happens.", "Put await before it.")
        dotted = self._dotted(node.func)
        if dotted is not None:
            self._check_called(node, dotted)
        self.generic_visit(node)

    def _is_own(self, node: ast.Call) -> bool:
        """Say whether a function of this file is called that talks."""
        return isinstance(node.func, ast.Name) and node.func.id in self._own

    def _check_called(self, node: ast.Call, dotted: str) -> None:
        place = self._source.place(node)
        if (hint := _listed(dotted, UNSTEADY)) is not None:
            message = f'"{dotted}" gives something else when the dialogue is played again.'
            self._faults.warning(place, message, hint)
        elif (hint := _listed(dotted, OUTSIDE)) is not None:
            message = f'"{dotted}" happens again whenever the dialogue goes on.'
            self._faults.warning(place, message, hint)

    def visit_AsyncFor(self, node: ast.AsyncFor) -> None:
        """It awaits something else."""
        self._refuse_async(node)

    def visit_AsyncWith(self, node: ast.AsyncWith) -> None:
        """It awaits something else."""
        self._refuse_async(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        """A dialogue gives nothing before it ends."""
        for inner in ast.walk(node):
            if isinstance(inner, ast.Yield | ast.YieldFrom):
                self._error(inner, "A dialogue cannot yield.", "Await talk, and return.")
        self.generic_visit(node)

    def visit_Try(self, node: ast.Try) -> None:
        """What a dialogue catches, it also catches when it only pauses."""
        waits = any(isinstance(inner, ast.Await) for one in node.body for inner in ast.walk(one))
        if waits and node.finalbody:
            message = '"finally" also runs whenever the dialogue waits.'
            hint = "Write what comes after without it."
            self._faults.warning(self._source.place(node.finalbody[0]), message, hint)
        for handler in node.handlers:
            caught = handler.type
            everything = caught is None or self._dotted(caught) in _EVERYTHING
            if waits and everything:
                message = "This also catches that the dialogue only waits."
                place = self._source.place(caught or node.body[0])
                self._faults.warning(place, message, "Write except Exception.")
        self.generic_visit(node)

    def _refuse_async(self, node: ast.AsyncFor | ast.AsyncWith) -> None:
        self._error(node, "A dialogue may await only talk.", "Leave out async here.")
        self.generic_visit(node)

    def _error(self, node: ast.expr | ast.stmt, message: str, hint: str) -> None:
        self._faults.error(self._source.place(node), message, hint)

    def _dotted(self, node: ast.expr) -> str | None:
        """Return the whole name of what is called, by what the file imports; None for its own."""
        match node:
            case ast.Name(id=name):
                return self._names.get(name, name if name in _BUILT_IN else None)
            case ast.Attribute(value=whole, attr=part):
                before = self._dotted(whole)
                return None if before is None else f"{before}.{part}"
            case _:
                return None


def _listed(dotted: str, table: Mapping[str, str]) -> str | None:
    parts = dotted.split(".")
    if any(dotted == one or dotted.startswith(f"{one}.") for one in _STEADY):
        return None
    whole = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((table[name] for name in whole if name in table), None)


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield each name that the file imports, with what it is."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for one in names:
                    first = one.name.partition(".")[0]
                    yield (one.asname, one.name) if one.asname else (first, first)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                for one in names:
                    yield one.asname or one.name, f"{module}.{one.name}"
            case _:
                continue
