from pathlib import Path

import pytest

from bot.stories.reading import read_stories, stories_in
from bot.stories.story import (
    AnyOf,
    Contains,
    Exactly,
    Hears,
    Later,
    Occurs,
    Post,
    Posts,
    Presses,
    Says,
    Silence,
)

HEAD = "story: a test\nsteps:\n"


def read(steps: str) -> object:
    found = stories_in("tests/a.yaml", (HEAD + steps).encode())
    assert not found.faults, found.faults
    return found.stories[0].steps[0]


def faults(text: str) -> list[str]:
    return list(map(str, stories_in("tests/a.yaml", text.encode()).faults))


@pytest.mark.parametrize(
    ("written", "text"),
    [("hello", "hello"), ('"8"', "8"), ("8", "8"), ("yes", "yes"), ("'  a '", "  a ")],
)
def test_what_a_person_writes_is_text(written: str, text: str) -> None:
    step = read(f"  - person: {written}\n")
    assert isinstance(step, Says)
    assert step.text == text


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Hello", Exactly("Hello")),
        ("{contains: ell}", Contains("ell")),
        ("{any_of: [a, b]}", AnyOf(("a", "b"))),
        ("nothing", Silence()),
    ],
)
def test_what_a_bot_step_expects(written: str, expected: object) -> None:
    step = read(f"  - bot: {written}\n")
    assert isinstance(step, Hears)
    assert step.expected == expected
    assert step.buttons is None


def test_no_buttons_is_not_the_same_as_unsaid() -> None:
    step = read("  - bot: Hello\n    buttons: []\n")
    assert isinstance(step, Hears)
    assert step.buttons == ()


def test_a_press_may_name_its_message_and_its_person() -> None:
    step = read("  - as: ada\n    press: {label: Yes, of: Anything else?}\n")
    assert isinstance(step, Presses)
    assert (step.who, step.label, step.of) == ("ada", "Yes", "Anything else?")


def test_durations_combine() -> None:
    step = read("  - later: 1h30m\n")
    assert isinstance(step, Later)
    assert step.seconds == 5400


@pytest.mark.parametrize(
    "written",
    [
        "event: order.shipped\n    data: {number: 7}\n    to: everyone\n",
        "event: {name: order.shipped, data: {number: 7}, to: everyone}\n",
    ],
)
def test_an_event_tells_its_data_beside_it_or_inside(written: str) -> None:
    step = read(f"  - {written}")
    assert isinstance(step, Occurs)
    assert (step.name, step.data, step.everyone) == ("order.shipped", {"number": 7}, True)


def test_an_event_is_about_the_person_of_the_story_or_another() -> None:
    one, other = read("  - event: order.shipped\n"), read("  - as: ada\n    event: {name: a.b}\n")
    assert isinstance(one, Occurs)
    assert isinstance(other, Occurs)
    assert (one.who, one.data, one.everyone) == ("person", None, False)
    assert (other.who, other.name) == ("ada", "a.b")


def test_a_post_of_a_feed() -> None:
    step = read("  - post: {feed: blog, title: The stall, link: 'https://blog.example/1'}\n")
    assert isinstance(step, Posts)
    assert (step.feed, step.posts) == ("blog", (Post("The stall", "https://blog.example/1"),))


