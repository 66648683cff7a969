"""The pace of a channel, as its line in brand.yaml says: `pace: {channel: 25 per second}`."""

from typing import Annotated, ClassVar

from bot.brand.budgets import Budget, Budgets, budget_of, budget_text
from bot.brand.collected import Faults
from bot.brand.leaves import Words
from bot.brand.nodes import Node
from bot.brand.shapes import Fields
from bot.brand.wording import quoted


class BudgetText(Words, frozen=True):
    """How many messages in which time."""

    expected: ClassVar[str] = "how fast, such as 25 per second"

    @classmethod
    def wrong(cls, text: str) -> tuple[str, str | None] | None:
        """Refuse what is no budget."""
        if budget_of(text) is not None:
            return None
        hint = 'Write "25 per second" (second, minute or hour; 1 or more).'
        return f"{quoted(text)} does not say how fast.", hint


class PaceLine(Fields, frozen=True, kw_only=True):
    """How fast a channel writes, where that is slower than its platform allows."""

    called: ClassVar[str] = "the pace"
    expected: ClassVar[str] = "budgets"
    written: ClassVar[str] = "Write it as {channel: 25 per second, group: 20 per minute}."

    channel: Annotated[BudgetText | None, "Everything that the channel says."] = None
    private: Annotated[BudgetText | None, "What it says to each person."] = None
    group: Annotated[BudgetText | None, "What it says in each group, with its threads."] = None


def read_budgets(
    node: Node, platform: str, allowed: Budgets | None, faults: Faults
) -> Budgets | None:
    """Return what a channel's line says of its pace, None after adding a fault.

    Args:
        node: the value of `pace`.
        platform: what the channel is on, for messages.
        allowed: what is known of it, None for nothing.
        faults: where to add.
    """
    line = PaceLine.read(node, faults)
    if line is None:
        return None
    known = Budgets() if allowed is None else allowed
    return Budgets(
        channel=_budget(line.channel, known.channel, platform, faults),
        private=_budget(line.private, known.private, platform, faults),
        group=_budget(line.group, known.group, platform, faults),
    )


def _budget(
    said: BudgetText | None, allowed: Budget | None, platform: str, faults: Faults
) -> Budget | None:
    """Return a budget, warning of one that the platform would not keep up with."""
    budget = None if said is None else budget_of(said.text)
    if said is not None and budget is not None and allowed and budget.exceeds(allowed):
        most = budget_text(allowed)
        message = (
            f"{quoted(said.text)} is more than {platform} allows: it refuses what comes faster."
        )
        faults.warning(said.place, message, f"Write {most} or less.")
    return budget
