"""What may change while a broadcast is under way: orders, people's minds, audiences, caps."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from time import monotonic

import pytest
from town import DAY, ends, join, news, opened, town

from bot.channels.capabilities import Capabilities, Pace, Rate
from bot.channels.contract import Group
from bot.core.events import Blocked, Said
from bot.core.ids import PersonId
from bot.core.outcomes import Outcome
from bot.engine.erasing import erase_person
from bot.store.moments import to_moment
from bot.store.occurrences import (
    OccurrenceRow,
    cancel_occurrence,
    live_occurrences,
    pause_occurrence,
    resume_occurrence,
)
from tests.simulation.moved_product import Clock, Memory, Process, utc

TEN = utc("2026-12-07 09:00")
"""Ten in the morning in Rome."""

IN_FLIGHT = 48
"""How many messages to many are under way at once where nobody minds the pace."""


class Slow(Memory):
    """A platform that takes its time with news while it is told to."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.fast = asyncio.Event()
        self.fast.set()

    async def answer(self, group: Group) -> Sequence[Outcome]:
        if group.parts[0].message.text.startswith("News"):
            await self.fast.wait()
        return await super().answer(group)


async def happens(condition: Callable[[], bool]) -> None:
    """Wait until something has happened."""
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.001)


async def live(process: Process) -> OccurrenceRow:
    brand = process.library.brand.id
    (row,) = await process.store.run(partial(live_occurrences, brand=brand))
    return row


async def ordered(process: Process, order: Callable[..., bool], *more: int) -> list[bool]:
    """Give an order in two windows at once; return what each was told."""
    brand, row = process.library.brand.id, await live(process)
    said = (process.store.run(lambda one: order(one, brand, row.id, *more)) for _ in range(2))
    return sorted(await asyncio.gather(*said))


async def test_item_24_a_pause_lets_out_what_is_in_flight_and_no_more(tmp_path: Path):
    clock = Clock(TEN - DAY)
    platform = Slow(clock)
    process = await opened(town(tmp_path, {"once": "when: 2026-12-07 10:00\n"}), TEN, platform)
    people = [f"person-{number}" for number in range(100)]
    await join(process, *people)
    platform.fast.clear()
    before, clock.now = len(platform.tried), TEN
    run = asyncio.create_task(process.rest())
    await happens(lambda: len(platform.tried) == before + IN_FLIGHT)
    assert await ordered(process, pause_occurrence) == [False, True]
    platform.fast.set()
    await run
    assert sum(len(news(process, who)) for who in people) == IN_FLIGHT
    waiting = await ends(process, "once")
    assert waiting.pop(("accepted", None)) == IN_FLIGHT
    assert sum(waiting.values()) == len(people) - IN_FLIGHT
    assert await ordered(process, resume_occurrence) == [False, True]
    await process.later(seconds=2)
    assert [len(news(process, who)) for who in people] == [1] * len(people)
    assert await ends(process, "once") == {("accepted", None): len(people)}
    await process.stop()


async def test_item_24_a_cancellation_is_final(tmp_path: Path):
    clock = Clock(TEN - DAY)
    platform = Slow(clock)
    process = await opened(town(tmp_path, {"once": "when: 2026-12-07 10:00\n"}), TEN, platform)
    people = [f"person-{number}" for number in range(100)]
    await join(process, *people)
    platform.fast.clear()
    before, clock.now = len(platform.tried), TEN
    run = asyncio.create_task(process.rest())
    await happens(lambda: len(platform.tried) == before + IN_FLIGHT)
    assert await ordered(process, cancel_occurrence, to_moment(TEN)) == [False, True]
    assert await ordered(process, resume_occurrence) == [False, False]
    assert await ordered(process, pause_occurrence) == [False, False]
    platform.fast.set()
    await run
    await process.later(days=2)
    assert await ends(process, "once") == {
        ("accepted", None): IN_FLIGHT,
        ("skipped", "cancelled"): len(people) - IN_FLIGHT,
    }
    assert sum(len(news(process, who)) for who in people) == IN_FLIGHT
    await process.stop()


class Paced(Memory):
    """A platform like Telegram, where thirty messages a second may be sent."""

    RATE = 30
    capabilities = Capabilities(buttons=100, groups=True, pace=Pace(channel=Rate(RATE, 1, RATE)))

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.moments: list[float] = []

    async def answer(self, group: Group) -> Sequence[Outcome]:
        self.moments.append(monotonic())
        return await super().answer(group)


