"""How fast a channel writes: what its platform allows, and what the brand says of it."""

from bot.brand.brand import Brand
from bot.brand.budgets import Budget, Budgets
from bot.channels.capabilities import Capabilities, Pace, Rate
from bot.core.ids import ChannelName

_PART_AT_ONCE = 4
"""Of what a person or group may get in a while, one part in so many may come at once."""


def pace_in(brand: Brand, channel: ChannelName, table: Capabilities) -> Pace | None:
    """Return the pace that a channel of a brand keeps, None where nobody minds.

    Args:
        brand: whose.
        channel: which.
        table: what its platform can do.
    """
    declared = brand.channels.get(channel)
    return pace_of(table.pace, None if declared is None else declared.pace)


def pace_of(allowed: Pace | None, said: Budgets | None) -> Pace | None:
    """Return the pace that a channel keeps.

    What the brand says is kept to the letter: no stretch of time holds more, however it begins.

    Args:
        allowed: by the table of its adapter.
        said: in brand.yaml.
    """
    if said is None:
        return allowed
    known = Pace() if allowed is None else allowed
    return Pace(
        # The channel writes evenly: at this pace nobody waits long for it.
        channel=known.channel if said.channel is None else _evenly(said.channel),
        private=known.private if said.private is None else _part_at_once(said.private),
        group=known.group if said.group is None else _part_at_once(said.group),
    )


def budgets_of(pace: Pace | None) -> Budgets | None:
    """Return what a platform allows, as authors write it."""
    if pace is None:
        return None
    return Budgets(
        channel=_budget(pace.channel), private=_budget(pace.private), group=_budget(pace.group)
    )


def _evenly(budget: Budget) -> Rate:
    return Rate(budget.messages, budget.seconds, 1)


def _part_at_once(budget: Budget) -> Rate:
    """Let what a turn says come at once where there is room for it, and the rest more slowly."""
    burst = max(1, int(budget.messages) // _PART_AT_ONCE)
    rest = budget.messages if burst == 1 else budget.messages - burst
    return Rate(rest, budget.seconds, burst)


def _budget(rate: Rate | None) -> Budget | None:
    return None if rate is None else Budget(rate.messages, rate.seconds)
