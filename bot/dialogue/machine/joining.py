"""Two conversations that become one, and the way back: each takes with it what it brought."""

from collections.abc import Collection
from typing import NamedTuple

import msgspec

from bot.core.ids import RunId
from bot.dialogue.machine.state import (
    MOST_HEARD,
    MOST_LIVE,
    Frame,
    Resting,
    State,
    Thread,
    calling_in,
    timers_of,
)


class Joined(NamedTuple):
    """Where a conversation stands that another has joined, and what that one keeps meanwhile."""

    together: State
    left: State


class Parted(NamedTuple):
    """Where two conversations stand that were one."""

    host: State
    guest: State


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


def parted(together: State, left: State, brought: Collection[RunId]) -> Parted:
    """Let each go on with what was theirs.

    Args:
        together: where the conversation stands.
        left: what the guest has kept from before.
        brought: the runs that were the guest's when it came.
    """

    def is_theirs(one: Thread | Resting) -> bool:
        return bool(one.frames) and one.frames[0].run in brought

    def of(ones: tuple[Thread, ...], *, theirs: bool) -> tuple[Thread, ...]:
        return tuple(one for one in ones if is_theirs(one) is theirs)

    def at_rest(*, theirs: bool) -> tuple[Resting, ...]:
        return tuple(one for one in together.resting if is_theirs(one) is theirs)

    return Parted(
        msgspec.structs.replace(
            together, threads=of(together.threads, theirs=False), resting=at_rest(theirs=False)
        ),
        msgspec.structs.replace(
            left, threads=of(together.threads, theirs=True), resting=at_rest(theirs=True)
        ),
    )


def waits_of(state: State) -> tuple[str, ...]:
    """Return the timers and calls that a conversation waits for, by their ids."""
    calling = calling_in(state.resting)
    call = None if calling is None else calling.calling
    return (*timers_of(state), *(() if call is None else (call.call,)))


def runs_of(state: State) -> tuple[RunId, ...]:
    """Return the runs that are under way in a conversation."""
    frames: list[Frame] = [frame for one in state.threads for frame in one.frames]
    frames += [frame for one in state.resting for frame in one.frames]
    return tuple(frame.run for frame in frames)
