"""A broadcast as its file says: what the brand says first, to whom, and when."""

from typing import Literal

from msgspec import Struct

from bot.brand.crontab import Crontab
from bot.core.text import Text

Audience = Literal["frozen", "living"]
Zones = Literal["brand", "person"]
Passed = Literal["next day", "now", "skip"]
IfUnknown = Literal["leave", "send again", "ask"]
Priority = Literal["high", "normal", "low"]

AFTER_SUBSCRIBING = "after subscribing"
"""The slot of a broadcast that has no common time: its one occurrence lasts as long as its file."""

DAY = 86_400

DEFAULT_EXPIRES = DAY
"""Seconds after its time in which a broadcast is still worth something, if nothing is written."""

DEFAULT_LATE = 3_600
"""Seconds that a broadcast may begin late after the server was away, if nothing is written."""


class ByHand(Struct, frozen=True, tag="now"):
    """As soon as somebody starts it: `convivio broadcast start`."""


class AtTime(Struct, frozen=True, tag="at"):
    """Once, at a time on the wall: `local` is `2026-12-01 10:00`."""

    local: str


class Recurring(Struct, frozen=True, tag="cron"):
    """Again and again; `line` is what its author wrote."""

    line: str
    crontab: Crontab


class AfterSubscribing(Struct, frozen=True, tag="after"):
    """For each person so many seconds after they subscribed to the topic."""

    seconds: int


When = ByHand | AtTime | Recurring | AfterSubscribing


class Broadcast(Struct, frozen=True):
    """One file of the folder `broadcasts`.

    `zones` says whose wall its time is read from. `expires` and `late` are seconds: how long after
    its time it is still worth sending, and how late it may still begin. `condition` is an
    expression, None for every subscriber. `passed` says what becomes of people whose own time had
    passed when it began.
    """

    name: str
    dialogue: str
    topic: str
    when: When
    title: Text | None = None
    zones: Zones = "brand"
    expires: int = DEFAULT_EXPIRES
    late: int = DEFAULT_LATE
    condition: str | None = None
    audience: Audience = "frozen"
    passed: Passed = "skip"
    unknown: IfUnknown = "leave"
    priority: Priority = "normal"
