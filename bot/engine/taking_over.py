"""Taking up what others left: versions, events, calls at a start, deliveries with a channel."""

import logging
from datetime import datetime

from msgspec import Struct

from bot.core.ids import ChannelKey
from bot.dialogue.publishing.library import Library
from bot.engine.history import keep_versions
from bot.engine.roles.tenure import Tenure
from bot.store.bell import is_shared
from bot.store.calls import take_over_calls
from bot.store.connection import Connection
from bot.store.deliveries import latest_waiting
from bot.store.due_events import latest_due
from bot.store.events import backlog
from bot.store.moments import to_moment
from bot.store.pauses import PauseRow, pause_of
from bot.store.releasing import Left, release_claims

_LOG = logging.getLogger(__name__)


class TakenOver(Struct, frozen=True):
    """What was found of one brand.

    `waiting` counts the events that wait for their turn, `last` is the highest number given in the
    common order.
    """

    library: Library
    waiting: int
    last: int


class LeftOver(Struct, frozen=True):
    """What was left on a channel.

    `doubts` counts what may have been sent already, `pause` is the latest that its platform has
    asked for.
    """

    doubts: int
    pause: PauseRow | None


def take_over(connection: Connection, library: Library, now: datetime) -> TakenOver:
    """Take over one brand.

    Args:
        connection: inside a transaction.
        library: what the brand says.
        now: the present time.
    """
    brand = library.brand.id
    if not is_shared(connection):  # otherwise their claimers may be alive
        take_over_calls(connection, brand)
    whole = keep_versions(connection, library, to_moment(now))
    waiting, newest = backlog(connection, brand)
    last = max(newest, latest_due(connection, brand), latest_waiting(connection, brand))
    return TakenOver(whole, waiting, last)


def take_over_channel(
    connection: Connection,
    channel: ChannelKey,
    tenure: Tenure,
    recognises: float | None,
    now: int,
) -> LeftOver | None:
    """Let what was being sent on a channel be sent again.

    Args:
        connection: inside a transaction.
        channel: which was gained.
        tenure: of the channel; nothing is done where that is over.
        recognises: for how many seconds its platform knows a repetition; None: never.
        now: the present moment (microseconds).

    Returns:
        What was left; None where the channel is not ours any more.
    """
    if tenure.is_refused(connection):
        return None
    brand, name = channel
    left = Left(brand, name, recognises, now)
    cut = release_claims(connection, left, is_alone=tenure.token is None)
    if cut.count:
        _LOG.info(
            "deliveries to send again brand=%s channel=%s count=%d in_doubt=%d",
            brand,
            name,
            cut.count,
            cut.doubts,
        )
    return LeftOver(cut.doubts, pause_of(connection, brand, name))
