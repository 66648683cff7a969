"""A Python file as a dialogue that can be checked like any other."""

import ast

from msgspec import field

from bot.brand.nodes import Document
from bot.dialogue.model.names import SlotName
from bot.dialogue.model.script import Script
from bot.dialogue.python.talk_call import TalkCall
from bot.dialogue.steps import Step


class PythonScript(Script, frozen=True, kw_only=True):
    """A dialogue in Python: its steps are its calls, in the order of the file.

    `parameters` are the slots that callers may set. `numbered` says which node of the tree is
    which call.
    """

    document: Document
    tree: ast.Module
    function: str
    calls: tuple[TalkCall, ...] = ()
    numbered: dict[ast.Call, int] = field(default_factory=dict)
    parameters: tuple[SlotName, ...] = ()

    def values_of(self, step: Step) -> frozenset[str]:
        """Return the further names that the texts of one of its calls may use."""
        named = (call.values for call in self.calls if call.step is step)
        return next(named, frozenset())

    def computes(self, step: Step, key: str) -> bool:
        """Say whether only a run knows an option of one of its calls."""
        return any(call.step is step and key in call.computed for call in self.calls)
