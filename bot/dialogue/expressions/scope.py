"""What an expression may see, and how much work it may cost."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, TypeAlias, Union

from msgspec import Struct, field

Operand: TypeAlias = Union[
    bool, int, float, str, datetime, Sequence["Operand"], Mapping[str, "Operand"], None
]
"""A value while it is being computed: what a slot may hold, and moments in time."""

Written = Literal["text", "time"]
"""Types of question whose answer is a text that only the type says how to show."""

TURN_NODES = 10_000
"""Expression nodes that one turn may evaluate, by the contract of the language."""

TURN_STEPS = 1_000
"""Steps that one turn may take, by the same contract."""

_TURN_JUMPS = 10 * TURN_STEPS
"""Ways between steps that one turn may go."""


class ExpressionError(Exception):
    """An expression cannot be computed with these values; the reason holds no value of a person."""


class OverBudget(ExpressionError):  # noqa: N818  # said as what happened
    """This turn has done all the work that one turn may do."""


class Budget(Struct):
    """What one turn may still do: counts down, and is shared by everything in the turn."""

    nodes: int = TURN_NODES
    steps: int = TURN_STEPS
    jumps: int = _TURN_JUMPS

    def spend_step(self, *, counted: bool) -> None:
        """Take a step off, or a jump where it is none that an author counts.

        Raises:
            OverBudget: there is none left.
        """
        if counted:
            self.steps -= 1
        else:
            self.jumps -= 1
        if self.steps < 0 or self.jumps < 0:
            raise OverBudget("This turn takes too many steps.")

    def spend_nodes(self, count: int) -> None:
        """Take `count` expression nodes off.

        Raises:
            OverBudget: fewer than that are left.
        """
        self.nodes -= count
        if self.nodes < 0:
            raise OverBudget("This turn computes too much.")


class Scope(Struct, frozen=True):
    """Names and what they stand for, in the language and zone of the person who reads.

    `values` holds slots by name, and `person`, `event`, `brand` and `now`. A name that is absent
    is null. `labels` gives, for each choice slot, what its values are called to people, and `asked`
    gives the type of the question that fills a slot, where that says how its value is shown.
    """

    values: Mapping[str, Operand]
    language: str = "en"
    timezone: str = "UTC"
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    asked: Mapping[str, Written] = field(default_factory=dict)
