"""Who spoke over a channel, and when: what adapters ask the product for."""

from collections.abc import Sequence
from datetime import datetime

from bot.channels.contract import ChannelSettings, Held
from bot.store.beside import BESIDE
from bot.store.database import Store
from bot.store.last_spoken import last_spoken
from bot.store.latest import latest_speakers
from bot.store.moments import from_moment, to_moment
from bot.store.people import Account


class Speakers:
    """Everybody who has spoken to the brands of this process, to whichever process they did.

    Args:
        store: where that is kept.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def recall(self, settings: ChannelSettings, since: datetime, most: int) -> Sequence[Held]:
        """Return the conversations of a channel with events since a moment, latest first.

        Args:
            settings: the channel's.
            since: a moment with its zone.
            most: conversations at most.

        Raises:
            StoreUnavailable: when the store cannot be asked now.
        """
        brand, channel, moment = settings.brand, settings.name, to_moment(since)
        found = await self._store.run(
            lambda connection: latest_speakers(connection, brand, channel, moment, most), BESIDE
        )
        return [Held(one.sender, one.space, from_moment(one.at)) for one in found]

    async def last_spoken(self, settings: ChannelSettings, person: str) -> datetime | None:
        """Return when a person last spoke on a channel, None where nothing is known of that.

        Args:
            settings: the channel's.
            person: their id on it.

        Raises:
            StoreUnavailable: when the store cannot be asked now.
        """
        account = Account(settings.brand, settings.name, person)
        at = await self._store.run(lambda found: last_spoken(found, account), BESIDE)
        return None if at is None else from_moment(at)
