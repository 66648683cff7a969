"""From files to programs: instructions, jumps, paths and versions."""

from pathlib import Path

import pytest

from bot.core.text import Text
from bot.dialogue import program
from bot.dialogue.program import Jump, Match, Program
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import read_brand
from tests.brand_folder import write_files

BRAND = """
brand: market
title: The Market
languages: [en, it]
timezone: Europe/Rome
channels:
  web: {adapter: webchat}
  site: {adapter: webhook, secret: ["${NEW}", "${OLD}"], deliver_to: "http://127.0.0.1:9/in"}
topics:
  blog: {title: New posts, wording: Shall I write to you?, at_most: 2 per week}
quiet: {from: "21:30", to: "08:30"}
caps: {started_by_us: 3 per week}
events_secret: ${NEW}
"""
ENVIRON = {"NEW": "whsec_bmV3", "OLD": "whsec_b2xk"}
SURVEY = """
dialogue: survey
title: A survey
starts:
  - command: survey
  - keyword: [survey, sondaggio]
  - phrases: take the survey
  - link: survey
steps:
  - say: [Hello, Hi]
    buttons:
      More: {run: more}
      Site: {url: "https://example.org"}
      Thanks: {say: You are welcome}
  - ask: What is it?
    as: view
    choices: {talk: A talk, noise: A noise}
    again: One of the two, please.
  - if: view == 'talk'
    then:
      - say: Yes.
    elif:
      - if: view == 'noise'
        then: [{say: No.}]
    else:
      - end
  - match: view
    cases:
      talk: [{say: T}]
      noise: [{say: N}]
    else: [{say: E}]
  - ask: How much?
    as: score
    type: number
    min: 0
    max: 10
    optional: true
    interruptible: false
  - ask: Stars?
    type: rating
  - set: {person.met: true, total: "{score}"}
  - run: more
    with: {score: "{total}"}
    as: result
  - say: "{result.score}"
  - offer: blog
    as: wants
  - go: more
"""
MORE = "dialogue: more\ninterruptible: false\nsteps:\n  - say: '{score}'\n  - end\n"
ITALIAN = 'msgid "A talk"\nmsgstr "Una chiacchierata"\n\nmsgid "New posts"\nmsgstr "Articoli"\n'


@pytest.fixture
def brand(tmp_path: Path) -> Path:
    files = {
        "brand.yaml": BRAND,
        "dialogues/survey.yaml": SURVEY,
        "dialogues/deep/er/more.yaml": MORE,
        "locales/it.po": ITALIAN,
    }
    return write_files(tmp_path, files)


def library_of(folder: Path) -> Library:
    reading = read_brand(folder, ENVIRON)
    assert reading.library is not None, "\n".join(map(str, reading.faults))
    known = ("no translation", "without a word")
    assert all(any(words in fault.message for words in known) for fault in reading.faults)
    return reading.library


def survey(folder: Path) -> Program:
    return library_of(folder).dialogues["survey"].program


def test_the_brand_is_what_its_file_says(brand: Path):
    found = library_of(brand).brand
    assert (found.id, found.languages, found.timezone) == ("market", ("en", "it"), "Europe/Rome")
    assert found.topics["blog"].title.within("it-CH") == "Articoli"
    assert found.topics["blog"].at_most == "2 per week"
    assert found.quiet is not None
    assert (found.quiet.start, found.quiet.end) == ("21:30", "08:30")
    assert found.caps == {"started_by_us": "3 per week"}
    assert found.events_secret == "whsec_bmV3"
    site = found.channels["site"]
    assert site.options["secret"] == ["whsec_bmV3", "whsec_b2xk"]
    assert site.options["deliver_to"] == "http://127.0.0.1:9/in"


def test_a_channel_without_its_secret_is_left_off(brand: Path):
    reading = read_brand(brand, {"NEW": "whsec_bmV3"})
    assert reading.library is not None
    assert reading.library.brand.channels["site"].unset == ("OLD",)
    assert "web" in reading.library.brand.channels


def test_triggers_come_one_by_one(brand: Path):
    triggers = library_of(brand).dialogues["survey"].triggers
    assert [(one.command, one.keyword, one.phrase, one.link) for one in triggers] == [
        ("survey", None, None, None),
        (None, "survey", None, None),
        (None, "sondaggio", None, None),
        (None, None, "take the survey", None),
        (None, None, None, "survey"),
    ]


def test_every_instruction_names_the_step_that_it_comes_from(brand: Path):
    paths = [
        one.path
        for one in survey(brand).instructions
        if not isinstance(one, Jump | program.Test | Match)
    ]
    assert paths == [
        "steps.0",
        "steps.1",
        "steps.2.then.0",
        "steps.2.elif.0.then.0",
        "steps.2.else.0",
        "steps.3.cases.talk.0",
        "steps.3.cases.noise.0",
        "steps.3.else.0",
        *(f"steps.{number}" for number in range(4, 11)),
        "end",
    ]


