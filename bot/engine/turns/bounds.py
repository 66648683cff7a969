"""What a batch may touch while other processes play beside it: its own conversations, and no more.

Whatever goes beyond (a stop, an erasure, the desk, an opening set free) is played alone.
"""

from collections.abc import Collection, Iterable

from bot.engine.turns.turn import Taken
from bot.store.events import PendingEvent
from bot.store.reserving import Homes, Key, keys_of


class PlayAlone(Exception):  # noqa: N818 - it names a need, not a mistake
    """Only whoever is alone may play this; nothing of it was kept."""


def reaches_further(taken: Taken) -> bool:
    """Say whether a turn changes what others may be writing: what waits to be sent, or a person."""
    return bool(taken.stage.late or taken.stage.writes.cancels)


def stay_within(keys: Collection[Key], rows: Iterable[PendingEvent], homes: Homes) -> None:
    """See to it that everything that may be played is about whom we hold.

    Raises:
        PlayAlone: something is about somebody else: what a group holds back of another person.
    """
    if any(key not in keys for row in rows for key in keys_of(row, homes)):
        raise PlayAlone