@pytest.mark.slow
async def test_item_24_at_the_pace_of_telegram_a_pause_takes_less_than_two_seconds(tmp_path: Path):
    clock = Clock(TEN - DAY)
    platform = Paced(clock)
    process = await opened(town(tmp_path, {"once": "when: 2026-12-07 10:00\n"}), TEN, platform)
    await join(process, *(f"person-{number}" for number in range(60)))
    sent, clock.now = len(platform.moments), TEN
    run = asyncio.create_task(process.rest())
    await happens(lambda: len(platform.moments) >= sent + 5)
    paused = monotonic()
    assert await ordered(process, pause_occurrence) == [False, True]
    await run
    after = [moment - paused for moment in platform.moments if moment > paused]
    assert max(after, default=0) < 2
    assert len(after) <= Paced.RATE / 2 + 2
    await process.stop()


async def by_stop(process: Process, who: str) -> None:
    await process.take_in(who, Said("stop"))
    await happens(lambda: process.platform.texts(who)[-1].startswith("Stopped"))


async def by_leaving(process: Process, who: str) -> None:
    await process.take_in(who, Said("/leave"))
    await happens(lambda: process.platform.texts(who)[-1] == "Left")


async def by_erasure(process: Process, who: str) -> None:
    """Let the owner erase somebody who has asked for it elsewhere."""
    brand = process.library.brand.id
    ((person,),) = await process.rows(f"person FROM identities WHERE external_id = '{who}'")
    erase = partial(erase_person, brand=brand, person=PersonId(str(person)), at=to_moment(TEN))
    await process.store.run(erase)


async def by_blocking(process: Process, who: str) -> None:
    await process.take_in(who, Blocked())
    await process.rows("1")


WITHDRAWALS: dict[str, Callable[[Process, str], Awaitable[None]]] = {
    "stopped": by_stop,
    "no consent": by_leaving,
    "erased": by_erasure,
    "blocked": by_blocking,
}


async def test_item_26_whoever_changes_their_mind_before_it_leaves_gets_nothing(tmp_path: Path):
    """What was opened, and waits in the outbox behind others, is asked for in the claim."""
    clock = Clock(TEN - DAY)
    platform = Slow(clock)
    process = await opened(town(tmp_path, {"daily": "when: 0 10 * * *\n"}), TEN, platform)
    people = [f"person-{number}" for number in range(IN_FLIGHT + len(WITHDRAWALS) + 1)]
    await join(process, *people)
    platform.fast.clear()
    before, clock.now = len(platform.tried), TEN
    run = asyncio.create_task(process.rest())
    await happens(lambda: len(platform.tried) == before + IN_FLIGHT)
    in_flight = {group.to for group in platform.tried[before:]}
    still_here = [who for who in people if who not in in_flight]
    assert len(await process.rows("1 FROM deliveries WHERE status = 'pending'")) == len(still_here)
    changed = dict(zip(WITHDRAWALS, still_here, strict=False))
    for reason, who in changed.items():
        await WITHDRAWALS[reason](process, who)
    platform.fast.set()
    await run
    gone = set(changed.values())
    assert all(len(news(process, who)) == (who not in gone) for who in people)
    found = await ends(process, "daily")
    assert found.pop(("accepted", None)) == len(people) - len(gone)
    assert {status for status, _ in found} == {"skipped"}
    assert sum(found.values()) == len(gone)
    await process.later(days=3)
    assert all(news(process, who) == [] for who in gone)
    assert {len(news(process, who)) for who in people if who not in gone} == {4}
    await process.stop()


