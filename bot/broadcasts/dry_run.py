"""A broadcast gone through in advance, by the gate that the real one will ask: nothing is done."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from heapq import heapify, heappop, heappush
from typing import assert_never
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from bot.broadcasts.forecast import Outflow
from bot.channels.capabilities import Rate
from bot.consent.gate import Facts, Go, Hold, HoldReason, Manners, Skip, SkipReason, decide
from bot.core.ids import ChannelName
from bot.store.moments import from_moment, to_moment


class Alike(Struct, frozen=True):
    """Some people who differ in nothing that the gate looks at, due at `due` (microseconds)."""

    channel: ChannelName
    due: int
    facts: Facts
    count: int


class Held(Struct, frozen=True):
    """How many would have to wait first for a reason, and from when to when they are let go."""

    count: int
    first: datetime
    last: datetime


class Course(Struct):
    """How it would go: who would get it by channel, who not and why, who later, and when.

    `hours` counts them by the hour on their own clocks.
    """

    reached: Counter[ChannelName] = field(default_factory=Counter)
    skipped: Counter[SkipReason] = field(default_factory=Counter)
    held: dict[HoldReason, Held] = field(default_factory=dict)
    hours: Counter[int] = field(default_factory=Counter)
    begins: datetime | None = None
    ends: datetime | None = None


class Terms(Struct, frozen=True):
    """What the whole broadcast has in common.

    `rates` holds the pace of each channel that has one, `messages` how many an opening sends.
    """

    manners: Manners
    topic: str
    rates: Mapping[ChannelName, Rate]
    messages: int = 1


_Entry = tuple[int, int, bool, Alike]
"""Due, a number that keeps the order, whether it was counted as held, and who."""


def go_through(people: Iterable[Alike], terms: Terms) -> Course:
    """Return how the broadcast would go if nothing else happened meanwhile.

    Args:
        people: all who are due, in any order.
        terms: what they have in common.
    """
    queues: dict[ChannelName, list[Alike]] = {}
    for alike in people:
        queues.setdefault(alike.channel, []).append(alike)
    course = Course()
    for channel, queue in queues.items():
        _Channel(terms, course, Outflow(terms.rates.get(channel), terms.messages)).drain(queue)
    return course


class _Channel:
    """One channel's share of the course."""

    def __init__(self, terms: Terms, course: Course, outflow: Outflow) -> None:
        self._terms = terms
        self._course = course
        self._outflow = outflow
        self._queue: list[_Entry] = []
        self._pushed = 0

    def drain(self, people: list[Alike]) -> None:
        """Let everybody meet their end."""
        self._queue = [(one.due, number, False, one) for number, one in enumerate(people)]
        self._pushed = len(people)
        heapify(self._queue)
        while self._queue:
            self._meet(heappop(self._queue))

    def _meet(self, entry: _Entry) -> None:
        due, number, held, people = entry
        at = self._outflow.next_at(due)
        decision = decide(self._terms.manners, self._terms.topic, people.facts, from_moment(at))
        match decision:
            case Go():
                left = self._leave(people, at)
                if left.count:
                    heappush(self._queue, (due, number, held, left))
            case Hold(until, reason):
                if not held:
                    self._note(reason, until, people.count)
                self._pushed += 1
                heappush(self._queue, (to_moment(until), self._pushed, True, people))
            case Skip(reason):
                self._course.skipped[reason] += people.count
            case _:
                assert_never(decision)

    def _leave(self, people: Alike, at: int) -> Alike:
        """Let as many go as leave within a second; return the rest."""
        most = self._outflow.most
        count = people.count if most is None else min(most, people.count)
        last = from_moment(self._outflow.take(at, count))
        course, first = self._course, from_moment(at)
        course.reached[people.channel] += count
        course.hours[first.astimezone(ZoneInfo(people.facts.zone)).hour] += count
        course.begins = first if course.begins is None else min(course.begins, first)
        course.ends = last if course.ends is None else max(course.ends, last)
        return Alike(people.channel, people.due, people.facts, people.count - count)

    def _note(self, reason: HoldReason, until: datetime, count: int) -> None:
        before = self._course.held.get(reason, Held(0, until, until))
        self._course.held[reason] = Held(
            before.count + count, min(before.first, until), max(before.last, until)
        )
