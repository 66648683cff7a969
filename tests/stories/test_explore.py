"""Walks through a brand: the same seed walks the same way, and comes upon what is wrong."""

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from bot.channels.capabilities import Capabilities
from bot.cli.main import convivio
from bot.dialogue.program import Ask
from bot.dialogue.publishing.library import Library
from bot.stories.exploration import Exploration, explored
from bot.stories.play import play
from bot.stories.reading import stories_in
from bot.stories.sharing import SHARE, play_shared, shared_out
from bot.stories.shrinking import shrunk
from bot.stories.walking import walk
from bot.stories.written_down import written_down
from tests.brand_folder import library_of

PROFILES = {"webchat": Capabilities(buttons=20), "terminal": Capabilities(buttons=20)}
BRAND = """\
brand: tiny
languages: [en, it]
topics:
  news: {title: News, wording: Shall I write to you?}
"""
SHOP = """\
dialogue: shop
starts:
  - command: shop
  - keyword: [shop, buy]
  - link: shop
  - event: order.seen
steps:
  - say: Welcome to the shop, {person.first_name or 'friend'}.
    buttons: {More: {say: There is more.}}
  - ask: Which size?
    as: size
    choices: {s: Small, l: Large}
  - ask: How many?
    as: count
    type: number
    min: 1
    max: 3
  - ask: Which colours?
    as: colours
    type: choices
    choices: [Red, Green, Blue]
    max: 2
    optional: true
  - ask: A picture of it?
    type: photo
    optional: true
    within: 1d
    otherwise: [{say: No picture then.}]
  - offer: news
  - say: We tell you when it leaves.
  - wait_for: order.shipped
    where: event.data.size == size
    as: parcel
    within: 3d
    otherwise: [{say: It takes longer.}, end]
  - match: size
    cases:
      s: [{say: A small one is on its way.}]
      l: [{say: A large one is on its way.}]
  - say: Thank you.
"""
WRONG = """\
dialogue: wrong
starts: [{command: wrong}]
steps:
  - ask: A number?
    as: amount
    type: number
    min: 0
    max: 4
  - say: "Half of the rest is {10 / (amount - amount)}."
  - ask: And now?
    as: then
"""


TABLE = """\
dialogue: table
starts: [{command: table}]
steps:
  - ask: Which day?
    as: day
    type: date
    min: today
  - ask: Until when?
    as: until
    type: date
    min: day
  - ask: Born when?
    as: born
    type: date
    max: now
  - ask: At what time?
    as: at
    type: time
    min: 12:00
    max: 14:30
  - ask: How many?
    as: people
    type: number
    where: people == 3
    again: Three, please.
    tries: 9
  - say: Thank you.
"""


def library_with(folder: Path, **dialogues: str) -> Library:
    files = {f"dialogues/{name}.yaml": text for name, text in dialogues.items()}
    return library_of(folder, {"brand.yaml": BRAND, **files})


def explore(library: Library, *, walks: int = 8, seed: int = 1) -> Exploration:
    def one(number: int):
        return walk(library, PROFILES, seed=seed, number=number, steps=30)

    return explored(shared_out(one, range(walks), 1), library, seed)


def call(*arguments: object) -> Result:
    return CliRunner().invoke(convivio, [str(argument) for argument in arguments])


def test_a_sound_brand_is_walked_through(tmp_path: Path):
    found = explore(library_with(tmp_path, shop=SHOP))
    assert found.found == ()
    assert found.strides == 8 * 30
    assert not [step.path for step in found.reach.unreached if not step.path.startswith("end")]


def test_answers_lie_within_their_bounds_and_nobody_knows_what_an_expression_wants(tmp_path: Path):
    found = explore(library_with(tmp_path, table=TABLE))
    assert found.found == ()
    assert not [step.path for step in found.reach.unreached if not step.path.startswith("end")]


CALLING = """
dialogue: order
starts: [{command: order}]
steps:
  - ask: Which?
    as: which
  - do: actions.look
    with: {which: "{which}"}
    as: found
    failed: [{say: I cannot look.}, end]
  - http: {get: "https://example.org/{which}/{found}", as: more}
  - say: "Here: {more}"
"""


def test_what_the_outside_answers_is_written_down_with_the_walk(tmp_path: Path):
    (tmp_path / "actions.py").write_text("def look(which): ...\n")
    library = library_with(tmp_path, order=CALLING)
    found = explore(library, walks=6)
    assert found.found == ()
    assert not [step.path for step in found.reach.unreached if not step.path.startswith("end")]
    (story,) = stories_in("tests/a.yaml", written_down(found.furthest, "walk").encode()).stories
    assert asyncio.run(play(story, library, PROFILES)).failure is None


