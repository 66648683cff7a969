"""A broadcast's file: what it says, and everything that is wrong with it."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.brand.brand import Feed
from bot.brand.broadcast import (
    AfterSubscribing,
    AtTime,
    Broadcast,
    ByHand,
    Recurring,
    When,
    Zones,
)
from bot.dialogue.publishing.publish import read_brand
from tests.brand_folder import write_files
from tests.broadcasts.planning_stage import FILES, utc

NOW = utc("2026-12-07T09:00")
FILE = "broadcast: weekly\ntopic: news\ndialogue: hello\n"


def said(
    folder: Path, files: dict[str, str], environ: dict[str, str] | None = None
) -> tuple[list[str], dict[str, Broadcast]]:
    reading = read_brand(write_files(folder, FILES | files), environ or {}, now=NOW)
    found = {} if reading.library is None else dict(reading.library.broadcasts)
    return [str(fault) for fault in reading.faults if "hello" not in fault.file], found


def read_one(folder: Path, text: str) -> Broadcast:
    faults, found = said(folder, {"broadcasts/weekly.yaml": FILE + text})
    assert faults == []
    return found["weekly"]


def faults_of(folder: Path, text: str) -> list[str]:
    return said(folder, {"broadcasts/weekly.yaml": FILE + text})[0]


def test_everything_that_it_may_say(tmp_path: Path):
    found = read_one(
        tmp_path,
        """title: The week in one question
