"""A dry run is exact, and sends nothing."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from town import ends, join, meet, opened, town

from bot.broadcasts.preview import Preview
from bot.cli import broadcast_rehearsal
from bot.cli.broadcast_reading import Concerned
from bot.cli.broadcast_rehearsal import rehearse
from bot.core.events import Blocked, Said
from bot.dialogue.publishing.library import Library
from bot.store.schema import metadata
from tests.simulation.moved_product import Clock, Memory, Process, utc

ZONES = {
    "rome": "Europe/Rome",
    "york": "America/New_York",
    "tokyo": "Asia/Tokyo",
    "howe": "Australia/Lord_Howe",
    "kolkata": "Asia/Kolkata",
    "nowhere": None,
    "mars": "Mars/Olympus",
}
BROADCASTS = {
    "each": "when: 2026-12-08 10:00 in each person's zone\n",
    "evening": "when: 2026-12-08 21:45\nexpires: 12h\n",
    "brief": "when: 2026-12-08 21:45\nexpires: 2h\n",
    "weekly": "when: 0 9 * * 2\nexpires: 10h\nfor: not person.city\n",
}
MANNERS = 'quiet: {from: "21:30", to: "08:30"}\ncaps: {started_by_us: 1 per day}\n'
DAY_BEFORE = "when: 2026-12-07 10:00\n"


async def populated(process: Process) -> list[str]:
    """Let people of all kinds come; return those who agreed."""
    agreed = []
    for place, zone in ZONES.items():
        people = [f"{place}-{number}" for number in range(4)]
        await join(process, *people, zone=zone)
        agreed += people
    await meet(process, "met", "met-too", zone="Europe/Rome")
    await join(process, "stopped", "blocked", "left", "oslo", zone="Europe/Rome")
    await process.act("stopped", Said("stop"))
    await process.act("blocked", Blocked())
    await process.act("left", Said("/leave"))
    await process.act("oslo", Said("/away"))
    return [*agreed, "oslo"]


async def everything(process: Process) -> dict[str, list[tuple[object, ...]]]:
    """Return all that is in the database."""
    return {table: await process.rows(f"* FROM {table}") for table in metadata.tables}


@pytest.mark.parametrize("name", BROADCASTS)
async def test_item_33_a_dry_run_is_what_then_happens_and_sends_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    files = {"before": DAY_BEFORE, name: BROADCASTS[name]}
    library = town(tmp_path, files, more=MANNERS)
    clock, url = Clock(utc("2026-12-07 06:00")), f"sqlite:///{tmp_path / 'town.db'}"
    platform = Memory(clock)
    process = await opened(library, clock.now, platform, url)
    people = await populated(process)
    # Whom the brand began with on the day before, a cap holds back for as long as that.
    await process.until(utc("2026-12-07 15:00"))
    written, sent = await everything(process), len(platform.tried)
    preview = await rehearsed(library, url, name, clock, monkeypatch)
    assert len(platform.tried) == sent
    assert await everything(process) == written
    await process.later(days=3)
    came = {who: [at for at, text in _told(platform, who) if text == name] for who in people}
    assert preview.reached == sum(map(len, came.values())) > 0
    assert max(map(len, came.values())) == 1
    found = await ends(process, name)
    assert found.pop(("accepted", None)) == preview.reached
    missed = dict(preview.missed)
    outside = {reason: missed.pop(reason, 0) for reason in ("no consent", "stopped", "blocked")}
    assert outside == {"no consent": 3, "stopped": 1, "blocked": 1}
    assert missed.pop("left the audience", 0) == (1 if name == "weekly" else 0)
    assert {("skipped", reason): count for reason, count in missed.items() if count} == found
    assert preview.known == preview.reached + sum(preview.missed.values())
    _as_foretold(preview, came)
    await process.stop()


def _as_foretold(preview: Preview, came: Mapping[str, Sequence[datetime]]) -> None:
    """Compare when it comes, by everybody's own clock, and how it reads."""
    course = preview.course
    moments = {who: at for who, times in came.items() for at in times}
    assert (course.begins, course.ends) == (min(moments.values()), max(moments.values()))
    hours = Counter(_hour(who, at) for who, at in moments.items())
    assert {hour: count for hour, count in course.hours.items() if count} == hours
    assert course.reached == {"web": len(moments)}
    assert 0 < len(preview.samples) <= 10
    for sample in preview.samples:
        assert [message.text for message in sample.messages] == [f"News of {preview.broadcast}"]


def _hour(who: str, at: datetime) -> int:
    zone = ZONES.get(who.partition("-")[0]) or "Europe/Rome"
    return at.astimezone(ZoneInfo("Europe/Rome" if "Mars" in zone else zone)).hour


def _told(platform: Memory, who: str) -> list[tuple[datetime, str]]:
    return [
        (at, message.text.removeprefix("News of "))
        for at, to, message in platform.heard
        if to == who and message.text.startswith("News of ")
    ]


async def rehearsed(
    library: Library, url: str, name: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Preview:
    """Return the preview of a broadcast, as it is at this moment."""
    monkeypatch.setattr(broadcast_rehearsal, "now", clock)
    about = Concerned(library, library.broadcasts[name], url)
    return await asyncio.to_thread(rehearse, about, names=False)
