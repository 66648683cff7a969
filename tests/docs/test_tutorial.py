"""The tutorial does what it says, in the order in which it says it: each file, command and word."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import convivio

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "first-brand.md"
BRAND = Path("petal")
DELETED = ("dialogues/welcome.yaml", "tests/welcome.yaml")
_BLOCK = re.compile(r"```(yaml|console)\n(.*?)```", re.DOTALL)
_PLACE = re.compile(r"# (?:(at the end of|below web in) )?(\S+)")


def blocks() -> Iterator[tuple[str, str]]:
    for found in _BLOCK.finditer(TUTORIAL.read_text(encoding="utf-8")):
        yield found[1], found[2]


def run(command: str, said: str) -> str:
    """Run a command of the page, the words of the person typed in, and return what it prints."""
    program, *arguments = shlex.split(command)
    assert program == "convivio"
    return CliRunner().invoke(convivio, arguments, input=said).output


def hold(block: str) -> None:
    """Run what stands behind `$`; each other line must be printed, in order."""
    command, *lines = block.splitlines()
    if "--sandbox" in command:  # tried in tests/cli/test_sandbox_mode.py: it runs until Ctrl-C
        return
    said = "".join(f"{line[2:]}\n" for line in lines if line.startswith("> "))
    printed = run(command.removeprefix("$ "), said).splitlines()
    rest = iter(printed)
    for line in lines:
        if line and not line.startswith("> "):
            assert line in rest, (line, printed)


def write(block: str) -> None:
    """Put a block into the file that its first line names, as it says."""
    place = _PLACE.match(block)
    assert place, block
    file = BRAND / place[2]
    written = file.read_text(encoding="utf-8") if file.exists() else ""
    match place[1]:
        case "at the end of":
            file.write_text(written + block, encoding="utf-8")
        case "below web in":
            web = "  web: {adapter: webchat}\n"
            assert web in written
            file.write_text(written.replace(web, web + block), encoding="utf-8")
        case _:
            file.write_text(block, encoding="utf-8")


def test_the_tutorial_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("CONVIVIO_DATABASE", "TELEGRAM_TOKEN", "DISCORD_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for kind, block in blocks():
        if block.startswith("# brand.yaml"):
            assert all(f"`{name}`" in TUTORIAL.read_text(encoding="utf-8") for name in DELETED)
            for name in DELETED:
                (BRAND / name).unlink()
        (write if kind == "yaml" else hold)(block)
    warned = run("convivio check petal", "").splitlines()
    assert [line.split()[2] for line in warned[:2]] == ["TELEGRAM_TOKEN", "DISCORD_TOKEN"]
    assert "0 errors, 2 warnings." in warned