def test_what_is_wrong_is_come_upon(tmp_path: Path):
    found = explore(library_with(tmp_path, wrong=WRONG), walks=2)
    told = {(one.finding.kind, one.finding.place) for one in found.found}
    assert ("silence", "wrong/steps.2") in told
    assert [place for kind, place in told if kind == "incident"] == ["wrong/steps.1"]
    assert all(one.conversation for one in found.found)


def test_a_question_that_takes_no_answer_is_a_dead_end(tmp_path: Path):
    library = library_with(tmp_path, shop=SHOP)
    program = library.dialogues["shop"].program
    code = tuple(
        replace(step, question=replace(step.question, minimum=3, maximum=1))
        if isinstance(step, Ask) and step.question.type == "number"
        else step
        for step in program.instructions
    )
    shop = replace(library.dialogues["shop"], program=replace(program, instructions=code))
    found = explore(replace(library, dialogues={"shop": shop}), walks=2)
    assert {(one.finding.kind, one.finding.place) for one in found.found} == {
        ("refusal", "shop/steps.2")
    }


def test_the_same_seed_walks_the_same_way(tmp_path: Path):
    library = library_with(tmp_path, shop=SHOP)
    walked = explore(library, walks=1)
    assert explore(library, walks=1) == walked
    assert explore(library, walks=1, seed=2) != walked


@pytest.mark.parametrize("walks", [1, 3])
def test_a_walk_is_a_story_that_holds(tmp_path: Path, walks: int):
    library = library_with(tmp_path, shop=SHOP, wrong=WRONG)
    text = written_down(explore(library, walks=walks).furthest, "a walk: “so” it went")
    read = stories_in("tests/walk.yaml", text.encode())
    assert read.faults == ()
    (played,) = play_shared(read.stories, library, PROFILES)
    assert played.failure is None, played.failure


async def test_a_walk_is_cut_down_to_what_finds_it(tmp_path: Path):
    library = library_with(tmp_path, wrong=WRONG)
    found = await walk(library, PROFILES, seed=1, number=1, steps=30)
    wanted = next(finding for finding in found.found if finding.kind == "incident")
    short = await shrunk(found, wanted, library, PROFILES)
    assert len(found.strides) == 30
    assert len(short.strides) == 2
    assert wanted in short.found


@pytest.mark.parametrize("place", ["missing/folder/x.yaml", "brand.yaml/x.yaml"])
def test_a_place_where_nothing_can_be_written_is_wrong_use(tmp_path: Path, place: str):
    (tmp_path / "brand.yaml").write_text("brand: small\n")
    result = call("explore", tmp_path, "--write", tmp_path / place)
    assert result.exit_code == 2
    assert f"There is no folder {(tmp_path / place).parent}: make it first." in result.output


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_the_command_tells_and_writes_down(tmp_path: Path):
    library_with(tmp_path, shop=SHOP, wrong=WRONG)
    (tmp_path / "tests").mkdir()
    file = tmp_path / "tests" / "walk.yaml"
    result = call(
        "explore", tmp_path, "--walks", SHARE + 1, "--steps", 9, "--write", file, "--json"
    )
    assert result.exit_code == 1, result.output
    document = json.loads(result.stdout)
    assert {one["kind"] for one in document["findings"]} == {"silence", "incident"}
    assert document["coverage"]["steps"]["all"] == 18
    assert call("test", tmp_path).exit_code == 0
    again = call("explore", tmp_path, "--walks", 4, "--steps", 9, "--seed", 3)
    assert "4 walks of seed 3, 36 steps." in again.stdout
    assert "SILENCE  dialogues/wrong.yaml:10:5: Nothing is said." in again.stdout
    assert call("explore", tmp_path, "--write", file).exit_code == 2


def test_a_brand_with_faults_is_not_walked_through(tmp_path: Path):
    library_with(tmp_path, shop=SHOP)
    (tmp_path / "dialogues" / "shop.yaml").write_text("dialogue: shop\n")
    result = call("explore", tmp_path)
    assert result.exit_code == 1
    assert '"steps" is missing' in result.stdout


def test_dialogues_in_python_are_walked_through_too(tmp_path: Path):
    library_with(tmp_path, shop=SHOP)
    (tmp_path / "dialogues" / "order.py").write_text(
        "from convivio import Talk, dialogue\n\n\n"
        '@dialogue(command="order")\n'
        "async def order(talk: Talk) -> None:\n"
        '    number = await talk.ask("Which number?", type="number")\n'
        '    await talk.say(f"Thank you for {number}.")\n'
    )
    result = call("explore", tmp_path, "--walks", 4, "--steps", 12, "--json")
    assert result.exit_code == 0, result.output
    unreached = {one["dialogue"] for one in json.loads(result.stdout)["unreached"]}
    assert "order" not in unreached
