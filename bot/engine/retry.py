"""What to do after a send: the policy as a pure function from an outcome to a decision."""

from datetime import datetime, timedelta
from typing import Literal, assert_never

from msgspec import Struct

from bot.core.outcomes import (
    Accepted,
    Misconfigured,
    Moved,
    Outcome,
    Rejected,
    Throttled,
    Unknown,
    Unreachable,
)

FIRST_DELAYS = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before each of the first repetitions: a conversation does not wait for minutes."""

LATER_DELAY = 30.0
"""Seconds between all later repetitions."""

GIVE_UP_AFTER = timedelta(hours=24)
"""Nobody wants the answer to a question of yesterday."""

MOVES_AT_ONCE = 3
"""Tries after which a new address is no longer tried at once: it may point back to the old one."""


Ending = Literal["unreachable", "rejected", "unknown", "accepted"]
"""How a message may end after a try; the worst first."""


class Settle(Struct, frozen=True):
    """It is over: this is how it ended; `doubt`: nobody knows whether this try was taken."""

    status: Ending
    reason: str | None = None
    platform_message: str | None = None
    poll: str | None = None
    doubt: bool = False


class Again(Struct, frozen=True):
    """Send it again under the same id, `after` seconds from now, to the new address if any.

    `doubt`: nobody knows whether this try was taken. `untried`: there was none.
    """

    after: float
    reason: str
    to: str | None = None
    doubt: bool = False
    untried: bool = False


Decision = Settle | Again


class Tries(Struct, frozen=True):
    """How often a message was sent until now, and since when."""

    count: int
    since: datetime


class Manner(Struct, frozen=True):
    """How a message is tried: a reply again and again, what speaks first never twice.

    `repeats` says that it is sent again though nobody knows whether it came, `recognised` for how
    many seconds since its first try the platform would know the repetition. `patient`: whoever
    claims it sees when it is too old.
    """

    repeats: bool = True
    recognised: float = 0.0
    patient: bool = False


AS_REPLY = Manner()


def delay(count: int) -> float:
    """Return the seconds to wait after the `count`-th try (counted from 1)."""
    return FIRST_DELAYS[count - 1] if count <= len(FIRST_DELAYS) else LATER_DELAY


def decide(  # noqa: PLR0911 - one case an outcome
    outcome: Outcome, tries: Tries, now: datetime, manner: Manner = AS_REPLY
) -> Decision:
    """Return what becomes of a message after a try.

    Args:
        outcome: how the try ended.
        tries: this one included.
        now: the present time.
        manner: how it is tried.

    Returns:
        How it ended, or when to send it again. A misconfigured channel does not use up the
        patience with a message: it waits for whoever mends the channel.
    """
    match outcome:
        case Accepted(message, poll):
            return Settle("accepted", None, message, poll=poll)
        case Unreachable(reason):
            return Settle("unreachable", reason)
        case Rejected(reason):
            return Settle("rejected", reason)
        case Moved(to):
            wait = 0.0 if tries.count <= MOVES_AT_ONCE else delay(tries.count)
            return _unless_old(Again(wait, "moved", to), tries, now, manner)
        case Misconfigured(reason):
            return Again(0.0, reason)
        case Throttled(reason, retry_after):
            wait = delay(tries.count) if retry_after is None else retry_after
            return _unless_old(Again(wait, reason), tries, now, manner)
        case Unknown(reason):
            again = Again(delay(tries.count), f"unknown: {reason}", doubt=True)
            if not _may_repeat(again, tries, now, manner):
                return Settle("unknown", reason, doubt=True)
            return _unless_old(again, tries, now, manner)
        case _:
            assert_never(outcome)


def _may_repeat(again: Again, tries: Tries, now: datetime, manner: Manner) -> bool:
    """Say whether nobody would read it twice, or nobody minds."""
    age = (now - tries.since).total_seconds() + again.after
    return manner.repeats or age < manner.recognised


def _unless_old(again: Again, tries: Tries, now: datetime, manner: Manner) -> Decision:
    if manner.patient or now - tries.since < GIVE_UP_AFTER:
        return again
    return Settle("rejected", f"given up after a day: {again.reason}", doubt=again.doubt)
