"""The time for which this process has a role, and whether it may act in it: answered at once."""

from collections.abc import Callable
from math import inf

from msgspec import Struct

from bot.core.ids import BrandId
from bot.store.connection import Connection
from bot.store.leases import Token, is_held


class Role(Struct, frozen=True):
    """What one process of a brand has at a time; its names are those of `bot.store.leases`."""

    brand: BrandId
    name: str


class Tenure:
    """One time of having a role, from gaining it to losing it.

    Args:
        token: what is shown to the database; None where nobody else can be there.
        until: when somebody else may have the role, by the steady clock (seconds).
        steady: a clock that nobody sets.
        doubted: told once, when the database says that the role is not ours.
    """

    def __init__(
        self,
        token: Token | None,
        until: float,
        steady: Callable[[], float],
        doubted: Callable[[], None],
    ) -> None:
        self.token = token
        self._until = until
        self._steady = steady
        self._doubted = doubted
        self._is_over = False

    def may_act(self) -> bool:
        """Say whether the role is certainly ours now: ask right before anything that cannot wait.

        False may pass: where the database could not be asked for a while, nothing is lost yet.
        """
        return not self._is_over and self._steady() < self._until

    @property
    def is_over(self) -> bool:
        """Whether the role is lost for good: gaining it again begins another tenure."""
        return self._is_over

    def go_on(self, until: float) -> None:
        """It was renewed."""
        self._until = until

    def end(self) -> None:
        """It is over: nothing more is done in it."""
        self._is_over = True

    def is_refused(self, connection: Connection) -> bool:
        """Say whether what is to be written in this role must not be, for it is not ours any more.

        Args:
            connection: inside the transaction that would write it, in the thread of the store.
        """
        return self.token is not None and not is_held(connection, self.token)

    def doubt(self) -> None:
        """The database has refused us: somebody else has the role."""
        if not self._is_over:
            self.end()
            self._doubted()


def for_ever() -> Tenure:
    """Return the tenure of a process that is alone with its database."""
    return Tenure(None, inf, lambda: 0.0, lambda: None)
