"""Whether something leaves that nobody has just asked for: the rules of the claim, pure."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Self

import msgspec
from msgspec import Struct

from bot.brand.brand import Brand, Quiet
from bot.consent.quiet import quiet_until
from bot.core.ids import ConversationId, space_conversation
from bot.engine.facts import known_zone
from bot.engine.outbox.kinds import POLICIES
from bot.store.clearances import Clearance, Listener, Standing
from bot.store.deliveries import ClaimedPart
from bot.store.moments import from_moment, to_moment

QUIET = "held: quiet hours"
PAUSED = "held: paused"
UNARMED = "held: not armed"
HELD = frozenset({QUIET, PAUSED, UNARMED})
"""Why a message waits that was not tried: a reply does not wait behind it."""

PAUSE = timedelta(seconds=1)
"""Between two looks at something that is paused."""


class Rules(Struct, frozen=True):
    """The brand's quiet hours, and the zone of groups and of people whose own is not known.

    `fingerprint` tells where the database is, None where that does not matter. `own_spaces` are
    those of the brand's own, with the topics that are posted there: no consent stands for them.
    """

    quiet: Quiet | None = None
    zone: str = "UTC"
    fingerprint: str | None = None
    own_spaces: frozenset[tuple[str, ConversationId]] = frozenset()

    @classmethod
    def of(cls, brand: Brand, fingerprint: str | None) -> Self:
        """Return the rules of a brand, in the database that `fingerprint` tells of."""
        own_spaces = frozenset(
            (topic.name, space_conversation(channel, space))
            for topic in brand.topics.values()
            for channel, space in topic.posted_in.items()
        )
        return cls(brand.quiet, brand.timezone, fingerprint, own_spaces)


class Back(Struct, frozen=True):
    """Not now: it is looked at again at `until`."""

    until: datetime
    why: str


class Drop(Struct, frozen=True):
    """Not any more."""

    why: str


class Known(Struct, frozen=True):
    """What is known of those to whom the groups of one claim go.

    `armed` says that it may be begun from here; `closed` are accounts that cannot be written to.
    `agreed` are topics and conversations in which a consent stands, as far as that was asked for.
    """

    standings: Mapping[str, Standing] = {}
    clearances: Mapping[tuple[str, ConversationId], Clearance] = {}
    listeners: Mapping[ConversationId, Listener] = {}
    armed: bool = True
    closed: Collection[str] = ()
    agreed: Collection[tuple[str, ConversationId]] = ()


def is_gated(part: ClaimedPart) -> bool:
    """Say whether nobody has just asked for this."""
    return POLICIES[part.kind].asks


def judge(rules: Rules, part: ClaimedPart, known: Known, now: datetime) -> Back | Drop | None:
    """Return why a message may not leave now, None where it may.

    Args:
        rules: what the brand has promised.
        part: the first message of its group.
        known: what was read of whom it goes to.
        now: the present moment.
    """
    listener = None
    if part.conversation is not None and part.space is None:
        listener = known.listeners.get(part.conversation)
        unwanted = _unwanted(part, known, listener)
        if unwanted is not None:
            return unwanted
    if _goes_on_unwanted(part, known):
        return Drop("no consent")
    standing = None if part.occurrence is None else known.standings.get(part.occurrence)
    if POLICIES[part.kind].speaks_first:
        key = (part.occurrence or "", part.conversation or ConversationId(""))
        clearance = known.clearances.get(key)
        if clearance is not None and (part.topic, part.conversation) in rules.own_spaces:
            clearance = msgspec.structs.replace(clearance, subscribed=True)
        barred = _barred(standing, clearance, now)
        if barred is not None:
            return barred
    if not known.armed:
        return Back(now + PAUSE, UNARMED)
    if standing is not None and standing.kind == "test":
        return None  # somebody asked for it by hand
    return _quiet(rules, part, listener, now)


def _unwanted(part: ClaimedPart, known: Known, listener: Listener | None) -> Drop | None:
    """Return why somebody is not to be spoken to in private at all."""
    if listener is None:
        return Drop("erased")
    if listener.stopped_at is not None:
        return Drop("stopped")
    return Drop("blocked") if part.recipient in known.closed else None


def _goes_on_unwanted(part: ClaimedPart, known: Known) -> bool:
    """Say whether a dialogue that was opened for a topic goes on though the topic was left."""
    is_about = part.kind == "service" and part.topic is not None
    return is_about and (part.topic, part.conversation) not in known.agreed


def expiry(standing: Standing, clearance: Clearance) -> int | None:
    """Return until when a message is worth something (microseconds), None: for ever."""
    return standing.expires_at if clearance.expires_at is None else clearance.expires_at


def _barred(
    standing: Standing | None, clearance: Clearance | None, now: datetime
) -> Back | Drop | None:
    if standing is None or clearance is None:
        return Drop("erased")
    if standing.status == "cancelled":
        return Drop("cancelled")
    expires = expiry(standing, clearance)
    if expires is not None and expires <= to_moment(now):
        return Drop("expired")
    if not clearance.subscribed:
        return Drop("no consent")
    return Back(now + PAUSE, PAUSED) if standing.status == "paused" else None


def _quiet(
    rules: Rules, part: ClaimedPart, listener: Listener | None, now: datetime
) -> Back | None:
    """Hold what was said before quiet hours began, unless the person has spoken since.

    What was said within them was let through where it was caused: it is urgent, or they are awake.
    """
    zone = _zone(rules, listener)
    until = quiet_until(rules.quiet, zone, now)
    if until is None or quiet_until(rules.quiet, zone, from_moment(part.created_at)) == until:
        return None
    if listener is not None and (listener.last_said or 0) > part.created_at:
        return None
    return Back(until, QUIET)


def _zone(rules: Rules, listener: Listener | None) -> str:
    if listener is not None:
        for name in (listener.chosen_timezone, listener.timezone):
            if name is not None and known_zone(name):
                return name
    return rules.zone
