"""Who spoke last over a channel, read backwards from now: what is long past costs nothing.

What a clock or another system has caused is no sign of having heard anybody: whatever was said
before it, while nobody listened, is still to be fetched.
"""

from msgspec import Struct
from sqlalchemy import bindparam, select

from bot.core.ids import BrandId, ChannelName
from bot.store.connection import Connection
from bot.store.happening_types import CAUSED, happening_is
from bot.store.schema import events
from bot.store.statement import always, fixed

_PAGE = 500
_MOST_READ = 10_000
"""Events that one look reads at most: some 20 ms, whatever a flood has left behind."""

_NEWEST = 2**63 - 1


class Speaker(Struct, frozen=True):
    """A conversation by the latest that was heard in it: `at` is when that was taken in.

    Where only the brand has begun something, it is when it first did.
    """

    sender: str
    space: str | None
    at: int


_Key = tuple[str, str | None]

_BACKWARDS = always(
    lambda: (
        select(
            events.c.seq,
            events.c.sender,
            events.c.space,
            events.c.received_at,
            happening_is(*CAUSED),
        )
        .where(
            events.c.brand == bindparam("brand"),
            events.c.channel == bindparam("channel"),
            events.c.seq < bindparam("before"),
        )
        .order_by(events.c.seq.desc())
        .limit(bindparam("most"))
        .offset(fixed(0))
    ),
)


def latest_speakers(
    connection: Connection, brand: BrandId, channel: ChannelName, since: int, most: int
) -> list[Speaker]:
    """Return the conversations of a channel with events since a moment.

    Args:
        connection: inside a transaction.
        brand: whose.
        channel: over which channel.
        since: microseconds since 1970.
        most: conversations at most.

    Returns:
        One a person in private, one a group or thread with whoever spoke there last: first those
        in which somebody spoke, latest first, then those in which only the brand has.
    """
    heard: dict[_Key, Speaker] = {}
    begun: dict[_Key, Speaker] = {}
    before = _NEWEST
    for _ in range(_MOST_READ // _PAGE):
        page = _BACKWARDS.read(connection, brand=brand, channel=channel, before=before, most=_PAGE)
        for _, sender, space, at, is_caused in page:
            if at < since or len(heard) == most:
                return _in_order(heard, begun, most)
            if sender is not None:  # whoever was erased is not looked for
                key = (sender, None) if space is None else ("", space)
                if is_caused:
                    begun[key] = Speaker(sender, space, at)
                else:
                    heard.setdefault(key, Speaker(sender, space, at))
        if len(page) < _PAGE:
            break
        before = page[-1][0]
    return _in_order(heard, begun, most)


def _in_order(heard: dict[_Key, Speaker], begun: dict[_Key, Speaker], most: int) -> list[Speaker]:
    others = (one for key, one in begun.items() if key not in heard)
    return [*heard.values(), *others][:most]
