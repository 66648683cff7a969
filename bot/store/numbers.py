"""Numbers that only grow: the common order of events and of what is said.

A process that has its database for itself counts. Processes that share one are given numbers by the
database, each transaction its own and only after its locks are held: whoever waited for a lock has
higher numbers than whoever held it before, whatever their clocks say.
"""

from collections.abc import Callable
from itertools import count
from time import time_ns
from typing import Protocol

from bot.store.connection import Connection

Number = Callable[[], int]
"""Gives a number that is higher than all that were given before in what is locked."""

_NANOSECONDS = 1_000
_NUMBERS = "numbers"


class Numbers(Protocol):
    """Where the numbers of a connection come from."""

    def next(self) -> int:
        """Return the next one."""
        ...

    def renew(self) -> None:
        """More is locked now than before: go on above whoever had it until now."""
        ...

    def raise_to(self, last: int, now: int) -> None:
        """Give none that is not above `last`; `now` is the present moment in microseconds."""
        ...


class Counted:
    """Counts, from the clock on: so a start need not search the whole store.

    Args:
        first: the number to begin with.
    """

    def __init__(self, first: int) -> None:
        self.next = count(first).__next__

    def renew(self) -> None:
        """Nobody else gives numbers: go on."""

    def raise_to(self, last: int, now: int) -> None:
        """Go on above `last`, and not below the clock: one set back changes no order."""
        self.next = count(max(self.next(), last + 1, now * _NANOSECONDS)).__next__


def number_from(connection: Connection, numbers: Numbers) -> None:
    """Let a connection have its numbers from here."""
    connection.info[_NUMBERS] = numbers


def numbers_of(connection: Connection) -> Number:
    """Return what gives the next number, in this transaction."""
    return _numbers(connection).next


def renew_numbers(connection: Connection) -> None:
    """Number what follows in this transaction above all that was committed until now."""
    _numbers(connection).renew()


def number_above(connection: Connection, last: int, now: int) -> None:
    """See to it that what is written from now on comes after all that waits already.

    Args:
        connection: inside a transaction that nobody else is beside.
        last: the highest number that is known to be in use.
        now: the present moment, in microseconds since 1970.
    """
    _numbers(connection).raise_to(last, now)


def _numbers(connection: Connection) -> Numbers:
    found: Numbers | None = connection.info.get(_NUMBERS)
    if found is None:
        found = Counted(time_ns())
        number_from(connection, found)
    return found
