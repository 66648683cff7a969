"""Chance that can be played again: it depends on the run and on nothing else."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

_BITS = 53
"""What a float between 0 and 1 can hold."""


class Chance:
    """Drawn from the run's own numbers, in any version of Python.

    Args:
        draw: gives the next number, of 64 bits.
    """

    def __init__(self, draw: Callable[[], int]) -> None:
        self._draw = draw

    def random(self) -> float:
        """Return a number from 0 up to 1, without 1."""
        return (self._draw() >> (64 - _BITS)) / (1 << _BITS)

    def randint(self, least: int, most: int) -> int:
        """Return a whole number from `least` to `most`, both among them."""
        return least + self._draw() % (most - least + 1)

    def choice(self, members: Sequence[T]) -> T:
        """Return one of the members; IndexError where there is none."""
        return members[self.randint(0, len(members) - 1)] if members else members[0]

    def shuffled(self, members: Sequence[T]) -> list[T]:
        """Return all members in another order."""
        return sorted(members, key=lambda _: self._draw())
