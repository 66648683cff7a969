"""Who spoke last over a channel, read backwards from now: what is long past costs nothing."""

from msgspec import Struct
from sqlalchemy import bindparam, select

from bot.core.ids import BrandId, ChannelName
from bot.store.connection import Connection
from bot.store.schema import events
from bot.store.statement import always, fixed

_PAGE = 500
_MOST_READ = 10_000
"""Events that one look reads at most: some 20 ms, whatever a flood has left behind."""

_NEWEST = 2**63 - 1


class Speaker(Struct, frozen=True):
    """A conversation by its latest event: `at` is when that was taken in."""

    sender: str
    space: str | None
    at: int


_BACKWARDS = always(
    select(events.c.seq, events.c.sender, events.c.space, events.c.received_at)
    .where(
        events.c.brand == bindparam("brand"),
        events.c.channel == bindparam("channel"),
        events.c.seq < bindparam("before"),
    )
    .order_by(events.c.seq.desc())
    .limit(bindparam("most"))
    .offset(fixed(0)),
)


def latest_speakers(
    connection: Connection, brand: BrandId, channel: ChannelName, since: int, most: int
) -> list[Speaker]:
    """Return the conversations of a channel with events since a moment, latest first.

    Args:
        connection: inside a transaction.
        brand: whose.
        channel: over which channel.
        since: microseconds since 1970.
        most: conversations at most.

    Returns:
        One a person in private, one a group or thread, with whoever spoke there last.
    """
    found: dict[tuple[str, str | None], Speaker] = {}
    before = _NEWEST
    for _ in range(_MOST_READ // _PAGE):
        page = _BACKWARDS.read(connection, brand=brand, channel=channel, before=before, most=_PAGE)
        for _, sender, space, at in page:
            if at < since or len(found) == most:
                return list(found.values())
            if sender is not None:  # whoever was erased is not looked for
                key = (sender, None) if space is None else ("", space)
                found.setdefault(key, Speaker(sender, space, at))
        if len(page) < _PAGE:
            break
        before = page[-1][0]
    return list(found.values())
