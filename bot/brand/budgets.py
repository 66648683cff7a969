"""How fast a channel writes, as values: budgets such as 25 messages per second."""

from collections.abc import Callable

from msgspec import Struct

from bot.core.lazy_pattern import lazy_pattern

_SECONDS = {"second": 1, "minute": 60, "hour": 3_600}
_BUDGET = lazy_pattern(r"([1-9][0-9]{0,5}) per (second|minute|hour)")


class Budget(Struct, frozen=True):
    """At most so many messages in any stretch of so many seconds."""

    messages: float
    seconds: float

    def exceeds(self, other: "Budget") -> bool:
        """Say whether it lets more through than another one."""
        return self.messages * other.seconds > other.messages * self.seconds


class Budgets(Struct, frozen=True, kw_only=True):
    """What one channel may write; None where that is left to its platform.

    `channel` is for everything that it says, `private` for each person, `group` for each group.
    """

    channel: Budget | None = None
    private: Budget | None = None
    group: Budget | None = None


FindBudgets = Callable[[str], Budgets | None]
"""Returns what an adapter's platform allows, None where nothing is known of it."""


def budget_of(text: str) -> Budget | None:
    """Return the budget that a text such as `25 per second` is, None if it is not one."""
    found = _BUDGET.fullmatch(" ".join(text.split()))
    return None if found is None else Budget(int(found[1]), _SECONDS[found[2]])


def budget_text(budget: Budget) -> str:
    """Return a budget as an author writes it: in the smallest unit that holds whole messages."""
    for unit, seconds in _SECONDS.items():
        count = budget.messages * seconds / budget.seconds
        if count >= 1 and count == int(count):
            return f"{int(count)} per {unit}"
    return f"{budget.messages:g} in {budget.seconds:g} seconds"
