"""Two conversations that become one, and the way back: each takes with it what it brought."""

from collections.abc import Callable, Collection
from typing import Generic, NamedTuple, TypeVar

import msgspec

from bot.core.ids import RunId
from bot.dialogue.machine.state import (
    MOST_HEARD,
    MOST_LIVE,
    Ended,
    Live,
    Resting,
    State,
    Thread,
    calling_in,
    timers_of,
)

One = TypeVar("One")


class Joined(NamedTuple):
    """Where a conversation stands that another has joined, and what that one keeps meanwhile."""

    together: State
    left: State


class Parted(NamedTuple):
    """Where two conversations stand that were one."""

    host: State
    guest: State


class Theirs(NamedTuple):
    """What of a conversation is a guest's.

    `runs` are those that began on their account, `last` the dialogue of these that ended last, None
    where none has ended meanwhile; `before_that` is which one ended last of all others'.
    `handed_over` says that it was on their account that somebody was asked for.
    """

    runs: Collection[RunId]
    last: Ended | None = None
    before_that: Ended | None = None
    handed_over: bool = False


def may_join(guest: State) -> bool:
    """Say whether a conversation can go over to another: not while others speak or work in it."""
    return guest.handed_over is None and calling_in(guest.resting) is None


def joined(host: State, guest: State) -> Joined:
    """Let what a guest has under way go on with the host, behind what goes on there."""
    together = msgspec.structs.replace(
        host,
        threads=(*guest.threads, *host.threads),
        resting=(*guest.resting, *host.resting),
        live=(*host.live, *guest.live)[:MOST_LIVE],
        heard=(*guest.heard, *host.heard)[-MOST_HEARD:],
    )
    left = msgspec.structs.replace(guest, threads=(), resting=(), panel=None)
    return Joined(together, left)


def parted(together: State, left: State, theirs: Theirs) -> Parted:
    """Let each go on with what was theirs.

    Args:
        together: where the conversation stands.
        left: what the guest has kept from before.
        theirs: what is the guest's.
    """
    from_before = {one.reference for one in left.live}

    def is_theirs(one: Thread | Resting) -> bool:
        return bool(one.frames) and one.frames[0].run in theirs.runs

    def have_shown(one: Live) -> bool:
        return one.reference in from_before or _run_shown(one) in theirs.runs

    threads = _divided(together.threads, is_theirs)
    resting = _divided(together.resting, is_theirs)
    live = _divided(together.live, have_shown)
    kept = {one.reference for one in live.of_guest}
    forgotten = tuple(one for one in left.live if one.reference not in kept)
    host = msgspec.structs.replace(
        together,
        threads=threads.of_host,
        resting=resting.of_host,
        live=live.of_host,
        heard=tuple(one for one in together.heard if one not in left.heard),
        last=theirs.before_that if together.last == theirs.last else together.last,
        handed_over=None if theirs.handed_over else together.handed_over,
    )
    guest = msgspec.structs.replace(
        left,
        threads=threads.of_guest,
        resting=resting.of_guest,
        live=(*live.of_guest, *forgotten)[:MOST_LIVE],
        heard=tuple(one for one in left.heard if one in together.heard),
        last=theirs.last or left.last,
        handed_over=together.handed_over if theirs.handed_over else None,
    )
    return Parted(host, guest)


class _Divided(NamedTuple, Generic[One]):
    """What is the host's of something, and what is the guest's."""

    of_host: tuple[One, ...]
    of_guest: tuple[One, ...]


def _divided(ones: tuple[One, ...], is_guests: Callable[[One], bool]) -> _Divided[One]:
    return _Divided(
        tuple(one for one in ones if not is_guests(one)),
        tuple(one for one in ones if is_guests(one)),
    )


def _run_shown(live: Live) -> RunId | None:
    """Return the run that has shown a message with buttons, None for one of the product's own."""
    return RunId(live.place[-1]) if live.kind == "say" else None


def waits_of(state: State) -> tuple[str, ...]:
    """Return the timers and calls that a conversation waits for, by their ids."""
    calling = calling_in(state.resting)
    call = None if calling is None else calling.calling
    return (*timers_of(state), *(() if call is None else (call.call,)))


def runs_seen(state: State) -> tuple[RunId, ...]:
    """Return the runs of a conversation, with those that have shown buttons which still work."""
    under_way: tuple[Thread | Resting, ...] = (*state.threads, *state.resting)
    begun = (frame.run for one in under_way for frame in one.frames)
    shown = (_run_shown(one) for one in state.live)
    return (*begun, *(run for run in shown if run is not None))
