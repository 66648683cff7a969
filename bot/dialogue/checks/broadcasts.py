"""What the brand says first: broadcasts and feeds name what there is, and come at some time."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.brand.brand_file import FeedLine
from bot.brand.broadcast import AtTime, ByHand, Recurring
from bot.brand.broadcast_file import BroadcastFile, Timing
from bot.brand.collected import Faults
from bot.brand.leaves import Name
from bot.brand.loading import DEFAULT_ZONE, BrandReading, privacy_of
from bot.brand.nodes import Place
from bot.brand.suggestions import did_you_mean, nearest
from bot.brand.translations import Translations
from bot.brand.wording import listed, quoted
from bot.core.wall_time import moment_of
from bot.dialogue.checks.mentions import PARTS
from bot.dialogue.checks.posts import check_posts
from bot.dialogue.checks.problems import check_in_all_languages, report, without_slots
from bot.dialogue.checks.references import check_dialogue, check_topic
from bot.dialogue.checks.sealed import words_in
from bot.dialogue.expressions.audience import SLOTS, slots_mentioned
from bot.dialogue.expressions.expression import (
    KNOWN_FACTS,
    RESERVED,
    Mention,
    parsed,
    parts_in,
)
from bot.dialogue.expressions.grammar import Refused
from bot.dialogue.expressions.problems import Problem
from bot.dialogue.model.known import Known
from bot.dialogue.model.script import Script
from bot.dialogue.model.slots import slots_given

SHORTEST_EXPIRES = 600
"""Seconds: what is worth less long is given up before quiet hours, caps or a queue let it go."""

_ROOTS = ("person", "tags", "slots", "now", "brand")
"""What a `for` may read."""


class Beginnings(Struct, frozen=True):
    """What the brand says first, by its files: broadcasts, and the feeds of brand.yaml.

    `now` is the present moment, None where it does not matter whether a time has passed.
    """

    broadcasts: Sequence[BroadcastFile]
    brand: BrandReading | None
    now: datetime | None = None

    @property
    def opened(self) -> frozenset[str]:
        """The dialogues that these open: they are started, though not by any person."""
        feeds = () if self.brand is None else (self.brand.file.feeds or {}).values()
        return frozenset(one.dialogue.text for one in (*self.broadcasts, *feeds))

    @property
    def encrypts(self) -> bool:
        """Whether people's own words are encrypted where they are stored."""
        return self.brand is not None and privacy_of(self.brand.file).encrypt

    @property
    def read(self) -> dict[str, frozenset[str]]:
        """The slots that decide who gets a broadcast, by their dialogue."""
        conditions = [one.for_.text for one in self.broadcasts if one.for_ is not None]
        found: dict[str, frozenset[str]] = {}
        for dialogue, slot, _ in (one for text in conditions for one in slots_mentioned(text)):
            if slot is not None:
                found[dialogue] = found.get(dialogue, frozenset()) | {slot}
        return found


def check_beginnings(
    beginnings: Beginnings,
    scripts: Sequence[Script],
    known: Known,
    translations: Translations,
    faults: Faults,
) -> None:
    """Add every fault of what the brand says first.

    Args:
        beginnings: what that is.
        scripts: the dialogues that could be read.
        known: the names of the brand.
        translations: the brand's catalogues.
        faults: where to add.
    """
    check = _Check(beginnings, scripts, known, faults)
    for feed in _feeds(beginnings.brand):
        check.names(feed.dialogue, feed.topic)
        check_posts(beginnings.brand, feed.dialogue, feed.topic, scripts, faults)
    for file in beginnings.broadcasts:
        if file.for_ is None:
            check_posts(beginnings.brand, file.dialogue, file.topic, scripts, faults)
    first: dict[str, BroadcastFile] = {}
    for file in beginnings.broadcasts:
        check.broadcast(file, translations)
        other = first.setdefault(file.broadcast.text, file)
        if other is not file and file.broadcast.text:
            check.twice(file, other)


def _feeds(brand: BrandReading | None) -> Iterator[FeedLine]:
    if brand is not None:
        yield from (brand.file.feeds or {}).values()


