"""What a preview foretells is what then happens: the same counts, by the same planner and gate."""

import asyncio
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.brand.broadcast import AFTER_SUBSCRIBING
from bot.broadcasts.planner import Planner, Surroundings
from bot.cli.main import convivio
from bot.cli.reading import library_of
from bot.core.ids import ChannelName
from bot.engine.beginning import Opened, open_due
from bot.engine.facts import as_person
from bot.engine.turns.scene import Scene
from bot.store.armings import fingerprint_of
from bot.store.connection import Connection
from bot.store.database import open_store
from bot.store.moments import to_moment
from bot.store.occurrences import OccurrenceRow, add_occurrences, occurrences_of
from bot.store.recipients import RecipientRow, add_recipients
from bot.store.waterfall import parts
from tests.cli.broadcast_brand import (
    BRAND,
    Somebody,
    brand,
    database,
    know,
    person_id,
    stop_clocks,
)

NOON = datetime(2026, 8, 4, 10, tzinfo=UTC)
"""A Tuesday in Rome."""

CAPS = "caps: {started_by_us: 1 per day}\n"

PEOPLE = [
    *(Somebody(f"rome-{n}", timezone="Europe/Rome") for n in range(5)),
    *(Somebody(f"york-{n}", "telegram", timezone="America/New_York") for n in range(4)),
    *(Somebody(f"tokyo-{n}", timezone="Asia/Tokyo") for n in range(3)),
    *(Somebody(f"nowhere-{n}") for n in range(2)),
    Somebody("mars", timezone="Mars/Olympus"),
    Somebody("shut", blocked=True),
    Somebody("gone", topics=()),
    Somebody("quit", topics=(), stopped=True),
    Somebody("ada", first_name="Ada", timezone="Europe/Rome"),
]

BROADCASTS = {
    "by_hand": "when: now\n",
    "late_at_night": "when: 2026-08-04 23:30\nexpires: 12h\n",
    "in_vain": "when: 2026-08-04 23:30\nexpires: 2h\n",
    "everywhere": "when: 2026-08-05 10:00 in each person's zone\n",
    "passed": "when: 2026-08-04 13:00 in each person's zone\nlate: 10m\npassed: skip\n",
    "next_day": "when: 2026-08-04 13:00 in each person's zone\nlate: 10m\npassed: next day\n",
    "right_now": "when: 2026-08-04 13:00 in each person's zone\nlate: 10m\npassed: now\n",
    "weekly": "when: 30 9 * * thu in each person's zone\nexpires: 10h\n",
    "for_some": "when: now\nfor: person.first_name == 'Ada'\n",
    "after": "when: 3d after subscribing\nexpires: 1d\n",
}


Counts = Counter[tuple[str, str | None]]


class Wide:
    """Ways out that take everybody at once."""

    def window(self, channel: ChannelName) -> int:
        return 10_000


def foretold(folder: Path, name: str) -> dict[str, object]:
    result = CliRunner().invoke(convivio, ["broadcast", "preview", str(folder), name, "--json"])
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def happened(folder: Path, name: str) -> Counts:
    """Let the planner and the gate do their work until nothing more is to come."""
    return asyncio.run(_happened(folder, name))


async def _happened(folder: Path, name: str) -> Counts:
    library, url = library_of(folder), database(folder)
    store = await open_store(url)
    time = [NOON]
    places = Surroundings(as_person, fingerprint_of(url), "test")
    planner, ways = Planner(store, {BRAND: library}, lambda: time[0], places), Wide()

    def open_what_is_due(connection: Connection) -> tuple[Opened, Counts]:
        opened = open_due(connection, library.brand, ways, time[0], Scene())
        return opened, _counts(connection, name)

    try:
        for _ in range(500):
            planned = await planner.look()
            opened, counts = await store.run(open_what_is_due)
            if counts and not any(status == "planned" for status, _ in counts):
                return counts
            later = [at for at in (planned, opened.next_at) if at is not None and at > time[0]]
            time[0] = min(later, default=time[0] + timedelta(hours=1))
    finally:
        await store.close()
    raise AssertionError("it never ends")


