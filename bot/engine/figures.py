"""How the engine fares, in numbers and words: for operators, never about persons."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct

from bot.core.ids import BrandId, ChannelName
from bot.engine.outbox.gate import Gate
from bot.engine.turns.times import TurnFigures
from bot.store.commits import CommitFigures

ChannelState = Literal["open", "paused", "closed"]
"""`closed` lasts until a restart, `paused` until the other side takes messages again."""


class ChannelFigures(Struct, frozen=True):
    """One open channel; `deliveries` counts messages whose sending ended, by outcome and kind.

    `unknown` counts how often nobody knew whether a message was taken. `why` says what holds it
    back, for `waits` more seconds; `share` is how much of its pace it keeps, and `refusals` how
    many count against it at its platform.
    """

    brand: BrandId
    channel: ChannelName
    state: ChannelState
    deliveries: Mapping[tuple[str, str], int]
    unknown: int = 0
    why: str | None = None
    waits: float = 0.0
    share: float = 1.0
    refusals: int = 0


class BrandFigures(Struct, frozen=True):
    """One brand: `waiting` events, and `turns` done since the start by channel and outcome.

    `times` tells how long they took.
    """

    brand: BrandId
    waiting: int
    turns: Mapping[tuple[str, str], int]
    times: TurnFigures | None = None


class CallFigures(Struct, frozen=True):
    """The calls of one brand: how many are under way, and how tries have ended since the start."""

    brand: BrandId
    under_way: int
    tries: Mapping[str, int]


class Figures(Struct, frozen=True):
    """All brands of this process, their channels with a way out, their calls, and the store."""

    brands: tuple[BrandFigures, ...]
    channels: tuple[ChannelFigures, ...]
    calls: tuple[CallFigures, ...] = ()
    commits: CommitFigures | None = None


def state_of(gate: Gate, now: datetime) -> ChannelState:
    """Return the state of a channel's gate."""
    if gate.closed:
        return "closed"
    if gate.probing or (gate.not_before is not None and now < gate.not_before):
        return "paused"
    return "open"
