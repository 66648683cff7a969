"""The tutorial does what it says, in the order in which it says it."""

import re
from pathlib import Path

from click.testing import CliRunner

from bot.cli.main import convivio

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "first-brand.md"


def yaml_blocks() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", TUTORIAL.read_text(encoding="utf-8"), re.DOTALL)


def run(*arguments: str, text: str | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(convivio, list(arguments), input=text)
    return result.exit_code, result.output


def put(file: Path, block: str, *, before: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, block + before), encoding="utf-8")


def test_the_tutorial_holds(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CONVIVIO_DATABASE", raising=False)
    question, answers = yaml_blocks()
    assert run("new", "cafe")[0] == 0
    code, said = run("chat", "cafe", text="hello\n3\n")
    assert code == 0
    assert "The machine is warm" in said
    put(Path("cafe/dialogues/welcome.yaml"), question, before="  - offer: specials")
    assert run("check", "cafe")[0] == 0
    assert run("test", "cafe")[0] == 1
    story = Path("cafe/tests/welcome.yaml")
    put(story, answers, before="      - bot: {contains: Shall I tell you the specials}")
    put(story, answers, before="      - bot: {contains: specials of the week}")
    code, shown = run("test", "cafe")
    assert code == 0, shown
    assert run("results", "cafe", "welcome")[0] == 0
