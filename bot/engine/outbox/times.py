"""The two clocks of a channel: what the wall shows, and one that nobody sets."""

from datetime import datetime

from msgspec import Struct


class Times(Struct, frozen=True):
    """One moment twice: on the wall, where rows are read, and by a clock that nobody sets."""

    wall: datetime
    steady: datetime
