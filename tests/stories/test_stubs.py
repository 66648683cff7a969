"""What stands in for the outside in a story, played through the real engine."""

import pytest

from bot.brand.nodes import Place
from bot.channels.capabilities import Capabilities
from bot.dialogue.machine.turn import Visit
from bot.dialogue.publishing.library import Library
from bot.stories.play import Played, play
from bot.stories.reading import stories_in
from bot.stories.report import Report, as_json, as_text
from tests.brand_folder import library_of

DIALOGUE = """\
dialogue: survey
starts: [{command: survey}]
steps:
  - ask: From 0 to 10?
    as: score
    type: number
  - do: actions.remember_lead
    with: {score: "{score}"}
    as: lead
  - http: {post: "https://crm.example.org/answers/{score}", json: {score: "{score}"}, as: crm}
    failed: [{say: "Noted; I will pass it on later."}]
  - say: "{lead.ok} {crm}"
"""

HEAD = "story: s\nsteps:\n"
DO = "  - stub: {do: actions.remember_lead, returns: {ok: true}}\n"
TALK = '  - person: /survey\n  - bot: From 0 to 10?\n  - person: "8"\n'


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    files = {
        "brand.yaml": "brand: tiny\nchannels: {web: {adapter: webchat}}\n",
        "actions.py": "raise SystemExit\ndef remember_lead(score): ...\n",
        "dialogues/survey.yaml": DIALOGUE,
    }
    return library_of(tmp_path_factory.mktemp("tiny"), files)


async def played(library: Library, steps: str) -> Played:
    stories = stories_in("tests/s.yaml", (HEAD + steps).encode())
    assert not stories.faults, stories.faults
    (story,) = stories.stories
    return await play(story, library, {"webchat": Capabilities(buttons=20)})


def http(**answer: str) -> str:
    written = ", ".join(f"{key}: {value}" for key, value in answer.items())
    url = '"https://crm.example.org/answers/*"'
    return f"  - stub: {{http: {url}, {written}}}\n"


@pytest.mark.parametrize(
    ("stubs", "said"),
    [
        (DO + http(status="500"), ["Noted; I will pass it on later.", "yes"]),
        (DO + http(status="404"), ["Noted; I will pass it on later.", "yes"]),
        (DO + http(timeout="true"), ["Noted; I will pass it on later.", "yes"]),
        (DO + http(json="{a: 1}"), ["yes a: 1"]),
        (DO + http(text="kept"), ["yes kept"]),
        (DO + http(status="201"), ["yes"]),
        (DO + http(text="kept") + http(text="later"), ["yes later"]),
        (DO + http(text="kept") + http(text="later", times="1"), ["yes later"]),
        (DO + http(text="kept", method="post"), ["yes kept"]),
        (DO + http(text="kept") + http(text="got", method="GET"), ["yes kept"]),
        (DO + http(text="kept", headers="{Content-Type: text/plain}"), ["yes kept"]),
        (DO.replace("returns: {ok: true}", "fails: true") + http(text="kept"), ["kept"]),
        (DO.replace("returns: {ok: true}", "fails: no money") + http(text="kept"), ["kept"]),
        (DO + '  - stub: {http: "*", text: any}\n', ["yes any"]),
        (DO + '  - stub: {http: "https://crm.example.org/answers/8", text: one}\n', ["yes one"]),
    ],
)
async def test_a_stub_answers(library: Library, stubs: str, said: list[str]) -> None:
    heard = "".join(f"  - bot: {{matches: '^{line.rstrip()}'}}\n" for line in said)
    one = await played(library, stubs + TALK + heard + "  - bot: nothing\n")
    assert one.failure is None, one.failure


async def test_what_went_wrong_is_told_though_the_story_holds(library: Library) -> None:
    failing = DO.replace("returns: {ok: true}", "fails: no money")
    one = await played(library, failing + http(text="kept") + TALK)
    assert one.failure is None
    told = "survey/steps.1: actions.remember_lead failed: it fails in this story."
    assert one.incidents == (told,)
    assert f"ok      s\n        incident: {told}\n" in as_text(Report((one,)))
    places = {Visit("survey", "steps.1"): Place("dialogues/survey.yaml", 7, 5)}
    there = "dialogues/survey.yaml:7:5: actions.remember_lead failed"
    assert f"        incident: {there}" in as_text(Report((one,), places=places))
    (shown,) = as_json(Report((one,)))["stories"]
    assert shown["incidents"] == [told]


async def test_an_exact_address_is_not_a_longer_one(library: Library) -> None:
    stub = '  - stub: {http: "https://crm.example.org/answers", text: one}\n'
    one = await played(library, DO + stub + TALK)
    assert one.failure is not None
    called = "POST https://crm.example.org/answers/8"
    assert one.failure.message == f"{called} is called, and no stub answers for it."


async def test_a_call_without_a_stub_fails_the_story_by_its_name(library: Library) -> None:
    one = await played(library, TALK + "  - bot: nothing\n")
    assert one.failure is not None
    assert one.failure.place.line == 5
    assert one.failure.message == "actions.remember_lead is called, and no stub answers for it."
    stub = "{do: actions.remember_lead, returns: …}"
    assert one.failure.expected == f"before this step: - stub: {stub}"


async def test_a_stub_answers_so_often_and_from_where_it_stands(library: Library) -> None:
    steps = (
        DO
        + http(text="first")
        + http(text="twice", times="2")
        + TALK
        + "  - bot: yes twice\n"
        + TALK
        + "  - bot: yes twice\n"
        + TALK
        + "  - bot: yes first\n"
        + http(text="now")
        + TALK
        + "  - bot: yes now\n"
        + "  - expect: {slots: {score: 8, crm: now}, dialogue: null}\n"
    )
    one = await played(library, steps)
    assert one.failure is None, one.failure


async def test_a_stub_that_is_used_up_leaves_its_call_without_one(library: Library) -> None:
    once = DO.replace("}}", "}, times: 1}")
    one = await played(library, once + http(text="x") + TALK + "  - bot: yes x\n" + TALK)
    assert one.failure is not None
    assert one.failure.message.startswith("actions.remember_lead is called")
    assert any("yes x" in line for line in one.failure.conversation)


@pytest.mark.parametrize(
    ("stub", "place", "message"),
    [
        ("{do: actions.x, status: 500}", "3:27", 'A stub of "do" has no key "status".'),
        ("{do: actions.x, http: y}", "3:5", 'A stub answers for one "do" or one "http".'),
        ("{returns: 1}", "3:5", 'A stub answers for one "do" or one "http".'),
        ("{do: actions.x, returns: 1, fails: true}", "3:46", "A function returns or fails"),
        ("{http: y, json: {}, text: z}", "3:37", "An answer is JSON or a text"),
        ("{http: y, status: five}", "3:29", '"status" is a status such as 200 or 500.'),
        ("{http: y, times: 0}", "3:28", '"times" is a whole number from 1.'),
        ("{http: y, timeout: 3s}", "3:30", '"timeout" is true or false.'),
        ("{http: y, method: fetch}", "3:29", '"method" is one of GET, POST'),
        ("text", "3:11", '"stub" is a map with "do" or "http"'),
    ],
)
def test_a_stub_that_does_not_fit_is_a_fault(stub: str, place: str, message: str) -> None:
    found = stories_in("tests/s.yaml", f"{HEAD}  - stub: {stub}\n".encode())
    lines = [str(fault) for fault in found.faults]
    assert any(line.startswith(f"tests/s.yaml:{place}: {message}") for line in lines), lines
