"""Joining two people, and parting them again: each of them one change of all their rows."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec import Struct

from bot.core.ids import BrandId, ChannelName, ConversationId, PersonId
from bot.dialogue.machine.joining import (
    Theirs,
    joined,
    may_join,
    parted,
    runs_seen,
    waits_of,
)
from bot.dialogue.machine.salvage import salvaged
from bot.dialogue.machine.state import EMPTY, Ended, State
from bot.engine.lending import lend, read_layer, take_back, written_layer
from bot.store.connection import Connection
from bot.store.conversations import ConversationRow, save_conversations, states
from bot.store.handoffs import at_desk
from bot.store.joined import (
    Member,
    Standing,
    hand_over_desk,
    hand_over_waiting,
    joined_since,
    last_run,
    members_of,
    move_consents,
    move_own,
    stand,
    whose_runs,
)
from bot.store.joined_recipients import is_opened, join_recipients, part_recipients
from bot.store.numbers import numbers_of
from bot.store.people import Account, people, person_of, save_persons
from bot.store.values import to_json

_STATE = msgspec.json.Decoder(State)


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
    before = _states(connection, brand, host, own)
    if not may_join(before[own]) or is_opened(connection, brand, own):
        return False
    together, left = joined(before[host], before[own])
    _save(connection, brand, {host: together, own: left}, at)
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
            Standing(*_address(pair.guest), host, own, guest, spoke[own]),
            Standing(*_address(at_host), host, host, of_host, spoke_at),
        ],
    )


def part(connection: Connection, member: Member, others: Sequence[Member], at: int) -> None:
    """Let a guest's account stand alone again, with all that it brought.

    What was said since then stays with the host; what the guest brought and has under way goes on
    with the guest.

    Args:
        connection: inside a transaction that is alone.
        member: the account, which is no host's own.
        others: those that stay, the host's own first.
        at: when, in microseconds since 1970.
    """
    brand, host, own, guest = member.account.brand, member.person, member.own, member.account
    before = _states(connection, brand, host, own)
    theirs = _theirs(connection, member, before[host], [one.own for one in others])
    after = parted(before[host], before[own], theirs)
    _save(connection, brand, {host: after.host, own: after.guest}, at)
    move_own(connection, guest, host, own)
    hand_over_waiting(connection, waits_of(after.guest), guest)
    stays = max(others, key=lambda one: one.spoke_at).account
    hand_over_waiting(connection, waits_of(after.host), stays)
    hand_over_desk(connection, host, stays)
    _take_back(connection, member, others)
    move_consents(connection, guest, host, own)
    part_recipients(connection, guest, own, host, at)


def _theirs(
    connection: Connection, member: Member, together: State, others: Sequence[PersonId]
) -> Theirs:
    """Return what of a conversation is of a guest's account."""
    brand, own = member.account.brand, member.own
    owners = whose_runs(connection, brand, runs_seen(together))
    last = last_run(connection, brand, [own], joined_since(connection, brand, own))
    before_that = None if last is None else last_run(connection, brand, others, 0)
    asked = at_desk(connection, brand, [member.person]).get(ConversationId(member.person))
    return Theirs(
        frozenset(run for run, owner in owners.items() if owner == own),
        None if last is None else Ended(last.dialogue, last.slots),
        None if before_that is None else Ended(before_that.dialogue, before_that.slots),
        asked is not None and asked.person == own,
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


def part_account(connection: Connection, account: Account, at: int) -> list[Account]:
    """Let an account stand alone again; where it is the host's, all of them do.

    Args:
        connection: inside a transaction that is alone.
        account: which.
        at: when, in microseconds since 1970.

    Returns:
        The accounts that stand alone from now on; none where this one has stood alone.
    """
    person = person_of(connection, account)
    members = [] if person is None else members_with(connection, account.brand, person)
    this = next((one for one in members if one.account == account), None)
    if this is None:
        return []
    leaving = [one for one in members if not one.is_host] if this.is_host else [this]
    for one in leaving:
        members = [other for other in members if other is not one]
        part(connection, one, members, at)
    alone = [*leaving, *(members if len(members) == 1 else ())]
    return [one.account for one in alone]


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


def _states(
    connection: Connection, brand: BrandId, host: PersonId, own: PersonId
) -> dict[PersonId, State]:
    names = [ConversationId(host), ConversationId(own)]
    found = states(connection, brand, names)
    return {one: _read(found.get(ConversationId(one))) for one in (host, own)}


def _read(stored: str | None) -> State:
    try:
        return EMPTY if stored is None else _STATE.decode(stored)
    except msgspec.MsgspecError:
        return salvaged(stored or "")


def _save(connection: Connection, brand: BrandId, after: dict[PersonId, State], at: int) -> None:
    rows = [
        ConversationRow(brand, ConversationId(person), person, None, None, to_json(state), at)
        for person, state in after.items()
    ]
    save_conversations(connection, rows)


def _address(account: Account) -> tuple[BrandId, ChannelName, str]:
    return account.brand, account.channel, account.external_id


def _take_back(connection: Connection, member: Member, others: Sequence[Member]) -> None:
    """Let both be known by what they have told themselves, and the account stand alone."""
    brand, own, host = member.account.brand, member.own, member.person
    rows = {row.id: row for row in people(connection, brand, [host, own])}
    layers = {one.own: read_layer(one.lent) for one in (member, *others)}
    back = take_back(rows[host], rows[own], layers)
    spoke = max(rows[own].last_said or 0, member.spoke_at)
    host_spoke = max(one.spoke_at for one in others)
    stopped_at = rows[host].stopped_at
    guest = msgspec.structs.replace(back.guest, last_said=spoke or None, stopped_at=stopped_at)
    save_persons(
        connection, [msgspec.structs.replace(back.host, last_said=host_spoke or None), guest]
    )
    standings = [Standing(*_address(member.account), own)]
    for one in others:
        if len(others) == 1:
            standings.append(Standing(*_address(one.account), host))
        elif one.is_host:
            left = written_layer(back.of_host)
            standings.append(Standing(*_address(one.account), host, host, left, one.spoke_at))
    stand(connection, standings)
