"""What a fault is: something that goes wrong for a while, and that is put right again."""

import random
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from tests.faults.theatre.stage import Stage

Act = Callable[[Stage, random.Random], AbstractAsyncContextManager[None]]


@dataclass(frozen=True)
class Fault:
    """One way to go wrong.

    Args:
        name: how it is called in certificates.
        holds: what it does something to: two faults that hold the same never happen at once.
        seconds: how long it lasts, at least and at most.
        act: lets it go wrong on entry, and puts it right on the way out.
    """

    name: str
    holds: frozenset[str]
    seconds: tuple[float, float]
    act: Act
