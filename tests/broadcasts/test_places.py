"""Places of the brand's own: what goes to a topic's subscribers is posted there once as well."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.brand.faults import Fault
from bot.core.events import Pressed, Said
from bot.core.outcomes import Outcome, Rejected, Throttled, Unreachable
from bot.dialogue.publishing.publish import read_brand
from tests.brand_folder import library_of, write_files
from tests.databases.kinds import KINDS, database_of
from tests.simulation.moved_product import Clock, Memory, Process, utc

BRAND = """brand: fair
languages: [en]
timezone: Europe/Rome
channels: {web: {adapter: webchat}}
topics:
  news: {title: News, wording: Shall I write to you?, at_most: 1 per week, posted_in: {web: plaza}}
feeds:
  blog: {url: "https://example.org/feed.xml", topic: news, dialogue: tell}
quiet: {from: "22:00", to: "08:00"}
"""
TELL = """dialogue: tell
steps:
  - say: "News of {event.name}"
  - say: Look
    buttons:
      Here: {url: "https://example.org"}
      Join: {run: join}
  - ask: Did you like it?
    as: liked
    type: yes_no
  - say: Thank you
"""
JOIN = """dialogue: join
starts: [{command: join}]
steps:
  - {offer: news, as: wanted}
  - say: Noted
"""
BROADCAST = "broadcast: weekly\ntopic: news\ndialogue: tell\n"
AT_TEN = "when: 2030-12-02 10:00\nexpires: 1d\n"
NINE = utc("2030-12-02 08:00")
"""Nine o'clock in Rome."""

Opened = Callable[..., AbstractAsyncContextManager[Process]]


@pytest.fixture(params=KINDS)
def fair(request: pytest.FixtureRequest, tmp_path: Path) -> Opened:
    """The product with one broadcast, in which it is nine in the morning of the day."""

    @asynccontextmanager
    async def opened(
        timing: str = AT_TEN, brand: str = BRAND, tell: str = TELL, at: str = ""
    ) -> AsyncIterator[Process]:
        files = {
            "brand.yaml": brand,
            "dialogues/tell.yaml": tell,
            "dialogues/join.yaml": JOIN,
            "broadcasts/weekly.yaml": BROADCAST + timing,
        }
        library = library_of(tmp_path / "brand", files)
        clock = Clock(utc(at) if at else NINE)
        with database_of(request.param, tmp_path / "store.db") as url:
            process = await Process(library, clock, Memory(clock), url).start()
            yield process
            await process.stop()

    return opened


SAID = ["News of weekly", "Look"]


async def test_what_is_said_before_the_first_question_is_posted_once(fair: Opened):
    async with fair() as process:
        await process.until(NINE + timedelta(minutes=59))
        assert process.platform.tried == []
        await process.until(NINE + timedelta(days=2))
        assert process.platform.texts("plaza") == SAID
        labels = [
            [button.label for button in message.buttons] for *_, message in process.platform.heard
        ]
        assert labels == [[], ["Here"]]
        assert {group.space for group in process.platform.tried} == {"plaza"}
        assert await ends(process) == [("plaza", None, "accepted", None)]


async def test_nobody_is_remembered_for_a_post(fair: Opened):
    async with fair() as process:
        await process.later(days=1)
        for table in ("persons", "identities", "conversations", "runs", "subscriptions"):
            assert await process.rows(f"COUNT(*) FROM {table}") == [(0,)]
        waiting = "COUNT(*) FROM events WHERE done_at IS NULL OR sender IS NOT NULL"
        assert await process.rows(waiting) == [(0,)]


async def test_every_post_of_a_feed_is_posted_whatever_the_subscribers_were_promised(fair: Opened):
    async with fair("when: now\n") as process:
        await process.posted("blog", ["One"])
        await process.posted("blog", ["Two"])
        await process.later(hours=1)
        posts = [text for text in process.platform.texts("plaza") if text.startswith("News")]
        assert posts == ["News of feed.post"] * 2


async def test_subscribers_get_it_with_its_question(fair: Opened):
    async with fair() as process:
        await process.act("ada", Said("/join"))
        await process.act("ada", Pressed(process.platform.heard[-1][2].buttons[0].id))
        await process.until(NINE + timedelta(days=1))
        assert process.platform.texts("ada")[-3:] == [*SAID, "Did you like it?"]
        assert process.platform.texts("plaza") == SAID


async def test_quiet_hours_hold_a_post(fair: Opened):
    async with fair("when: 2030-12-02 23:00\nexpires: 1d\n") as process:
        await process.until(utc("2030-12-03 06:59"))
        assert process.platform.tried == []
        await process.until(utc("2030-12-03 07:00"))
        assert process.platform.texts("plaza") == SAID


