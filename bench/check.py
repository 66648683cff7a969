"""What a brand of hundreds of dialogues costs: to check, to load, and in each turn.

    python -m bench.check --dialogues 500 --steps 40

Writes a made-up brand (`bench.big_brand`) and measures processor seconds: `convivio check` as a
process of its own with 200 dialogues, reading, checking and compiling the large brand as
`convivio run` does before it opens its doors, and a turn beside the same turn in a brand of one
dialogue. One JSON line a case; the wall is there to be looked at, never compared.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from bench.big_brand import Size, write_big_brand
from bot.core.events import Event, Happening, Said
from bot.core.ids import EventId, PersonId
from bot.core.person import Person
from bot.dialogue.machine.state import EMPTY
from bot.dialogue.machine.step import step
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import read_brand
from bot.understanding import words

CHECKED = 200
CHECK_LIMIT = 2.0
"""Processor seconds in which 200 dialogues must be checked."""

LOAD_LIMIT = 5.0
"""Processor seconds in which the large brand must be ready to talk."""

COMMAND = (sys.executable, "-c", "from bot.cli.main import main; main()")
SAID = ("/d0", "what is this about, then?", "fair0")
BEGUN = datetime(2030, 6, 4, 10, tzinfo=UTC)

Line = dict[str, str | int | float]


def check_case(folder: Path, size: Size, seed: int) -> Line:
    """Measure `convivio check` as a person runs it, start of the process included."""
    steps = write_big_brand(folder, size, seed)
    before, begun = _of_children(), time.perf_counter()
    done = subprocess.run([*COMMAND, "check", str(folder)], capture_output=True, check=False)
    wall, cpu = time.perf_counter() - begun, _of_children() - before
    if done.returncode != 0 or done.stdout:
        raise SystemExit(f"The made-up brand has faults:\n{done.stdout.decode()}")
    kept = "kept" if cpu < CHECK_LIMIT else "broken"
    return _line("check", size, steps, cpu, wall) | {"limit": CHECK_LIMIT, "verdict": kept}


def load_case(folder: Path, size: Size, seed: int) -> tuple[Line, Library]:
    """Measure reading, checking and compiling, as it happens before the doors open."""
    steps = write_big_brand(folder, size, seed)
    begun, before = time.perf_counter(), time.process_time()
    library = read_brand(folder, {}).library
    cpu, wall = time.process_time() - before, time.perf_counter() - begun
    if library is None:
        raise SystemExit("The made-up brand has errors.")
    kept = "kept" if cpu < LOAD_LIMIT else "broken"
    line = _line("load", size, steps, cpu, wall) | {"limit": LOAD_LIMIT, "verdict": kept}
    return line, library


def turn_case(small: Library, large: Library, turns: int) -> Line:
    """Measure the same turns in a brand of one dialogue and in the large one, by turns."""
    pairs = [(turn_us(small, turns), turn_us(large, turns)) for _ in range(5)]
    one, many = (min(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(large / small for small, large in pairs)
    return {
        "case": "turn",
        "dialogues": len(large.dialogues),
        "us_among_1": round(one, 1),
        "us_among_all": round(many, 1),
        "ratio": round(ratio, 2),
    }


def turn_us(library: Library, turns: int) -> float:
    """Return the microseconds of a turn: a command, an answer or a miss, and a keyword."""
    person = Person(PersonId("p"), None, None, "en", "UTC", "webchat", "web", BEGUN)
    state, begun = EMPTY, time.process_time()
    for number in range(turns):
        event = _event(number, Said(SAID[number % len(SAID)]))
        state = step(library, words, state, event, person).state
    return (time.process_time() - begun) / turns * 1e6


def _event(number: int, happening: Happening) -> Event:
    return Event(EventId(f"e{number}"), BEGUN + timedelta(seconds=number), happening)


def _line(case: str, size: Size, steps: int, cpu: float, wall: float) -> Line:
    seconds: Line = {"cpu_seconds": round(cpu, 3), "wall_seconds": round(wall, 3)}
    return {"case": case, "dialogues": size.dialogues, "steps": steps} | seconds


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(arguments: Sequence[str]) -> int:
    """Run the cases and print one JSON line each; 1 where a limit is broken."""
    parser = argparse.ArgumentParser(prog="bench.check", description=__doc__)
    parser.add_argument("--dialogues", type=int, default=500, help="of the large brand")
    parser.add_argument("--steps", type=int, default=40, help="in each dialogue, at least")
    parser.add_argument("--turns", type=int, default=3_000, help="for each measure of a turn")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(arguments)
    size = Size(options.dialogues, options.steps)
    checked = Size(min(CHECKED, size.dialogues), size.steps)
    with tempfile.TemporaryDirectory() as home:
        lines = [check_case(Path(home) / "checked", checked, options.seed)]
        line, large = load_case(Path(home) / "large", size, options.seed)
        small = load_case(Path(home) / "small", Size(1, size.steps), options.seed)[1]
    small = msgspec.structs.replace(small, dialogues={"d0": large.dialogues["d0"]})
    lines += [line, turn_case(small, large, options.turns)]
    for one in lines:
        print(json.dumps(one), flush=True)
    return int(any(one.get("verdict") == "broken" for one in lines))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
