"""Holds conversations at the terminal, typed into a pipe: buttons are pressed by their label."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.doors.neutral import Act, Line, Press, Say
from tests.product import environment

_NUMBERED = re.compile(r"  \d+\. (.+)")
_ADDED = re.compile(r"  \((.+)\)")


@dataclass(frozen=True)
class Talk:
    """What one person types, and the database in which it is kept."""

    database: Path
    acts: tuple[Act, ...]


def hold(brand: Path, talks: Sequence[Talk]) -> list[list[Line]]:
    """Return what is read in each talk."""
    given = [
        {"database": str(talk.database), "typed": "".join(map(_typed, talk.acts))} for talk in talks
    ]
    run = subprocess.run(
        [sys.executable, "-m", "tests.doors.terminals", str(brand)],
        input=json.dumps(given),
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return [_lines(printed) for printed in json.loads(run.stdout)]


def _typed(act: Act) -> str:
    match act:
        case Say(text):
            return f"{text}\n"
        case Press(label):
            return f"{label}\n"


def _lines(printed: str) -> list[Line]:
    return [line for text in printed.splitlines() for line in _read(text)]


def _read(text: str) -> list[Line]:
    if numbered := _NUMBERED.fullmatch(text):
        return [("button", numbered[1])]
    if added := _ADDED.fullmatch(text):
        return [("button", label) for label in added[1].split(" / ")]
    return [("text", text.strip())] if text.strip() else []
