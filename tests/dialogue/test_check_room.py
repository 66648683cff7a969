"""What a platform shows in a lesser form is warned of, for the brand's own channels only."""

from pathlib import Path

import pytest

from bot.channels.capabilities import Capabilities, CardRoom, MediaRoom, PollRoom
from bot.cli.platform_limits import limits_in
from bot.dialogue.checks.limits import Limits
from bot.dialogue.publishing.publish import read_brand

BRAND = """\
brand: fair
title: Fair
languages: [en, it]
channels:
  one: {adapter: telegram, token: "${T}"}
  two: {adapter: discord, token: "${T}"}
  three: {adapter: discord, token: "${T}"}
"""

SURVEY = """\
dialogue: survey
starts: [{command: survey}]
steps:
  - say: Hello
    buttons: {A button that is much too long: {say: Yes}}
  - ask: Which?
    choices: [One, Two, Three, Four]
  - ask: Which ones?
    type: choices
    choices: [One, Two]
    optional: true
  - ask: Which one?
    choices: {a: "For {person.first_name} and for me", b: "{person.first_name} and me"}
  - ask: Which one then?
    choices: [The first of all of them, Second, The third of them]
"""

CATALOGUE = """\
msgid ""
msgstr ""

msgid "Two"
msgstr "Il secondo di questi"
"""


def platform(adapter: str) -> Limits | None:
    table = Capabilities(buttons=3, label_limit=12)
    return limits_in("discord", table) if adapter == "discord" else None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in [
        ("brand.yaml", BRAND),
        ("dialogues/survey.yaml", SURVEY),
        ("locales/it.po", CATALOGUE),
    ]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_each_degradation_is_named_once_where_it_begins(folder: Path) -> None:
    faults = read_brand(folder, {"T": "x"}, None, platform).faults
    shortened = "On discord this label is shortened to 12 characters."
    listed = "On discord these {} choices are shown as a numbered list."
    takes = "A message takes 3 buttons there; here are 4"
    survey, catalogue = "dialogues/survey.yaml", "locales/it.po"
    assert [
        (fault.file, fault.line, fault.column, fault.message, fault.hint)
        for fault in faults
        if "On discord" in fault.message
    ] == [
        (survey, 5, 15, shortened, "It has 30."),
        (survey, 7, 15, listed.format(4), f"{takes}."),
        (survey, 10, 15, listed.format(2), f"{takes} with those that the product adds."),
        (survey, 13, 18, shortened, "It has 15."),
        (survey, 15, 15, shortened, "It has 24. So are others here: 2 in all."),
        (catalogue, 5, 9, shortened, "It has 20."),
    ]
    assert {fault.severity for fault in faults} == {"warning"}


def test_other_platforms_do_not_matter(folder: Path) -> None:
    brand = BRAND.replace("discord", "telegram")
    (folder / "brand.yaml").write_text(brand, encoding="utf-8")
    faults = read_brand(folder, {"T": "x"}, None, platform).faults
    assert not [fault for fault in faults if fault.message.startswith("On ")]


def test_a_long_text_is_no_fault(folder: Path) -> None:
    long = SURVEY.replace("Hello", "Hello " * 2_000)
    (folder / "dialogues" / "survey.yaml").write_text(long, encoding="utf-8")
    faults = read_brand(folder, {"T": "x"}, None, platform).faults
    assert sum(fault.message.startswith("On ") for fault in faults) == 6


SHOWN = """\
dialogue: survey
starts: [{command: survey}]
steps:
  - say: Hello
    media: [media/a.jpg, media/b.jpg, media/c.pdf, {file: media/b.jpg, kind: file}]
  - say: Hello
    card: {title: A title of some length, text: Short, image: media/b.jpg}
  - ask: A photo?
    type: photo
  - ask: A photo?
    type: photo
    optional: true
  - ask: A place?
    type: location
"""
MEGABYTE = 1024 * 1024
SIZES = {"a.jpg": 1, "b.jpg": 11 * MEGABYTE, "c.pdf": 51 * MEGABYTE}


def narrow(adapter: str) -> Limits | None:
    if adapter != "discord":
        return None
    media = MediaRoom(image_bytes=10 * MEGABYTE, file_bytes=50 * MEGABYTE)
    card = CardRoom(title=12, text=40)
    return limits_in("discord", Capabilities(buttons=3, media=media, card=card))


