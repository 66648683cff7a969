"""Joining two people, and parting them again: each of them one change of all their rows."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from bot.core.ids import BrandId, ChannelName, ConversationId, PersonId
from bot.dialogue.machine.joining import joined, may_join, parted, runs_of, waits_of
from bot.dialogue.machine.salvage import salvaged
from bot.dialogue.machine.state import EMPTY, State
from bot.engine.lending import Lent, lend, take_back
from bot.store.connection import Connection
from bot.store.conversations import ConversationRow, save_conversations, states
from bot.store.joined import (
    Member,
    Standing,
    give_runs,
    hand_over_desk,
    hand_over_waiting,
    members_of,
    move_consents,
    open_runs,
    stand,
)
from bot.store.joined_recipients import is_opened, join_recipients, part_recipients
from bot.store.people import Account, PersonRow, people, save_persons
from bot.store.values import to_json

_STATE = msgspec.json.Decoder(State)
_LENT = msgspec.json.Decoder(Lent)


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
    rows = {row.id: row for row in people(connection, brand, [host, own])}
    lending = lend(rows[host], rows[own])
    together, left = joined(before[host], before[own])
    _save(connection, brand, {host: together, own: left}, at)
    save_persons(connection, [lending.host])
    stand(connection, _joined_standings(connection, pair, rows, lending.lent))
    move_consents(connection, pair.guest, own, host)
    join_recipients(connection, pair.guest, own, host, at)
    return True


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
    brought = open_runs(connection, brand, [own])
    after = parted(before[host], before[own], brought.keys())
    _save(connection, brand, {host: after.host, own: after.guest}, at)
    give_runs(connection, brand, runs_of(after.guest), own)
    hand_over_waiting(connection, waits_of(after.guest), guest)
    stays = max(others, key=lambda one: one.spoke_at).account
    hand_over_waiting(connection, waits_of(after.host), stays)
    hand_over_desk(connection, host, stays)
    _save_parted(connection, member, max(one.spoke_at for one in others))
    stand(connection, _parted_standings(member, others))
    move_consents(connection, guest, host, own)
    part_recipients(connection, guest, own, host, at)


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


def _joined_standings(
    connection: Connection, pair: Pair, rows: dict[PersonId, PersonRow], lent: Lent
) -> list[Standing]:
    guest, host = pair.guest, pair.host
    spoke_at = rows[pair.own].last_said or 0
    standings = [
        Standing(*_address(guest), host, pair.own, to_json(lent), spoke_at),
    ]
    if not members_with(connection, pair.brand, host):
        at_host = rows[host].last_said or 0
        standings.append(Standing(*_address(pair.at_host), host, host, None, at_host))
    return standings


def _parted_standings(member: Member, others: Sequence[Member]) -> list[Standing]:
    standings = [Standing(*_address(member.account), member.own)]
    if len(others) == 1:
        standings.append(Standing(*_address(others[0].account), member.person))
    return standings


def _address(account: Account) -> tuple[BrandId, ChannelName, str]:
    return account.brand, account.channel, account.external_id


def _save_parted(connection: Connection, member: Member, host_spoke: int) -> None:
    brand, own = member.account.brand, member.own
    rows = {row.id: row for row in people(connection, brand, [member.person, own])}
    host, guest = rows[member.person], rows[own]
    lent = Lent() if member.lent is None else _LENT.decode(member.lent)
    spoke = max(guest.last_said or 0, member.spoke_at) or None
    alone = msgspec.structs.replace(guest, last_said=spoke, stopped_at=host.stopped_at)
    theirs = msgspec.structs.replace(take_back(host, guest, lent), last_said=host_spoke or None)
    save_persons(connection, [theirs, alone])
