"""Typed access to what a story file holds; whatever does not fit becomes a fault at its place."""

from collections.abc import Collection

from bot.brand.cut_off import comma_hint
from bot.brand.faults import Fault, fault_at
from bot.brand.nodes import Items, Node, Place, Scalar, Table
from bot.brand.suggestions import did_you_mean


class Form:
    """Reads parts of one file and collects their faults; None stands for what does not fit."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def refuse(self, place: Place, message: str, hint: str | None = None) -> None:
        """Record a fault."""
        self.faults.append(fault_at(place, message, hint))

    def table(self, node: Node, known: Collection[str], what: str) -> Table | None:
        """Return a map whose keys are all among `known`; unknown keys are faults, each one."""
        if not isinstance(node, Table):
            self.refuse(node.place, f"{what} is a map of {', '.join(known)}.")
            return None
        for entry in node.entries:
            if entry.key.text not in known:
                hint = comma_hint(entry.value) or did_you_mean(entry.key.text, known)
                hint = hint or f"Known are {', '.join(known)}."
                self.refuse(entry.key.place, f'{what} has no key "{entry.key.text}".', hint)
        return node

    def text(self, node: Node, what: str) -> str | None:
        """Return a text; a number or a yes without quotes is the text that was written."""
        if isinstance(node, Scalar) and node.value is not None:
            return node.text
        self.refuse(node.place, f"{what} is a text.")
        return None

    def texts(self, node: Node, what: str) -> tuple[str, ...] | None:
        """Return a list of texts."""
        if not isinstance(node, Items):
            self.refuse(node.place, f"{what} is a list of texts.")
            return None
        found = [self.text(item, f"Each of {what}") for item in node.items]
        return tuple(text for text in found if text is not None)

    def text_at(self, table: Table, key: str) -> str | None:
        """Return the text under `key`, None where it is absent."""
        node = table.get(key)
        return None if node is None else self.text(node, f'"{key}"')

    def texts_at(self, table: Table, key: str) -> tuple[str, ...] | None:
        """Return the list of texts under `key`, None where it is absent."""
        node = table.get(key)
        return None if node is None else self.texts(node, f'"{key}"')