def _counts(connection: Connection, name: str) -> Counts:
    """Return how its people stand, nothing while there may be more of them."""
    for row in occurrences_of(connection, BRAND, name, 1):
        if row.planned_at is not None or row.slot == AFTER_SUBSCRIBING:
            return Counter(parts(connection, BRAND, row.id))
    return Counter()


@pytest.mark.parametrize("name", BROADCASTS)
def test_item_33_the_plan_of_a_dry_run_is_what_then_happens(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONVIVIO_DATABASE", raising=False)
    stop_clocks(monkeypatch, NOON)
    folder = brand(tmp_path, **{name: BROADCASTS[name]})
    config = folder / "brand.yaml"
    config.write_text(config.read_text() + CAPS)
    recent = to_moment(NOON - timedelta(days=2, hours=23))
    know(folder, [*PEOPLE, *(Somebody(f"new-{n}", since=recent) for n in range(3))])
    _begin_with(folder, ["rome-0", "york-0"])
    preview = foretold(folder, name)
    if BROADCASTS[name].startswith("when: now"):
        started = CliRunner().invoke(convivio, ["broadcast", "start", str(folder), name])
        assert started.exit_code == 0, started.output
    came = happened(folder, name)
    assert preview["reached"] == came["opened", None]
    missed = dict(preview["not_reached"])
    outside = {reason: missed.pop(reason, 0) for reason in ("no consent", "stopped")}
    assert outside == {"no consent": 1, "stopped": 1}
    skipped = {reason: count for (status, reason), count in came.items() if status == "skipped"}
    passed, left_out = missed.pop("slot passed", 0), missed.pop("left the audience", 0)
    assert left_out == (len(PEOPLE) + 3 - 3 if name == "for_some" else 0)
    if name != "after":  # who subscribed too long ago is never planned
        missed["expired"] = missed.get("expired", 0) + passed
    assert {reason: n for reason, n in missed.items() if n} == skipped
    assert preview["known"] == preview["reached"] + sum(preview["not_reached"].values())


SHOWING = """\
dialogue: hello
steps:
  - say: Look!
    media: https://example.org/a.png
    card: {title: News, text: Light.}
"""


def test_files_and_cards_are_previewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONVIVIO_DATABASE", raising=False)
    stop_clocks(monkeypatch, NOON)
    folder = brand(tmp_path, by_hand=BROADCASTS["by_hand"])
    (folder / "dialogues" / "hello.yaml").write_text(SHOWING)
    know(folder, [Somebody("ada")])
    samples: Any = foretold(folder, "by_hand")["samples"]
    (message,) = samples[0]["messages"]
    assert message["text"] == "Look!"
    assert message["media"] == ["https://example.org/a.png"]
    assert message["card"] == {"title": "News", "text": "Light."}
    drawn = CliRunner().invoke(convivio, ["broadcast", "preview", str(folder), "by_hand"])
    assert "(image: https://example.org/a.png)" in drawn.output
    assert "Light." in drawn.output


def _begin_with(folder: Path, people: list[str]) -> None:
    """Let the brand have begun with these people an hour ago: a cap holds them."""
    ago = to_moment(NOON - timedelta(hours=1))
    occurrence = OccurrenceRow(
        brand=BRAND,
        id="before",
        kind="event",
        source="something",
        topic="news",
        dialogue="hello",
        name="something",
        status="ended",
        created_at=ago,
        starts_at=ago,
        ended_at=ago,
    )
    rows = [
        RecipientRow(
            brand=BRAND,
            occurrence="before",
            conversation=person_id(who),
            person=person_id(who),
            topic="news",
            channel=ChannelName("web"),
            recipient=who,
            space=None,
            status="accepted",
            due_at=ago,
            opened_at=ago,
            ended_at=ago,
        )
        for who in people
    ]

    def unit(connection: Connection) -> None:
        add_occurrences(connection, [occurrence])
        add_recipients(connection, rows)

    asyncio.run(_in(folder, unit))


async def _in(folder: Path, unit) -> None:
    store = await open_store(database(folder))
    try:
        await store.run(unit)
    finally:
        await store.close()
