"""Until when a channel sends nothing, for its platform has asked for that: a restart asks for none.

Times are those of the wall: whoever reads them goes on by a clock that nobody sets.
"""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import bindparam, select

from bot.core.ids import BrandId, ChannelName
from bot.store.connection import Connection
from bot.store.schema import pauses
from bot.store.statement import always, insert_or_update


class PauseRow(Struct, frozen=True):
    """The latest pause of a channel, from `since` to `until` (microseconds), and why.

    `level` is the share of its pace with which the channel begins again.
    """

    brand: BrandId
    channel: ChannelName
    since: int
    until: int
    level: float
    reason: str


_SAVE = insert_or_update(pauses)
_OF_BRAND = pauses.c.brand == bindparam("brand")
_FIND = always(lambda: select(*pauses.c).where(_OF_BRAND))
_FIND_ONE = always(
    lambda: select(*pauses.c).where(_OF_BRAND, pauses.c.channel == bindparam("channel"))
)


def save_pauses(connection: Connection, rows: Sequence[PauseRow]) -> None:
    """Write the latest pauses of channels, in the place of earlier ones."""
    _SAVE.put(connection, rows)


def pause_of(connection: Connection, brand: BrandId, channel: ChannelName) -> PauseRow | None:
    """Return the latest pause of a channel, None where it never had one."""
    rows = _FIND_ONE.read(connection, brand=brand, channel=channel)
    return PauseRow(*rows[0]) if rows else None


def pauses_of(connection: Connection, brand: BrandId) -> list[PauseRow]:
    """Return the latest pause of each channel of a brand that ever had one."""
    return [PauseRow(*row) for row in _FIND.read(connection, brand=brand)]