LESSER = """\
dialogues/survey.yaml:5:26: warning: On discord this picture is shown as a file. \
It has 11.0 MB; 10 MB are taken there.
dialogues/survey.yaml:5:39: warning: On discord this file is not shown, only told in words. \
It has 51.0 MB; 50 MB are taken there.
dialogues/survey.yaml:7:19: warning: On discord this card is shown as text. \
This has more than the 12 characters that a card takes there.
dialogues/survey.yaml:9:11: warning: On discord nobody can send a photo. \
Let people skip it: "optional: true".
""".splitlines()


def test_what_is_shown_in_a_lesser_form_and_what_nobody_can_send_is_warned_of(folder: Path) -> None:
    (folder / "dialogues/survey.yaml").write_text(SHOWN, encoding="utf-8")
    (folder / "media").mkdir()
    for name, length in SIZES.items():
        with (folder / "media" / name).open("wb") as file:
            file.truncate(length)
    faults = read_brand(folder, {"T": "x"}, None, narrow).faults
    assert [str(fault) for fault in faults if "On discord" in fault.message] == LESSER


ALIKE = """\
dialogue: survey
starts: [{command: survey}]
steps:
  - ask: Which one?
    choices: {a: The first house on the hill, b: The first house at the lake}
  - say: Hello
    card: {title: A title, text: Short, image: media/b.jpg}
"""


def test_why_a_list_or_a_text_is_shown_is_said(folder: Path) -> None:
    (folder / "dialogues/survey.yaml").write_text(ALIKE, encoding="utf-8")
    (folder / "media").mkdir()
    with (folder / "media" / "b.jpg").open("wb") as file:
        file.truncate(SIZES["b.jpg"])
    table = Capabilities(
        buttons=3,
        label_limit=2,
        media=MediaRoom(image_bytes=10 * MEGABYTE, file_bytes=10 * MEGABYTE),
        card=CardRoom(title=12, text=40),
    )
    faults = read_brand(folder, {"T": "x"}, None, lambda name: limits_in(name, table)).faults
    assert [
        (fault.line, fault.message, fault.hint)
        for fault in faults
        if fault.message.startswith("On discord")
    ] == [
        (
            5,
            "On discord these 2 choices are shown as a numbered list.",
            "Shortened to 2 characters they would look alike.",
        ),
        (
            7,
            "On discord this card is shown as text.",
            "Its picture cannot be shown in a card there.",
        ),
    ]


POLLS = """\
dialogue: survey
starts: [{command: survey}]
steps:
  - ask: Which colour would you like best of all of these?
    type: poll
    choices: [Red, Blue]
  - ask: Which?
    type: poll
    choices: [Red, A blue one]
    max: 1
  - ask: Which?
    type: poll
    choices: [Red, Blue]
    max: 1
  - ask: Which?
    type: poll
    choices: [Red, Blue]
    max: 1
    optional: true
  - say: Hear me.
    media:
      - {file: "https://example.org/a.ogg", kind: audio}
      - {file: "https://example.org/a.doc", kind: file}
"""


@pytest.mark.parametrize(
    ("room", "lines"),
    [
        (None, []),
        (PollRoom(question=20, label=6, most=4), [4, 7, 15]),
        (PollRoom(question=100, label=6, most=4, buttons=True), [7]),
        (PollRoom(question=100, label=10, most=4, several=False, buttons=True), [4]),
    ],
)
def test_a_poll_that_its_platform_does_not_take_is_warned_of(
    folder: Path, room: PollRoom | None, lines: list[int]
) -> None:
    (folder / "dialogues/survey.yaml").write_text(POLLS, encoding="utf-8")
    table = Capabilities(buttons=5, poll=room)
    faults = read_brand(folder, {"T": "x"}, None, lambda name: limits_in(name, table)).faults
    told = "On discord this poll is shown as a question with choices."
    assert [fault.line for fault in faults if fault.message == told] == lines
    why = "Its text, its options or their number are more than a poll takes there."
    assert all(fault.hint == why for fault in faults if fault.message == told)


def test_files_of_kinds_that_a_platform_does_not_take_are_warned_of(folder: Path) -> None:
    (folder / "dialogues/survey.yaml").write_text(POLLS, encoding="utf-8")
    media = MediaRoom(kinds=frozenset({"file"}), fetches=frozenset({"audio/ogg"}))
    table = Capabilities(buttons=5, media=media)
    faults = read_brand(folder, {"T": "x"}, None, lambda name: limits_in(name, table)).faults
    assert [
        (fault.line, fault.message, fault.hint)
        for fault in faults
        if fault.message.startswith("On discord")
    ] == [
        (22, "On discord this sound is shown as a file.", None),
        (
            23,
            "On discord this file is not shown, only told in words.",
            "It becomes a link.",
        ),
    ]
