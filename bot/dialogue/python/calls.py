"""The calls of `talk` in a file, each as the step that it would be in YAML."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from bot.brand.collected import Faults
from bot.brand.nodes import Entry, Items, Node, Place, Scalar, Table, scalars_in
from bot.brand.suggestions import did_you_mean
from bot.brand.wording import listed, quoted
from bot.dialogue.closures import CONSTANTS
from bot.dialogue.expressions import ROOTS, names_in
from bot.dialogue.names import SlotName
from bot.dialogue.python.literals import Literals, Written
from bot.dialogue.python.options import Keys, keys_of
from bot.dialogue.python.source import Source
from bot.dialogue.python.talk import METHODS, PROPERTIES
from bot.dialogue.steps import Broken, Step, read_step
from bot.dialogue.templates import parsed_template

_CHOICES = ("type", "min", "max")
"""Keys that can only be judged together with the choices."""

_FIXED = frozenset({"wait_for", "where", "buttons", "split", "as", "http"})
"""Keys that must be written in the file: they act for others, hold secrets, or act much later."""


class TalkCall(Struct, frozen=True):
    """One call of `talk`.

    `path` names it in results, stories and journals. `slot` keeps what it gives. `step` is what it
    is as far as it is written. Of its options a run chooses those that `varies`, and makes up
    `computed`. `values` are further names that its texts may use.
    """

    path: str
    kind: str
    place: Place
    step: Step
    slot: SlotName | None = None
    varies: frozenset[str] = frozenset()
    computed: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()


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
        self._check_fixed(node, written)
        step, values = self._step(node, kind, written)
        slot = self._slot(step, kind, target)
        if slot is not None and not isinstance(step, Broken):
            step = replace(step, as_=slot)
        return TalkCall(
            self._path(kind, None if slot is None else slot.text),
            kind,
            place,
            step,
            slot,
            frozenset(key for key, one in written.items() if one.varies),
            frozenset(key for key, one in written.items() if one.node is None),
            values,
        )

    def _options(self, node: ast.Call, kind: str) -> dict[str, Written]:
        """Return what is written for each option; the first is named as the call itself."""
        keys = keys_of(kind)
        found: dict[str, Written] = {}
        if node.args and not isinstance(node.args[0], ast.Starred):
            found[kind] = self._main(kind, keys, node.args[0])
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

    def _main(self, kind: str, keys: Keys, value: ast.expr) -> Written:
        written = self._written(kind, keys, value)
        if kind == "split" and written.node is not None and not written.varies:
            return Written(self._arms(written.node))
        return written

    def _arms(self, node: Node) -> Node:
        """Return the arms of a split as they are written in YAML: each leads to its own end."""
        end = Items(node.place, (self._source.name(node.place, "end"),))
        match node:
            case Items(items=names):
                arms = [Entry(name, end) for name in names if isinstance(name, Scalar)]
                return Table(node.place, tuple(arms)) if len(arms) == len(names) else node
            case Table(entries=entries):
                return Table(node.place, tuple(self._weighted(one, end) for one in entries))
            case _:
                return node

    def _weighted(self, entry: Entry, end: Node) -> Entry:
        share = Entry(self._source.name(entry.key.place, "share"), entry.value)
        steps = Entry(self._source.name(entry.key.place, "steps"), end)
        return Entry(entry.key, Table(entry.key.place, (share, steps)))

    def _written(self, key: str, keys: Keys, value: ast.expr) -> Written:
        if key in keys.data:
            return self._literals.slots(value)
        return self._literals.read(value, several=key in keys.texts)

    def _check_fixed(self, node: ast.Call, written: Mapping[str, Written]) -> None:
        for key in sorted(_FIXED & written.keys()):
            if written[key].varies:
                message = f'"{key}" must be written here, not computed.'
                self._faults.error(self._source.place(node), message)

    def _step(
        self, node: ast.Call, kind: str, written: Mapping[str, Written]
    ) -> tuple[Step, frozenset[str]]:
        keys = keys_of(kind)
        place = self._source.place(node)
        texts = {name for one in written.values() for name in _read_by(one.node)}
        known = {key: one for key, one in written.items() if key in keys.options}
        others = written.keys() - keys.options - keys.instead
        values = others if kind == "set" else {key for key in others if key in texts}
        unknown = {key: self._known(node, written[key]) for key in others - values}
        self._check_instead(place, written)
        if kind in known and known[kind].node is None and kind not in keys.texts:
            return Broken(place, frozenset()), frozenset(values)
        if "choices" in known and known["choices"].node is None:
            known = {key: one for key, one in known.items() if key not in _CHOICES}
        table = self._table(node, kind, known | unknown)
        if kind == "set":
            table = self._with_slots(
                table, {key: self._known(node, written[key]) for key in values}
            )
        return read_step(table, self._faults), frozenset(values)

    def _table(self, node: ast.Call, kind: str, options: Mapping[str, Written]) -> Table:
        place = self._source.place(node)
        first = options.get(kind, Written(None if node.args else self._empty(node)))
        main = first.node or self._literals.unknown(node)
        places = {one.arg.rstrip("_"): self._source.place(one) for one in node.keywords if one.arg}
        entries = [Entry(self._source.name(place, kind), main)]
        entries += [
            Entry(self._source.name(places[key], key), one.node)
            for key, one in options.items()
            if key != kind and one.node is not None
        ]
        return Table(place, tuple(entries))

    def _with_slots(self, table: Table, slots: Mapping[str, Written]) -> Table:
        """Let `talk.set(x=1)` be `talk.set({"x": 1})`."""
        first = table.entries[0]
        given = first.value.entries if isinstance(first.value, Table) else ()
        added = [
            Entry(self._source.name(one.node.place, key), one.node)
            for key, one in slots.items()
            if one.node is not None
        ]
        main = Entry(first.key, Table(table.place, (*given, *added))) if slots else first
        return Table(table.place, (main, *table.entries[1:]))

    def _known(self, node: ast.Call, written: Written) -> Written:
        """Return a value, something that stands for it where only a run knows it."""
        return Written(self._literals.unknown(node)) if written.node is None else written

    def _empty(self, node: ast.Call) -> Scalar:
        return self._source.literal(node, "", None)

    def _check_instead(self, place: Place, written: Mapping[str, Written]) -> None:
        if "otherwise" in written and not written.keys() & {"within", "tries"}:
            message = '"otherwise" says what is given when a time is over, and there is none.'
            self._faults.error(place, message, 'Add within="24h", or leave it out.')

    def _slot(self, step: Step, kind: str, target: ast.Name | None) -> SlotName | None:
        """Return the slot of a call: the one that is named, else the variable that it is for."""
        named: SlotName | None = getattr(step, "as_", None)
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


def _read_by(node: Node | None) -> Iterator[str]:
    """Yield the names that texts and conditions in a node may read."""
    for scalar in scalars_in(node) if node is not None else ():
        if isinstance(scalar.value, str):
            yield from names_in(scalar.text)
            for hole in parsed_template(scalar.text).holes:
                yield from names_in(hole.source)
