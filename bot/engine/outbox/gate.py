"""Whether a channel may send now: pauses, the breaker, and closing, as pure values."""

from datetime import datetime, timedelta
from typing import assert_never

import msgspec
from msgspec import Struct

from bot.core.outcomes import (
    Accepted,
    Misconfigured,
    Moved,
    Outcome,
    Rejected,
    Throttled,
    Unknown,
    Unreachable,
)
from bot.engine.outbox.share import WHOLE, Share, after_flood

BREAK_AFTER = 3
"""Spaces that fail without a success between them until the whole channel is held back: one
person's trouble must not hold up the others, everybody's trouble must not be hammered."""

BREAKER_PROBE = timedelta(seconds=4)
"""Between two tries of a channel that is held back; with the try itself well within 5 s."""

MISCONFIGURED_PROBE = timedelta(seconds=30)
"""Between two tries of a channel whose settings the other side refuses."""

DEFAULT_PAUSE = timedelta(seconds=1)
"""The pause of a throttled channel that is not told for how long."""


class Gate(Struct, frozen=True):
    """A channel's way out.

    `failing` are the lanes that failed since the last success. Until `not_before` nothing is sent;
    after it everything is, or with `probing` one group to see. `closed` lasts until a restart.
    `suspects` failed while the channel was held back, and have not succeeded since: that they
    fail again says something about them, and nothing about the channel. Until `asked_until` the
    other side wants nothing at all: not even a success of what was on its way opens the gate.
    `why` says what holds it back, `share` how much of its pace the channel keeps.
    """

    failing: frozenset[str] = frozenset()
    not_before: datetime | None = None
    probing: bool = False
    closed: bool = False
    suspects: frozenset[str] = frozenset()
    asked_until: datetime | None = None
    why: str | None = None
    share: Share = WHOLE

    @property
    def is_free(self) -> bool:
        """Whether everything is sent, and nothing was asked to be waited for."""
        return not self.closed and not self.probing and self.not_before is None

    def is_held(self, now: datetime) -> bool:
        """Say whether nothing at all may be sent now."""
        return self.closed or (self.not_before is not None and now < self.not_before)

    def room(self, now: datetime, in_flight: int, most: int) -> int:
        """Return how many more groups may be sent now."""
        if self.is_held(now):
            return 0
        if self.probing:
            return max(0, 1 - in_flight)
        return max(0, most - in_flight)


OPEN = Gate()


def after(gate: Gate, lane: str, outcome: Outcome, now: datetime) -> Gate:
    """Return the gate as it stands after a try in a lane."""
    match outcome:
        case Accepted() | Unreachable() | Rejected() | Moved():
            return _succeeded(gate, lane, now)
        case Misconfigured(reason, closed):
            held = _held(gate, lane, now + MISCONFIGURED_PROBE, reason)
            return msgspec.structs.replace(held, closed=closed or gate.closed)
        case Throttled(reason, retry_after, "channel"):
            pause = DEFAULT_PAUSE if retry_after is None else timedelta(seconds=retry_after)
            return flooded(gate, now, now + pause, reason)
        case Throttled(_, retry_after, _) if retry_after is not None:
            return gate
        case Throttled() | Unknown():
            return _failed(gate, lane, now)
        case _:
            assert_never(outcome)


def flooded(gate: Gate, now: datetime, until: datetime, why: str) -> Gate:
    """Return the gate of a channel that was told to wait: shut until then, then tried by one."""
    until = until if gate.asked_until is None else max(until, gate.asked_until)
    return msgspec.structs.replace(
        gate,
        not_before=until if gate.not_before is None else max(until, gate.not_before),
        probing=True,
        asked_until=until,
        why=why,
        share=after_flood(gate.share, now, until),
    )


def given_up(gate: Gate, lane: str) -> Gate:
    """Return the gate without a lane in which nothing is tried any more."""
    if lane not in gate.suspects:
        return gate
    return msgspec.structs.replace(gate, suspects=gate.suspects - {lane})


def untried(gate: Gate, rest: float, now: datetime) -> Gate:
    """Return the gate after a group that has to wait `rest` seconds for its turn.

    A channel that is held back is tried with whatever there is: it would be the same one at once.
    """
    if not gate.probing or gate.is_held(now):
        return gate
    return msgspec.structs.replace(gate, not_before=now + timedelta(seconds=rest))


def _succeeded(gate: Gate, lane: str, now: datetime) -> Gate:
    """A success opens the gate, but a pause that was asked for lasts."""
    if gate.closed:
        return gate
    if gate.asked_until is not None and now < gate.asked_until:
        suspects = gate.suspects - {lane}
        return msgspec.structs.replace(gate, failing=frozenset(), suspects=suspects)
    suspects = gate.suspects | gate.failing if gate.probing else gate.suspects
    return Gate(suspects=suspects - {lane}, share=gate.share)


def _failed(gate: Gate, lane: str, now: datetime) -> Gate:
    if lane in gate.suspects and not gate.probing:
        return gate
    failing = gate.failing | {lane}
    if len(failing) < BREAK_AFTER and not gate.probing:
        return msgspec.structs.replace(gate, failing=failing)
    return _held(gate, lane, now + BREAKER_PROBE, "several in a row had no answer")


def _held(gate: Gate, lane: str, until: datetime, why: str) -> Gate:
    """Return the gate held back, at least for as long as was asked for."""
    return msgspec.structs.replace(
        gate,
        failing=gate.failing | {lane},
        not_before=until if gate.asked_until is None else max(until, gate.asked_until),
        probing=True,
        why=why,
    )
