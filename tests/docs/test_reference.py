import re
import runpy
from pathlib import Path

import pytest

from bot.cli.main import COMMANDS
from bot.core.intents import Intent, Intents
from bot.dialogue.publishing.publish import read_brand
from bot.dialogue.steps import BY_KIND
from bot.stories.assertions import FACTS
from bot.stories.reading import stories_in
from bot.stories.steps import ACTIONS
from bot.understanding import words

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = DOCS / "reference"


def page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def test_the_language_reference_is_what_the_definitions_say() -> None:
    written = runpy.run_path(str(REFERENCE / "write_language.py"))["language_reference"]()
    assert page("language.md") == written, "run: python docs/reference/write_language.py"


def test_the_reference_of_numbers_is_what_the_table_says() -> None:
    written = runpy.run_path(str(REFERENCE / "write_metrics.py"))["metrics_reference"]()
    assert page("metrics.md") == written, "run: python docs/reference/write_metrics.py"


@pytest.mark.parametrize("kind", BY_KIND)
def test_every_step_has_a_section(kind: str) -> None:
    assert f"### `{kind}`" in page("language.md")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_section(name: str) -> None:
    assert f"## convivio {name}" in page("command-line.md")


@pytest.mark.parametrize("key", [*ACTIONS, *FACTS])
def test_every_key_of_a_story_is_named(key: str) -> None:
    assert f"`{key}" in page("stories.md")


def test_links_between_pages_lead_somewhere() -> None:
    for file in [*DOCS.rglob("*.md"), DOCS.parent / "README.md"]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", file.read_text(encoding="utf-8")):
            assert (file.parent / target).exists(), f"{file.name}: {target}"


def test_decisions_are_numbered_one_after_the_other() -> None:
    files = sorted((DOCS / "decisions").iterdir())
    assert [file.name[:5] for file in files] == [f"{n:04}-" for n in range(1, len(files) + 1)]
    for number, file in enumerate(files, start=1):
        assert file.read_text(encoding="utf-8").startswith(f"# {number}. "), file.name


def headings(file: Path) -> set[str]:
    """Return the names by which the headings of a page are linked."""
    lines = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in lines}


def test_links_to_headings_lead_to_one() -> None:
    for file in [*DOCS.rglob("*.md"), DOCS.parent / "README.md"]:
        text = file.read_text(encoding="utf-8")
        for target, heading in re.findall(r"\]\((?!https?:)([^)#]*)#([^)]+)\)", text):
            page_there = file.parent / target if target else file
            assert heading in headings(page_there), f"{file.name}: {target}#{heading}"


def test_the_recipes_check_clean(tmp_path: Path) -> None:
    recipes = (DOCS / "how-to" / "write-dialogues.md").read_text(encoding="utf-8")
    (tmp_path / "dialogues").mkdir()
    (tmp_path / "brand.yaml").write_text(
        "brand: recipes\ntitle: Recipes\ntopics:\n  letters: {title: Letters, wording: Letters?}\n"
        'channels: {desk: {adapter: webhook, secret: "${DESK}"}}\nhandoff: desk\n'
    )
    for number, block in enumerate(re.findall(r"```yaml\n(.*?)```", recipes, re.DOTALL)):
        file = "faq.yaml" if block.startswith("# faq.yaml") else f"dialogues/{number}.yaml"
        (tmp_path / file).write_text(block)
    secrets = {"DESK": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
    assert read_brand(tmp_path, secrets).faults == ()


def test_the_sample_of_faq_yaml_checks_clean_and_means_what_the_page_says(tmp_path: Path) -> None:
    (tmp_path / "dialogues").mkdir()
    (tmp_path / "brand.yaml").write_text("brand: sample\ntitle: Sample\n")
    mending = "dialogue: mending\nsteps: [{say: Done.}]\n"
    (tmp_path / "dialogues" / "mending.yaml").write_text(mending)
    sample = re.search(r"```yaml\n(.*?)```", page("faq.md"), re.DOTALL)
    (tmp_path / "faq.yaml").write_text(sample[1] if sample else "")
    assert read_brand(tmp_path, {}).faults == ()
    asked, *rows = re.findall(r"^\| (.*?) \| (.*?) \|$", page("faq.md"), re.MULTILINE)
    question = Intent("it", questions=(asked[1].removeprefix("`ask: ").removesuffix("`"),))
    for said, is_asked in rows[1:]:
        meant = words.meant(said, Intents((question,)))
        assert bool(meant) == (is_asked == "is asked"), said


def test_the_sample_story_can_be_read() -> None:
    found = re.search(r"```yaml\n(.*?)```", page("stories.md"), re.DOTALL)
    assert found is not None
    read = stories_in("tests/sample.yaml", found[1].encode())
    assert not read.faults
    assert len(read.stories[0].steps) == 8
