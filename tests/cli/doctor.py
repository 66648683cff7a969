"""The doctor, and a small brand for it to look at."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from bot.cli.main import convivio
from tests.brand_folder import write_files

FAIR = "brand: fair\ntitle: Fair\nlanguages: [en]\n"
DIALOGUE = "dialogue: hello\nstarts: [{command: hello}]\nsteps: [{say: Hello}]\n"


def fair(folder: Path, lines: str) -> Path:
    """Write a brand that says hello, with these lines more in brand.yaml, and return its folder."""
    return write_files(folder, {"brand.yaml": FAIR + lines, "dialogues/hello.yaml": DIALOGUE})


def ask_doctor(folder: Path, *options: str, **environ: str | None) -> Result:
    """Return what the doctor says; variables that are None are not set."""
    return CliRunner().invoke(convivio, ["doctor", str(folder), *options], env=environ)


def about_it(result: Result, about: str) -> list[tuple[str, str]]:
    """Return the state and the words of each finding about one thing, as `--json` told them."""
    findings = json.loads(result.output)["findings"]
    return [(one["state"], one["words"]) for one in findings if one["about"] == about]


def found(folder: Path, about: str) -> list[tuple[str, str]]:
    """Return the state and the words of each finding of the doctor about one thing."""
    return about_it(ask_doctor(folder, "--json"), about)
