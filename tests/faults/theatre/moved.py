"""The product as it is, but with a clock whose hand others move while it runs.

It is run in place of `convivio`; the file that `CLOCK` names holds by how many seconds the clock is
wrong. Only the wall clock of the product moves: not the system's, a server's, or the steady one.
"""

import mmap
import os
import struct
from datetime import timedelta
from pathlib import Path

CLOCK = "THEATRE_CLOCK"
_WRONG_BY = struct.Struct("d")


class Hand:
    """The hand of one clock; it stands in a file that both sides have before them."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(_WRONG_BY.pack(0.0))
        with path.open("r+b") as file:
            self._place = mmap.mmap(file.fileno(), _WRONG_BY.size)

    @property
    def wrong_by(self) -> float:
        """Seconds that the clock is ahead."""
        (seconds,) = _WRONG_BY.unpack_from(self._place)
        return float(seconds)

    @wrong_by.setter
    def wrong_by(self, seconds: float) -> None:
        _WRONG_BY.pack_into(self._place, 0, seconds)


def main() -> None:
    """Run the command line of the product with a clock that can be moved."""
    _let_move(Hand(Path(os.environ[CLOCK])))
    from bot.cli.main import main as run  # noqa: PLC0415 - whoever reads the clock is yet to come

    run()


def _let_move(hand: Hand) -> None:
    """Put the movable clock in the place of the product's only one, and of what a channel reads."""
    import bot.clock  # noqa: PLC0415

    right = bot.clock.now
    bot.clock.now = lambda: right() + timedelta(seconds=hand.wrong_by)
    from adapters.webhook import Webhook  # noqa: PLC0415

    Webhook.__init__.__defaults__ = (bot.clock.now,)
