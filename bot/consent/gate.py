"""The one gate before everything that the brand begins: go, hold, or leave it.

Whoever speaks first on the brand's behalf asks here, in the same transaction in which it is
written down that it spoke. What holds comes in as facts: this looks nothing up.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct, field

from bot.brand.brand import Brand, Quiet
from bot.brand.durations import Rate, rate_of
from bot.consent.caps import free_at
from bot.consent.quiet import quiet_until

HoldReason = Literal["quiet", "cap", "busy"]
SkipReason = Literal[
    "no consent",
    "stopped",
    "blocked",
    "expired",
    "left the audience",
    "cancelled",
    "erased",
    "nothing said",
]


class Go(Struct, frozen=True, tag="go"):
    """Nothing speaks against it now."""


class Hold(Struct, frozen=True, tag="hold"):
    """Not now: ask again at `until`."""

    until: datetime
    reason: HoldReason


class Skip(Struct, frozen=True, tag="skip"):
    """Not at all, this time."""

    reason: SkipReason


Decision = Go | Hold | Skip


class Manners(Struct, frozen=True):
    """What the brand has promised: hours, and how often it begins, in all and by topic."""

    quiet: Quiet | None = None
    started_by_us: Rate | None = None
    at_most: Mapping[str, Rate] = field(default_factory=dict)


class Beginning(Struct, frozen=True):
    """One time that the brand began a conversation: about which topic, and when."""

    topic: str
    at: datetime


class Facts(Struct, frozen=True):
    """What is true of somebody to whom the brand wants to speak first, at this moment.

    `busy_until` is set while a question waits for them: until then they are not interrupted.
    `present` says that they have just written, and quiet hours keep nothing from them. `urgent`
    lifts quiet hours and caps, for a test that was asked for by hand; never a consent.
    """

    zone: str
    subscribed: bool
    known: bool = True
    stopped: bool = False
    blocked: bool = False
    fits: bool = True
    expires: datetime | None = None
    busy_until: datetime | None = None
    present: bool = False
    urgent: bool = False
    begun: Sequence[Beginning] = ()


def manners_of(brand: Brand) -> Manners:
    """Return what a brand has promised in its brand.yaml."""
    topics = brand.topics.values()
    rates = {topic.name: rate_of(topic.at_most) for topic in topics if topic.at_most is not None}
    started = brand.caps.get("started_by_us")
    return Manners(
        brand.quiet,
        None if started is None else rate_of(started),
        {name: rate for name, rate in rates.items() if rate is not None},
    )


def decide(manners: Manners, topic: str, facts: Facts, now: datetime) -> Decision:
    """Return whether the brand may speak first to somebody about a topic now.

    Args:
        manners: what the brand has promised.
        topic: what the person would have to have subscribed to.
        facts: what is true of the person.
        now: the present moment.
    """
    return _skip(facts, now) or _hold(manners, topic, facts, now) or Go()


def _skip(facts: Facts, now: datetime) -> Skip | None:
    grounds: tuple[tuple[bool, SkipReason], ...] = (
        (not facts.known, "erased"),
        (facts.expires is not None and facts.expires <= now, "expired"),
        (facts.stopped, "stopped"),
        (facts.blocked, "blocked"),
        (not facts.subscribed, "no consent"),
        (not facts.fits, "left the audience"),
    )
    return next((Skip(reason) for holds, reason in grounds if holds), None)


def _hold(manners: Manners, topic: str, facts: Facts, now: datetime) -> Hold | None:
    if facts.busy_until is not None and facts.busy_until > now:
        return _until(facts.busy_until, "busy", facts)
    if facts.urgent:
        return None
    quiet = None if facts.present else quiet_until(manners.quiet, facts.zone, now)
    if quiet is not None:
        return _until(quiet, "quiet", facts)
    free = _cap_until(manners, topic, facts, now)
    return None if free is None else _until(free, "cap", facts)


def _until(until: datetime, reason: HoldReason, facts: Facts) -> Hold:
    """Hold no longer than it is worth something: then it is seen to have expired."""
    return Hold(until if facts.expires is None else min(until, facts.expires), reason)


def _cap_until(manners: Manners, topic: str, facts: Facts, now: datetime) -> datetime | None:
    """Return when every cap lets one more begin."""
    everything = [one.at for one in facts.begun]
    about_it = [one.at for one in facts.begun if one.topic == topic]
    caps = ((manners.started_by_us, everything), (manners.at_most.get(topic), about_it))
    ends = [free_at(rate, begun, now) for rate, begun in caps if rate is not None]
    return max((end for end in ends if end is not None), default=None)
