"""What a story means, played through the real engine."""

import pytest
from msgspec.structs import replace

from bot.channels.capabilities import Capabilities
from bot.core.ids import ChannelName
from bot.dialogue.publishing.library import Library
from bot.stories.difference import Failure
from bot.stories.play import Played, play
from bot.stories.reach import unreached
from bot.stories.reading import stories_in
from tests.brand_folder import library_of

FILES = {
    "brand.yaml": """\
brand: tiny
title: Tiny
languages: [en, it]
timezone: Europe/Rome
channels:
  web: {adapter: webchat}
  bare: {adapter: plain}
topics:
  news: {title: News, wording: Shall I write to you?}
""",
    "dialogues/survey.yaml": """\
dialogue: survey
title: Survey
starts: [{command: survey}]
steps:
  - say: "Hello *there*, {person.first_name or 'you'}"
  - say: "Second"
  - ask: Tea?
    as: tea
    choices: {y: Gladly, n: Rather not}
  - ask: Cake?
    as: cake
    choices: {y: Gladly, n: Never}
  - offer: news
  - say: Bye
""",
    "dialogues/time.yaml": """\
dialogue: time
title: Time
starts: [{command: time}]
steps:
  - say: "{date(now)} {time(now)}"
""",
    "locales/it.po": 'msgid "Tea?"\nmsgstr "Tè?"\n',
}

