"""Which process has which role of a brand: one at a time, by a lease that ends if nobody renews it.

A role is a name within a brand: `channel/NAME` for whoever hears, paces and sends on that channel,
and a few that a brand has once (`ONCE_A_BRAND`). Its row stays for ever, with a fencing number
that grows by one whenever the owner changes. Whoever writes in a role asks for
`is_held` in the same transaction: nobody takes the role before that has ended, for taking is
exclusive. Times are those of the database's clock, the only one that all processes share.
"""

from collections.abc import Collection, Sequence
from operator import attrgetter
from typing import Any

from msgspec import Struct
from sqlalchemy import Executable, bindparam, case, null, or_, select, update

from bot.core.ids import BrandId, ChannelName
from bot.store.bell import LeaseFree, ring
from bot.store.clock import database_time
from bot.store.connection import Connection
from bot.store.moments import SECOND
from bot.store.schema import leases
from bot.store.statement import Statement, always, among, fixed, inserting

EMITTING = "emitting"
"""Whoever tells a brand's own systems what dialogues emit."""
FEEDS = "feeds"
"""Whoever follows a brand's feeds."""
KEEPING = "keeping"
"""Whoever lets go of what a brand wants to be kept no longer."""
PLANNING = "planning"
"""Whoever plans a brand's broadcasts."""
ONCE_A_BRAND = (EMITTING, FEEDS, KEEPING, PLANNING)
"""Those that a brand has once."""


def of_channel(channel: ChannelName) -> str:
    """Return the role of whoever hears, paces and sends on a channel."""
    return f"channel/{channel}"


class Lease(Struct, frozen=True):
    """A role, and who has it.

    `owner` is None where it was given back. It ends at `until` (microseconds) unless it is renewed
    before; None: never while the owner is there, for then nobody else can be. `since` is when the
    owner gained it, or gave it back.
    """

    brand: BrandId
    role: str
    owner: str | None
    fence: int
    until: int | None
    since: int


class Token(Struct, frozen=True):
    """What an owner shows for writing in a role: it is refused once somebody else has had it."""

    brand: BrandId
    role: str
    owner: str
    fence: int


class _Wish(Struct, frozen=True):
    """The row of a role as whoever wants it would have it; `fence` counts where it is new."""

    brand: BrandId
    role: str
    owner: str
    until: int | None
    since: int
    fence: int = 1


def _build_take(dialect: str) -> Executable:
    insert = inserting(leases, dialect)
    wish, there = insert.excluded, leases.c
    stays = there.owner == wish.owner
    statement: Executable = insert.on_conflict_do_update(
        index_elements=[there.brand, there.role],
        set_={
            "owner": wish.owner,
            "fence": case((stays, there.fence), else_=there.fence + fixed(1)),
            "until": wish.until,
            "since": case((stays, there.since), else_=wish.since),
        },
        # Without an end is what was given back, and what somebody had who was alone and is gone.
        # A wish without an end is made by who is alone: whatever owner is named there is gone.
        where=or_(
            stays, there.until.is_(null()), there.until <= wish.since, wish.until.is_(null())
        ),
    )
    return statement


_L = leases.c
_OURS = (
    _L.brand == bindparam("brand"),
    among(_L.role, "roles"),
    _L.owner == bindparam("owner"),
)
_TAKE = Statement(_build_take)
_GIVE_BACK = always(
    lambda: update(leases).where(*_OURS).values(owner=null(), until=null(), since=bindparam("now"))
)
_ROLES = always(
    lambda: select(*leases.c).where(_L.brand == bindparam("brand"), among(_L.role, "roles"))
)
_OF_BRAND = always(lambda: select(*leases.c).where(_L.brand == bindparam("brand")))
_HELD = always(
    lambda: select(_L.fence).where(
        _L.brand == bindparam("brand"),
        _L.role == bindparam("role"),
        _L.owner == bindparam("owner"),
        _L.fence == bindparam("fence"),
    )
)


def take_leases(
    connection: Connection,
    brand: BrandId,
    roles: Collection[str],
    owner: str,
    seconds: float | None,
) -> list[Lease]:
    """Take those of these roles that are free, or whose lease has ended, and renew our own.

    What is ours stays so though its time was over, as long as nobody else has taken it.

    Args:
        connection: inside a transaction that runs alone; to renew what is ours, beside others.
        brand: whose roles.
        roles: which are wanted.
        owner: who takes, unique to a process.
        seconds: for how long; None: for ever and from whomever, said by who is alone.

    Returns:
        All of these roles as they are now, also those that somebody else has.
    """
    now = database_time(connection)
    until = None if seconds is None else now + round(seconds * SECOND)
    _TAKE.put(connection, [_Wish(brand, role, owner, until, now) for role in sorted(roles)])
    return _as_leases(_ROLES.read(connection, brand=brand, roles=list(roles)))


def give_leases_back(
    connection: Connection, brand: BrandId, roles: Collection[str], owner: str
) -> None:
    """Let others have these roles at once, and tell them; what is not ours stays as it is."""
    now = database_time(connection)
    ring(connection, *(LeaseFree(brand, role) for role in roles))
    _GIVE_BACK.change(connection, brand=brand, roles=list(roles), owner=owner, now=now)


def leases_of(
    connection: Connection, brand: BrandId, roles: Collection[str] | None = None
) -> list[Lease]:
    """Return these roles of a brand, all where none are named, as far as anybody ever had them."""
    if roles is None:
        return _as_leases(_OF_BRAND.read(connection, brand=brand))
    return _as_leases(_ROLES.read(connection, brand=brand, roles=list(roles)))


def is_held(connection: Connection, token: Token) -> bool:
    """Say whether an owner has its role still.

    That is so until the end of the transaction, for nobody takes a role beside it. A lease whose
    time is over counts for as long as nobody else has taken it.
    """
    return bool(
        _HELD.read(
            connection,
            brand=token.brand,
            role=token.role,
            owner=token.owner,
            fence=token.fence,
        )
    )


def _as_leases(rows: Sequence[tuple[Any, ...]]) -> list[Lease]:
    return sorted((Lease(*row) for row in rows), key=attrgetter("role"))
