"""Every number at `/metrics`, in one table: its name, kind, labels, unit, meaning, and source."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Literal

from msgspec import Struct, field

from bot.core.histogram import Counted
from bot.engine.emissions.emitting import EmissionFigures
from bot.engine.figures import ChannelFigures, Figures
from bot.engine.roles.ownership import RoleFigures
from bot.store.commits import CommitFigures
from bot.store.moments import from_moment
from bot.store.queues import Oldest
from bot.store.schema import HEAD
from bot.web.site import Site
from bot.web.version import program_version

Kind = Literal["counter", "gauge", "histogram"]


class Served(Struct):
    """What the server itself has counted: requests by route, method and status, messages taken."""

    requests: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    handed_over: Counter[tuple[str, str]] = field(default_factory=Counter)


class Scrape(Struct, frozen=True):
    """All that the numbers are read from, as it is when somebody asks.

    `emissions` and `oldest` are empty where the store does not say.
    """

    site: Site
    at: datetime
    figures: Figures
    served: Served
    emissions: Sequence[EmissionFigures] = ()
    oldest: Sequence[Oldest] = ()


Labels = tuple[str, ...]
Samples = Iterable[tuple[Labels, float | Counted]]


class Measure(Struct, frozen=True):
    """One number; the exposition adds `_total` to the name of a counter."""

    name: str
    kind: Kind
    labels: Labels
    unit: str
    told: str
    read: Callable[[Scrape], Samples]


_BRAND = ("brand",)
_CHANNEL = ("brand", "channel")


def _turns(now: Scrape) -> Samples:
    for one in now.figures.brands:
        for (channel, outcome), count in one.turns.items():
            yield (one.brand, channel, outcome), count


def _answered(now: Scrape) -> Samples:
    return (((one.brand,), one.times.answered) for one in now.figures.brands if one.times)


def _decided(now: Scrape) -> Samples:
    return (((one.brand,), one.times.decided) for one in now.figures.brands if one.times)


def _backlog(now: Scrape) -> Samples:
    return (((one.brand,), one.waiting) for one in now.figures.brands)


def _queue_ages(now: Scrape) -> Samples:
    for one in now.oldest:
        age = (now.at - from_moment(one.since)).total_seconds()
        yield (one.brand, one.channel or "", one.queue), max(0.0, age)


def _deliveries(now: Scrape) -> Samples:
    for one in now.figures.channels:
        for (outcome, kind), count in one.deliveries.items():
            yield (one.brand, one.channel, outcome, kind), count


def _of_channels(number: Callable[[ChannelFigures], float]) -> Callable[[Scrape], Samples]:
    def read(now: Scrape) -> Samples:
        return (((one.brand, one.channel), number(one)) for one in now.figures.channels)

    return read


def _open(now: Scrape) -> Samples:
    states = {(one.brand, one.channel): one.state for one in now.figures.channels}
    for key, channel in now.site.channels.items():
        if channel.is_elsewhere():
            continue  # its owner tells how it fares
        works = channel.adapter is not None and states.get(key, "open") == "open"
        yield key, int(works)


def _hindered(now: Scrape) -> Samples:
    for key, channel in now.site.channels.items():
        yield key, int(channel.hindrance() is not None)


def _handed_over(now: Scrape) -> Samples:
    return now.served.handed_over.items()


def _emitted(now: Scrape) -> Samples:
    for one in now.emissions:
        for outcome, count in one.ended.items():
            yield (one.brand, outcome), count


def _emissions_waiting(now: Scrape) -> Samples:
    return (((one.brand,), one.pending) for one in now.emissions)


def _emissions_open(now: Scrape) -> Samples:
    return (((one.brand,), int(one.state == "open")) for one in now.emissions)


def _calls(now: Scrape) -> Samples:
    for one in now.figures.calls:
        for outcome, count in one.tries.items():
            yield (one.brand, outcome), count


def _calls_under_way(now: Scrape) -> Samples:
    return (((one.brand,), one.under_way) for one in now.figures.calls)


def _unpublished(now: Scrape) -> Samples:
    return (((brand,), now.site.unpublished.get(brand, 0)) for brand in now.site.brands)


def _requests(now: Scrape) -> Samples:
    return now.served.requests.items()


def _of_store(number: Callable[[CommitFigures], float | Counted]) -> Callable[[Scrape], Samples]:
    def read(now: Scrape) -> Samples:
        commits = now.figures.commits
        return () if commits is None else (((), number(commits)),)

    return read


def _lag(now: Scrape) -> Iterator[tuple[Labels, Counted]]:
    if now.site.lookout is not None:
        yield (), now.site.lookout.pulse.figures().lag


def _stuck(now: Scrape) -> Iterator[tuple[Labels, float]]:
    if now.site.lookout is not None:
        for what, times in now.site.lookout.times.items():
            yield (what,), times


def _gone(now: Scrape) -> Samples:
    return now.site.gone.items()


def _leases_held(now: Scrape) -> Iterator[tuple[Labels, float]]:
    for one in _roles(now):
        yield (one.role.brand, one.role.name), int(one.held)


def _lease_changes(now: Scrape) -> Iterator[tuple[Labels, float]]:
    for one in _roles(now):
        yield (one.role.brand, one.role.name, "gained"), one.gained
        yield (one.role.brand, one.role.name, "lost"), one.lost


def _roles(now: Scrape) -> Sequence[RoleFigures]:
    return () if now.site.ownership is None else now.site.ownership.figures()


def _build(_: Scrape) -> Samples:
    return (((program_version(), HEAD), 1),)


MEASURES = (
    Measure(
        "convivio_turns",
        "counter",
        (*_CHANNEL, "outcome"),
        "turns",
        "Turns done.",
        _turns,
    ),
    Measure(
        "convivio_turn_seconds",
        "histogram",
        _BRAND,
        "seconds",
        "From taking in what a person said or pressed until the commit of its turn.",
        _answered,
    ),
    Measure(
        "convivio_turn_decision_seconds",
        "histogram",
        _BRAND,
        "seconds",
        "Deciding one turn: the step of the dialogue and its effects, without the database.",
        _decided,
    ),
    Measure(
        "convivio_backlog",
        "gauge",
        _BRAND,
        "events",
        "Events that wait for their turn.",
        _backlog,
    ),
    Measure(
        "convivio_queue_age_seconds",
        "gauge",
        (*_CHANNEL, "queue"),
        "seconds",
        "How long the next one has been waiting: queue is events, due (timers and what was held "
        "back), replies, bulk, emissions or calls; absent where nothing waits. It is the same in "
        "every process on one database.",
        _queue_ages,
    ),
    Measure(
        "convivio_deliveries",
        "counter",
        (*_CHANNEL, "outcome", "kind"),
        "messages",
        "Messages whose sending ended: kind is reply, farewell, export, service or topic.",
        _deliveries,
    ),
    Measure(
        "convivio_deliveries_unknown",
        "counter",
        _CHANNEL,
        "tries",
        "Tries after which nobody knew whether a message had been taken.",
        _of_channels(attrgetter("unknown")),
    ),
    Measure(
        "convivio_handed_over",
        "counter",
        _CHANNEL,
        "messages",
        "Messages that waiting requests took with them.",
        _handed_over,
    ),
    Measure(
        "convivio_channel_open",
        "gauge",
        _CHANNEL,
        "0 or 1",
        "1 where a channel sends, 0 where it is left off, paused or closed; absent where another "
        "process has it.",
        _open,
    ),
    Measure(
        "convivio_channel_hindered",
        "gauge",
        _CHANNEL,
        "0 or 1",
        "1 where something keeps a channel from hearing everybody: /health/ready says what.",
        _hindered,
    ),
    Measure(
        "convivio_channel_pause_seconds",
        "gauge",
        _CHANNEL,
        "seconds",
        "Until a channel may send again, for its platform has asked for that or cannot be "
        "reached; 0 where it may.",
        _of_channels(attrgetter("waits")),
    ),
    Measure(
        "convivio_channel_pace_share",
        "gauge",
        _CHANNEL,
        "0 to 1",
        "How much of its pace a channel keeps: 1, less after a flood.",
        _of_channels(attrgetter("share")),
    ),
    Measure(
        "convivio_channel_refusals",
        "gauge",
        _CHANNEL,
        "refusals",
        "Refusals of the last minutes that the platform of a channel holds against us (Discord): "
        "it pauses before they are too many.",
        _of_channels(attrgetter("refusals")),
    ),
    Measure(
        "convivio_emissions",
        "counter",
        (*_BRAND, "outcome"),
        "events",
        "Outgoing events whose sending ended.",
        _emitted,
    ),
    Measure(
        "convivio_emissions_waiting",
        "gauge",
        _BRAND,
        "events",
        "Outgoing events that are not taken yet, counted up to 10000.",
        _emissions_waiting,
    ),
    Measure(
        "convivio_emissions_open",
        "gauge",
        _BRAND,
        "0 or 1",
        "1 where outgoing events are sent, 0 where that is paused or closed.",
        _emissions_open,
    ),
    Measure(
        "convivio_calls",
        "counter",
        (*_BRAND, "outcome"),
        "tries",
        "Tries of do and http that ended.",
        _calls,
    ),
    Measure(
        "convivio_calls_under_way",
        "gauge",
        _BRAND,
        "calls",
        "Calls to the outside that are under way.",
        _calls_under_way,
    ),
    Measure(
        "convivio_unpublished_faults",
        "gauge",
        _BRAND,
        "faults",
        "Faults that keep changed files from being published.",
        _unpublished,
    ),
    Measure(
        "convivio_requests",
        "counter",
        ("route", "method", "status"),
        "requests",
        "Requests answered.",
        _requests,
    ),
    Measure(
        "convivio_store_commit_units",
        "histogram",
        (),
        "units of work",
        "What shared a commit: the more there is to do, the more of it shares one.",
        _of_store(attrgetter("sizes")),
    ),
    Measure(
        "convivio_store_commit_seconds",
        "histogram",
        (),
        "seconds",
        "One commit, from its first statement until it is on the disk.",
        _of_store(attrgetter("seconds")),
    ),
    Measure(
        "convivio_store_refused",
        "counter",
        (),
        "commits",
        "Commits that the database did not take: full, locked, gone.",
        _of_store(attrgetter("refused")),
    ),
    Measure(
        "convivio_store_unavailable_seconds",
        "counter",
        (),
        "seconds",
        "For how long in all the database took nothing.",
        _of_store(attrgetter("unavailable")),
    ),
    Measure(
        "convivio_loop_lag_seconds",
        "histogram",
        (),
        "seconds",
        "How late the event loop is, looked at twice a second: everything else is as late.",
        _lag,
    ),
    Measure(
        "convivio_stuck",
        "counter",
        ("what",),
        "times",
        "How often the event loop did not turn for ten seconds (loop), or a commit took more than "
        "a minute (store): the log says where it was.",
        _stuck,
    ),
    Measure(
        "convivio_retention_gone",
        "counter",
        (*_BRAND, "kind"),
        "rows",
        "What was too old to be kept and is gone: kind is messages, answers, systems or people "
        "(these are counted, not their rows).",
        _gone,
    ),
    Measure(
        "convivio_lease_held",
        "gauge",
        (*_BRAND, "role"),
        "0 or 1",
        "1 where this process has the role (channel/NAME, emitting, feeds, keeping, planning): "
        "each is had by one process at a time.",
        _leases_held,
    ),
    Measure(
        "convivio_lease_changes",
        "counter",
        (*_BRAND, "role", "change"),
        "changes",
        "How often this process gained a role, or lost it to another one.",
        _lease_changes,
    ),
    Measure(
        "convivio_build_info",
        "gauge",
        ("version", "schema"),
        "1",
        "The version of the program, and of the tables that it writes.",
        _build,
    ),
)
"""In the order of the reference (docs/reference/metrics.md), which is written from it."""


def as_table(measures: Sequence[Measure] = MEASURES) -> str:
    """Return the numbers as a table in Markdown, by the names that Prometheus knows them by."""
    lines = [
        f"| `{shown_name(one)}` | {one.kind} | {', '.join(f'`{name}`' for name in one.labels)} "
        f"| {one.unit} | {one.told} |"
        for one in measures
    ]
    return "\n".join(["| name | kind | labels | unit | meaning |", "| --- " * 5 + "|", *lines])


def shown_name(measure: Measure) -> str:
    """Return the name that stands in the exposition."""
    return f"{measure.name}_total" if measure.kind == "counter" else measure.name
