"""What a broadcast must survive of time: jumps of clocks and zones, late starts, quiet hours."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

import pytest
from town import DAY, HOUR, ends, join, news, opened, town

from bot.broadcasts import audience
from bot.broadcasts.planner import Surroundings
from bot.broadcasts.preview import Preview
from bot.channels.capabilities import Capabilities, Pace, Rate
from bot.channels.contract import Group
from bot.cli import broadcast_rehearsal
from bot.cli.broadcast_reading import Concerned
from bot.cli.broadcast_rehearsal import rehearse
from bot.core.events import Said
from bot.core.outcomes import Outcome, Throttled
from bot.dialogue.publishing.library import Library
from bot.engine.facts import as_person
from bot.store.armings import ArmingRow, arm, fingerprint_of
from bot.store.database import open_store
from bot.store.moments import to_moment
from tests.simulation.moved_product import Clock, Memory, Process, utc

SET = [
    # Clocks jump over the time on the wall: it comes at the moment of the jump.
    ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:00"),
    ("America/New_York", "2026-03-08 02:30", "2026-03-08 07:00"),
    ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30"),
    ("Pacific/Apia", "2011-12-30 09:00", "2011-12-30 10:00"),
    ("Africa/Casablanca", "2026-03-22 02:30", "2026-03-22 02:00"),
    # Clocks show it twice: it comes at the first.
    ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30"),
    ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),
    ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45"),
    ("Africa/Casablanca", "2026-02-15 02:30", "2026-02-15 01:30"),
]


@pytest.mark.parametrize(("zone", "local", "moment"), SET)
async def test_item_10_where_clocks_are_set_it_comes_once(
    zone: str, local: str, moment: str, tmp_path: Path
):
    day, clock = local.split()
    hour, minute = clock.split(":")
    cron = f"{int(minute)} {int(hour)} {int(day[-2:])} {int(day[5:7])} *"
    library = town(
        tmp_path,
        {
            "once": f"when: {local}\n",
            "cron": f'when: "{cron}"\n',
            "each": f"when: {local} in each person's zone\n",
        },
        zone=zone,
    )
    at = utc(moment)
    process = await opened(library, at - 2 * DAY)
    await join(process, "ada", zone=zone)
    await process.until(at + 3 * DAY)
    assert news(process, "ada") == [at] * 3
    for name in ("once", "cron", "each"):
        assert await ends(process, name) == {("accepted", None): 1}
    await process.stop()


async def test_item_11_another_zone_database_moves_who_is_unsent_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    library = town(tmp_path, {"each": "when: 2026-12-07 10:00 in each person's zone\n"})
    clock = Clock(utc("2026-12-05 12:00"))
    platform, url = Memory(clock), f"sqlite:///{tmp_path / 'town.db'}"
    process = await opened(library, clock.now, platform, url)
    await join(process, "ada", zone="Europe/Rome")
    await join(process, "bob", zone="America/New_York")
    await join(process, "cy", zone="America/Los_Angeles")
    await process.until(utc("2026-12-07 12:00"))
    assert news(process, "ada") == [utc("2026-12-07 09:00")]
    assert await process.rows("zones FROM occurrences") == [('{"version":"2030a"}',)]
    await process.stop()

    def decreed(name: str) -> ZoneInfo:
        """Return the zone of a new edition: in the east of America clocks are an hour behind."""
        return ZoneInfo({"America/New_York": "America/Chicago"}.get(name, name))

    monkeypatch.setattr(audience, "ZoneInfo", decreed)
    audience.due_in_zone.cache_clear()
    surroundings = Surroundings(as_person, "here", "2030b")
    process = await Process(library, clock, platform, url, surroundings).start()
    await process.until(utc("2026-12-09 12:00"))
    audience.due_in_zone.cache_clear()
    assert news(process, "ada") == [utc("2026-12-07 09:00")]
    assert news(process, "bob") == [utc("2026-12-07 16:00")]
    assert news(process, "cy") == [utc("2026-12-07 18:00")]
    assert await process.rows("zones FROM occurrences") == [('{"version":"2030b"}',)]
    assert await ends(process, "each") == {("accepted", None): 3}
    await process.stop()


PEOPLE = {
    "rome": "Europe/Rome",
    "tokyo": "Asia/Tokyo",
    "york": "America/New_York",
    "nowhere": None,
    "mars": "Mars/Olympus",
}
NEXT_DAY = {"rome": "08 09:00", "tokyo": "08 01:00", "nowhere": "08 09:00", "mars": "08 09:00"}
PASSED: dict[str, dict[str, str]] = {
    "skip": {},
    "now": dict.fromkeys(("rome", "tokyo", "nowhere", "mars"), "07 14:00"),
    "next day": NEXT_DAY,
}


@pytest.mark.parametrize("rule", PASSED)
async def test_item_12_whose_time_has_passed_follows_a_rule_that_was_previewed(
    rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    clock = Clock(utc("2026-12-06 12:00"))
    platform, url = Memory(clock), f"sqlite:///{tmp_path / 'town.db'}"
    process = await opened(town(tmp_path, {}), clock.now, platform, url)
    for who, zone in PEOPLE.items():
        await join(process, who, zone=zone)
    await process.stop()
    # Ten o'clock has passed in Rome and Tokyo when the broadcast is written, not in New York.
    clock.now = utc("2026-12-07 14:00")
    told = f"when: 2026-12-07 10:00 in each person's zone\npassed: {rule}\nlate: 10m\n"
    library = town(tmp_path, {"each": told})
    preview = await rehearsed(library, url, "each", clock, monkeypatch)
    process = await opened(library, clock.now, platform, url)
    await process.later(days=3)
    found = {who: [at.strftime("%d %H:%M") for at in news(process, who)] for who in PEOPLE}
    expected = PASSED[rule] | {"york": "07 15:00"}
    assert found == {who: [expected[who]] if who in expected else [] for who in PEOPLE}
    assert preview.reached == len(expected)
    assert dict(preview.left_out) == ({"slot passed": 4} if rule == "skip" else {})
    assert (preview.zones.unknown, preview.zones.invalid) == (1, 1)
    assert len(await process.rows("* FROM incidents WHERE place = 'broadcasts/each'")) == 1
    await process.stop()


async def rehearsed(
    library: Library, url: str, name: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Preview:
    """Return the preview of a broadcast, as it is at this moment."""
    monkeypatch.setattr(broadcast_rehearsal, "now", clock)
    about = Concerned(library, library.broadcasts[name], url)
    return await asyncio.to_thread(rehearse, about, names=False)


async def test_item_13_a_clock_that_jumps_back_lets_nothing_come_twice(tmp_path: Path):
    library = town(
        tmp_path,
        {"daily": "when: 0 10 * * *\n", "after": "when: 1h after subscribing\nexpires: 1d\n"},
    )
    process = await opened(library, utc("2026-12-07 08:00"))
    await join(process, "ada", "bob")
    await process.later(hours=1, minutes=5)
    expected = [utc("2026-12-07 09:00")] * 2
    assert news(process, "ada") == news(process, "bob") == expected
    for _ in range(2):
        process.clock.now -= 2 * HOUR
        await process.later(hours=2)
    assert news(process, "ada") == news(process, "bob") == expected
    await process.later(hours=24)
    assert len(news(process, "ada")) == len(expected) + 1
    await process.stop()


class Paced(Memory):
    """A platform that is written to at a pace, and tells by a clock that nobody sets when."""

    RATE = 100
    capabilities = Capabilities(buttons=100, groups=True, pace=Pace(channel=Rate(RATE, 1, 5)))

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.moments: list[float] = []

    async def answer(self, group: Group) -> Sequence[Outcome]:
        self.moments.append(monotonic())
        return await super().answer(group)


async def test_item_13_a_clock_that_jumps_forward_brings_no_burst_beyond_the_pace(tmp_path: Path):
    library = town(tmp_path, {"often": 'when: "*/30 * * * *"\nlate: 3h\nexpires: 3h\n'})
    clock = Clock(utc("2026-12-07 08:01"))
    platform = Paced(clock)
    process = await opened(library, clock.now, platform)
    people = [f"person-{number}" for number in range(30)]
    await join(process, *people)
    began = len(platform.moments)
    clock.now += 2 * HOUR
    await process.rest()
    # Of four times that were missed the last one counts.
    assert Counter(len(news(process, who)) for who in people) == {1: 30}
    sent = platform.moments[began:]
    spread = [later - sooner for sooner, later in zip(sent, sent[10:], strict=False)]
    assert min(spread) >= (10 - 5) / Paced.RATE * 0.9
    await process.stop()


async def test_item_14_a_server_that_was_away_begins_late_within_a_grace_or_not_at_all(
    tmp_path: Path,
):
    library = town(
        tmp_path,
        {"graceful": "when: 0 10 * * *\nlate: 2h\n", "strict": "when: 0 10 * * *\nlate: 5m\n"},
    )
    clock = Clock(utc("2026-12-06 08:00"))
    platform, url = Memory(clock), f"sqlite:///{tmp_path / 'town.db'}"
    process = await opened(library, clock.now, platform, url)
    await join(process, "ada")
    await process.later(hours=2)
    await process.stop()
    clock.now = utc("2026-12-07 10:30")
    process = await opened(library, clock.now, platform, url)
    await process.later(hours=1)
    assert news(process, "ada") == [utc("2026-12-06 09:00")] * 2 + [utc("2026-12-07 10:30")]
    assert platform.texts("ada")[-1] == "News of graceful"
    missed = "slot, status, reason FROM occurrences WHERE source = 'strict' AND status = 'missed'"
    assert await process.rows(missed) == [("2026-12-07 10:00", "missed", "nothing ran at its time")]
    assert await ends(process, "strict") == {("accepted", None): 1}
    await process.stop()


async def started(library: Library, clock: Clock, place: Path) -> Process:
    """Start the product over a file that it can tell from a copy."""
    url = f"sqlite:///{place}"
    await (await open_store(url)).close()
    there = Surroundings(as_person, fingerprint_of(url), "2030a")
    return await Process(library, clock, Memory(clock), url, there).start()


async def armed(copy: Process, place: Path) -> None:
    """Let a person answer for a copy that lies there."""
    fingerprint, now = fingerprint_of(f"sqlite:///{place}"), to_moment(copy.clock())
    row = ArmingRow(copy.library.brand.id, fingerprint, now)
    await copy.store.run(lambda one: arm(one, row))


async def test_item_14_a_backup_or_a_clone_sends_nothing_until_it_is_armed(tmp_path: Path):
    library = town(
        tmp_path,
        {
            "daily": "when: 0 10 * * *\n",
            "each": "when: 2026-12-07 10:00 in each person's zone\n",
            "night": "when: 2026-12-07 10:00\n",
        },
        more='quiet: {from: "21:30", to: "08:30"}\n',
    )
    clock, file, clone = Clock(utc("2026-12-06 12:00")), tmp_path / "town.db", tmp_path / "clone.db"

    original = await started(library, clock, file)
    await join(original, "ada", zone="Europe/Rome")
    await join(original, "bob", zone="America/Los_Angeles")
    await original.until(utc("2026-12-07 08:59"))
    clock.now = utc("2026-12-07 09:00")
    original.platform.answers = [[Throttled("busy")]] * 2
    await original.rest()
    await original.stop()
    # One message is on its way, something is held by night, and somebody's time is to come.
    shutil.copy(file, clone)
    copy = await started(library, clock, clone)
    for moment in ("07 10:00", "07 18:00", "08 07:30", "08 09:00", "08 18:00"):
        clock.now = utc(f"2026-12-{moment}")
        await copy.rest()
    await copy.act("bob", Said("/hello"))
    assert copy.platform.texts("ada") == []
    assert copy.platform.texts("bob") == ["Good day"]
    # What a person answers for leaves, as far as it is worth anything.
    await armed(copy, clone)
    await copy.until(utc("2026-12-09 12:00"))
    assert copy.platform.texts("ada") == ["News of daily"]
    await copy.stop()


async def test_item_14_timers_of_a_copy_wait_until_it_is_armed(tmp_path: Path):
    library, clock = town(tmp_path, {"daily": "when: 0 10 * * *\n"}), Clock(utc("2026-12-06 12:00"))
    file, clone = tmp_path / "town.db", tmp_path / "clone.db"

    original = await started(library, clock, file)
    await original.rest()
    await original.act("ada", Said("/later"))
    await original.stop()
    shutil.copy(file, clone)
    clock.now = utc("2026-12-06 15:00")
    copy = await started(library, clock, clone)
    await copy.rest()
    await copy.act("ada", Said("/hello"))
    assert copy.platform.texts("ada") == ["Good day"]
    await armed(copy, clone)
    await copy.later(minutes=1)
    assert copy.platform.texts("ada") == ["Good day", "Here I am"]
    await copy.stop()


async def test_item_15_quiet_hours_defer_and_nobody_is_served_stale_news(tmp_path: Path):
    library = town(
        tmp_path,
        {
            "worth": "when: 0 22 * * *\nexpires: 11h\n",
            "stale": "when: 0 22 * * *\nexpires: 10h\n",
        },
        more='quiet: {from: "21:30", to: "08:30"}\n',
    )
    process = await opened(library, utc("2026-12-07 12:00"))
    await join(process, "ada", zone="Europe/Rome")
    await join(process, "bob", zone="America/New_York")
    await process.until(utc("2026-12-08 12:00"))
    # Ten in the evening of Rome is four in the afternoon of New York.
    assert news(process, "bob") == [utc("2026-12-07 21:00")] * 2
    assert news(process, "ada") == [utc("2026-12-08 07:30")]
    assert process.platform.texts("ada")[-1] == "News of worth"
    assert await ends(process, "stale") == {("accepted", None): 1, ("skipped", "expired"): 1}
    assert await ends(process, "worth") == {("accepted", None): 2}
    await process.stop()
