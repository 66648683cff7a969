"""What may run beside what: most units have the database for themselves, frequent ones share it.

On a server, the units of several processes run at once where each of them says so: taking events
in, turns, claims and their outcomes. What such a unit does must be the same in whichever order the
units beside it are committed; for what would not be, it names what it has for itself until then.
Whatever says nothing runs alone, as everything does where one process has its database.
"""

from collections.abc import Iterable

from msgspec import Struct

from bot.core.ids import BrandId, ChannelName
from bot.store.connection import Connection

_BESIDE = "beside"


class Beside(Struct, frozen=True):
    """Others may run beside this unit, but for those that name one of these."""

    names: frozenset[str] = frozenset()


BESIDE = Beside()
"""It has nothing for itself from its beginning on."""


def on_channel(brand: BrandId, channel: ChannelName) -> Beside:
    """Return how the outbox of a channel is written: by one unit at a time."""
    return Beside(frozenset((f"channel/{brand}/{channel}",)))


def calls_of(brand: BrandId) -> Beside:
    """Return how calls to the outside are claimed: by one unit at a time."""
    return Beside(frozenset((f"calls/{brand}",)))


def together(units: Iterable[Beside | None]) -> Beside | None:
    """Return how units run that share a commit; None: alone, as the one of them that has to."""
    names: set[str] = set()
    for one in units:
        if one is None:
            return None
        names |= one.names
    return Beside(frozenset(names))


def begin_beside(connection: Connection, beside: Beside | None) -> None:
    """Say how the next transaction of a connection runs."""
    connection.info[_BESIDE] = beside


def beside_whom(connection: Connection) -> Beside | None:
    """Return how the transaction of a connection runs; None: alone."""
    found: Beside | None = connection.info.get(_BESIDE)
    return found


def is_alone(connection: Connection) -> bool:
    """Say whether nobody else writes before this transaction has ended."""
    return beside_whom(connection) is None
