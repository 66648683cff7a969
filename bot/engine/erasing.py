"""Erasing somebody: their rows are gone, and what they answered leaves what groups share."""

from collections.abc import Sequence

import msgspec

from bot.core.ids import BrandId, PersonId, RunId
from bot.core.values import Value
from bot.dialogue.machine.forgetting import Trace, cleared, forgotten
from bot.dialogue.machine.state import State
from bot.store.connection import Connection
from bot.store.conversations import states
from bot.store.erasure import ErasureReceipt, erase_rows
from bot.store.joined import people_with
from bot.store.people import people
from bot.store.shared_runs import (
    SharedAnswer,
    SharedSlots,
    SharedState,
    replace_slots,
    replace_states,
    shared_answers,
)
from bot.store.values import to_json

_SLOTS = msgspec.json.Decoder(dict[str, Value])

_SHORTEST = 2
"""Letters of a name at least that is looked for in texts: one alone is in every word."""


def erase_person(
    connection: Connection, brand: BrandId, person: PersonId, at: int
) -> ErasureReceipt:
    """Erase a person now, on all of their accounts and in all of their groups.

    Args:
        connection: inside a transaction.
        brand: whose person it is.
        person: who.
        at: when, in microseconds since 1970.

    Returns:
        What was erased, as it is also kept.
    """
    everybody = people_with(connection, brand, person)
    given = shared_answers(connection, brand, everybody)
    if given:
        names = _names_of(connection, brand, everybody)
        _leave_groups(connection, brand, given, Trace(everybody, _slots_in(given), names))
    return erase_rows(connection, brand, person, at)


def _names_of(connection: Connection, brand: BrandId, who: Sequence[PersonId]) -> frozenset[str]:
    rows = people(connection, brand, who)
    names = (name for row in rows for name in (row.name, row.first_name) if name is not None)
    return frozenset(name for name in names if len(name) >= _SHORTEST)


def _slots_in(given: Sequence[SharedAnswer]) -> dict[RunId, frozenset[str]]:
    filled: dict[RunId, frozenset[str]] = {}
    for one in given:
        before = filled.get(one.run, frozenset())
        filled[one.run] = before if one.slot is None else before | {one.slot}
    return filled


def _leave_groups(
    connection: Connection, brand: BrandId, given: Sequence[SharedAnswer], trace: Trace
) -> None:
    places = list(dict.fromkeys(one.conversation for one in given))
    found = states(connection, brand, places)
    left = [SharedState(brand, at, _forgotten(state, trace)) for at, state in found.items()]
    replace_states(connection, left)
    ended = {one.run: one for one in given if one.left is not None}
    replace_slots(connection, [_cleared(brand, one, trace) for one in ended.values()])


def _forgotten(stored: str, trace: Trace) -> str:
    """Return a state without somebody; one that cannot be read is given up by whoever needs it."""
    try:
        return to_json(forgotten(msgspec.json.decode(stored, type=State), trace))
    except msgspec.MsgspecError:
        return stored


def _cleared(brand: BrandId, one: SharedAnswer, trace: Trace) -> SharedSlots:
    slots = _SLOTS.decode(one.left or "{}")
    left = cleared(slots, trace.slots[one.run], trace)
    return SharedSlots(brand, one.run, to_json(left), one.conversation)