def walked(compiled: Program, view: str) -> list[str]:
    """Return what is said when `view` is the answer, by following tests and jumps alone."""
    said, at = [], 0
    while at < len(compiled.instructions):
        instruction = compiled.instructions[at]
        at += 1
        match instruction:
            case program.Test(condition=condition, otherwise=otherwise):
                at = at if condition == f"view == '{view}'" else otherwise
            case program.Match(cases=cases, otherwise=otherwise):
                at = cases.get(view, otherwise)
            case program.Jump(to=to):
                at = to
            case program.Say(variants=variants):
                said.append(variants[0].original)
            case program.End():
                break
    return said


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("talk", ["Hello", "Yes.", "T", "{result.score}"]),
        ("noise", ["Hello", "No.", "N", "{result.score}"]),
        ("other", ["Hello"]),
    ],
)
def test_branches_lead_where_they_should(brand: Path, view: str, said: list[str]):
    assert walked(survey(brand), view) == said


def test_a_question_is_complete(brand: Path):
    asks = [one for one in survey(brand).instructions if isinstance(one, program.Ask)]
    choice, number, rating = (one.question for one in asks)
    assert (choice.type, choice.slot) == ("choice", "view")
    assert [(one.value, one.label.within("it")) for one in choice.choices] == [
        ("talk", "Una chiacchierata"),
        ("noise", "A noise"),
    ]
    assert choice.again[0].original == "One of the two, please."
    assert (number.minimum, number.maximum) == (0, 10)
    assert (number.optional, number.interruptible) == (True, False)
    assert (rating.minimum, rating.maximum, rating.slot) == (1, 5, None)


def test_values_keep_their_types(brand: Path):
    (found,) = (one for one in survey(brand).instructions if isinstance(one, program.Set))
    assert found.values == {"person.met": True, "total": "{score}"}


def test_a_called_dialogue_has_the_slots_that_callers_set(brand: Path):
    more = library_of(brand).dialogues["more"].program
    assert more.slots == ("score",)
    assert more.interruptible is False


def test_a_version_is_the_hash_of_what_people_meet(brand: Path):
    before = library_of(brand)
    assert before.dialogues["survey"].program.version == survey(brand).version
    path = brand / "dialogues" / "survey.yaml"
    path.write_text("# A comment\n" + SURVEY, encoding="utf-8")
    assert survey(brand).version == before.dialogues["survey"].program.version
    path.write_text(SURVEY.replace("How much?", "How many?"), encoding="utf-8")
    after = library_of(brand)
    assert after.dialogues["survey"].program.version != before.dialogues["survey"].program.version
    assert after.dialogues["more"] == before.dialogues["more"]


def test_a_list_of_choices_gives_its_labels_as_values_and_whole_numbers_as_such(brand: Path):
    path = brand / "dialogues" / "short.yaml"
    path.write_text(
        "dialogue: start\nsteps:\n  - ask: Size?\n    choices: [Small, 2]\n", encoding="utf-8"
    )
    (ask, _) = library_of(brand).dialogues["start"].program.instructions
    assert isinstance(ask, program.Ask)
    assert [(one.value, one.label.original) for one in ask.question.choices] == [
        ("Small", "Small"),
        (2, "2"),
    ]


WAITS = """
dialogue: waits
starts:
  - event: [order.paid, order.lost]
    urgent: true
  - event: post.published
    topic: blog
steps:
  - wait: 1h30m
  - ask: Who?
    as: who
    within: 2d
    otherwise: [{say: Nobody.}, {wait: 1s}]
  - offer: blog
    within: 1w
  - wait_for: order.paid
    where: event.data.who == who
    as: payment
    otherwise: [end]
    within: 5m
  - wait_for: order.lost
  - emit: order.done
    with: {sum: "{payment.sum}", "to whom": [1, {who: "{who}"}]}
"""
LATE = 'msgid "Nobody."\nmsgstr "Nessuno."\n'


def test_waits_and_events_are_instructions_with_a_place_for_when_the_time_is_over(brand: Path):
    (brand / "dialogues" / "waits.yaml").write_text(WAITS, encoding="utf-8")
    (brand / "locales" / "it.po").write_text(ITALIAN + "\n" + LATE, encoding="utf-8")
    library = read_brand(brand, ENVIRON).library
    assert library is not None
    compiled = library.dialogues["waits"].program
    question = compiled.instructions[1].question
    late = program.Say("steps.1.otherwise.0", (Text("Nobody.", {"it": "Nessuno."}),))
    assert compiled.instructions == (
        program.Wait("steps.0", 5_400),
        program.Ask("steps.1", question, 172_800, 3),
        Jump(5),
        late,
        program.Wait("steps.1.otherwise.1", 1),
        program.Offer("steps.2", "blog", None, 604_800),
        program.WaitFor("steps.3", "order.paid", "payment", "event.data.who == who", 300, 8),
        Jump(9),
        program.End("steps.3.otherwise.0"),
        program.WaitFor("steps.4", "order.lost"),
        program.Emit(
            "steps.5",
            "order.done",
            {"sum": "{payment.sum}", "to whom": [1, {"who": "{who}"}]},
        ),
        program.End("end"),
    )
    assert compiled.slots == ("payment", "who")
    assert [(one.event, one.topic, one.urgent) for one in library.dialogues["waits"].triggers] == [
        ("order.paid", None, True),
        ("order.lost", None, True),
        ("post.published", "blog", False),
    ]