PROFILES = {
    "webchat": Capabilities(buttons=20),
    "plain": Capabilities(buttons=0),
    "terminal": Capabilities(buttons=20),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(tmp_path_factory.mktemp("tiny"), FILES, PROFILES)


async def played(library: Library, text: str) -> Played:
    found = stories_in("tests/a.yaml", text.encode())
    assert not found.faults, found.faults
    return await play(found.stories[0], library, PROFILES)


async def failure(library: Library, steps: str, head: str = "") -> Failure | None:
    return (await played(library, f"story: x\n{head}steps:\n{steps}")).failure


HOLDS = {
    "in order without gaps": """
  - person: /survey
  - bot: Hello there, you
  - bot: Second
  - bot: Tea?
""",
    "the rest of a turn is dropped": """
  - person: /survey
  - bot: Hello there, you
  - press: Gladly
  - bot: Cake?
""",
    "silence after everything": """
  - person: /survey
  - bot: {contains: Hello}
  - bot: Second
  - bot: Tea?
    buttons: [Gladly, Rather not]
  - bot: nothing
  - later: 1h
  - bot: nothing
""",
    "the newest button with a label": """
  - person: /survey
  - press: Gladly
  - bot: Cake?
  - press: Gladly
  - expect: {slots: {tea: y, cake: y}}
""",
    "a button of a named message": """
  - person: /survey
  - press: Gladly
  - bot: Cake?
  - press: {label: Gladly, of: Tea?}
  - expect: {slots: {tea: y, cake: null}, dialogue: survey}
""",
    "buttons alone": """
  - person: /survey
  - bot: {matches: Hello}
  - bot: Second
  - bot:
    buttons: [Gladly, Rather not]
""",
    "consent by a yes only": """
  - person: /survey
  - press: Gladly
  - press: Never
  - bot: Shall I write to you?
    buttons: []
  - expect: {subscribed: []}
  - press: "Yes"
  - bot: Bye
  - expect: {subscribed: [news], dialogue: null, outcome: ended}
  - expect: {tags: [], emitted: [], handoff: false}
""",
    "everybody has a conversation of their own": """
  - person: /survey
  - as: grace
    person: /time
  - press: Rather not
  - as: grace
    expect: {dialogue: null, slots: {}}
  - expect: {dialogue: survey, slots: {tea: n}}
""",
    "the usual day": """
  - person: /time
  - bot: "Jun 4, 2030 10:00\u202fAM"
  - later: 1d2h
  - person: /time
  - bot: "Jun 5, 2030 12:00\u202fPM"
""",
}


@pytest.mark.parametrize("name", HOLDS)
async def test_holds(library: Library, name: str) -> None:
    assert await failure(library, HOLDS[name]) is None


FAILS = {
    "a gap": ("  - person: /survey\n  - bot: Second\n", 4, "Something else is said."),
    "too much expected": (
        "  - person: /time\n  - bot: {contains: ':'}\n  - bot: More\n",
        5,
        "Nothing more is said.",
    ),
    "not silent": ("  - person: /time\n  - bot: nothing\n", 4, "Something more is said."),
    "no such button": ("  - person: /survey\n  - press: Perhaps\n", 4, "No message has a button"),
    "other buttons": (
        "  - person: /survey\n  - bot: {contains: Hello}\n    buttons: [Yes]\n",
        4,
        "Something else is said",
    ),
    "another fact": (
        "  - person: /survey\n  - expect: {dialogue: null}\n",
        4,
        "Something else is true.",
    ),
    "a reason that nobody gave": (
        "  - person: /survey\n  - expect: {handoff: A complaint}\n",
        4,
        "Something else is true.",
    ),
    "a consent that nobody gave": (
        "  - person: /survey\n  - expect: {subscribed: [news]}\n",
        4,
        "Something else is true.",
    ),
}


@pytest.mark.parametrize("name", FAILS)
async def test_fails_at_its_line(library: Library, name: str) -> None:
    steps, line, message = FAILS[name]
    found = await failure(library, steps)
    assert found is not None
    assert found.place.line == line
    assert found.message.startswith(message)
    assert found.conversation[0].startswith("person: /")


async def test_a_desk_takes_over_in_a_story_without_its_secret(library: Library) -> None:
    with_desk = replace(library, brand=replace(library.brand, named_desk=ChannelName("desk")))
    asked = "".join(f"  - person: {words}\n" for words in ("eh", "what", "hm"))
    steps = f"{asked}  - expect: {{handoff: true}}\n  - person: hello\n  - bot: nothing\n"
    assert await failure(with_desk, steps) is None


async def test_a_failure_shows_what_was_said(library: Library) -> None:
    found = await failure(library, "  - person: /survey\n  - bot: Second\n")
    assert found is not None
    assert found.expected == "Second"
    assert found.actual == ("Hello there, you", "Second", "Tea? [Gladly | Rather not]")


async def test_a_failure_names_what_can_be_pressed(library: Library) -> None:
    steps = "  - person: /survey\n  - press: Gladly\n  - person: time\n  - press: Perhaps\n"
    found = await failure(library, steps)
    assert found is not None
    assert found.actual == ("Gladly", "Never", "Rather not")


@pytest.mark.parametrize(
    ("head", "steps"),
    [
        ("with: {name: Ada Lovelace}\n", "  - person: /survey\n  - bot: 'Hello there, Ada'\n"),
        ("with: {subscribed: [news]}\n", "  - expect: {subscribed: [news]}\n"),
        ("language: it\n", "  - person: /survey\n  - press: Gladly\n  - expect: {language: it}\n"),
        ("now: 2031-01-01 09:30\n", "  - person: /time\n  - bot: {contains: '9:30'}\n"),
        (
            "now: 2031-01-01T08:30:00Z\nwith: {timezone: Asia/Tokyo}\n",
            "  - person: /time\n  - bot: {contains: '5:30'}\n",
        ),
        ("channel: bare\n", "  - person: /survey\n  - press: Gladly\n  - bot: Cake?\n"),
        ("channel: webchat\n", "  - person: /time\n"),
        ("channel: telegram\n", "  - person: /survey\n  - press: Gladly\n  - bot: Cake?\n"),
    ],
)
async def test_the_head_sets_the_stage(library: Library, head: str, steps: str) -> None:
    assert await failure(library, steps, head) is None


@pytest.mark.parametrize(
    ("head", "step", "line", "message"),
    [
        ("channel: wbe\n", "person: hi", 2, 'no channel "wbe". Did you mean "web"?'),
        ("with: {subscribed: [nwes]}\n", "person: hi", 2, 'no topic "nwes". Did you mean "news"?'),
        ("", "expect: {dialogue: survy}", 3, 'no dialogue "survy". Did you mean "survey"?'),
        ("", "expect: {subscribed: [blog]}", 3, 'no topic "blog". There are: news.'),
    ],
)
async def test_what_the_brand_does_not_have(
    library: Library, head: str, step: str, line: int, message: str
) -> None:
    found = await failure(library, f"  - {step}\n", head)
    assert found is not None
    assert found.place.line == line
    assert found.message == f"The brand has {message}"


async def test_steps_that_no_story_reaches(library: Library) -> None:
    one = await played(library, "story: x\nsteps:\n  - person: /survey\n")
    missed = unreached(library, one.trail)
    assert [(step.dialogue, step.path, step.step) for step in missed] == [
        ("survey", "steps.3", "ask"),
        ("survey", "steps.4", "offer"),
        ("survey", "steps.5", "say"),
        ("time", "steps.0", "say"),
    ]