@pytest.mark.parametrize(
    ("timing", "times"),
    [
        (AT_TEN + "for: person.language == 'en'\n", []),
        ("when: 1d after subscribing\n", []),
        ("when: 2030-12-02 10:00 in each person's zone\n", [NINE + timedelta(hours=1)]),
        (AT_TEN + "audience: living\n", [NINE + timedelta(hours=1)]),
    ],
)
async def test_only_what_is_for_everybody_is_posted(fair: Opened, timing: str, times: list[object]):
    async with fair(timing) as process:
        await process.until(NINE + timedelta(days=3))
        assert sorted(set(process.platform.times("plaza"))) == times


@pytest.mark.parametrize(
    ("outcome", "ended"),
    [
        (Unreachable("chat not found"), ("unreachable", "chat not found")),
        (Rejected("not so"), ("rejected", "not so")),
        (Throttled("busy", 30.0), ("accepted", None)),
    ],
)
async def test_how_a_post_ends_is_told(
    fair: Opened, outcome: Outcome, ended: tuple[str, str | None]
):
    async with fair() as process:
        process.platform.answers = [[outcome] * 2]
        await process.until(NINE + timedelta(days=2))
        assert await ends(process) == [("plaza", None, *ended)]
        said = SAID if ended[0] == "accepted" else []
        assert process.platform.texts("plaza") == said


async def test_a_place_that_the_brand_no_longer_names_gets_nothing_that_was_planned(fair: Opened):
    async with fair() as process:
        process.platform.answers = [[Throttled("busy", 60.0)] * 2]
        await process.until(NINE + timedelta(hours=1, seconds=1))
        assert len(process.platform.tried) == 1
        brand = process.library.brand
        topics = {"news": replace(brand.topics["news"], posted_in={})}
        there = replace(process.library, brand=replace(brand, topics=topics))
        await process.engine.publish(there)
        await process.until(NINE + timedelta(days=2))
        assert process.platform.texts("plaza") == []
        assert await ends(process) == [("plaza", None, "skipped", "no consent")]


async def test_a_dialogue_that_begins_with_a_question_posts_nothing(fair: Opened):
    tell = "dialogue: tell\nsteps:\n  - ask: Well?\n    as: it\n"
    async with fair(tell=tell) as process:
        await process.later(days=2)
        assert process.platform.tried == []
        assert await ends(process) == [("plaza", None, "skipped", "nothing said")]


async def test_a_dialogue_that_fails_says_no_word_of_it_there(fair: Opened):
    tell = "dialogue: tell\nsteps:\n  - say: News\n  - say: '{event.data.slot + 1}'\n"
    async with fair(tell=tell) as process:
        await process.later(days=2)
        assert process.platform.texts("plaza") == ["News"]
        assert len(await process.rows("reason FROM incidents")) == 1


def faults(folder: Path, place: str) -> list[Fault]:
    brand = BRAND.replace("{web: plaza}", place)
    files = {"brand.yaml": brand, "dialogues/tell.yaml": TELL, "dialogues/join.yaml": JOIN}
    return list(read_brand(write_files(folder, files), {}, None).faults)


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("{wbe: plaza}", 'There is no channel "wbe".'),
        ('{web: "two words"}', '"two words" is no place.'),
        ("plaza", None),
    ],
)
def test_a_place_that_cannot_be_is_a_fault_where_it_stands(
    tmp_path: Path, place: str, message: str | None
):
    found = [one for one in faults(tmp_path, place) if one.severity == "error"]
    assert [(fault.file, fault.line) for fault in found] == [("brand.yaml", 6)]
    assert message is None or found[0].message == message


@pytest.mark.parametrize(
    ("steps", "warned"),
    [
        ("  - say: News\n  - ask: Well?\n    as: it\n", False),
        ("  - set: {person.x: y}\n  - ask: Well?\n    as: it\n", True),
        ("  - wait: 1h\n  - say: News\n", True),
        ("  - if: person.x\n    then: [{say: News}]\n  - ask: Well?\n    as: it\n", False),
    ],
)
def test_a_dialogue_of_which_nothing_is_posted_is_warned_of(
    tmp_path: Path, steps: str, warned: bool
):
    files = {
        "brand.yaml": BRAND,
        "dialogues/tell.yaml": f"dialogue: tell\nsteps:\n{steps}",
        "dialogues/join.yaml": JOIN,
        "broadcasts/weekly.yaml": BROADCAST + "when: now\n",
    }
    reading = read_brand(write_files(tmp_path, files), {}, None)
    found = [one for one in reading.faults if "is posted in plaza" in one.message]
    assert [(one.file, one.line, one.severity) for one in found] == (
        [("brand.yaml", 8, "warning"), ("broadcasts/weekly.yaml", 3, "warning")] if warned else []
    )


async def ends(process: Process) -> list[tuple[object, ...]]:
    return await process.rows("space, person, status, reason FROM recipients")
