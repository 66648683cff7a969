"""Whose turn it is where several processes play: each takes conversations that nobody else has.

A transaction plays the events of a person, and of a group, only while it holds their locks; it
never waits for them. What it saw before it had them may be old: it is read anew.
"""

from collections.abc import Collection, Mapping, Sequence
from hashlib import blake2b
from itertools import compress

from msgspec import Struct

from bot.core.ids import BrandId, ChannelName, PersonId
from bot.store.connection import Connection
from bot.store.events import PendingEvent, ask_pending_events
from bot.store.numbers import renew_numbers
from bot.store.wire import Answer, Rows, wire_of

MOST_RESERVED = 128
"""Events of one look: a server has room for some 6,000 locks of all who work on it."""

_LOOKS = 4
"""Looks past those whose conversations others have, before they are left to the next batch."""

_TRY = """
SELECT seq, channel, sender, space, home,
  pg_try_advisory_xact_lock(
    hashtextextended(coalesce(chr(31) || home, concat_ws(chr(31), channel, sender)), %s)),
  space IS NOT NULL
    AND pg_try_advisory_xact_lock(hashtextextended(concat_ws(chr(31), channel, space), %s))
FROM (
  SELECT seq, channel, sender, space, (
    SELECT person FROM identities
    WHERE identities.brand = events.brand AND identities.channel = events.channel
      AND identities.external_id = events.sender AND identities.own IS NOT NULL
  ) AS home
  FROM events
  WHERE brand = %s AND done_at IS NULL AND due_at IS NULL AND seq > %s
  ORDER BY seq LIMIT %s OFFSET 0
) AS waiting
"""

Key = tuple[ChannelName, str | None, str | None]
"""What is locked: a person by their account, or a group or thread by its address. Whoever has
several accounts is locked by who they are, and no channel."""

Homes = Mapping[tuple[ChannelName, str], PersonId]
"""Whose the accounts are that are joined with others."""

_NO_CHANNEL = ChannelName("")


class Reserved(Struct, frozen=True):
    """The events that are ours to play, in order, with the locks that we hold for them.

    `more` says that others may wait behind them, `busy` that some were left to whoever has theirs.
    """

    rows: Sequence[PendingEvent] = ()
    keys: Collection[Key] = frozenset()
    more: bool = False
    busy: bool = False


def reserve(connection: Connection, brand: BrandId, most: int) -> Reserved:
    """Reserve the oldest waiting events of a brand whose conversations nobody else has now.

    Args:
        connection: inside a transaction that others are beside.
        brand: whose.
        most: events at most.
    """
    keys, seen, most = set[Key](), 0, min(most, MOST_RESERVED)
    homes: dict[tuple[ChannelName, str], PersonId] = {}
    looked = after = 0
    for look in range(_LOOKS):
        tried = _ask_to_lock(connection, brand, after, most)
        renew_numbers(connection)
        pending = ask_pending_events(connection, brand, (look + 1) * most)
        found = _locked(tried(), homes)
        keys.update(key for _, held in found for key in held)
        looked, seen = len(found), seen + len(found)
        if looked < most or 2 * len(keys) >= most:
            break
        after = found[-1][0]
    if not seen:
        return Reserved()
    waiting = pending()[:seen]
    ours = in_turn(waiting, keys, homes)
    return Reserved(ours[:most], keys, more=looked == most, busy=len(ours) < len(waiting))


def in_turn(waiting: Sequence[PendingEvent], keys: set[Key], homes: Homes) -> list[PendingEvent]:
    """Return the events that may be played with these locks: none before an earlier one of its own.

    Args:
        waiting: in order.
        keys: what is held.
        homes: whose the joined accounts are.
    """
    behind, ours = set[Key](), list[PendingEvent]()
    for row in waiting:
        own = keys_of(row, homes)
        if keys.issuperset(own) and behind.isdisjoint(own):
            ours.append(row)
        else:
            behind.update(own)
    return ours


def keys_of(row: PendingEvent, homes: Homes) -> list[Key]:
    """Return what has to be held to play an event."""
    return _keys(row.channel, row.sender, row.space, homes.get((row.channel, row.sender)))


def _keys(channel: ChannelName, sender: str, space: str | None, home: PersonId | None) -> list[Key]:
    account: Key = (channel, sender, None) if home is None else (_NO_CHANNEL, home, None)
    return [account] if space is None else [account, (channel, None, space)]


def _ask_to_lock(connection: Connection, brand: BrandId, after: int, most: int) -> Answer:
    """Try to lock what the next waiting events concern; return what was had later."""
    names = lock_name(f"account/{brand}"), lock_name(f"space/{brand}")
    return wire_of(connection).ask(_TRY, [*names, brand, after, most])


def _locked(
    rows: Rows, homes: dict[tuple[ChannelName, str], PersonId]
) -> list[tuple[int, list[Key]]]:
    """Return which locks were had for events, by their numbers.

    Whose the joined accounts among them are is added to `homes`: nobody joins any meanwhile.
    """
    found = list[tuple[int, list[Key]]]()
    for seq, channel, sender, space, home, *tried in rows:
        if home is not None:
            homes[channel, sender] = home
        found.append((seq, list(compress(_keys(channel, sender, space, home), tried))))
    return found


def lock_name(name: str) -> int:
    """Return the number by which the server knows a lock."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)
