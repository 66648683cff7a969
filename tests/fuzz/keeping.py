"""What was decoded goes on: into the store, through a turn each, and nothing of it half done."""

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from bot.channels.contract import ChannelSettings, Receipt
from bot.core.events import Incoming
from bot.core.ids import ChannelName
from tests.joined.table import FAIR, Table

_PHONE = ChannelSettings(FAIR, ChannelName("phone"), "webhook")
_AT_ONCE = 64
_AS_TOLD = 10
"""One in so many keeps its own id, which mostly was there before; the others are new."""

_ENDED = "('accepted', 'cancelled')"
"""A delivery is cancelled where the person has stopped, or the other side of a handoff has."""


class Keeping:
    """An engine which takes in whatever was decoded.

    Args:
        url: of its database.
        folder: for the files of its brand.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self._table = Table(url, folder)
        self.told = 0
        self.taken = 0

    async def start(self) -> None:
        """Open the database."""
        await self._table.start()

    async def stop(self) -> None:
        """Let go of it."""
        await self._table.stop()

    async def take(self, incoming: Sequence[Incoming]) -> None:
        """Take updates in, and play them."""
        for start in range(0, len(incoming), _AT_ONCE):
            few = incoming[start : start + _AT_ONCE]
            receipts = await self._table.engine.take_in(
                _PHONE, [self._numbered(one) for one in few]
            )
            self.taken += sum(_is_new(receipt) for receipt in receipts)
            await self._table.engine.settled()
            self._forget_what_was_said()

    def _forget_what_was_said(self) -> None:
        for platform in self._table.platforms.values():
            platform.tried.clear()
            platform.got.clear()

    def _numbered(self, incoming: Incoming) -> Incoming:
        self.told += 1
        if self.told % _AS_TOLD == 0:
            return incoming
        return replace(incoming, external_id=f"fuzz-{self.told}")

    async def left(self) -> dict[str, int]:
        """Return what must all be 0: what is half done, went wrong, or is not there."""
        counts = {
            "not_done": "count(*) FROM events WHERE done_at IS NULL",
            "failed": "count(*) FROM events WHERE outcome <> 'done'",
            "raw_kept": "count(*) FROM events WHERE raw IS NOT NULL",
            "incidents": "count(*) FROM incidents",
            "not_ended": f"count(*) FROM deliveries WHERE status NOT IN {_ENDED}",
        }
        found = {name: await self._count(question) for name, question in counts.items()}
        kept = await self._count("count(*) FROM events WHERE channel = 'phone'")
        return {**found, "lost": self.taken - kept}

    async def _count(self, question: str) -> int:
        ((count,),) = await self._table.rows(question)
        assert isinstance(count, int)
        return count


def _is_new(receipt: Receipt) -> bool:
    return receipt.taken == "new"
