"""Numbers from a sequence of the database: a transaction draws a block, once its locks are held."""

from collections.abc import Iterator
from typing import Any

SEQUENCE = "numbers"
BLOCK = 65_536
"""Numbers in a block, by which the sequence grows (migration 0010): hardly a transaction needs more
than one, and at 10,000 transactions a second they last for three centuries."""

DRAW = f"nextval(to_regclass('{SEQUENCE}'))"
"""The first number of a new block; null where the tables are older than the sequence."""


class Drawn:
    """The numbers of one transaction.

    Args:
        driver: the connection's, inside the transaction.
        first: the first number of its block.
    """

    def __init__(self, driver: Any, first: int | None) -> None:
        self._driver = driver
        self._left = _block(first)

    def next(self) -> int:
        """Return the next one, of another block where this one is used up."""
        for number in self._left:
            return number
        self._left = _block(self._driver.execute(f"SELECT {DRAW}").fetchone()[0])
        return next(self._left)

    def renew(self) -> None:
        """Go on with another block: more locks are held now than when this one was drawn."""
        self._left = _block(None)

    def raise_to(self, last: int, now: int) -> None:
        """Give none that is not above `last`: rows came from elsewhere without their sequence."""
        del now  # no clock has a say in the order
        if self.next() <= last:
            self._driver.execute(f"SELECT setval('{SEQUENCE}', %s)", [last])
            self._left = _block(None)


def _block(first: int | None) -> Iterator[int]:
    return iter(range(first, first + BLOCK)) if first is not None else iter(())
