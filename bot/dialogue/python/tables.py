"""A call with its options as the table that its step would be in a YAML file."""

import ast
from collections.abc import Iterable, Mapping

from bot.brand.nodes import Entry, Items, Node, Place, Scalar, Table
from bot.dialogue.python.literals import Literals, Written
from bot.dialogue.python.source import Source


class Tables:
    """Makes tables of calls.

    Args:
        source: the file.
        literals: reads what is written in it.
    """

    def __init__(self, source: Source, literals: Literals) -> None:
        self._source = source
        self._literals = literals

    def table(self, node: ast.Call, kind: str, options: Mapping[str, Written]) -> Table:
        """Return the table of a call.

        Args:
            node: the call.
            kind: what it calls.
            options: its options; the first is named as the call itself.
        """
        place = self._source.place(node)
        places = {one.arg.rstrip("_"): self._source.place(one) for one in node.keywords if one.arg}
        others = [
            Entry(self._source.name(places[key], key), self.known(node, one))
            for key, one in options.items()
            if key != kind
        ]
        match kind:
            case "http":
                return Table(place, (self._entry(place, kind, Table(place, tuple(others))),))
            case "set":
                return Table(place, (self._entry(place, kind, self._slots(node, options)),))
            case _:
                main = self._entry(place, kind, self._main(node, kind, options))
                return Table(place, (main, *others))

    def known(self, node: ast.Call, written: Written) -> Node:
        """Return a value, something that stands for it where only a run knows it."""
        return self._literals.unknown(node) if written.node is None else written.node

    def _main(self, node: ast.Call, kind: str, options: Mapping[str, Written]) -> Node:
        first = options.get(kind)
        if first is None:
            return self._source.literal(node, "", None)
        if kind == "split" and first.node is not None and not first.varies:
            return self._arms(first.node)
        return self.known(node, first)

    def _slots(self, node: ast.Call, options: Mapping[str, Written]) -> Table:
        """Let `talk.set(x=1)` be `talk.set({"x": 1})`."""
        first = options.get("set")
        given = first.node.entries if first is not None and isinstance(first.node, Table) else ()
        named = ((key, self.known(node, one)) for key, one in options.items() if key != "set")
        added = (Entry(self._source.name(one.place, key), one) for key, one in named)
        return Table(self._source.place(node), (*given, *added))

    def _arms(self, node: Node) -> Node:
        """Return the arms of a split as they are written in YAML: each leads to its own end."""
        end = Items(node.place, (self._source.name(node.place, "end"),))
        match node:
            case Items(items=names):
                return Table(node.place, tuple(Entry(name, end) for name in _scalars(names)))
            case Table(entries=entries):
                return Table(node.place, tuple(self._weighted(one, end) for one in entries))
            case _:
                return node

    def _weighted(self, entry: Entry, end: Node) -> Entry:
        place = entry.key.place
        share, steps = self._entry(place, "share", entry.value), self._entry(place, "steps", end)
        return Entry(entry.key, Table(place, (share, steps)))

    def _entry(self, place: Place, key: str, node: Node) -> Entry:
        return Entry(self._source.name(place, key), node)


def _scalars(nodes: Iterable[Node]) -> Iterable[Scalar]:
    return (node for node in nodes if isinstance(node, Scalar))
