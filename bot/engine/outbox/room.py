"""How many groups of a channel are under way, and how many more may be."""

from bot.channels.capabilities import Pace
from bot.engine.outbox.errand import Errand
from bot.engine.outbox.pacing import MOST_IN_FLIGHT, bulk_share


class Room:
    """The room of one channel; what goes to many has a share of it.

    `taken` is by how many groups in all, `bulk` by how many of those that go to many.

    Args:
        pace: what the platform allows, None where nobody minds.
    """

    def __init__(self, pace: Pace | None) -> None:
        self.taken = self.bulk = 0
        self.most_bulk = bulk_share(MOST_IN_FLIGHT, pace)

    def take(self, errand: Errand) -> None:
        """A group is under way."""
        self.taken += 1
        self.bulk += errand.bulk

    def give_back(self, errand: Errand) -> None:
        """It is not any more, as far as whoever comes after it is concerned; said once or twice."""
        if errand.takes_room:
            errand.takes_room = False
            self.taken -= 1
            self.bulk -= errand.bulk

    def for_bulk(self, share: float) -> int:
        """Return how many groups to many may be taken; none until that is worth a transaction.

        Args:
            share: how much of its pace the channel keeps.
        """
        most = max(1, int(self.most_bulk * share))
        room = most - self.bulk
        return room if 2 * room >= most else 0
