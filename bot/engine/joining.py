"""Joining two people: one change of all their rows, which `bot.engine.parting` undoes."""

from typing import Literal

import msgspec
from msgspec import Struct

from bot.core.ids import BrandId, ChannelName, ConversationId, PersonId
from bot.dialogue.machine.joining import joined, may_join
from bot.dialogue.machine.salvage import salvaged
from bot.dialogue.machine.state import EMPTY, State
from bot.engine.lending import lend, read_layer, written_layer
from bot.store.connection import Connection
from bot.store.conversations import ConversationRow, save_conversations, states
from bot.store.joined import Member, Standing, members_of, stand
from bot.store.joined_belongings import move_consents
from bot.store.joined_recipients import is_opened, join_recipients
from bot.store.numbers import numbers_of
from bot.store.people import Account, people, person_of, save_persons
from bot.store.values import to_json

Unjoined = Literal["late", "same", "both", "busy"]
"""Why two accounts are not joined: one is nobody's, or they are one person's, or both have others
already, or somebody is just being helped or spoken to."""


class Pair(Struct, frozen=True):
    """Two who are to be one: the account `guest` becomes one of the host's."""

    host: PersonId
    at_host: Account
    own: PersonId
    guest: Account

    @property
    def brand(self) -> BrandId:
        """Whose people they are."""
        return self.guest.brand


def join(connection: Connection, pair: Pair, at: int) -> bool:
    """Let an account belong to a host.

    What the guest has under way goes on with the host, who keeps the conversation; what is known of
    the guest fills what is not known of the host. The guest's own row, consents, runs and answers
    stay theirs.

    Args:
        connection: inside a transaction that is alone.
        pair: who; the guest has no other account.
        at: when, in microseconds since 1970.

    Returns:
        Whether it was done; not while somebody speaks to the guest, or something works for them.
    """
    brand, host, own = pair.brand, pair.host, pair.own
    before = states_of_both(connection, brand, host, own)
    if not may_join(before[own]) or is_opened(connection, brand, own):
        return False
    together, left = joined(before[host], before[own])
    save_both(connection, brand, {host: together, own: left}, at)
    _lend(connection, pair)
    move_consents(connection, pair.guest, own, host)
    join_recipients(connection, pair.guest, own, host, at)
    return True


def _lend(connection: Connection, pair: Pair) -> None:
    """Let the host know what the guest does, and the guest's account be the host's."""
    brand, host, own = pair.brand, pair.host, pair.own
    rows = {row.id: row for row in people(connection, brand, [host, own])}
    members = {one.own: one for one in members_with(connection, brand, host)}
    beneath = read_layer(members[host].lent) if members else {}
    lending = lend(rows[host], beneath, rows[own], numbers_of(connection)())
    spoke = {one: rows[one].last_said or 0 for one in (host, own)}
    together = msgspec.structs.replace(lending.host, last_said=max(spoke.values()) or None)
    save_persons(connection, [together])
    guest = written_layer(lending.of_guest)
    of_host = written_layer(lending.of_host)
    at_host = members[host].account if members else pair.at_host
    spoke_at = members[host].spoke_at if members else spoke[host]
    stand(
        connection,
        [
            Standing(*address_of(pair.guest), host, own, guest, spoke[own]),
            Standing(*address_of(at_host), host, host, of_host, spoke_at),
        ],
    )


def join_accounts(
    connection: Connection, first: Account, second: Account, at: int
) -> Unjoined | None:
    """Let two accounts be one person's: the first is the host's, unless the other has guests.

    Args:
        connection: inside a transaction that is alone.
        first: one account.
        second: the other.
        at: when, in microseconds since 1970.

    Returns:
        None where it was done, else why not.
    """
    pair = _pair(connection, first, second)
    if isinstance(pair, str):
        return pair
    return None if join(connection, pair, at) else "busy"


def _pair(connection: Connection, first: Account, second: Account) -> Pair | Unjoined:
    """Return who becomes whose."""
    host, own = person_of(connection, first), person_of(connection, second)
    if host is None or own is None:
        return "late"
    if host == own:
        return "same"
    if not members_with(connection, first.brand, own):
        return Pair(host, first, own, second)
    if not members_with(connection, first.brand, host):
        return Pair(own, second, host, first)
    return "both"


def members_with(connection: Connection, brand: BrandId, person: PersonId) -> list[Member]:
    """Return the accounts of a person who has several, the host's own first; else none."""
    return members_of(connection, brand, [person]).get(person, [])


def states_of_both(
    connection: Connection, brand: BrandId, host: PersonId, own: PersonId
) -> dict[PersonId, State]:
    """Return where two private conversations stand."""
    names = [ConversationId(host), ConversationId(own)]
    found = states(connection, brand, names)
    return {one: _read(found.get(ConversationId(one))) for one in (host, own)}


def _read(stored: str | None) -> State:
    try:
        return EMPTY if stored is None else msgspec.json.decode(stored, type=State)
    except msgspec.MsgspecError:
        return salvaged(stored or "")


def save_both(
    connection: Connection, brand: BrandId, after: dict[PersonId, State], at: int
) -> None:
    """Write down where private conversations stand since a moment."""
    rows = [
        ConversationRow(brand, ConversationId(person), person, None, None, to_json(state), at)
        for person, state in after.items()
    ]
    save_conversations(connection, rows)


def address_of(account: Account) -> tuple[BrandId, ChannelName, str]:
    """Return by what an account is known."""
    return account.brand, account.channel, account.external_id