when: 0 10 * * 1
expires: 12h
for: person.city == 'Rome' and slots.survey.score > 3 and 'vip' not in tags
audience: living
late: 2h
if_unknown: send again
priority: high
""",
    )
    assert isinstance(found.when, Recurring)
    assert found.when.line == "0 10 * * 1"
    assert found.title is not None
    assert found.title.within("en") == "The week in one question"
    assert (found.expires, found.late) == (43_200, 7_200)
    assert found.condition is not None
    assert (found.audience, found.unknown, found.priority) == ("living", "send again", "high")


def test_what_is_not_written(tmp_path: Path):
    found = read_one(tmp_path, "when: now\n")
    assert (found.when, found.zones, found.title, found.condition) == (
        ByHand(),
        "brand",
        None,
        None,
    )
    assert (found.expires, found.late) == (86_400, 3_600)
    assert (found.audience, found.passed) == ("frozen", "skip")
    assert (found.unknown, found.priority) == ("leave", "normal")


def test_a_follow_up_may_begin_as_long_as_it_is_worth_something(tmp_path: Path):
    assert read_one(tmp_path, "when: 3d after subscribing\nexpires: 2d\n").late == 172_800


@pytest.mark.parametrize(
    ("text", "when", "zones"),
    [
        ("now", ByHand(), "brand"),
        ("2026-12-24 18:00", AtTime("2026-12-24 18:00"), "brand"),
        ("2026-12-24T18:00", AtTime("2026-12-24 18:00"), "brand"),
        ("2026-12-24 18:00 in each person's zone", AtTime("2026-12-24 18:00"), "person"),
        (
            "2026-12-24 18:00 in each person\u2019s own time zone",
            AtTime("2026-12-24 18:00"),
            "person",
        ),
        ("{at: 2026-12-24 18:00, zone: each person's}", AtTime("2026-12-24 18:00"), "person"),
        ("{at: 2026-12-24 18:00, zone: brand}", AtTime("2026-12-24 18:00"), "brand"),
        ("{at: 2026-12-24 18:00}", AtTime("2026-12-24 18:00"), "brand"),
        ("3d after subscribing", AfterSubscribing(259_200), "brand"),
        ("1h30m  after  subscribing", AfterSubscribing(5_400), "brand"),
    ],
)
def test_ways_to_say_when(tmp_path: Path, text: str, when: When, zones: Zones):
    found = read_one(tmp_path, f"when: {text}\n")
    assert (found.when, found.zones) == (when, zones)


@pytest.mark.parametrize(
    ("text", "line", "zones"),
    [
        ("0 10 * * 1", "0 10 * * 1", "brand"),
        ('"*/5 8-18 * jan,jul mon-fri"', "*/5 8-18 * jan,jul mon-fri", "brand"),
        ("30 9 * * thu in each person's zone", "30 9 * * thu", "person"),
        ('{cron: "30 9 * * thu", zone: each person\'s}', "30 9 * * thu", "person"),
    ],
)
def test_ways_to_say_how_often(tmp_path: Path, text: str, line: str, zones: Zones):
    found = read_one(tmp_path, f"when: {text}\n")
    assert isinstance(found.when, Recurring)
    assert (found.when.line, found.zones) == (line, zones)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", '1:1: "when" is missing in a broadcast.'),
        ("when: tomorrow", '4:7: "tomorrow" is no time. Write now, a time such as'),
        ("when: 2026-13-01 10:00", '4:7: "2026-13-01 10:00" is not a day and a time.'),
        ("when: 2026-12-24", '4:7: "2026-12-24" is not a day and a time.'),
        ("when: 0 10 * *", '4:7: "0 10 * *" has 4 fields instead of 5.'),
        ("when: 0 25 * * 1", '4:7: "25" is no hour. It is * or numbers from 0 to 23.'),
        ("when: 0 10 * * mo", '4:7: "mo" is no day of the week. Did you mean "mon"?'),
        ("when: 0 10 * * 8", '4:7: "8" is no day of the week.'),
        ("when: 0 10 5-1 * *", '4:7: "5-1" runs backwards. Write 1-5.'),
        ("when: 0/0 10 * * *", '4:7: "0/0" would never come'),
        ("when: 0 0 31 2 *", '4:7: "0 0 31 2 *" never comes.'),
        ("when: 0 0 30,31 2 *", '4:7: "0 0 30,31 2 *" never comes.'),
        ("when: three days after subscribing", '4:7: "three days after subscribing" is no time.'),
        ("when: 3x after subscribing", '4:7: "3x" is not a length of time.'),
        ("when: now in each person's zone", "4:7: Only a time of day can be read"),
        ("when: {at: 2026-12-24 18:00, in: brand}", '4:30: "in" is not a key of a time.'),
        ("when: {zone: brand}", '4:7: A time is either "at" or "cron".'),
        ("when: {cron: 0 10 * * 1, zone: mine}", '4:32: "mine" does not say whose zone.'),
        ("when: 2026-12-07 09:30", "4:7: warning: 2026-12-07 09:30 has passed."),
        ("when: now\nexpires: soon", '5:10: "soon" is not a length of time.'),
        ("when: now\nexpires: 1m", '5:10: warning: "1m" is hardly worth sending'),
        ("when: 0 1 * * *\nlate: 2h\nexpires: 1h", "5:7: warning: It may begin 2h late"),
        ("when: now\nlate: 2h", '5:7: warning: "late" changes nothing here.'),
        ("when: 0 1 * * *\npassed: now", '5:9: warning: "passed" changes nothing here.'),
        ("when: now\naudience: live", '5:11: "live" is not one of the words'),
        ("when: now\npriority: urgent", '5:11: "urgent" is not one of the words'),
        ("when: now\nif_unknown: resend", '5:13: "resend" is not one of the words'),
        ("when: now\naudiance: frozen", '5:1: "audiance" is not a key of a broadcast. Did you'),
        ("when: now\nfor: score > 3", '5:6: "score" means nothing here. Did you mean "slots.surv'),
        ("when: now\nfor: event.name == 'x'", '5:6: "event" means nothing here.'),
        ("when: now\nfor: city == 'Rome'", '5:6: "city" means nothing here.'),
        ("when: now\nfor: person.citi == 'R'", "5:6: warning: Nothing ever sets person.citi. Did"),
        ("when: now\nfor: slots.survy.score > 1", '5:6: There is no dialogue "survy". Did you'),
        ("when: now\nfor: slots.survey.scor > 1", '5:6: The dialogue "survey" has no slot "scor"'),
        ("when: now\nfor: slots.survey", "5:6: This names no slot of a dialogue."),
        ("when: now\nfor: person.city =", '5:18: "person.city =" cannot be read. To compare'),
        ('when: now\ntitle: "{oops}"', '5:10: Nothing gives "oops" a value.'),
    ],
)
def test_what_is_wrong(tmp_path: Path, text: str, fault: str):
    faults = faults_of(tmp_path, text + "\n")
    assert len(faults) == 1, faults
    assert faults[0].startswith(f"broadcasts/weekly.yaml:{fault}")


def test_names_that_there_are_not(tmp_path: Path):
    faults, _ = said(
        tmp_path,
        {
            "broadcasts/a.yaml": "broadcast: a\ntopic: new\ndialogue: helo\nwhen: now\n",
            "broadcasts/b.yaml": "broadcast: a\ntopic: news\ndialogue: hello\nwhen: now\n",
        },
    )
    assert faults == [
        'broadcasts/a.yaml:2:8: There is no topic "new". Did you mean "news"?',
        'broadcasts/a.yaml:3:11: There is no dialogue "helo". Did you mean "hello"?',
        (
            'broadcasts/b.yaml:1:12: There are two broadcasts "a": the other is in'
            " broadcasts/a.yaml. Keep one of the two."
        ),
    ]


def test_all_faults_of_a_file_at_once(tmp_path: Path):
    faults, _ = said(tmp_path, {"broadcasts/a.yaml": "brodcast: A\nwhen: never\nexpires: x\n"})
    assert [one.split(":")[1] for one in faults] == ["1", "1", "1", "2", "3"]


def test_a_file_that_is_not_read_is_named(tmp_path: Path):
    faults, _ = said(tmp_path, {"broadcasts/a.yml": FILE + "when: now\n"})
    (fault,) = faults
    assert fault.startswith("broadcasts/a.yml:1:1: warning: This file is not read")
    assert fault.endswith("Rename it to a.yaml.")


def test_a_dialogue_that_only_a_broadcast_or_a_feed_opens_is_started(tmp_path: Path):
    lonely = "dialogue: lonely\nsteps:\n  - say: Hello\n"
    text = FILES["brand.yaml"] + (
        "feeds:\n  blog: {url: https://example.org/feed, topic: news, dialogue: lonely}\n"
    )
    faults, _ = said(tmp_path, {"dialogues/lonely.yaml": lonely})
    assert len(faults) == 1
    assert "Nothing ever starts" in faults[0]
    faults, _ = said(tmp_path, {"dialogues/lonely.yaml": lonely, "brand.yaml": text})
    assert faults == []
    broadcast = FILE.replace("hello", "lonely") + "when: now\n"
    faults, _ = said(
        tmp_path, {"brand.yaml": FILES["brand.yaml"], "broadcasts/weekly.yaml": broadcast}
    )
    assert faults == []


def feeds_of(folder: Path, line: str, **environ: str) -> tuple[list[str], dict[str, Feed]]:
    text = FILES["brand.yaml"] + f"feeds:\n  blog: {line}\n"
    (folder / "brand.yaml").parent.mkdir(parents=True, exist_ok=True)
    faults, _ = said(folder, {"brand.yaml": text}, environ)
    library = read_brand(folder, environ).library
    return faults, {} if library is None else library.brand.feeds


def test_a_feed(tmp_path: Path):
    line = '{url: "${FEED}", topic: news, dialogue: hello, every: 10m, digest_above: 5}'
    faults, feeds = feeds_of(tmp_path, line, FEED="https://example.org/feed")
    assert faults == []
    assert feeds == {
        "blog": Feed("blog", "https://example.org/feed", "news", "hello", every=600, digest_above=5)
    }


def test_a_feed_whose_address_is_not_set_is_left_off(tmp_path: Path):
    faults, feeds = feeds_of(tmp_path, '{url: "${FEED}", topic: news, dialogue: hello}')
    assert len(faults) == 1
    assert "warning: FEED is not set" in faults[0]
    assert not any(feed.url for feed in feeds.values())


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{url: ftp://x, topic: news, dialogue: hello}", "7:15: This is not a web address."),
        ("{url: https://x, topic: nws, dialogue: hello}", '7:33: There is no topic "nws". Did'),
        ("{url: https://x, topic: news, dialogue: o}", '7:49: There is no dialogue "o".'),
        (
            "{url: https://x, topic: news, dialogue: hello, every: 30s}",
            "7:63: A feed is looked at once a minute at most.",
        ),
        (
            "{url: https://x, topic: news, dialogue: hello, digest_above: 0}",
            "7:70: This is a whole number from 1.",
        ),
        ("{url: https://x, topic: news}", '7:9: "dialogue" is missing in a feed.'),
    ],
)
def test_what_is_wrong_with_a_feed(tmp_path: Path, line: str, fault: str):
    faults, _ = feeds_of(tmp_path, line)
    assert len(faults) == 1, faults
    assert faults[0].startswith(f"brand.yaml:{fault}")


def test_a_moment_in_the_past_counts_in_the_brands_zone(tmp_path: Path):
    when = "when: 2026-12-07 10:01\n"
    assert faults_of(tmp_path, when) == []
    assert datetime.fromisoformat("2026-12-07T10:01+01:00") > NOW
