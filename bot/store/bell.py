"""What one process tells the others on a database once something is committed.

It only saves waiting: whatever is told here is in the rows, and is found there by whoever looks.
So nothing is lost with a message that nobody heard, and none of them holds a text.
"""

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar, assert_never

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from bot.core.ids import BrandId, ChannelName, ConversationId, EventId

Name = TypeVar("Name", bound=str)

MOST_BYTES = 7_999
"""What PostgreSQL takes in one notification: less than 8,000 bytes."""

MOST_NAMED = 64
"""People, conversations or events that one message names."""


class _Ring(Struct, frozen=True, array_like=True):
    brand: BrandId


class DeliveriesWait(_Ring, frozen=True, array_like=True, tag="deliveries"):
    """Something waits to be sent over a channel, from the number `seq` on; `bulk`: only to many."""

    channel: ChannelName
    seq: int
    bulk: bool = False


class EventsWait(_Ring, frozen=True, array_like=True, tag="events"):
    """More events wait for their turn than one process plays at once."""


class EmissionsWait(_Ring, frozen=True, array_like=True, tag="emissions"):
    """Something that dialogues emit waits to be told to the brand's own system."""


class LeaseFree(_Ring, frozen=True, array_like=True, tag="lease"):
    """Somebody has given a lease back: it may be taken."""

    name: str


class WantsLess(_Ring, frozen=True, array_like=True, tag="less"):
    """Somebody is to be told less in these conversations: what is about to leave may not any more.

    Of more than `MOST_NAMED` none is named: it may be any.
    """

    conversations: frozenset[ConversationId]


class Replied(_Ring, frozen=True, array_like=True, tag="replied"):
    """These events have had their turn, for whose replies somebody waits in another process.

    Of more than `MOST_NAMED` none is named: it may be any.
    """

    events: frozenset[EventId]


class Shown(_Ring, frozen=True, array_like=True, tag="shown"):
    """Something was said to these people of a channel, and is to be shown on their open pages.

    Of more than `MOST_NAMED` none is named: it may be anybody.
    """

    channel: ChannelName
    people: frozenset[str]


Ring = DeliveriesWait | EmissionsWait | EventsWait | LeaseFree | Replied | Shown | WantsLess
"""One message."""


class Ear(Protocol):
    """Whoever listens to the bell."""

    def looks_after(self, ring: Ring) -> bool:
        """Say, to any thread, whether only this process would look: then nobody else is told."""
        ...

    def hear(self, ring: Ring) -> None:
        """Another process tells this."""
        ...

    def look_at_everything(self) -> None:
        """Messages may have gone by unheard."""
        ...


class Bell(Protocol):
    """Hears what the other processes tell."""

    @property
    def is_heard(self) -> bool:
        """Whether others are heard now."""
        ...

    async def listen(self, ear: Ear) -> None:
        """Let somebody listen until cancelled, through every loss of the connection."""
        ...


class _Told(Struct, frozen=True, array_like=True):
    """What is sent: who tells, and what."""

    by: str
    rings: tuple[Ring, ...]


_ROPE = "rope"


class Rope:
    """What a connection's transaction is to tell, each thing once.

    Args:
        by: names this process.
        is_ours: whether nobody else is to be told of something.
    """

    def __init__(self, by: str, is_ours: Callable[[Ring], bool]) -> None:
        self._by = by
        self._is_ours = is_ours
        self._rings: dict[tuple[object, ...], Ring] = {}

    def tie_to(self, info: dict[str, object]) -> None:
        """Let `ring` on a connection with this info pull it."""
        info[_ROPE] = self

    @staticmethod
    def of(connection: Connection) -> "Rope | None":
        """Return the rope of a connection, None where there is nobody to tell anything."""
        found = connection.info.get(_ROPE)
        return found if isinstance(found, Rope) else None

    def pull(self, ring: Ring) -> None:
        """Tell this once the transaction is committed."""
        if not self._is_ours(ring):
            key = _key(ring)
            self._rings[key] = _joined(self._rings.get(key), ring)

    def drop(self) -> None:
        """The transaction was rolled back: nothing is told."""
        self._rings.clear()

    def payloads(self) -> Iterator[str]:
        """Let go of what is to be told, as many messages as it takes."""
        rings = tuple(self._rings.values())
        self._rings.clear()
        waiting = [rings] if rings else []
        while waiting:
            part = waiting.pop()
            payload = msgspec.json.encode(_Told(self._by, part))
            if len(payload) <= MOST_BYTES:
                yield payload.decode()
            elif len(part) > 1:
                middle = len(part) // 2
                waiting += (part[middle:], part[:middle])
            elif isinstance(part[0], Shown) and part[0].people:
                waiting.append((Shown(part[0].brand, part[0].channel, frozenset()),))


def is_shared(connection: Connection) -> bool:
    """Say whether there may be other processes on the database to tell something."""
    return Rope.of(connection) is not None


def ring(connection: Connection, *rings: Ring) -> None:
    """Tell the other processes, once the transaction is committed; alone, tell nobody.

    Args:
        connection: inside a transaction.
        rings: what to tell.
    """
    rope = Rope.of(connection)
    if rope is not None:
        for one in rings:
            rope.pull(one)


def read_rings(payload: str, me: str) -> tuple[Ring, ...]:
    """Return what another process tells; nothing where it is our own, or of another release.

    Args:
        payload: what was sent.
        me: names this process.
    """
    try:
        told = msgspec.json.decode(payload, type=_Told)
    except msgspec.DecodeError:
        return ()
    return () if told.by == me else told.rings


def _key(one: Ring) -> tuple[object, ...]:
    """Return what makes two messages be about the same."""
    match one:
        case DeliveriesWait(channel=about) | Shown(channel=about) | LeaseFree(name=about):
            return (type(one), one.brand, about)
        case EmissionsWait() | EventsWait() | Replied() | WantsLess():
            return (type(one), one.brand)
        case _:
            assert_never(one)


def _joined(before_it: Ring | None, one: Ring) -> Ring:
    """Return what tells of both."""
    match before_it, one:
        case DeliveriesWait(brand, channel, first, bulk), DeliveriesWait():
            return DeliveriesWait(brand, channel, min(first, one.seq), bulk and one.bulk)
        case Replied(brand, earlier), Replied(_, later):
            return Replied(brand, _named(earlier, later))
        case Shown(brand, channel, some), Shown(_, _, more):
            return Shown(brand, channel, _named(some, more))
        case WantsLess(brand, few), WantsLess(_, others):
            return WantsLess(brand, _named(few, others))
        case _:
            return one


def _named(some: frozenset[Name], more: frozenset[Name]) -> frozenset[Name]:
    """Return whom both name, nobody where it may be anybody."""
    named = some | more if some and more else frozenset[Name]()
    return named if len(named) <= MOST_NAMED else frozenset()
