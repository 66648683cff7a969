"""Keeps the roles that a process wants: takes what is free, renews what is its own, gives it back.

Roles are leases (`bot.store.leases`). A process that is alone with its database has all of them
without an end, and never looks again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from math import inf

from msgspec import Struct

from bot.core.ids import BrandId
from bot.engine.roles.leasing import Seen, changes, safe_until, to_take
from bot.engine.roles.tenure import Role, Tenure
from bot.store.beside import BESIDE, Beside, is_alone
from bot.store.clock import database_time
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.errors import StoreUnavailable
from bot.store.leases import Lease, Token, give_leases_back, leases_of, take_leases

_LOG = logging.getLogger(__name__)

LEASE_SECONDS = 6.0
"""How long a role stays with a process of which nothing is heard: with a look a second, somebody
else has it within eight."""

LOOKS_IN_A_LEASE = 6
"""So often we look whether something is free; our own leases are renewed at every second look."""

TELLING_SECONDS = 2.0
"""How long a stop waits for those who are being told that a role was gained or lost."""

Gained = Callable[[Tenure], Awaitable[None]]
"""Awaited when a role is ours; the next change of that role waits for it, others do not."""

Lost = Callable[[], Awaitable[None]]
"""Awaited when a role is not ours any more; nothing may be done in it from then on."""


class RoleFigures(Struct, frozen=True):
    """A role that is wanted: whether it is ours, how often we gained it, and lost it to others."""

    role: Role
    held: bool
    gained: int
    lost: int


class _Wanted:
    """A role that is wanted, who is told of it, and our tenure where we have it."""

    def __init__(self, gained: Gained, lost: Lost) -> None:
        self.gained = gained
        self.lost = lost
        self.tenure: Tenure | None = None
        self.fence = 0
        self.times_gained = self.times_lost = 0
        self.telling: asyncio.Task[None] | None = None


class Ownership:
    """The roles of one process, which `owner` names.

    Args:
        store: where the leases are.
        owner: names this process, unlike any other.
        steady: tells seconds that nobody sets, and that also count while we do not run.
        seconds: how long a lease is; None: for ever, for nobody else can be there.
    """

    def __init__(
        self,
        store: Store,
        owner: str,
        steady: Callable[[], float],
        seconds: float | None = LEASE_SECONDS,
    ) -> None:
        self._store = store
        self.owner = owner
        self._seconds = seconds
        self._steady = steady
        self._wanted: dict[Role, _Wanted] = {}
        self._wake = asyncio.Event()
        self._looking = asyncio.Lock()
        self._keeping: asyncio.Task[None] | None = None
        self._is_told_unavailable = False
        self._is_retiring = False

    def want(self, role: Role, gained: Gained, lost: Lost) -> None:
        """Take a role as soon as it is free, and keep it: from the start, or the next look on."""
        self._wanted[role] = _Wanted(gained, lost)
        self.wake()

    def tenure(self, role: Role) -> Tenure | None:
        """Return our present tenure of a role, None where it is not ours."""
        wanted = self._wanted.get(role)
        return None if wanted is None else wanted.tenure

    def figures(self) -> Sequence[RoleFigures]:
        """Return how it stands with every role that is wanted."""
        return [
            RoleFigures(role, one.tenure is not None, one.times_gained, one.times_lost)
            for role, one in self._wanted.items()
        ]

    async def start(self) -> None:
        """Take what is free, and return once those who wanted it were told.

        Raises:
            StoreUnavailable: when the store cannot be asked now.
        """
        await self.look()
        await asyncio.gather(*(one.telling for one in self._wanted.values() if one.telling))
        if self._seconds is not None:
            self._keeping = asyncio.create_task(self._keep(self._seconds / LOOKS_IN_A_LEASE))

    def wake(self) -> None:
        """Look now: something may have been given back."""
        self._wake.set()

    def retire(self) -> None:
        """Take nothing more; what is ours is kept until the end."""
        self._is_retiring = True

    async def look(self) -> None:
        """Look once: renew, take, and begin to tell who gained or lost what.

        Raises:
            StoreUnavailable: when the store cannot be asked now.
        """
        async with self._looking:
            # Most looks find nothing to take: nobody waits for them, or they for anybody.
            if await self._look(BESIDE):
                await self._look(None)

    async def give_back(self, role: Role) -> None:
        """Want a role no more: others may have it at once. Nobody here is told.

        Where the store cannot be told, its lease ends by itself.
        """
        async with self._looking:
            wanted = self._wanted.pop(role, None)
            if wanted is None or wanted.tenure is None:
                return
            _end(wanted)
            with suppress(StoreUnavailable):
                await self._store.run(lambda found: self._give_back(found, _by_brand({role: None})))

    async def stop(self) -> None:
        """Give everything back at once; nobody is told, for they have stopped before.

        Where the store cannot be told, the leases end by themselves.
        """
        tellings = [one.telling for one in self._wanted.values() if one.telling is not None]
        if self._keeping is not None:
            self._keeping.cancel()
            tellings.append(self._keeping)
        await _ended(tellings)
        ours = self._ours()
        for one in ours.values():
            _end(one)
        with suppress(StoreUnavailable):
            await self._store.run(lambda found: self._give_back(found, _by_brand(ours)))

    async def _look(self, beside: Beside | None) -> bool:
        """Look once, and say whether something is free that cannot be taken beside others."""
        roles = _by_brand(self._ours() if self._is_retiring else self._wanted)
        # Before the database's clock is read, so that ours is never later than that.
        asked_at = self._steady()
        found = await self._store.run(self._unit(roles), beside)
        for brand, seen in found.items():
            self._learn(brand, asked_at, seen)
        return any(seen.free for seen in found.values())

    def _ours(self) -> Mapping[Role, _Wanted]:
        return {role: one for role, one in self._wanted.items() if one.tenure is not None}

    async def _keep(self, between: float) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(between):
                    await self._wake.wait()
            self._wake.clear()
            try:
                await self.look()
            except StoreUnavailable as error:
                self._tell_unavailable(error)
            except Exception as error:  # noqa: BLE001 - a process that keeps nothing does nothing
                _LOG.error("a look at the leases failed error=%s", type(error).__name__)
            else:
                self._is_told_unavailable = False

    def _tell_unavailable(self, error: StoreUnavailable) -> None:
        if not self._is_told_unavailable:
            self._is_told_unavailable = True
            _LOG.warning("leases wait for the store reason=%r", str(error))

    def _unit(
        self, roles: Mapping[BrandId, list[str]]
    ) -> Callable[[Connection], Mapping[BrandId, Seen]]:
        owner, seconds = self.owner, self._seconds
        return lambda found: {
            brand: look_at(found, brand, names, owner, seconds) for brand, names in roles.items()
        }

    def _give_back(self, connection: Connection, roles: Mapping[BrandId, list[str]]) -> None:
        for brand, names in roles.items():
            give_leases_back(connection, brand, names, self.owner)

    def _learn(self, brand: BrandId, asked_at: float, seen: Seen) -> None:
        """Take note of what a look has shown, and begin to tell it."""
        believed = {
            role.name: one.fence for role, one in self._ours().items() if role.brand == brand
        }
        found = changes(believed, seen.leases, self.owner)
        for name in found.lost:
            self._lose(Role(brand, name))
        for lease in found.kept:
            self._go_on(lease, self._until(asked_at, seen, lease))
        for lease in found.gained:
            self._gain(lease, self._until(asked_at, seen, lease))

    def _until(self, asked_at: float, seen: Seen, lease: Lease) -> float:
        if self._seconds is None:
            return inf
        return safe_until(asked_at, seen.now, lease, self._seconds)

    def _go_on(self, lease: Lease, until: float) -> None:
        tenure = self._wanted[Role(lease.brand, lease.role)].tenure
        if tenure is not None:
            tenure.go_on(until)

    def _gain(self, lease: Lease, until: float) -> None:
        wanted = self._wanted[Role(lease.brand, lease.role)]
        token = Token(lease.brand, lease.role, self.owner, lease.fence)
        shown = None if self._seconds is None else token
        wanted.tenure = tenure = Tenure(shown, until, self._steady, self.wake)
        wanted.fence = lease.fence
        wanted.times_gained += 1
        if self._seconds is not None:
            _LOG.info("role gained brand=%s role=%s", lease.brand, lease.role)
        _tell(wanted, lambda: wanted.gained(tenure))

    def _lose(self, role: Role) -> None:
        wanted = self._wanted[role]
        _end(wanted)
        wanted.times_lost += 1
        _LOG.warning("role lost to another process brand=%s role=%s", role.brand, role.name)
        _tell(wanted, wanted.lost)


def look_at(
    connection: Connection, brand: BrandId, roles: list[str], owner: str, seconds: float | None
) -> Seen:
    """Look at the leases of a brand, take those that are free, and renew ours where it is time.

    Args:
        connection: inside a transaction; beside others, only what is ours is renewed.
        brand: whose.
        roles: which are wanted.
        owner: who looks.
        seconds: how long a lease is; None: without an end, of somebody who is alone.
    """
    seen = Seen(database_time(connection), tuple(leases_of(connection, brand, roles)))
    wanted = to_take(seen, roles, owner, seconds)
    ours = {lease.role for lease in seen.leases if lease.owner == owner}
    free = [] if is_alone(connection) else [role for role in wanted if role not in ours]
    taking = [role for role in wanted if role not in free]
    taken = take_leases(connection, brand, taking, owner, seconds) if taking else []
    left = [lease for lease in seen.leases if lease.role not in taking]
    return Seen(seen.now, (*left, *taken), tuple(free))


async def _ended(tasks: Collection[asyncio.Task[None]]) -> None:
    """Let what is under way end by itself, as long as that takes no longer than it may."""
    if tasks:
        await asyncio.wait(tasks, timeout=TELLING_SECONDS)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _by_brand(roles: Mapping[Role, object]) -> Mapping[BrandId, list[str]]:
    found: dict[BrandId, list[str]] = {}
    for role in roles:
        found.setdefault(role.brand, []).append(role.name)
    return found


def _end(wanted: _Wanted) -> None:
    if wanted.tenure is not None:
        wanted.tenure.end()
        wanted.tenure = None


def _tell(wanted: _Wanted, told: Callable[[], Awaitable[None]]) -> None:
    """Tell of a change once whatever was told before has been heard."""
    before = wanted.telling

    async def tell() -> None:
        if before is not None:
            await asyncio.wait({before})
        try:
            await told()
        except Exception as error:  # noqa: BLE001 - one role must not stop the others
            _LOG.error("a change of roles failed error=%s", type(error).__name__)

    wanted.telling = asyncio.create_task(tell())
