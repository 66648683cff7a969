"""Numbers from a sequence of the database: a transaction draws a block, once its locks are held."""

from collections.abc import Iterator

from bot.store.schema import BLOCK, numbers
from bot.store.wire import Answer, Wire

DRAW = f"nextval(to_regclass('{numbers.name}'))"
"""The first number of a new block; null where the tables are older than the sequence."""


class Drawn:
    """The numbers of one transaction.

    Args:
        wire: the connection's, inside the transaction.
        first: the first number of its block.
    """

    def __init__(self, wire: Wire, first: int | None) -> None:
        self._wire = wire
        self._left = _block(first)
        self._more: Answer | None = None

    def next(self) -> int:
        """Return the next one, of another block where this one is used up."""
        for number in self._left:
            return number
        more, self._more = self._more or self._draw(), None
        self._left = _block(more()[0][0])
        return next(self._left)

    def renew(self) -> None:
        """Go on with another block: more locks are held now than when this one was drawn."""
        self._left = _block(None)
        self._more = self._draw()

    def _draw(self) -> Answer:
        return self._wire.ask(f"SELECT {DRAW}", ())

    def raise_to(self, last: int, now: int) -> None:
        """Give none that is not above `last`: rows came from elsewhere without their sequence."""
        del now  # no clock has a say in the order
        if self.next() <= last:
            self._wire.read(f"SELECT setval('{numbers.name}', %s)", [last])
            self._left = _block(None)


def _block(first: int | None) -> Iterator[int]:
    return iter(range(first, first + BLOCK)) if first is not None else iter(())
