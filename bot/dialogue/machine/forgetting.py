"""Somebody is forgotten: what they answered leaves what a group shares, and the others go on."""

from collections.abc import Collection, Mapping
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from bot.core.ids import PersonId, RunId
from bot.core.values import Value
from bot.dialogue.machine.state import Frame, Resting, State, Thread, Waiting

_UnderWay = TypeVar("_UnderWay", Thread, Resting)


class Trace(Struct, frozen=True):
    """What somebody has left in a group: slots that they filled, by run, and their names.

    `people` are whom their accounts are by themselves, and together.
    """

    people: Collection[PersonId]
    slots: Mapping[RunId, Collection[str]]
    names: Collection[str] = ()


def forgotten(state: State, trace: Trace) -> State:
    """Return where all in a group stand without what somebody has left there.

    Counts of questions that are over stay: they name nobody. The way back is given up where it
    leads over an answer of theirs.
    """
    last = state.last
    filled = frozenset(slot for slots in trace.slots.values() for slot in slots)
    return replace(
        state,
        threads=tuple(_thread(thread, trace) for thread in state.threads),
        resting=tuple(_resting(one, trace) for one in state.resting),
        live=tuple(replace(one, slots=cleared(one.slots, filled, trace)) for one in state.live),
        last=None if last is None else replace(last, slots=cleared(last.slots, filled, trace)),
    )


def cleared(slots: Mapping[str, Value], filled: Collection[str], trace: Trace) -> dict[str, Value]:
    """Return slots without those that somebody filled, nor any text that names them; counts stay.

    Args:
        slots: as they are.
        filled: the names of those that they filled.
        trace: who it is.
    """
    return {
        name: None if _tells(value, trace, is_theirs=name in filled) else value
        for name, value in slots.items()
    }


def _tells(value: Value, trace: Trace, *, is_theirs: bool) -> bool:
    if isinstance(value, str) and any(name in value for name in trace.names):
        return True
    return is_theirs and not isinstance(value, dict)


def _thread(thread: Thread, trace: Trace) -> Thread:
    waiting = replace(thread.waiting, votes=_others(thread.waiting, trace))
    return replace(_without_way_back(thread, trace), waiting=waiting)


def _resting(resting: Resting, trace: Trace) -> Resting:
    found = _without_way_back(resting, trace)
    return found if found is resting else replace(found, way_back=None)


def _without_way_back(left: _UnderWay, trace: Trace) -> _UnderWay:
    frames = tuple(_frame(frame, trace) for frame in left.frames)
    if frames == left.frames:
        return left
    return replace(left, frames=frames, history=(), kept=())


def _frame(frame: Frame, trace: Trace) -> Frame:
    slots = cleared(frame.slots, trace.slots.get(frame.run, ()), trace)
    return replace(frame, slots=slots, by=None if frame.by in trace.people else frame.by)


def _others(waiting: Waiting, trace: Trace) -> dict[PersonId, tuple[str, ...]]:
    return {who: vote for who, vote in waiting.votes.items() if who not in trace.people}
