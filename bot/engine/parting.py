"""Parting accounts that were joined: one change of all their rows, each with what is theirs."""

from collections.abc import Sequence

import msgspec

from bot.core.ids import ConversationId, PersonId
from bot.dialogue.machine.joining import Theirs, parted, runs_seen, waits_of
from bot.dialogue.machine.state import Ended, State
from bot.engine.joining import address_of, members_with, save_both, states_of_both
from bot.engine.lending import read_layer, take_back, written_layer
from bot.store.connection import Connection
from bot.store.handoffs import at_desk
from bot.store.joined import Member, Standing, stand
from bot.store.joined_belongings import (
    hand_over_desk,
    hand_over_waiting,
    joined_since,
    last_run,
    move_consents,
    move_own,
    whose_runs,
)
from bot.store.joined_recipients import part_recipients
from bot.store.people import Account, people, person_of, save_persons


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


def part(connection: Connection, member: Member, others: Sequence[Member], at: int) -> None:
    """Let a guest's account stand alone again, with all that it has brought, begun and told.

    Args:
        connection: inside a transaction that is alone.
        member: the account, which is no host's own.
        others: those that stay, the host's own first.
        at: when, in microseconds since 1970.
    """
    brand, host, own, guest = member.account.brand, member.person, member.own, member.account
    before = states_of_both(connection, brand, host, own)
    theirs = _theirs(connection, member, before[host], [one.own for one in others])
    after = parted(before[host], before[own], theirs)
    save_both(connection, brand, {host: after.host, own: after.guest}, at)
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
    standings = [Standing(*address_of(member.account), own)]
    for one in others:
        if len(others) == 1:
            standings.append(Standing(*address_of(one.account), host))
        elif one.is_host:
            left = written_layer(back.of_host)
            standings.append(Standing(*address_of(one.account), host, host, left, one.spoke_at))
    stand(connection, standings)
