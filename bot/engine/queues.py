"""How long what waits has been waiting, whichever process is to see to it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from bot.core.ids import BrandId, ChannelName
from bot.store.beside import BESIDE
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.moments import to_moment
from bot.store.queues import Oldest, oldest_waiting


class Queues:
    """The queues of all brands of one process.

    Args:
        store: where they are.
        channels: those with a way out, by brand.
        clock: tells the present time in UTC.
    """

    def __init__(
        self,
        store: Store,
        channels: Mapping[BrandId, Collection[ChannelName]],
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._channels = channels
        self._clock = clock

    async def oldest(self) -> Sequence[Oldest]:
        """Return the oldest of each queue in which something waits.

        Raises:
            StoreUnavailable: when the store cannot be asked now.
        """
        return await self._store.run(self._look, BESIDE)

    def _look(self, connection: Connection) -> list[Oldest]:
        now = to_moment(self._clock())
        return [
            one
            for brand, channels in self._channels.items()
            for one in oldest_waiting(connection, brand, channels, now)
        ]
