"""A file of `broadcasts/` as its author wrote it: one definition that loads it and documents it."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, ClassVar, Self

from msgspec import Struct

from bot.brand.broadcast import (
    DEFAULT_EXPIRES,
    DEFAULT_LATE,
    AfterSubscribing,
    AtTime,
    Broadcast,
    ByHand,
    Recurring,
    When,
    Zones,
)
from bot.brand.collected import Faults
from bot.brand.crontab import CronFault, crontab_of
from bot.brand.durations import duration_meant, duration_seconds
from bot.brand.leaves import Condition, Keyword, Length, Slug, Template
from bot.brand.leaves import Name as NameOf
from bot.brand.nodes import Node, Place, Scalar, Table
from bot.brand.shapes import Fields, Required, scalar_of
from bot.brand.suggestions import did_you_mean
from bot.brand.wording import quoted
from bot.core.lazy_pattern import lazy_pattern
from bot.core.text import Text

_IN_EACH_ZONE = lazy_pattern(
    r"(.*?)\s+in each person['\u2019]?s(?: own)?(?: time)? zone", re.DOTALL
)
_LOCAL = lazy_pattern(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}")
_LOOKS_LIKE_TIME = lazy_pattern(r"\d{4}-")
_AFTER = lazy_pattern(r"(\S+|\d.*) after subscribing")
_ZONES: dict[str, Zones] = {"brand": "brand", "each person's": "person"}
_ZONE_KEYS = ("at", "cron", "zone")
_WAYS = (
    "Write now, a time such as 2026-12-01 10:00, a crontab line such as 0 10 * * 1, "
    "or 3d after subscribing."
)


class AudienceWord(Keyword, frozen=True):
    """Who belongs to it: those who have subscribed when it begins, or also who joins later."""

    expected: ClassVar[str] = "frozen or living"
    known: ClassVar[tuple[str, ...]] = ("frozen", "living")


class PassedWord(Keyword, frozen=True):
    """What becomes of people whose own time has passed when it begins."""

    expected: ClassVar[str] = "next day, now or skip"
    known: ClassVar[tuple[str, ...]] = ("next day", "now", "skip")


class UnknownWord(Keyword, frozen=True):
    """What is done about a message of which nobody knows whether it arrived."""

    expected: ClassVar[str] = "leave, send again or ask"
    known: ClassVar[tuple[str, ...]] = ("leave", "send again", "ask")


class PriorityWord(Keyword, frozen=True):
    """What goes first where two broadcasts want the same place."""

    expected: ClassVar[str] = "high, normal or low"
    known: ClassVar[tuple[str, ...]] = ("high", "normal", "low")


class Timing(Struct, frozen=True):
    """When a broadcast begins, and by whose clock."""

    expected: ClassVar[str] = "a time, a crontab line, or 3d after subscribing"

    when: When
    zones: Zones
    place: Place

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the timing, None after a fault."""
        if isinstance(node, Table):
            return cls._of_table(node, faults)
        scalar = scalar_of(node, cls.expected, faults)
        if scalar is None:
            return None
        each = _IN_EACH_ZONE.fullmatch(scalar.text.strip())
        text = scalar.text.strip() if each is None else each[1]
        return cls._of_text(text, "brand" if each is None else "person", scalar, faults)

    @classmethod
    def _of_text(cls, text: str, zones: Zones, scalar: Scalar, faults: Faults) -> Self | None:
        when = _when(text, scalar, faults)
        if when is None:
            return None
        if zones == "person" and not isinstance(when, AtTime | Recurring):
            message = "Only a time of day can be read from each person's clock."
            faults.error(scalar.place, message, 'Leave out "in each person\'s zone".')
            return None
        return cls(when, zones, scalar.place)

    @classmethod
    def _of_table(cls, table: Table, faults: Faults) -> Self | None:
        if not _check_keys(table, faults):
            return None
        zones = _zones_of(table.get("zone"), faults)
        written = [(key, node) for key in ("at", "cron") if (node := table.get(key)) is not None]
        if len(written) != 1:
            faults.error(table.place, 'A time is either "at" or "cron".', _WAYS)
            return None
        ((key, node),) = written
        scalar = scalar_of(node, cls.expected, faults)
        if scalar is None or zones is None:
            return None
        when = _at(scalar, faults) if key == "at" else _cron(scalar.text, scalar, faults)
        return None if when is None else cls(when, zones, table.place)


def _check_keys(table: Table, faults: Faults) -> bool:
    fine = True
    for entry in table.entries:
        if entry.key.text not in _ZONE_KEYS:
            hint = did_you_mean(entry.key.text, _ZONE_KEYS) or "Its keys are at, cron, zone."
            message = f"{quoted(entry.key.text)} is not a key of a time."
            faults.error(entry.key.place, message, hint)
            fine = False
    return fine


def _zones_of(node: Node | None, faults: Faults) -> Zones | None:
    if node is None:
        return "brand"
    scalar = scalar_of(node, "brand, or each person's", faults)
    if scalar is None:
        return None
    written = scalar.text.replace("\u2019", "'").removesuffix(" zone").removesuffix(" own")
    zones = _ZONES.get(written)
    if zones is None:
        hint = did_you_mean(scalar.text, _ZONES) or "Write brand, or each person's."
        faults.error(scalar.place, f"{quoted(scalar.text)} does not say whose zone.", hint)
    return zones


