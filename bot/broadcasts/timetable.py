"""When a broadcast comes, in words and as the next few times."""

from datetime import datetime
from typing import assert_never

from bot.brand.brand import Brand
from bot.brand.broadcast import AfterSubscribing, AtTime, Broadcast, ByHand, Recurring
from bot.broadcasts.occurring import rule_zone
from bot.broadcasts.schedule import Slot, next_time

_UNITS = (("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


def when_words(broadcast: Broadcast) -> str:
    """Say when a broadcast comes, as its author would."""
    clocks = ", in each person's zone" if broadcast.zones == "person" else ""
    match broadcast.when:
        case ByHand():
            return "when it is started by hand"
        case AtTime(local):
            return f"at {local}{clocks}"
        case Recurring(line):
            return f"by the crontab line {line}{clocks}"
        case AfterSubscribing(seconds):
            return f"{duration_words(seconds)} after subscribing"
        case _:
            assert_never(broadcast.when)


def next_times(brand: Brand, broadcast: Broadcast, after: datetime, most: int) -> list[Slot]:
    """Return the next times at which a broadcast begins.

    Args:
        brand: whose.
        broadcast: what comes.
        after: an aware moment; only what begins later counts.
        most: how many to return.
    """
    found: list[Slot] = []
    clocks = rule_zone(brand, broadcast)
    slot = next_time(broadcast.when, clocks, after)
    while slot is not None and len(found) < most:
        found.append(slot)
        slot = next_time(broadcast.when, clocks, slot.at)
    return found


def duration_words(seconds: int) -> str:
    """Return a length of time as authors write it: `3d`, `1h30m`."""
    words = ""
    for unit, length in _UNITS:
        count, seconds = divmod(seconds, length)
        words += f"{count}{unit}" if count else ""
    return words or "0s"