class _Check:
    def __init__(
        self, beginnings: Beginnings, scripts: Sequence[Script], known: Known, faults: Faults
    ) -> None:
        self._beginnings = beginnings
        self._known = known
        self._faults = faults
        self._slots = {
            script.dialogue.text: frozenset(slot.text for slot in slots_given(script.steps))
            for script in scripts
        }
        self._words = words_in(scripts) if beginnings.encrypts else None

    def twice(self, file: BroadcastFile, other: BroadcastFile) -> None:
        """Refuse a name that another broadcast has."""
        name, place = file.broadcast, other.broadcast.place
        message = f"There are two broadcasts {quoted(name.text)}: the other is in {place.file}."
        self._faults.error(name.place, message, "Keep one of the two.")

    def broadcast(self, file: BroadcastFile, translations: Translations) -> None:
        """Check one file."""
        self.names(file.dialogue, file.topic)
        if file.title is not None:
            language = self._known.languages[0]
            check_in_all_languages(file.title, language, without_slots, translations, self._faults)
        if file.for_ is not None:
            report(self._condition(file.for_.text), file.for_.scalar.at, self._faults)
        if file.when is not None:
            self._timing(file, file.when)

    def names(self, dialogue: Name, topic: Name) -> None:
        """Check that there is such a dialogue, and such a topic."""
        if dialogue.text:
            check_dialogue(dialogue, self._known, self._faults)
        if topic.text and not self._known.may_know(topic.text):
            check_topic(topic, self._known, self._faults)

    def _condition(self, source: str) -> Iterator[Problem]:
        try:
            expression = parsed(source)
        except Refused as refused:
            yield refused.problem
            return
        for name in expression.names:
            if name.name not in _ROOTS and (name.name == "event" or name.name not in RESERVED):
                yield self._unknown_name(name)
        yield from self._unknown_parts(source)
        yield from self._unknown_slots(source)
        if self._words is not None:
            yield from self._words.read_by(source)

    def _unknown_name(self, name: Mention) -> Problem:
        owners = sorted(dialogue for dialogue, slots in self._slots.items() if name.name in slots)
        if owners:
            hint = f'Did you mean "{SLOTS}.{owners[0]}.{name.name}"?'
        elif name.name in KNOWN_FACTS:
            hint = f'Did you mean "person.{name.name}"?'
        else:
            hint = did_you_mean(name.name, _ROOTS) or f"It reads {', '.join(_ROOTS)}."
        return Problem(name.offset, f'"{name.name}" means nothing here.', hint)

    def _unknown_parts(self, source: str) -> Iterator[Problem]:
        parts = {**PARTS, "person": frozenset({*KNOWN_FACTS, *self._known.facts})}
        for mention in parts_in(source):
            whole, known = mention.of or "", parts.get(mention.of or "", frozenset())
            if whole == "event" or mention.name in known or self._known.may_know(mention.name):
                continue
            near = nearest(mention.name, known)
            hint = None if near is None else f'Did you mean "{whole}.{near}"?'
            yield Problem(
                mention.offset, f"Nothing ever sets {whole}.{mention.name}.", hint, "warning"
            )

    def _unknown_slots(self, source: str) -> Iterator[Problem]:
        for dialogue, slot, offset in slots_mentioned(source):
            known = self._slots.get(dialogue)
            if slot is None or not dialogue:
                hint = f"Write {SLOTS}.survey.score: the dialogue, then the slot."
                yield Problem(offset, "This names no slot of a dialogue.", hint)
            elif known is None:
                if not self._known.may_know(dialogue):
                    hint = did_you_mean(dialogue, self._slots) or f"They are {listed(self._slots)}."
                    yield Problem(offset, f"There is no dialogue {quoted(dialogue)}.", hint)
            elif slot not in known and not self._known.may_know(slot):
                near = did_you_mean(slot, known) or (f"It has {listed(known)}." if known else None)
                message = f'The dialogue "{dialogue}" has no slot {quoted(slot)}.'
                yield Problem(offset, message, near)

    def _timing(self, file: BroadcastFile, timing: Timing) -> None:
        when = timing.when
        match when:
            case Recurring(crontab=crontab) if not crontab.ever:
                hint = "Its day does not exist in any of its months."
                self._faults.error(timing.place, f"{quoted(when.line)} never comes.", hint)
            case AtTime(local) if self._has_passed(local):
                hint = "Start it by hand, or write another time."
                self._faults.warning(timing.place, f"{local} has passed.", hint)
            case _:
                pass
        self._lengths(file, timing)
        if file.passed is not None and not (timing.zones == "person" and isinstance(when, AtTime)):
            self._passed(file.passed.place, timing)

    def _passed(self, place: Place, timing: Timing) -> None:
        if timing.zones == "person":
            hint = "Leave it out: whose time has passed gets the next one."
        else:
            hint = 'Add "in each person\'s zone" to the time, or leave it out.'
        self._faults.warning(place, '"passed" changes nothing here.', hint)

    def _lengths(self, file: BroadcastFile, timing: Timing) -> None:
        expires, late = file.expires, file.late
        if expires is not None and expires.seconds < SHORTEST_EXPIRES:
            message = f"{quoted(expires.text)} is hardly worth sending: most would be given up."
            self._faults.warning(expires.place, message, "Write 10m or more.")
        if late is None:
            return
        if isinstance(timing.when, ByHand):
            hint = "Leave it out: it begins when it is started."
            self._faults.warning(late.place, '"late" changes nothing here.', hint)
        elif expires is not None and late.seconds > expires.seconds:
            message = f"It may begin {late.text} late, but is worth nothing after {expires.text}."
            self._faults.warning(late.place, message, "Let it expire later, or begin less late.")

    def _has_passed(self, local: str) -> bool:
        now, brand = self._beginnings.now, self._beginnings.brand
        if now is None or brand is None:
            return False
        zone = brand.file.timezone
        there = ZoneInfo(DEFAULT_ZONE if zone is None else zone.text)
        return moment_of(datetime.fromisoformat(local), there) < now
