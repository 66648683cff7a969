"""Plans that fit the tables as they are: those of an empty table mislead in a large one.

PostgreSQL keeps the plan of a prepared statement until it has analyzed a table: a minute or so. In
an empty table every index is as good as the next, and one that finds a whole brand may be kept.
"""

from sqlalchemy import Connection

from bot.store.statement import plainly
from bot.store.wire import wire_of


class Replanning:
    """Lets plans be made anew whenever twice as much was committed as when they were made last."""

    def __init__(self) -> None:
        self._commits = 0

    def after_commit(self, connection: Connection) -> None:
        """Count a commit."""
        self._commits += 1
        if self._commits & (self._commits - 1) == 0:
            plainly(connection, "DISCARD PLANS")
            wire_of(connection).settle()
