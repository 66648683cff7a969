"""Keeps its own books of what everybody agreed to, and counts what the brand had no right to say.

It knows the brand's promises from its own lines, and shares nothing with the product that decides.
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

TOPICS = ("news", "tips")
AT_HOME = "tips at home"
"""Those of the tips who are not away."""

BRAND_ZONE = "Europe/Rome"
QUIET_FROM, QUIET_TO = 21 * 60 + 30, 8 * 60 + 30
"""Minutes of the day on a person's own clock."""

WEEK = timedelta(days=7)
CAPS = {None: 4, "news": 3, "tips": 3}
"""Openings in any seven days: of all kinds, and by topic."""

AWAKE = timedelta(minutes=5)
"""For so long after somebody did something, what comes at night may be due to that: messages that
a platform refused are tried again for a while."""

WORTH = {"weekly": 10, "daily": 8, "evening": 14}
"""Hours after their time in which broadcasts are news."""

FOLLOWS, FOLLOW_WORTH = timedelta(days=3), timedelta(days=2)
"""When the follow-up comes after somebody agreed to the news, and how long it is worth anything."""

SETTLED = timedelta(days=3)
"""Whoever moved to another zone within this time has no certain morning."""

FIRST_WORD = re.compile(r"\[(open|clock|reply) ?(news|tips)? ?([^\]]*)\]")
POST = re.compile(r"post-\d+")
SLOT = re.compile(r"(weekly|daily|evening) (\d{4}-\d\d-\d\d \d\d:\d\d)")

ERASED = "Everything is erased"

MOST_TOLD, LATELY = 200, 16
"""Lines about broken promises, and what is told of what went before each."""

PROMISES = (
    "without_consent",
    "in_quiet_hours",
    "above_a_cap",
    "after_a_stop",
    "to_the_blocked",
    "repeated",
    "too_late",
    "too_early",
    "never_answered",
)


