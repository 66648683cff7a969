"""Taking up what the process before this one has left: versions, events, deliveries, calls."""

import logging
from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from bot.channels.contract import Adapter
from bot.core.ids import BrandId, ChannelName
from bot.dialogue.publishing.library import Library
from bot.engine.history import keep_versions
from bot.store.calls import take_over_calls
from bot.store.connection import Connection
from bot.store.deliveries import latest_waiting
from bot.store.due_events import latest_due
from bot.store.events import backlog
from bot.store.moments import to_moment
from bot.store.pauses import PauseRow, pauses_of
from bot.store.releasing import release_claims

_LOG = logging.getLogger(__name__)

Adapters = Mapping[tuple[BrandId, ChannelName], Adapter]


class TakenOver(Struct, frozen=True):
    """What was found of one brand.

    `waiting` counts the events that wait for their turn, `last` is the highest number given in the
    common order, `doubts` counts by channel what may have been sent already, `pauses` are those
    that platforms have asked for.
    """

    library: Library
    waiting: int
    last: int
    doubts: Mapping[ChannelName, int]
    pauses: Mapping[ChannelName, PauseRow]


def take_over(
    connection: Connection, library: Library, adapters: Adapters, now: datetime
) -> TakenOver:
    """Take over one brand.

    Args:
        connection: inside a transaction.
        library: what the brand says.
        adapters: the open channels of all brands.
        now: the present time.
    """
    brand = library.brand.id
    doubts = _release(connection, brand, adapters, now)
    take_over_calls(connection, brand, to_moment(now))
    whole = keep_versions(connection, library, to_moment(now))
    waiting, newest = backlog(connection, brand)
    last = max(newest, latest_due(connection, brand), latest_waiting(connection, brand))
    pauses = {row.channel: row for row in pauses_of(connection, brand)}
    return TakenOver(whole, waiting, last, doubts, pauses)


def _release(
    connection: Connection, brand: BrandId, adapters: Adapters, now: datetime
) -> Mapping[ChannelName, int]:
    """Let what was being sent be sent again; return what is in doubt, by channel."""
    recognises = {
        channel: adapter.capabilities.recognises
        for (owner, channel), adapter in adapters.items()
        if owner == brand
    }
    doubts: dict[ChannelName, int] = {}
    for cut in release_claims(connection, brand, recognises, to_moment(now)):
        doubts[cut.channel] = cut.doubts
        _LOG.info(
            "deliveries to send again brand=%s channel=%s count=%d in_doubt=%d",
            brand,
            cut.channel,
            cut.count,
            cut.doubts,
        )
    return doubts
