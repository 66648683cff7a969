"""What GitHub reads in a review: workflow commands, escaped as its runner unescapes them."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.brand.faults import Fault
from bot.cli.annotations import annotations
from bot.cli.main import convivio

BRAND = "brand: tiny\nlanguages: [en]\n"
DIALOGUE = """dialogue: hello
starts: [{command: hello}]
steps:
  - saay: Hello
"""


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (
            Fault("a.yaml", 3, 5, "Wrong.", hint="Write 100% of it: all, really."),
            "::error file=brands/a.yaml,line=3,col=5::Wrong. Write 100%25 of it: all, really.",
        ),
        (
            Fault("dialogues/a,b: c%.yaml", 1, 1, "Odd.", "warning"),
            "::warning file=brands/dialogues/a%2Cb%3A c%25.yaml,line=1,col=1::Odd.",
        ),
        (
            Fault("a.yaml", 2, 1, "One\nline::error::two", "information"),
            "::notice file=brands/a.yaml,line=2,col=1::One line::error::two",
        ),
    ],
)
def test_a_fault_is_a_workflow_command(fault: Fault, line: str) -> None:
    assert annotations([fault], Path("brands")) == line


def test_files_are_named_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "brands" / "tiny"
    (folder / "dialogues").mkdir(parents=True)
    (folder / "brand.yaml").write_text(BRAND)
    (folder / "dialogues" / "hello.yaml").write_text(DIALOGUE)
    monkeypatch.chdir(tmp_path)
    for named in ("brands/tiny", str(folder), "./brands/../brands/tiny"):
        result = CliRunner().invoke(convivio, ["check", named, "--format", "github"])
        assert result.exit_code == 1
        assert result.stdout == (
            "::error file=brands/tiny/dialogues/hello.yaml,line=4,col=5::"
            '"saay" is not a step. Did you mean "say"?\n'
        )


def test_nothing_wrong_is_nothing_said(tmp_path: Path) -> None:
    (tmp_path / "brand.yaml").write_text(BRAND)
    result = CliRunner().invoke(convivio, ["check", str(tmp_path), "--format", "github"])
    assert (result.exit_code, result.stdout) == (0, "")


def test_two_forms_at_once_are_wrong_use(tmp_path: Path) -> None:
    arguments = ["check", str(tmp_path), "--json", "--format", "github"]
    assert CliRunner().invoke(convivio, arguments).exit_code == 2
