"""What every adapter must keep to, as checks that anybody can run on theirs.

Write a `Stage`, the platform's side played by a stand-in, and run each of `CHECKS` on it from any
test runner: a check that finds nothing returns an empty list, otherwise every finding in words,
with the promise that is broken and where it is documented.
"""

from bot.channels.conformance.checks import CHECKS, Check, examine
from bot.channels.conformance.stage import (
    Among,
    Calling,
    Failing,
    Failure,
    Giving,
    Hearing,
    Sample,
    Sampled,
    Showing,
    Shown,
    Stage,
    Typing,
    Voting,
)

__all__ = [
    "CHECKS",
    "Among",
    "Calling",
    "Check",
    "Failing",
    "Failure",
    "Giving",
    "Hearing",
    "Sample",
    "Sampled",
    "Showing",
    "Shown",
    "Stage",
    "Typing",
    "Voting",
    "examine",
]