def test_several_posts_at_once() -> None:
    step = read("  - post: {feed: blog, posts: [{title: One}, {title: Two, summary: Short}]}\n")
    assert isinstance(step, Posts)
    assert step.posts == (Post("One"), Post("Two", None, "Short"))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            HEAD + "  - persn: hi\n",
            'tests/a.yaml:3:5: A step has no key "persn". Did you mean "person"?',
        ),
        (HEAD + "  - person: hi\n    bot: ho\n", "tests/a.yaml:3:5: A step does exactly one thing"),
        (HEAD + "  - later: soon\n", 'tests/a.yaml:3:12: "later" is a duration'),
        (HEAD + "  - bot: {matches: '('}\n", "tests/a.yaml:3:20: This is no regular expression"),
        (HEAD + "  - event: order paid\n", 'tests/a.yaml:3:12: "event" needs the name of'),
        (HEAD + "  - event: {data: {a: 1}}\n", 'tests/a.yaml:3:12: "event" needs the name of'),
        (HEAD + "  - event: a\n    to: ada\n", 'tests/a.yaml:4:9: "to" can only be "everyone".'),
        (HEAD + "  - event: a\n    data: [1]\n", 'tests/a.yaml:4:11: "data" is a map of what'),
        (
            HEAD + "  - event: {name: a}\n    data: {b: 1}\n",
            'tests/a.yaml:4:11: "data" stands inside the map of this event.',
        ),
        (
            HEAD + "  - event: a\n    to: everyone\n    as: ada\n",
            "tests/a.yaml:5:9: An event to everyone is about nobody",
        ),
        (HEAD + "  - person: hi\n    data: {}\n", 'tests/a.yaml:3:5: "data" stands beside'),
        (HEAD + "  - post: {feed: blog}\n", 'tests/a.yaml:3:11: A post needs a "title".'),
        (HEAD + "  - post: {title: x}\n", 'tests/a.yaml:3:11: "post" needs a "feed" and a'),
        (HEAD + "  - post: {feed: a, posts: x}\n", 'tests/a.yaml:3:28: "posts" is a list of'),
        (HEAD + "  - post: {feed: blog, text: x}\n", 'tests/a.yaml:3:24: "post" has no key "text"'),
        (
            HEAD + "  - bot: {contains: Ten, or so}\n",
            'tests/a.yaml:3:26: "bot" has no key "or so". A comma inside { } begins another',
        ),
        (HEAD + "  - expect: {slot: {}}\n", 'tests/a.yaml:3:14: "expect" has no key "slot".'),
        (HEAD + "  - stub: {returns: 1}\n", "tests/a.yaml:3:5: A stub answers for one"),
        (HEAD + "  - person: hi\n    buttons: [a]\n", 'tests/a.yaml:3:5: "buttons" stands beside'),
        ("story: a\nsteps: []\n", 'tests/a.yaml:2:8: "steps" is a list'),
        ("story: a\n", 'tests/a.yaml:1:1: A story needs "steps".'),
        ("steps:\n  - person: hi\n", "tests/a.yaml:1:1: A story needs a name"),
        (
            "story: a\nwhen: x\nsteps:\n  - person: hi\n",
            'tests/a.yaml:2:1: A story has no key "when".',
        ),
        ("story: a\nnow: soon\nsteps:\n  - person: hi\n", 'tests/a.yaml:2:6: "now" is a day'),
        (
            "story: a\nwith: {timezone: Mars}\nsteps:\n  - person: hi\n",
            "tests/a.yaml:2:18: Mars is no time zone.",
        ),
        ("story: [", "tests/a.yaml:2:1:"),
        ("", "tests/a.yaml:1:1: There is nothing in this file."),
        ("- a\n", "tests/a.yaml:1:1: A story is a map"),
    ],
)
def test_faults_have_a_place(text: str, fault: str) -> None:
    assert any(line.startswith(fault) for line in faults(text)), faults(text)


def test_a_misspelt_step_is_one_fault() -> None:
    assert len(faults(HEAD + "  - persn: hi\n")) == 1


def test_a_stub_is_kept() -> None:
    found = stories_in(
        "tests/a.yaml",
        (HEAD + "  - stub: {http: 'https://x.example/*', status: 500, times: 2}\n").encode(),
    )
    assert not found.faults


def test_several_stories_in_one_file() -> None:
    one, two = (f"  - story: {name}\n    steps: [{{person: hi}}]\n" for name in "ab")
    text = f"stories:\n{one}{two}"
    found = stories_in("tests/a.yaml", text.encode())
    assert [story.name for story in found.stories] == ["a", "b"]
    assert found.stories[1].place.line == 4


def test_what_is_no_file_is_a_fault(tmp_path: Path) -> None:
    tests = tmp_path / "tests"
    (tests / "folder.yaml").mkdir(parents=True)
    (tests / "old.yml").write_text(HEAD + "  - person: hi\n")
    (tests / "gone.yaml").symlink_to(tests / "nowhere.yaml")
    (tests / "deep" / "er").mkdir(parents=True)
    (tests / "deep" / "er" / "good.yaml").write_text(HEAD + "  - person: hi\n")
    found = read_stories(tmp_path)
    assert [(fault.file, fault.severity) for fault in found.faults] == [
        ("tests/folder.yaml", "error"),
        ("tests/gone.yaml", "error"),
        ("tests/old.yml", "warning"),
    ]
    assert [story.place.file for story in found.stories] == ["tests/deep/er/good.yaml"]


def test_two_stories_of_one_name(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    for name in "ab":
        (tmp_path / "tests" / f"{name}.yaml").write_text(HEAD + "  - person: hi\n")
    found = read_stories(tmp_path)
    assert [str(fault) for fault in found.faults] == [
        (
            'tests/b.yaml:1:8: "a test" is also the name of a story in tests/a.yaml, line 1. '
            "Give each story a name of its own."
        )
    ]
    assert len(found.stories) == 1


def test_no_tests_at_all(tmp_path: Path) -> None:
    assert read_stories(tmp_path).stories == ()
