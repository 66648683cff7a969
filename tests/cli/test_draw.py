"""`convivio draw`: dialogues as Mermaid text and as SVG."""

import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import convivio

EXAMPLE = Path(__file__).parents[2] / "examples" / "we-converse"


def draw(*arguments: object) -> Result:
    return CliRunner().invoke(convivio, ["draw", *map(str, arguments)])


def test_one_dialogue_is_written_as_it_is() -> None:
    drawn = draw(EXAMPLE, "survey")
    assert drawn.exit_code == 0
    assert drawn.output.startswith('flowchart TD\n    start(["survey<br>/survey')


def test_several_stand_under_their_names() -> None:
    drawn = draw(EXAMPLE)
    names = [line[3:] for line in drawn.output.splitlines() if line.startswith("%% ")]
    assert names == sorted(path.stem for path in (EXAMPLE / "dialogues").rglob("*.yaml"))


def test_each_gets_a_file(tmp_path: Path) -> None:
    drawn = draw(EXAMPLE, "survey", "--format", "svg", "--output", tmp_path / "new")
    assert drawn.output == f"{tmp_path}/new/survey.svg\n"
    root = ET.fromstring((tmp_path / "new" / "survey.svg").read_text())
    assert root.tag.endswith("svg")
    texts = "".join(text or "" for text in root.itertext())
    assert "From 0 to 10, how much of a conversation" in texts
    assert "“{example}” goes on our list" in texts


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("survay",), "no dialogue 'survay'. Did you mean \"survey\"?"),
        (("--format", "svg"), "Name one dialogue, or the folder for all with --output."),
    ],
)
def test_wrong_use_is_said(arguments: tuple[str, ...], said: str) -> None:
    drawn = draw(EXAMPLE, *arguments)
    assert drawn.exit_code == 2
    assert said in drawn.output


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    monkeypatch.delitem(sys.modules, "bot.cli.drawing_svg", raising=False)
    drawn = draw(EXAMPLE, "survey", "--format", "svg")
    assert drawn.exit_code == 1
    assert "pip install 'convivio[draw]'" in drawn.output