async def test_item_26_quiet_hours_that_begin_before_it_leaves_hold_it(tmp_path: Path):
    library = town(
        tmp_path,
        {"evening": "when: 29 21 * * *\nexpires: 1d\n"},
        more='quiet: {from: "21:30", to: "08:30"}\n',
    )
    clock = Clock(TEN)
    platform = Slow(clock)
    process = await opened(library, TEN, platform)
    people = [f"person-{number}" for number in range(60)]
    await join(process, *people)
    platform.fast.clear()
    before, clock.now = len(platform.tried), utc("2026-12-07 20:29")
    run = asyncio.create_task(process.rest())
    await happens(lambda: len(platform.tried) == before + IN_FLIGHT)
    clock.now = utc("2026-12-07 20:30")
    platform.fast.set()
    await run
    assert sum(len(news(process, who)) for who in people) == IN_FLIGHT
    await process.until(utc("2026-12-08 12:00"))
    late = [at for who in people for at in news(process, who) if at > clock.now - DAY]
    assert late.count(utc("2026-12-08 07:30")) == len(people) - IN_FLIGHT
    assert [len(news(process, who)) for who in people] == [1] * len(people)
    await process.stop()


async def test_item_27_an_audience_is_frozen_or_living_and_whoever_leaves_it_is_out(
    tmp_path: Path,
):
    each = "when: 2026-12-07 10:00 in each person's zone\nexpires: 1h\nfor: person.city == 'Rome'\n"
    library = town(
        tmp_path, {"frozen": f"{each}audience: frozen\n", "living": f"{each}audience: living\n"}
    )
    process = await opened(library, utc("2026-12-06 12:00"))

    async def say(who: str, *words: str) -> None:
        for word in words:
            await process.act(who, Said(f"/{word}"), "Europe/Rome")

    for who in ("stays", "moves", "flaps", "elsewhere"):
        await join(process, who, zone="Europe/Rome")
        await say(who, "away" if who == "elsewhere" else "home")
    await process.until(utc("2026-12-07 05:00"))
    for _ in range(3):
        await say("flaps", "leave", "away", "home")
        await join(process, "flaps", zone="Europe/Rome")
    await join(process, "joins", zone="Europe/Rome")
    await say("joins", "home")
    await say("moves", "away")
    await process.until(utc("2026-12-07 09:30"))
    for _ in range(2):
        await say("flaps", "leave")
        await join(process, "flaps", zone="Europe/Rome")
    await process.until(utc("2026-12-07 12:00"))
    await join(process, "late", zone="Europe/Rome")
    await say("late", "home")
    await process.later(days=2)
    names = ("stays", "moves", "flaps", "joins", "late", "elsewhere")
    told = {who: sorted(_news_of(process, who)) for who in names}
    assert told == {
        "stays": ["frozen", "living"],
        "moves": [],
        "flaps": ["frozen", "living"],
        "joins": ["living"],
        "late": [],
        "elsewhere": [],
    }
    for name in ("frozen", "living"):
        assert (await ends(process, name))["skipped", "left the audience"] == 1
    await process.stop()


def _news_of(process: Process, who: str) -> list[str]:
    found = (text.partition("News of ") for text in process.platform.texts(who))
    return [name for _, news_of, name in found if news_of]


async def test_item_28_two_that_race_for_one_place_under_a_cap_have_it_once(tmp_path: Path):
    when = "when: 2026-12-07 10:00\nexpires: 2d\n"
    library = town(
        tmp_path,
        {
            "usual": when,
            "urgent": f"{when}priority: high\n",
            "idle": f"{when}priority: low\n",
        },
        more="caps: {started_by_us: 1 per day}\n",
    )
    clock = Clock(TEN - DAY)
    platform = Slow(clock)
    process = await opened(library, clock.now, platform)
    people = [f"person-{number}" for number in range(150)]
    await join(process, *people)
    # Nothing arrives before everything is opened that may be.
    platform.fast.clear()
    before, clock.now = len(platform.tried), TEN
    run = asyncio.create_task(process.rest())
    await happens(lambda: len(platform.tried) == before + IN_FLIGHT)
    platform.fast.set()
    await run
    assert {tuple(_news_of(process, who)) for who in people} == {("urgent",)}
    assert await ends(process, "urgent") == {("accepted", None): 150}
    assert await ends(process, "usual") == {("planned", "cap"): 150}
    assert await ends(process, "idle") == {("planned", "cap"): 150}
    await process.until(TEN + DAY)
    assert {tuple(_news_of(process, who)) for who in people} == {("urgent", "usual")}
    await process.until(TEN + 2 * DAY)
    assert await ends(process, "idle") == {("skipped", "expired"): 150}
    assert {tuple(news(process, who)) for who in people} == {(TEN, TEN + DAY)}
    await process.stop()