@dataclass(slots=True)
class Entry:
    """One person in the books, from their first word until they are erased."""

    zone: str | None = None
    moved: datetime | None = None
    acted: datetime | None = None
    agreed: dict[str, datetime] = field(default_factory=dict)
    asked: dict[str, datetime] = field(default_factory=dict)
    joined: list[datetime] = field(default_factory=list)
    away: bool = False
    stopped: bool = False
    shut: bool = False
    unanswered: bool = False
    began: list[tuple[datetime, str]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Told:
    """What a message is by its first word."""

    kind: str
    topic: str | None = None
    key: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """What it tells, one by one: a digest tells of several posts."""
        return tuple(POST.findall(self.key)) or (self.key,)


def told_by(text: str) -> Told:
    """Return what a message is; the product's own texts are answers."""
    found = FIRST_WORD.match(text)
    if found is None:
        return Told("reply")
    kind, topic, key = found.groups()
    posts = sorted(set(POST.findall(text)))
    return Told(kind, topic, " ".join(posts) if posts else key)


def wall(zone: str | None, at: datetime) -> datetime:
    """Return the time on somebody's wall, the brand's where theirs is not known."""
    name = BRAND_ZONE if zone is None or zone.startswith("Mars") else zone
    return at.astimezone(ZoneInfo(name)).replace(tzinfo=None)


def is_quiet(zone: str | None, at: datetime) -> bool:
    """Say whether nobody is to be woken on somebody's clock."""
    clock = wall(zone, at)
    minute = clock.hour * 60 + clock.minute
    return minute >= QUIET_FROM or minute < QUIET_TO


class Judge:
    """The books, and what broke a promise."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = defaultdict(Entry)
        self.broken: Counter[str] = Counter(dict.fromkeys(PROMISES, 0))
        self.first: list[str] = []
        self._lately: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=LATELY))
        self.counts: Counter[str] = Counter()
        self.tallies: dict[str, Counter[str]] = defaultdict(Counter)
        self.posted: dict[str, datetime] = {}

    def wrong(self, promise: str, who: str, at: datetime, text: str) -> None:
        """Note a broken promise; the first ones are told in full."""
        self.broken[promise] += 1
        if len(self.first) < MOST_TOLD:
            self.first.append(f"{promise}: {who} at {at}: {text}")
            self.first += [f"    {line}" for line in self._lately[who]]

    def note(self, who: str, at: datetime, what: str) -> None:
        """Keep what somebody did and got lately: it is told where a promise was broken."""
        self._lately[who].append(f"{at:%m-%d %H:%M:%S} {what[:120]}")

    # What people do.

    def spoke(self, who: str, at: datetime, zone: str | None) -> None:
        """Somebody wrote or pressed: they are there, and they have not stopped any more."""
        entry = self.entries[who]
        if zone is not None and zone != entry.zone:
            entry.zone, entry.moved = zone, at
        entry.acted, entry.stopped, entry.shut, entry.unanswered = at, False, False, True

    def agreed(self, who: str, topic: str, at: datetime) -> None:
        """Somebody said yes; it counts from here on once the brand tells them that it was heard."""
        if topic not in self.entries[who].agreed:
            self.entries[who].asked[topic] = at

    def withdrew(self, who: str, *topics: str) -> None:
        """Somebody said no to topics."""
        for topic in topics:
            self.entries[who].agreed.pop(topic, None)
            self.entries[who].asked.pop(topic, None)

    def stopped(self, who: str) -> None:
        """Somebody said stop."""
        self.withdrew(who, *TOPICS)
        self.entries[who].stopped = True

    def shut(self, who: str) -> None:
        """Somebody has blocked the brand, and it knows."""
        self.withdrew(who, *TOPICS)
        self.entries[who].shut, self.entries[who].unanswered = True, False

    def opened(self, who: str) -> None:
        """Somebody has unblocked the brand."""
        self.entries[who].shut = False

    # What the brand does.

    def addressed(self, who: str, texts: Sequence[str], at: datetime) -> None:
        """All that leaves at once.

        A question that was interrupted is asked again when that is over: by a clock, where nobody
        answered either.
        """
        entry = self.entries[who]
        asked = entry.acted is not None and at - entry.acted <= AWAKE
        if not asked and all(told_by(text).kind == "reply" for text in texts):
            self.counts["asked again by a clock"] += 1
        for text in texts:
            self.note(who, at, f"is sent {text!r}")
            self.attempted(who, text, at)
            self._joined(entry, text)  # what leaves behind it has a consent on record

    def attempted(self, who: str, text: str, at: datetime) -> None:
        """A message leaves: had the brand a right to say it?"""
        entry, told = self.entries[who], told_by(text)
        self.counts[told.kind] += 1
        is_reply = entry.acted is not None and at - entry.acted <= AWAKE
        if entry.shut:
            self.wrong("to_the_blocked", who, at, text)
        if told.kind == "reply" and is_reply:
            return
        if entry.stopped:
            self.wrong("after_a_stop", who, at, text)
        if told.topic is not None and told.topic not in entry.agreed and told.kind != "reply":
            self.wrong("without_consent", who, at, text)
        if is_quiet(entry.zone, at) and not is_reply:
            self.wrong("in_quiet_hours", who, at, text)
        if told.kind == "open":
            self._in_time(who, entry, told, at, text)

    def _in_time(self, who: str, entry: Entry, told: Told, at: datetime, text: str) -> None:
        if told.key == "follow up":
            # Whoever left and came back may get what was planned for the time before.
            ages = [at - since for since in entry.joined]
            if not any(FOLLOWS <= age <= FOLLOWS + FOLLOW_WORTH for age in ages):
                early = min(ages, default=FOLLOWS) < FOLLOWS
                self.wrong("too_early" if early else "too_late", who, at, text)
            return
        for key in told.keys:
            posted = self.posted.get(key)
            if posted is not None and at - posted > timedelta(days=1):
                self.wrong("too_late", who, at, text)
        slot = SLOT.match(told.key)
        if slot is None or (entry.moved is not None and at - entry.moved < SETTLED):
            return
        name, local = slot.groups()
        there = wall(entry.zone if name == "daily" else None, at)
        late = there - datetime.fromisoformat(local)
        if late < timedelta():
            self.wrong("too_early", who, at, text)
        # A wall that is set meanwhile may show an hour more.
        if late > timedelta(hours=WORTH[name] + 1):
            self.wrong("too_late", who, at, text)

    def received(self, who: str, text: str, at: datetime) -> None:
        """Somebody has got a message, whatever the brand knows of it."""
        entry, told = self.entries[who], told_by(text)
        if told.kind == "reply" or (entry.acted is not None and at - entry.acted <= AWAKE):
            entry.unanswered = False
        if told.kind == "open":
            self._began(who, entry, told, at, text)
        self._answered(who, entry, text)

    def _answered(self, who: str, entry: Entry, text: str) -> None:
        """The brand has heard what somebody said, and answered, whether that came or not."""
        if text.startswith("Stopped."):
            self.stopped(who)
        elif text.startswith(ERASED):
            # A farewell of which the brand does not know whether it came is said again.
            self.entries[who] = Entry(acted=entry.acted)
        elif text.startswith("[reply] left "):
            self.withdrew(who, text.rpartition(" ")[2])
        else:
            self._joined(entry, text)

    def _joined(self, entry: Entry, text: str) -> None:
        """The brand says that it has heard a yes, if that is what it says."""
        topic = text.removeprefix("[reply] joined ")
        if topic in entry.asked:
            entry.agreed[topic] = entry.asked.pop(topic)
            if topic == "news":
                entry.joined = [*entry.joined, entry.agreed[topic]][-LATELY:]

    def _began(self, who: str, entry: Entry, told: Told, at: datetime, text: str) -> None:
        topic = told.topic or ""
        if not entry.keys.isdisjoint(told.keys):
            self.wrong("repeated", who, at, text)
        entry.keys.update(told.keys)
        entry.began = [one for one in entry.began if at - one[0] < WEEK]
        entry.began.append((at, topic))
        for limited, most in CAPS.items():
            if sum(limited in {None, about} for _, about in entry.began) > most:
                self.wrong("above_a_cap", who, at, text)
                return

    def ended(self, who: str, text: str, outcome: str) -> None:
        """The platform has answered the brand."""
        self.counts[f"answered {outcome}"] += 1
        told = told_by(text)
        if outcome == "unreachable":
            self.shut(who)
        if outcome == "rejected":
            self.entries[who].unanswered = False
            self._answered(who, self.entries[who], text)
        if told.kind == "open" and outcome != "throttled":
            self.tallies[told.key][outcome] += 1

    # What may be compared with what the product wrote down.

    def standing(self) -> dict[str, tuple[int, int]]:
        """Return how many have agreed to each topic for sure, and how many at most."""
        least, most = Counter[str](), Counter[str]()
        for entry in self.entries.values():
            for topic in entry.agreed.keys() | entry.asked.keys():
                sure = topic in entry.agreed and not entry.unanswered
                least[topic] += sure
                most[topic] += 1
                if topic == "tips":
                    least[AT_HOME] += sure and not entry.away
                    most[AT_HOME] += not entry.away or entry.unanswered
        return {name: (least[name], most[name]) for name in (*TOPICS, AT_HOME)}

    def close(self, at: datetime) -> None:
        """Count who was never answered."""
        for who, entry in self.entries.items():
            if entry.unanswered and not entry.shut:
                self.wrong("never_answered", who, at, "")
