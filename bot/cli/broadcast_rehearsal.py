"""A dry run over the brand's database: the pages of the planner, the facts of the gate, no writing.

Each page is a unit of its own, so that a brand that is talking is never kept waiting.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, islice, zip_longest

from msgspec import Struct, field

from bot.broadcasts.audience import Tally, posts_of
from bot.broadcasts.dry_run import Alike, Terms, go_through
from bot.broadcasts.preview import MOST_SAMPLES, Preview, Zones
from bot.broadcasts.samples import Sample
from bot.broadcasts.upcoming import upcoming
from bot.cli.broadcast_prospects import ELSEWHERE, SHARED, Prospect, Rehearsal, prospects
from bot.cli.broadcast_reading import Concerned, occurrences_in
from bot.cli.broadcast_samples import samples_of
from bot.cli.broadcast_status import rates_of
from bot.clock import now
from bot.consent.gate import Facts, manners_of
from bot.core.ids import ChannelName
from bot.store.connection import Connection
from bot.store.database import Store, open_store
from bot.store.occurrences import OccurrenceRow, terms_of
from bot.store.outlook import outsiders
from bot.store.planning import Step, Subscriber, subscribers_by_person

_PAGE = 1_000
"""People read in one unit: some 20 ms of the one writer's time."""


class Found(Struct):
    """What the pages came to, so far."""

    alike: Counter[tuple[ChannelName, int, Facts]] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    subscribers: int = 0
    tally: Tally = field(default_factory=Tally)
    spaces: set[str] = field(default_factory=set)
    shown: dict[ChannelName, list[Prospect]] = field(default_factory=dict)


def rehearse(about: Concerned, *, names: bool) -> Preview:
    """Go through the next occurrence of a broadcast, and return what was found.

    Args:
        about: the broadcast.
        names: whether people are named in the samples.
    """
    return asyncio.run(_rehearse(about, names=names))


async def _rehearse(about: Concerned, *, names: bool) -> Preview:
    store = await open_store(about.url)
    try:
        rehearsal = Rehearsal(about, await store.run(partial(next_row, about=about)), now())
        found, outside = await _everybody(store, rehearsal), await _outside(store, about)
        chosen = list(_chosen(found))
        samples = await store.run(
            lambda connection: samples_of(connection, about, rehearsal.row, chosen, names=names)
        )
    finally:
        await store.close()
    return _preview(rehearsal, found, outside, samples)


def next_row(connection: Connection, about: Concerned) -> OccurrenceRow:
    """Return the occurrence that comes next, as it would be."""
    begun = occurrences_in(connection, about.brand, about.broadcast.name)
    return upcoming(about.library.brand, about.broadcast, begun, now())


async def _everybody(store: Store, rehearsal: Rehearsal) -> Found:
    """Go through every subscriber, page by page."""
    found, after = Found(), ""
    step = Step(rehearsal.row, rehearsal.moment, _PAGE)
    while True:
        page: list[Subscriber] = await store.run(
            partial(_look, rehearsal=rehearsal, step=step, after=after, found=found)
        )
        if not page:
            return found
        after = page[-1].own


def _look(
    connection: Connection, rehearsal: Rehearsal, step: Step, after: str, found: Found
) -> list[Subscriber]:
    page = subscribers_by_person(connection, step, after)
    for one in prospects(connection, rehearsal, page, found.tally):
        _note(found, one)
    return page


def _note(found: Found, one: Prospect | str) -> None:
    if one == ELSEWHERE:
        return  # they count once
    found.subscribers += 1
    if isinstance(one, str):
        found.left_out[one] += 1
        return
    subscriber = one.subscriber
    if subscriber.space is not None:
        if subscriber.conversation in found.spaces:
            found.left_out[SHARED] += 1
            return
        found.spaces.add(subscriber.conversation)
    found.alike[subscriber.channel, one.due, one.facts] += 1
    shown = found.shown.setdefault(subscriber.channel, [])
    if len(shown) < MOST_SAMPLES and _may_get_it(one.facts):
        shown.append(one)


def _may_get_it(facts: Facts) -> bool:
    return facts.subscribed and facts.fits and not facts.stopped and not facts.blocked


def _chosen(found: Found) -> Iterator[Prospect]:
    """Yield those to whom it is shown how it reads: of each channel in turn."""
    turns = chain.from_iterable(zip_longest(*found.shown.values()))
    return islice((one for one in turns if one is not None), MOST_SAMPLES)


async def _outside(store: Store, about: Concerned) -> Counter[str]:
    """Count those whom the brand knows, and who have not subscribed."""
    counts: Counter[str] = Counter()
    topic, after = about.broadcast.topic, ""
    while True:
        page = await store.run(
            partial(outsiders, brand=about.brand, topic=topic, after=after, most=_PAGE)
        )
        if not page:
            return counts
        for one in page:
            reason = "stopped" if one.stopped else "blocked" if one.blocked else "no consent"
            counts[reason] += 1
        after = page[-1].person


def _preview(
    rehearsal: Rehearsal, found: Found, outside: Counter[str], samples: Sequence[Sample]
) -> Preview:
    about, row = rehearsal.about, rehearsal.row
    brand, broadcast = about.library.brand, about.broadcast
    each = max((len(one.messages) for one in samples), default=1) or 1
    terms = Terms(manners_of(brand), row.topic, rates_of(brand), each)
    people = [Alike(channel, due, facts, n) for (channel, due, facts), n in found.alike.items()]
    told = terms_of(row).zones == "person"
    zones = Zones(unknown=found.tally.unknown, invalid=found.tally.invalid) if told else Zones()
    return Preview(
        broadcast=broadcast.name,
        title=broadcast.name if broadcast.title is None else broadcast.title.original,
        topic=row.topic,
        dialogue=row.dialogue,
        slot=row.slot,
        known=found.subscribers + outside.total(),
        outside=outside,
        left_out=found.left_out,
        course=go_through(people, terms),
        zones=zones,
        messages=each,
        samples=tuple(samples),
        posted_in=tuple(f"{one.space} on {one.channel}" for one in posts_of(brand, row, 0)),
    )
