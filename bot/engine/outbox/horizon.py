"""How far a channel's outbox was looked at: what lies beyond may have something to send."""

from math import inf

from msgspec import Struct

from bot.engine.outbox.claims import Claimed


class Horizon(Struct):
    """Up to which numbers everything was seen, and whether there may be more.

    `after` and `after_bulk` are these numbers, for replies and for what goes to many. `since` is
    from where to look again, though higher numbers were seen already: another process may have
    committed something later. `unseen` and `unseen_bulk` say that there may be something new.
    """

    after: int = 0
    after_bulk: int = 0
    since: float = inf
    unseen: bool = True
    unseen_bulk: bool = True

    def widen(self, *, bulk: bool, since: int | None) -> None:
        """There may be something new: only for many, or from a number on that was seen already."""
        if since is not None:
            self.since = min(self.since, since)
        self.unseen = self.unseen or not bulk
        self.unseen_bulk = True

    @property
    def begin(self) -> int:
        """After which number to look for what is new."""
        return self._before_since(self.after)

    @property
    def begin_bulk(self) -> int:
        """After which number to look for what is new and goes to many."""
        return self._before_since(self.after_bulk)

    def looked(self) -> float:
        """All that there may be is being looked at; return what `failed` is to be told."""
        since, self.since = self.since, inf
        self.unseen = self.unseen_bulk = False
        return since

    def failed(self, since: float) -> None:
        """It could not be looked at."""
        self.unseen = self.unseen_bulk = True
        self.since = min(self.since, since)

    def reached(self, claimed: Claimed) -> None:
        """This was seen."""
        self.after, self.after_bulk = claimed.after, claimed.after_bulk
        self.unseen = self.unseen or claimed.unseen
        self.unseen_bulk = self.unseen_bulk or claimed.unseen_bulk

    def _before_since(self, seen: int) -> int:
        return seen if self.since > seen else max(0, int(self.since) - 1)