def _when(text: str, scalar: Scalar, faults: Faults) -> When | None:
    after = _AFTER.fullmatch(" ".join(text.split()))
    if text == "now":
        return ByHand()
    if after is not None:
        return _after(after[1], scalar, faults)
    if _LOOKS_LIKE_TIME.match(text):
        return _at(scalar, faults, text)
    if len(text.split()) > _MOST_WORDS or re.search(r"[*\d]", text):
        return _cron(text, scalar, faults)
    hint = did_you_mean(text, ("now", "after subscribing")) or _WAYS
    faults.error(scalar.place, f"{quoted(text)} is no time.", hint)
    return None


_MOST_WORDS = 4
"""A crontab line has five."""


def _after(length: str, scalar: Scalar, faults: Faults) -> AfterSubscribing | None:
    seconds = duration_seconds(length)
    if seconds is None:
        message = f"{quoted(length)} is not a length of time."
        meant = duration_meant(length) or "3d"
        faults.error(scalar.place, message, f"Write it as {meant} after subscribing.")
        return None
    return AfterSubscribing(seconds)


def _at(scalar: Scalar, faults: Faults, text: str | None = None) -> AtTime | None:
    written = scalar.text.strip() if text is None else text
    if _LOCAL.fullmatch(written):
        try:
            return AtTime(datetime.fromisoformat(written).strftime("%Y-%m-%d %H:%M"))
        except ValueError:
            pass
    message = f"{quoted(written)} is not a day and a time."
    faults.error(scalar.place, message, "Write it as 2026-12-01 10:00.")
    return None


def _cron(line: str, scalar: Scalar, faults: Faults) -> Recurring | None:
    try:
        crontab = crontab_of(line)
    except CronFault as fault:
        faults.error(scalar.place, fault.message, fault.hint)
        return None
    return Recurring(" ".join(line.split()), crontab)


class BroadcastFile(Fields, frozen=True, kw_only=True):
    """Something that the brand says first, to everybody who subscribed to a topic."""

    called: ClassVar[str] = "a broadcast"
    expected: ClassVar[str] = '"broadcast", "dialogue", "topic" and "when"'

    broadcast: Annotated[Slug, Required, "Its name, which no other broadcast has."] = Slug.absent()
    title: Annotated[Template | None, "What it is called in lists."] = None
    dialogue: Annotated[NameOf, Required, "What it opens: what people answer is heard there."] = (
        NameOf.absent()
    )
    topic: Annotated[NameOf, Required, "Whose subscribers it is for."] = NameOf.absent()
    when: Annotated[
        Timing | None,
        Required,
        "`now` (as soon as it is started by hand), a time such as `2026-12-01 10:00`, a crontab "
        "line such as `0 10 * * 1`, or `3d after subscribing`. A time or a crontab line may be "
        "followed by `in each person's zone`; without that it goes by the brand's.",
    ] = None
    expires: Annotated[
        Length | None, "How long after its time it is still worth sending; `1d` if absent."
    ] = None
    for_: Annotated[
        Condition | None,
        "Whom of the subscribers it is for: an expression over `person`, `tags`, `now`, `brand`, "
        "and `slots.survey.score` for what the last run of a dialogue left.",
    ] = None
    audience: Annotated[
        AudienceWord | None,
        "`frozen`: who has subscribed when it begins; `living`: also who joins before it expires.",
    ] = None
    late: Annotated[
        Length | None,
        "How late it may still begin after the server was away; `1h` if absent. Of several times "
        "that were missed only the last one counts.",
    ] = None
    passed: Annotated[
        PassedWord | None,
        "Whose own time had passed when it began gets it the `next day`, `now`, or not (`skip`, "
        "if absent).",
    ] = None
    if_unknown: Annotated[
        UnknownWord | None,
        "What is done where nobody knows whether it arrived: `leave` it (if absent), "
        "`send again`, or `ask` you.",
    ] = None
    priority: Annotated[
        PriorityWord | None, "What goes first: `high`, `normal` (if absent) or `low`."
    ] = None


def broadcast_of(file: BroadcastFile, translate: Callable[[Template], Text]) -> Broadcast:
    """Return the broadcast that a file without faults is, with its title translated."""
    assert file.when is not None
    expires = DEFAULT_EXPIRES if file.expires is None else file.expires.seconds
    late = DEFAULT_LATE
    if isinstance(file.when.when, AfterSubscribing):
        # Nobody waits for the very hour: what is still worth sending may also begin.
        late = expires
    return Broadcast(
        name=file.broadcast.text,
        dialogue=file.dialogue.text,
        topic=file.topic.text,
        when=file.when.when,
        title=None if file.title is None else translate(file.title),
        zones=file.when.zones,
        expires=expires,
        late=late if file.late is None else file.late.seconds,
        condition=None if file.for_ is None else file.for_.text,
        audience=_word(file.audience, "frozen"),
        passed=_word(file.passed, "skip"),
        unknown=_word(file.if_unknown, "leave"),
        priority=_word(file.priority, "normal"),
    )


def _word(written: Keyword | None, default: str) -> Any:
    """Return the word that was chosen: each kind of word knows which there are."""
    return default if written is None or not written.text else written.text
