"""The calls of `talk` in a file, each as the step that it would be in YAML."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping

from bot.brand.collected import Faults
from bot.brand.nodes import Node, Place, scalars_in
from bot.brand.suggestions import did_you_mean
from bot.brand.wording import listed, quoted
from bot.dialogue.expressions.closures import CONSTANTS
from bot.dialogue.expressions.expression import ROOTS, names_in
from bot.dialogue.expressions.templates import parsed_template
from bot.dialogue.model.names import SlotName
from bot.dialogue.python.literals import Literals, Written
from bot.dialogue.python.options import Keys, keys_of, slot_of, with_slot
from bot.dialogue.python.source import Source
from bot.dialogue.python.tables import Tables
from bot.dialogue.python.talk import METHODS, PROPERTIES
from bot.dialogue.python.talk_call import TalkCall
from bot.dialogue.steps import Broken, Step, read_step

_CHOICES = ("type", "min", "max")
"""Keys that can only be judged together with the choices."""

_ADDRESSES = frozenset({"get", "post", "put", "patch", "delete"})

_FIXED = _ADDRESSES | {"wait_for", "where", "buttons", "split", "as", "headers"}
"""Keys that must be written in the file: they act for others, hold secrets, or act much later."""


class CallReader:
    """Reads the calls of one file.

    Args:
        source: the file.
        receiver: what the file calls `talk`.
        faults: where to add.
    """

    def __init__(self, source: Source, receiver: str, faults: Faults) -> None:
        self._source = source
        self._receiver = receiver
        self._faults = faults
        self._literals = Literals(source)
        self._tables = Tables(source, self._literals)
        self._numbers: Counter[str] = Counter()

    def read(self) -> dict[ast.Call, TalkCall]:
        """Return every call in the order of the file."""
        slots = dict(_assigned(self._source.tree))
        nodes = [node for node in ast.walk(self._source.tree) if isinstance(node, ast.Call)]
        nodes.sort(key=lambda node: (node.lineno, node.col_offset, -(node.end_col_offset or 0)))
        found: dict[ast.Call, TalkCall] = {}
        for node in nodes:
            kind = self._kind(node)
            if kind is not None:
                found[node] = self._call(node, kind, slots.get(node))
        return found

    def _kind(self, node: ast.Call) -> str | None:
        match node.func:
            case ast.Attribute(value=ast.Name(id=name), attr=kind) if name == self._receiver:
                pass
            case _:
                return None
        if kind in METHODS:
            return kind
        hint = did_you_mean(kind, (*METHODS, *PROPERTIES)) or f"There is {listed(METHODS)}."
        message = f"{quoted(f'{self._receiver}.{kind}')} is nothing that can be called."
        self._faults.error(self._source.place(node), message, hint)
        return None

    def _call(self, node: ast.Call, kind: str, target: ast.Name | None) -> TalkCall:
        place = self._source.place(node)
        written = self._options(node, kind)
        step: Step = Broken(place, frozenset())
        values: frozenset[str] = frozenset()
        if self._is_written(node, written):
            step, values = self._step(node, kind, written)
        slot = self._slot(step, kind, target)
        if slot is not None:
            step = with_slot(step, slot)
        return TalkCall(
            self._path(kind, None if slot is None else slot.text),
            kind,
            place,
            step,
            slot,
            frozenset(key for key, one in written.items() if one.varies),
            frozenset(key for key, one in written.items() if one.node is None),
            values,
            tuple(map(self._source.place, _pieced(node, keys_of(kind)))),
        )

    def _options(self, node: ast.Call, kind: str) -> dict[str, Written]:
        """Return what is written for each option; the first is named as the call itself."""
        keys = keys_of(kind)
        found: dict[str, Written] = {}
        if node.args and not isinstance(node.args[0], ast.Starred):
            found[kind] = self._written(kind, keys, node.args[0])
        for extra in node.args[1:] or [one for one in node.args if isinstance(one, ast.Starred)]:
            hint = "Name each option: within=…"
            self._faults.error(self._source.place(extra), "There is one thing too many here.", hint)
        for keyword in node.keywords:
            if keyword.arg is None:
                hint = "Write the options one by one: they are checked."
                self._faults.error(self._source.place(keyword), "This hides the options.", hint)
                continue
            key = keyword.arg.rstrip("_")
            found[key] = self._written(key, keys, keyword.value)
        return found

    def _written(self, key: str, keys: Keys, value: ast.expr) -> Written:
        if key in keys.data:
            return self._literals.slots(value)
        return self._literals.read(value, several=key in keys.texts)

    def _is_written(self, node: ast.Call, written: Mapping[str, Written]) -> bool:
        """Say whether all is written that has to be."""
        computed = [key for key in sorted(_FIXED & written.keys()) if written[key].varies]
        for key in computed:
            message = f'"{key}" must be written here, not computed.'
            self._faults.error(self._source.place(node), message)
        return not computed

    def _step(
        self, node: ast.Call, kind: str, written: Mapping[str, Written]
    ) -> tuple[Step, frozenset[str]]:
        keys = keys_of(kind)
        place = self._source.place(node)
        texts = {name for one in written.values() for name in _read_by(one.node)}
        known = {key: one for key, one in written.items() if key in keys.options}
        others = written.keys() - keys.options - keys.instead
        values = others if kind == "set" else {key for key in others if key in texts}
        self._check_instead(place, written)
        if kind in known and known[kind].node is None and kind not in keys.texts:
            return Broken(place, frozenset()), frozenset(values)
        if "choices" in known and known["choices"].node is None:
            known = {key: one for key, one in known.items() if key not in _CHOICES}
        judged = {key: one for key, one in known.items() if one.node is not None or key == kind}
        named = values if kind == "set" else others - values
        table = self._tables.table(node, kind, judged | {key: written[key] for key in named})
        return read_step(table, self._faults), frozenset(values)

    def _check_instead(self, place: Place, written: Mapping[str, Written]) -> None:
        if "otherwise" in written and not written.keys() & {"within", "tries"}:
            message = '"otherwise" says what is given when a time is over, and there is none.'
            self._faults.error(place, message, 'Add within="24h", or leave it out.')

    def _slot(self, step: Step, kind: str, target: ast.Name | None) -> SlotName | None:
        """Return the slot of a call: the one that is named, else the variable that it is for."""
        named = slot_of(step)
        if named is not None or target is None or not keys_of(kind).keeps:
            return named
        if target.id in ROOTS or target.id in CONSTANTS or target.id.startswith("_"):
            return None
        return SlotName(target.id, self._source.name(self._source.place(target), target.id))

    def _path(self, kind: str, slot: str | None) -> str:
        if slot is None:
            self._numbers[kind] += 1
            return f"{kind}.{self._numbers[kind]}"
        path = f"{kind}.{slot}"
        self._numbers[path] += 1
        return path if self._numbers[path] == 1 else f"{path}.{self._numbers[path]}"


def _assigned(tree: ast.Module) -> Iterator[tuple[ast.Call, ast.Name]]:
    """Yield the calls whose result goes straight into a variable, as in `x = await talk.ask(…)`."""
    for node in ast.walk(tree):
        match node:
            case (
                ast.Assign(
                    targets=[ast.Name() as target], value=ast.Await(value=ast.Call() as call)
                )
                | ast.AnnAssign(
                    target=ast.Name() as target, value=ast.Await(value=ast.Call() as call)
                )
                | ast.NamedExpr(
                    target=ast.Name() as target, value=ast.Await(value=ast.Call() as call)
                )
            ):
                yield call, target
            case _:
                continue


def _pieced(node: ast.Call, keys: Keys) -> Iterator[ast.expr]:
    """Yield the f-strings with words of their own among the texts of a call."""
    texts = [one.value for one in node.keywords if one.arg in keys.texts]
    for expression in (*(node.args[:1] if keys.texts else ()), *texts):
        match expression:
            case ast.JoinedStr(values=parts) if any(map(_has_words, parts)):
                yield expression
            case _:
                continue


def _has_words(part: ast.expr) -> bool:
    match part:
        case ast.Constant(value=str(text)):
            return any(character.isalpha() for character in text)
        case _:
            return False


def _read_by(node: Node | None) -> Iterator[str]:
    """Yield the names that texts and conditions in a node may read."""
    for scalar in scalars_in(node) if node is not None else ():
        if isinstance(scalar.value, str):
            yield from names_in(scalar.text)
            for hole in parsed_template(scalar.text).holes:
                yield from names_in(hole.source)
