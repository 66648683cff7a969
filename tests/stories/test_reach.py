"""What no story reaches: steps, and ways out of a step, with and without steps on them."""

import pytest

from bot.channels.capabilities import Capabilities
from bot.dialogue.publishing.library import Library
from bot.stories.reach import Reach, reach_of
from bot.stories.reading import stories_in
from bot.stories.report import Report, as_json, as_text
from bot.stories.sharing import SHARE, play_shared
from tests.brand_folder import library_of

PROFILES = {"terminal": Capabilities(buttons=20)}
SURVEY = """\
dialogue: survey
starts: [{command: survey}]
steps:
  - ask: Tea?
    as: tea
    choices: {y: Gladly, n: Never}
    within: 1h
    otherwise: [{say: Later then.}, end]
  - if: tea == 'y'
    then:
      - say: Sugar is on the table.
    elif:
      - if: person.name == 'Ada'
        then:
          - say: As always.
  - match: tea
    cases:
      y: [{say: Enjoy.}]
      n: [{say: Water then.}]
  - match: len(person.name or '')
    cases:
      3: [{say: Three.}]
  - split:
      short: [{say: Bye.}]
      long: [{say: Goodbye.}]
    as: words
  - repeat:
      - ask: More?
        as: more
        type: yes_no
    until: not more
    at_most: 3
  - if: more
    then: [{say: You are thirsty.}]
  - say: Thank you.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    files = {"brand.yaml": "brand: tiny\n", "dialogues/survey.yaml": SURVEY}
    return library_of(tmp_path_factory.mktemp("reach"), files)


def story(name: str, *steps: str, head: str = "") -> str:
    listed = "".join(f"  - {step}\n" for step in steps)
    return f"story: {name}\n{head}steps:\n{listed}"


def reach(library: Library, *texts: str) -> Reach:
    stories = [stories_in("tests/a.yaml", text.encode()).stories[0] for text in texts]
    played = play_shared(stories, library, PROFILES, 1)
    assert not [one.failure for one in played if one.failure]
    visits = {visit for one in played for visit in one.trail}
    return reach_of(library, visits, {way for one in played for way in one.ways})


def named(found: Reach) -> set[str]:
    return {f"{one.path} {one.branch}" for one in found.untaken}


def test_ways_are_told_apart(library: Library):
    found = reach(library, story("a", "person: /survey", "press: Never", 'person: "no"'))
    assert found.branches == 13
    assert named(found) >= {
        "steps.0 otherwise",
        "steps.1 then",
        "steps.1 elif.0.then",
        "steps.2 cases.y",
        "steps.3 cases.3",
        "steps.6 then",
    }
    assert not named(found) & {
        "steps.1 else",
        "steps.2 cases.n",
        "steps.3 else",
        "steps.5 repeat",
        "steps.6 else",
    }


def test_cases_that_cover_every_choice_leave_no_way_past_them(library: Library):
    assert "steps.2 else" not in named(reach(library, story("a", "person: hello")))


def test_everything_is_reached_by_enough_stories(library: Library):
    ada = "with: {name: Ada}\n"
    drawn = [reach_story(name, arm) for name, arm in (("s", "short"), ("l", "long"))]
    found = reach(
        library,
        *drawn,
        story("b", "person: /survey", "press: Never", head=ada),
        story("c", "person: /survey", "later: 2h"),
        story(
            "d",
            "person: /survey",
            "press: Never",
            'person: "yes"',
            'person: "yes"',
            'person: "yes"',
        ),
    )
    assert (found.unreached, found.untaken) == ((), ())


def reach_story(name: str, arm: str) -> str:
    pinned = f"split: {{words: {arm}}}\n"
    return story(name, "person: /survey", "press: Gladly", 'person: "no"', head=pinned)


def test_the_report_says_how_far(library: Library):
    found = reach(library, story("a", "person: /survey", "press: Gladly", 'person: "yes"'))
    text = as_text(Report((), found))
    assert "No story goes past:\n  survey: steps.1 (if: tea == 'y')\n" in text
    assert text.endswith(
        f"{found.steps - len(found.unreached)} of {found.steps} steps, "
        f"{found.branches - len(found.untaken)} of {found.branches} branches."
    )
    document = as_json(Report((), found))
    past = [one for one in document["untaken"] if one["path"] == "steps.1"]
    assert [(one["step"], one["branch"], one["file"]) for one in past] == [
        ("if", "elif.0.then", None),
        ("if", "else", None),
    ]
    assert document["coverage"]["branches"]["all"] == found.branches


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_stories_that_are_shared_out_come_back_in_order(library: Library):
    texts = [
        story(f"number {number}", "person: /survey", f"bot: {'Tea?' if number % 3 else 'Coffee?'}")
        for number in range(2 * SHARE + 3)
    ]
    stories = [stories_in("tests/a.yaml", text.encode()).stories[0] for text in texts]
    alone = play_shared(stories, library, PROFILES, 1)
    assert [one.story.name for one in alone] == [one.name for one in stories]
    assert [one.failure is None for one in alone] == [number % 3 > 0 for number in range(19)]
    assert play_shared(stories, library, PROFILES, 3) == alone
